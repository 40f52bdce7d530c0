import type { CooperativeTask } from '../core/cooperative';
import { bisect } from '../core/scalarSolvers';
import { spectralNorm } from '../core/symmetric2x2';
import type { Pair, Point, AdversarialProblem, Kink } from '../core/types';
import { DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';

/** Relative step to the two sides of a curve. */
const BESIDE = 1e-6;
/** Directions looked at; fewer where there are many points. */
const TURNS = 720;
const FEW_TURNS = 120;
const MANY_POINTS = 20;
/** Steps along a ray in search of ties. */
const SCAN = 32;

interface Vertex {
  readonly theta: Pair;
  readonly across: Pair;
  readonly jump: number;
  readonly order: 1 | 2;
}

type Label = Pick<Kink, 'kind' | 'place' | 'located'>;

/**
 * Curves on which one point's attack changes branch. Along a ray θ = r v the ends of the attainable interval are r (v·x ∓ ε‖v‖_q),
 * so the place where an end meets a level of φ is r = level/(v·x ∓ ε‖v‖_q), in closed form; ties φ(lo) = φ(hi) are bisected.
 * Up to order 1, smooth branch changes are not looked for. Yields after each point.
 */
export function* kinkCurves(scene: AdversarialProblem, theta1: Pair, theta2: Pair, order: 1 | 2): CooperativeTask<Kink[]> {
  const { critical, kinks = [], points } = scene;
  const levels = [
    ...critical.filter((z) => order === 2 || kinks.includes(z)).map((z): Level => ({ z, kind: 'branch' })),
    ...kinks.filter((z) => !critical.includes(z)).map((z): Level => ({ z, kind: 'corner' })),
  ];
  if (critical.length + kinks.length === 0) return [];
  const found: Kink[] = [];
  for (const point of points) {
    found.push(...curvesOf({ ...scene, points: [point] }, point, points.length, levels, theta1, theta2));
    yield undefined;
  }
  return found;
}

interface Level {
  readonly z: number;
  readonly kind: 'branch' | 'corner';
}

/** The curves of one point among `count`. */
function curvesOf(alone: AdversarialProblem, { x, y }: Point, count: number, levels: readonly Level[], theta1: Pair, theta2: Pair): Kink[] {
  const { activation, norm, epsilon, critical } = alone;
  const inBox = ([a, b]: Pair): boolean => a >= theta1[0] && a <= theta1[1] && b >= theta2[0] && b <= theta2[1];
  const far = Math.hypot(Math.max(...theta1.map(Math.abs)), Math.max(...theta2.map(Math.abs)));
  const turns = count > MANY_POINTS ? FEW_TURNS : TURNS;
  const probe = probing(alone, count);
  const end = (turn: number, side: -1 | 1): number =>
    Math.cos(turn) * x[0] + Math.sin(turn) * x[1] + side * epsilon * norm.dualPair(Math.cos(turn), Math.sin(turn));
  const sides = epsilon > 0 ? ([-1, 1] as const) : ([1] as const);
  const met = levels.flatMap(({ z, kind }) =>
    sides.flatMap((side) => {
      const label: Label = {
        kind,
        located: activation.enclosure ? 'numerical' : 'closed form',
        place: `\\theta^{\\top}x${epsilon > 0 ? `${side < 0 ? '-' : '+'}\\varepsilon\\lVert\\theta\\rVert_q` : ''}=${String(Number(z.toPrecision(4)))}`,
      };
      if (Math.abs(z) < 1e-12) return raysOf((turn) => end(turn, side), turns, far, inBox, probe).flatMap((run) => asKinks(run, label));
      const radii = (turn: number): number[] => [z / end(turn, side)].filter((r) => r > 0 && r <= far);
      return tracing(radii, turns, far, inBox, (turn, r) => probe.radial(turn, r)).flatMap((run) => asKinks(run, label));
    }),
  );
  // Two ends tie only across a level that is no better for the attack than they are.
  const dips = critical.some((z) => [-1e-4, 1e-4].every((h) => y * activation.f(z + h) < y * activation.f(z)));
  if (epsilon === 0 || !dips) return met;
  const gap = (turn: number): ((r: number) => number) => {
    const [lo, hi] = [end(turn, -1), end(turn, 1)];
    return (r) => activation.f(r * lo) - activation.f(r * hi);
  };
  const ties = tracing(
    (turn) => tiesOn(gap(turn), far),
    turns,
    far,
    inBox,
    (turn, r) => probe.radial(turn, r, true),
  );
  const label: Label = {
    kind: 'tie',
    located: 'numerical',
    place: '\\varphi(\\theta^{\\top}x-\\varepsilon\\lVert\\theta\\rVert_q)=\\varphi(\\theta^{\\top}x+\\varepsilon\\lVert\\theta\\rVert_q)',
  };
  return [...met, ...ties.flatMap((run) => asKinks(run, label))];
}

const formulas: Readonly<Record<'1 tie' | '1' | '2', string>> = {
  '1 tie': "\\tfrac1N\\lVert\\psi'(z_+)\\,e_+-\\psi'(z_-)\\,e_-\\rVert,\\quad e_\\pm=x\\pm\\varepsilon\\nabla\\lVert\\theta\\rVert_q",
  '1': "\\tfrac1N|\\psi'(z^\\ast_+)-\\psi'(z^\\ast_-)|\\,\\lVert x\\mp\\varepsilon\\nabla\\lVert\\theta\\rVert_q\\rVert",
  '2': "\\tfrac1N|\\psi''(z^\\ast)|\\,\\lVert x\\mp\\varepsilon\\nabla\\lVert\\theta\\rVert_q\\rVert^2",
};

/** A traced run as kinks: cut where its order changes. */
function asKinks(run: readonly Vertex[], label: Label): Kink[] {
  return ([1, 2] as const).flatMap((order) => {
    const parts: Vertex[][] = [[]];
    for (const vertex of run) {
      if (vertex.order === order) parts.at(-1)?.push(vertex);
      else parts.push([]);
    }
    return parts
      .filter((part) => part.length > 1)
      .map((part) => ({
        ...label,
        order,
        formula: formulas[label.kind === 'tie' ? '1 tie' : order === 1 ? '1' : '2'],
        theta: part.map(({ theta }) => theta),
        jump: part.map(({ jump }) => jump),
        across: part.map(({ across }) => across),
      }));
  });
}

type Look = (turn: number, r: number) => Vertex | undefined;

/** Bisections of the last step of a run, towards where it leaves the box or ends. */
const LAST = 10;

/**
 * Follows radii from direction to direction: each run continues with the nearest radius of the next direction. Both ends of a run are
 * followed on between two directions: near an asymptote a curve covers a long way there.
 */
function tracing(radii: (turn: number) => number[], turns: number, far: number, inBox: (theta: Pair) => boolean, look: Look): Vertex[][] {
  const step = (2 * Math.PI) / turns;
  const seen = (turn: number, r: number): Vertex | undefined =>
    r <= far && inBox([r * Math.cos(turn), r * Math.sin(turn)]) ? look(turn, r) : undefined;
  const beyond = (turn: number, r: number, way: 1 | -1): Vertex[] => {
    const more: Vertex[] = [];
    let [from, to, at] = [turn, turn + way * step, r];
    for (let k = 0; k < LAST; k += 1) {
      const middle = (from + to) / 2;
      const next = radii(middle).find((other) => Math.abs(other - at) < 0.15 * far);
      const vertex = next === undefined ? undefined : seen(middle, next);
      if (vertex && next !== undefined) {
        more.push(vertex);
        [from, at] = [middle, next];
      } else to = middle;
    }
    return more;
  };
  const done: Vertex[][] = [];
  let open: { turn: number; r: number; run: Vertex[] }[] = [];
  const close = (ended: typeof open): void => ended.forEach(({ turn, r, run }) => done.push([...run, ...beyond(turn, r, 1)]));
  for (let k = 0; k <= turns; k += 1) {
    const turn = step * (k + 0.5); // off the axes and diagonals, where norms are creased
    const next: typeof open = [];
    for (const r of radii(turn)) {
      const vertex = seen(turn, r);
      if (!vertex) continue;
      const from = open.find((other) => Math.abs(other.r - r) < 0.15 * far);
      if (from) open = open.filter((other) => other !== from);
      const run = from ? from.run : k === 0 ? [] : beyond(turn, r, -1).reverse();
      run.push(vertex);
      next.push({ turn, r, run });
    }
    close(open);
    open = next;
  }
  return [...done, ...open.map(({ run }) => run)];
}

/** Rays from the origin on which an end of the interval stays 0. */
function raysOf(end: (turn: number) => number, turns: number, far: number, inBox: (theta: Pair) => boolean, probe: Probe): Vertex[][] {
  const found: number[] = [];
  for (let k = 0; k < turns; k += 1) {
    const [a, b] = [(2 * Math.PI * (k + 0.5)) / turns, (2 * Math.PI * (k + 1.5)) / turns];
    if (end(a) * end(b) < 0) found.push(bisect(end, a, b));
  }
  return found.map((turn) =>
    Array.from({ length: 60 }, (_, k) => (far * (k + 0.5)) / 60).flatMap((r) => {
      const vertex = inBox([r * Math.cos(turn), r * Math.sin(turn)]) ? probe.angular(turn, r) : undefined;
      return vertex ? [vertex] : [];
    }),
  );
}

function tiesOn(gap: (r: number) => number, far: number): number[] {
  const at = (k: number): number => (far * k) / SCAN;
  return Array.from({ length: SCAN - 1 }, (_, k) => k + 1).flatMap((k) => (gap(at(k)) * gap(at(k + 1)) < 0 ? [bisect(gap, at(k), at(k + 1))] : []));
}

interface Probe {
  /** Looks at r v (1 ∓ h); `tie`: keeps gradient jumps only, with the jump's own direction as the normal. */
  radial(turn: number, r: number, tie?: true): Vertex | undefined;
  /** Looks at the directions beside this one. */
  angular(turn: number, r: number): Vertex | undefined;
}

/** The jump of one point's share of the gradient, or else of its Hessian, between two weights beside a curve. */
function probing(scene: AdversarialProblem, count: number): Probe {
  const local = lossDerivatives(scene);
  const [p, q] = [new Float64Array(DERIVATIVES_SIZE), new Float64Array(DERIVATIVES_SIZE)];
  const { x } = scene.points[0] ?? { x: [0, 0] as Pair };
  const scale = Math.hypot(...x) + scene.epsilon;
  const jumpBetween = (first: Pair, second: Pair, theta: Pair, tie: boolean): Vertex | undefined => {
    local(...first, p);
    local(...second, q);
    const [d1, d2] = [q[1]! - p[1]!, q[2]! - p[2]!];
    const jump = Math.hypot(d1, d2);
    if (jump > 1e-4 * scale) return { theta, across: [d1 / jump, d2 / jump], jump: jump / count, order: 1 };
    if (tie) return undefined;
    const bend = spectralNorm(q[3]! - p[3]!, q[4]! - p[4]!, q[5]! - p[5]!);
    if (!(bend > 1e-4 * scale * scale) || !Number.isFinite(bend)) return undefined;
    return { theta, across: normalOf(q[3]! - p[3]!, q[4]! - p[4]!, q[5]! - p[5]!), jump: bend / count, order: 2 };
  };
  const at = (turn: number, r: number): Pair => [r * Math.cos(turn), r * Math.sin(turn)];
  return {
    radial: (turn, r, tie) => jumpBetween(at(turn, r * (1 - BESIDE)), at(turn, r * (1 + BESIDE)), at(turn, r), tie === true),
    angular: (turn, r) => jumpBetween(at(turn - BESIDE, r), at(turn + BESIDE, r), at(turn, r), false),
  };
}

/** The Hessian jumps by a multiple of n nᵀ: the n of [[a, b], [b, c]]. */
function normalOf(a: number, b: number, c: number): Pair {
  const turn = Math.atan2(2 * b, a - c) / 2;
  return a + c >= 0 ? [Math.cos(turn), Math.sin(turn)] : [-Math.sin(turn), Math.cos(turn)];
}
