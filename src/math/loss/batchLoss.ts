import { rangeMinimum } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { softplus } from '../core/logisticLoss';
import type { Landscape, Point, AdversarialProblem } from '../core/types';
import { hasClosedForm } from './derivatives';
import { type PiecewisePolynomial, piecewiseChebyshev } from './piecewiseChebyshev';

/** The points of one label, equal ones as one. */
interface Group {
  readonly y: 1 | -1;
  readonly x: Float64Array; // [points, 2]
  readonly weights: Float64Array; // [points]; 1/N for each time a point occurs
  readonly psi: PiecewisePolynomial;
}

/** ψ_y(z) = log(1 + exp(−y φ(z))) in pieces, by model, label and range: moving a slider asks for the same ones. */
const known = new Map<string, PiecewisePolynomial>();
const MOST_KNOWN = 6; // of up to 20 MB
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function psiOf({ activation, reach }: AdversarialProblem, y: number): PiecewisePolynomial {
  const wide = 2 ** Math.ceil(Math.log2(Math.max(1, reach)));
  const key = `${activation.expression} ${y} ${wide}`;
  const had = known.get(key);
  if (had) return had;
  const stops = [...new Set([...activation.critical(wide), ...(activation.kinks?.(wide) ?? [])])].sort((p, q) => p - q);
  let made: PiecewisePolynomial;
  try {
    made = piecewiseChebyshev((z) => softplus(-y * activation.f(z)), wide, stops, activation.enclosure);
  } catch (error) {
    throw new Error(`${JSON.stringify(activation.label)} cannot be used under a smoothing: ${sentence(error)}`);
  }
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(key, made);
  return made;
}

/** Equal points as one, with how often they occur. */
export function uniquePoints(points: readonly Point[]): { readonly point: Point; readonly times: number }[] {
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
export function singleEvaluator({ valuesAt: losses }: Pick<Landscape, 'valuesAt'>): Landscape['value'] {
  const [theta1, theta2, out] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  return (a, b) => {
    theta1[0] = a;
    theta2[0] = b;
    losses(theta1, theta2, out);
    return out[0]!;
  };
}

function groupsOf(scene: AdversarialProblem): Group[] {
  const all = uniquePoints(scene.points);
  return ([1, -1] as const).flatMap((y) => {
    const own = all.filter(({ point }) => point.y === y);
    if (own.length === 0) return [];
    const x = Float64Array.from(own.flatMap(({ point }) => [...point.x]));
    return [{ y, x, weights: Float64Array.from(own, ({ times }) => times / scene.points.length), psi: psiOf(scene, y) }];
  });
}

/** The adversarial loss at many weights, as integrals read it: a million times, over two functions of one variable. */
export function batchLoss(scene: AdversarialProblem, exactly: Landscape['value']): Landscape['valuesAt'] {
  return hasClosedForm(scene)
    ? summing(scene, groupsOf(scene), scene.attack === none ? 0 : scene.epsilon)
    : (theta1, theta2, out) => theta1.forEach((a, j) => (out[j] = exactly(a, theta2[j]!)));
}

/** Weights that are taken at once: what they need fits a processor's first cache. */
const BLOCK = 256;

/** Room for a block of weights θ_j: r_j = ε‖θ_j‖_q, the ends of a point's interval, and ψ there. */
interface Room {
  readonly r: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}
const room = (): Float64Array => new Float64Array(BLOCK);

/** Writes the worst ψ of a point at every weight of a block into room.low, from the ends x·θ_j ± r_j of its interval. */
type Worst = (x1: number, x2: number, theta1: Float64Array, theta2: Float64Array, room: Room) => void;

function summing({ activation, critical, norm }: AdversarialProblem, groups: readonly Group[], epsilon: number): Landscape['valuesAt'] {
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
  const own: Room = { r: room(), lower: room(), upper: room(), low: room(), high: room() };
  const sum = (theta1: Float64Array, theta2: Float64Array, out: Float64Array): void => {
    const { r, low } = own;
    const count = theta1.length;
    for (let j = 0; j < count; j += 1) {
      r[j] = epsilon === 0 ? 0 : epsilon * norm.dualPair(theta1[j]!, theta2[j]!);
      out[j] = 0;
    }
    for (const { x, weights, worst } of parts)
      for (let k = 0; k < weights.length; k += 1) {
        worst(x[2 * k]!, x[2 * k + 1]!, theta1, theta2, own);
        const weight = weights[k]!;
        for (let j = 0; j < count; j += 1) out[j] = out[j]! + weight * low[j]!;
      }
  };
  return (theta1, theta2, out) => {
    for (let from = 0; from < theta1.length; from += BLOCK) {
      const to = Math.min(theta1.length, from + BLOCK);
      sum(theta1.subarray(from, to), theta2.subarray(from, to), out.subarray(from, to));
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
  const heights = new Float64Array(critical.length);
  psi.evaluate(Float64Array.from(critical), heights);
  const inside = rangeMinimum(Array.from(heights, (height) => -height));
  const levels = Float64Array.of(-Infinity, ...critical, Infinity);
  return (x1, x2, theta1, theta2, { r, lower, upper, low, high }) => {
    const count = theta1.length;
    for (let j = 0; j < count; j += 1) {
      const centre = x1 * theta1[j]! + x2 * theta2[j]!;
      const reach = r[j]!;
      lower[j] = centre - reach;
      upper[j] = centre + reach;
    }
    psi.evaluate(lower, low, count);
    psi.evaluate(upper, high, count);
    let at = 1; // the first level above the lower end
    for (let j = 0; j < count; j += 1) {
      const from = lower[j]!;
      const to = upper[j]!;
      while (levels[at - 1]! > from) at -= 1;
      while (levels[at]! <= from) at += 1;
      if (high[j]! > low[j]!) low[j] = high[j]!;
      if (!(levels[at]! < to)) continue;
      let past = at + 1;
      while (levels[past]! < to) past += 1;
      const most = -inside(at - 1, past - 1);
      if (most > low[j]!) low[j] = most;
    }
  };
}
