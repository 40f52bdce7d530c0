import type { Scene } from './adversarial';
import { isClosedForm } from './closedForm';
import { edgesOf } from './edges';
import { leastOf } from './interval';
import type { Landscape, Point } from './kinds';
import { softplus } from './logistic';
import { piecesOf, type Pieces } from './pieces';
import { none } from './attacks/none';

/** The adversarial loss as integrals read it: a million times, over two functions of one variable. */
export type QuickLoss = Pick<Landscape, 'losses' | 'crossed'>;

/** The points of one label, equal ones as one. */
interface Group {
  readonly y: 1 | -1;
  readonly x: Float64Array; // [points, 2]
  readonly weights: Float64Array; // [points]; 1/N for each time a point occurs
  readonly psi: Pieces;
}

/** ψ_y(z) = log(1 + exp(−y φ(z))) in pieces, by model, label and range: moving a slider asks for the same ones. */
const known = new Map<string, Pieces>();
const MOST_KNOWN = 6; // of up to 20 MB
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function psiOf({ activation, critical, kinks = [], reach }: Scene, y: number): Pieces {
  const wide = 2 ** Math.ceil(Math.log2(Math.max(1, reach)));
  const key = `${activation.expression} ${y} ${wide}`;
  const had = known.get(key);
  if (had) return had;
  const stops = [...new Set([...critical, ...kinks])].sort((p, q) => p - q);
  let made: Pieces;
  try {
    made = piecesOf((z) => softplus(-y * activation.f(z)), wide, stops, activation.over);
  } catch (error) {
    throw new Error(`${JSON.stringify(activation.label)} cannot be used under a smoothing: ${sentence(error)}`);
  }
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, made);
  return made;
}

/** Equal points as one, with how often they occur. */
export function distinct(points: readonly Point[]): { readonly point: Point; readonly times: number }[] {
  const found = new Map<string, { point: Point; times: number }>();
  for (const point of points) {
    const key = `${point.x[0]} ${point.x[1]} ${point.y}`;
    const had = found.get(key);
    if (had) had.times += 1;
    else found.set(key, { point, times: 1 });
  }
  return [...found.values()];
}

/** The losses of a landscape one by one, as quick as they come where there are many points. */
export function oneByOne({ losses }: Pick<Landscape, 'losses'>): Landscape['value'] {
  const [theta1, theta2, out] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  return (a, b) => {
    theta1[0] = a;
    theta2[0] = b;
    losses(theta1, theta2, out);
    return out[0]!;
  };
}

function groupsOf(scene: Scene): Group[] {
  const all = distinct(scene.points);
  return ([1, -1] as const).flatMap((y) => {
    const own = all.filter(({ point }) => point.y === y);
    if (own.length === 0) return [];
    const x = Float64Array.from(own.flatMap(({ point }) => [...point.x]));
    return [{ y, x, weights: Float64Array.from(own, ({ times }) => times / scene.points.length), psi: psiOf(scene, y) }];
  });
}

export function quickLoss(scene: Scene, exactly: Landscape['value']): QuickLoss {
  const groups = groupsOf(scene);
  const radius = scene.attack === none ? 0 : scene.epsilon;
  const losses: Landscape['losses'] = isClosedForm(scene)
    ? summing(scene, groups, radius)
    : (theta1, theta2, out) => theta1.forEach((a, j) => (out[j] = exactly(a, theta2[j]!)));
  return { losses, crossed: crossing(scene, groups, radius) };
}

/** Room for a batch of weights θ_j: r_j = ε‖θ_j‖_q, the ends of a point's interval, and ψ there. */
interface Room {
  readonly r: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}
const roomFor = (size: number): Room => {
  const [r, lower, upper, low, high] = Array.from({ length: 5 }, () => new Float64Array(size));
  return { r: r!, lower: lower!, upper: upper!, low: low!, high: high! };
};

/** Writes the worst ψ of a point at every weight into room.low, from the ends x·θ_j ± r_j of its interval. */
type Worst = (x1: number, x2: number, theta1: Float64Array, theta2: Float64Array, room: Room) => void;

function summing({ activation, critical, norm }: Scene, groups: readonly Group[], epsilon: number): Landscape['losses'] {
  const rising = critical.length === 0 && activation.f(1) > activation.f(0);
  const parts = groups.map((group) => ({
    ...group,
    worst:
      rising || epsilon === 0
        ? atEnd(group)
        : critical.length === 1 && peaks(group, critical[0]!)
          ? drawn(group, critical[0]!)
          : either(group, critical),
  }));
  let room = roomFor(256);
  return (theta1, theta2, out) => {
    const count = theta1.length;
    if (room.r.length < count) room = roomFor(2 * count);
    const { r, low } = room;
    for (let j = 0; j < count; j += 1) r[j] = epsilon === 0 ? 0 : epsilon * norm.dualPair(theta1[j]!, theta2[j]!);
    out.fill(0);
    for (const { x, weights, worst } of parts)
      for (let k = 0; k < weights.length; k += 1) {
        worst(x[2 * k]!, x[2 * k + 1]!, theta1, theta2, room);
        const weight = weights[k]!;
        for (let j = 0; j < count; j += 1) out[j] = out[j]! + weight * low[j]!;
      }
  };
}

/** A rising φ, or no attack: the worst z is the end that y φ falls towards. */
function atEnd({ y, psi }: Group): Worst {
  return (x1, x2, theta1, theta2, { r, lower, low }) => {
    for (let j = 0; j < theta1.length; j += 1) lower[j] = x1 * theta1[j]! + x2 * theta2[j]! - y * r[j]!;
    psi.evaluate(lower, low, theta1.length);
  };
}

const peaks = ({ psi }: Group, turn: number): boolean => {
  const found = new Float64Array(3);
  psi.evaluate(Float64Array.of(turn - 1e-3, turn, turn + 1e-3), found);
  return found[1]! > Math.max(found[0]!, found[2]!);
};

/** One turning point, at which ψ is greatest: it draws the attack to itself. */
function drawn({ psi }: Group, turn: number): Worst {
  return (x1, x2, theta1, theta2, { r, lower, low }) => {
    for (let j = 0; j < theta1.length; j += 1) {
      const centre = x1 * theta1[j]! + x2 * theta2[j]!;
      const reach = r[j]!;
      lower[j] = centre > turn + reach ? centre - reach : centre < turn - reach ? centre + reach : turn;
    }
    psi.evaluate(lower, low, theta1.length);
  };
}

/** The worst of both ends and of the turning points between them. */
function either({ psi }: Group, critical: readonly number[]): Worst {
  const [levels, heights] = [Float64Array.from(critical), new Float64Array(critical.length)];
  psi.evaluate(levels, heights);
  const inside = leastOf(Array.from(heights, (height) => -height));
  return (x1, x2, theta1, theta2, { r, lower, upper, low, high }) => {
    for (let j = 0; j < theta1.length; j += 1) {
      const centre = x1 * theta1[j]! + x2 * theta2[j]!;
      lower[j] = centre - r[j]!;
      upper[j] = centre + r[j]!;
    }
    psi.evaluate(lower, low, theta1.length);
    psi.evaluate(upper, high, theta1.length);
    let from = 0; // the first levels above the two ends
    let to = 0;
    for (let j = 0; j < theta1.length; j += 1) {
      while (from > 0 && levels[from - 1]! > lower[j]!) from -= 1;
      while (from < levels.length && levels[from]! <= lower[j]!) from += 1;
      while (to > 0 && levels[to - 1]! >= upper[j]!) to -= 1;
      while (to < levels.length && levels[to]! < upper[j]!) to += 1;
      const most = low[j]! > high[j]! ? low[j]! : high[j]!;
      low[j] = from < to ? Math.max(most, -inside(from, to)) : most;
    }
  };
}

interface Crossing {
  readonly psi: Pieces;
  /** Largest |a| + ε of the points: no z moves faster. */
  readonly fastest: number;
  readonly points: readonly {
    /** Coordinates along the line and across it. */
    readonly a: number;
    readonly b: number;
    /** Where either end turns back, on the line at distance 1 from the origin. */
    readonly turns: readonly (number | undefined)[];
  }[];
}

function crossing({ norm }: Scene, groups: readonly Group[], epsilon: number): Landscape['crossed'] {
  const { turn } = edgesOf(norm, epsilon);
  const lines = ([0, 1] as const).map((along) =>
    groups.map(({ x, weights, psi }): Crossing => {
      const points = Array.from(weights, (_, k) => {
        const [a, b] = [x[2 * k + along]!, x[2 * k + 1 - along]!];
        return { a, b, turns: ([-1, 1] as const).map((side) => turn({ a, b, side }, 1)) };
      });
      return { psi, points, fastest: points.reduce((most, { a }) => Math.max(most, Math.abs(a)), 0) + epsilon };
    }),
  );
  return (along, at, from, to, blur, enough) => {
    const [first, last] = [epsilon * norm.dualPair(from, at), epsilon * norm.dualPair(to, at)];
    let most = 0;
    for (const { psi, fastest, points } of lines[along]!) {
      if ((to - from) * fastest <= psi.shortest) {
        most = Math.max(most, ((to - from) * fastest) / psi.shortest);
        continue;
      }
      for (const { a, b, turns } of points) {
        if ((to - from) * (Math.abs(a) + epsilon) <= blur * (Math.abs(b) - epsilon)) continue;
        for (let k = 0; k < 2 && most <= enough; k += 1) {
          const side = 2 * k - 1;
          const [p, q] = [psi.rank(a * from + b * at + side * first), psi.rank(a * to + b * at + side * last)];
          most = Math.max(most, Math.abs(q - p));
          const between = turns[k] === undefined ? NaN : turns[k]! * Math.abs(at);
          if (!(between > from && between < to)) continue;
          const r = psi.rank(a * between + b * at + side * epsilon * norm.dualPair(between, at));
          most = Math.max(most, Math.abs(r - p), Math.abs(r - q));
        }
      }
    }
    return most;
  };
}
