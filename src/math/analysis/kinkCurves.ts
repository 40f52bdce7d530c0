import type { CooperativeTask } from '../core/cooperative';
import { bisect } from '../core/scalarSolvers';
import { spectralNorm } from '../core/linearAlgebra';
import type { Pair, Point, AdversarialProblem, Kink } from '../core/types';
import { DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';

/** Relative distance to either side of a curve at which derivatives are compared. */
const SIDE_STEP = 1e-6;
/** Directions of rays; fewer above MANY_POINTS points. */
const RAYS = 720;
const COARSE_RAYS = 120;
const MANY_POINTS = 20;
/** Samples of a ray between which ties are bracketed. */
const TIE_SAMPLES = 32;
/** Vertices of a ray on which an end of the interval stays 0. */
const RAY_VERTICES = 60;
/** Radii of neighbouring rays closer than this fraction of the largest radius belong to one curve. */
const MAX_RADIUS_CHANGE = 0.15;
/** Jumps of the gradient and of the Hessian below this, relative to the point, are rounding. */
const MIN_JUMP = 1e-4;

interface Vertex {
  readonly theta: Pair;
  readonly across: Pair;
  readonly jump: number;
  readonly order: 1 | 2;
}

type Label = Pick<Kink, 'kind' | 'place' | 'located'>;

/**
 * Curves in the plane of weights on which one point's attack changes its active branch, traced in polar coordinates to be drawn, with the jump
 * along them; lineBreakpoints() answers for one line. On a ray θ = r v the ends of the attainable interval are r (v·x ∓ ε‖v‖_q), so an end
 * crosses a level of φ at r = level/(v·x ∓ ε‖v‖_q); ties φ(lo) = φ(hi) are bisected. Order 1 leaves out changes with a continuous gradient.
 * Yields after each point.
 */
export function* kinkCurves(problem: AdversarialProblem, theta1: Pair, theta2: Pair, order: 1 | 2): CooperativeTask<Kink[]> {
  const { critical, kinks = [], points } = problem;
  const levels = [
    ...critical.filter((z) => order === 2 || kinks.includes(z)).map((z): Level => ({ z, kind: 'branch' })),
    ...kinks.filter((z) => !critical.includes(z)).map((z): Level => ({ z, kind: 'corner' })),
  ];
  if (critical.length + kinks.length === 0) return [];
  const result: Kink[] = [];
  for (const point of points) {
    result.push(...curvesOf({ ...problem, points: [point] }, point, points.length, levels, theta1, theta2));
    yield undefined;
  }
  return result;
}

interface Level {
  readonly z: number;
  readonly kind: 'branch' | 'corner';
}

/** The curves of one point among `count`. */
function curvesOf(alone: AdversarialProblem, { x, y }: Point, count: number, levels: readonly Level[], theta1: Pair, theta2: Pair): Kink[] {
  const { activation, norm, epsilon, critical } = alone;
  const inBox = ([a, b]: Pair): boolean => a >= theta1[0] && a <= theta1[1] && b >= theta2[0] && b <= theta2[1];
  const maxRadius = Math.hypot(Math.max(...theta1.map(Math.abs)), Math.max(...theta2.map(Math.abs)));
  const rays = count > MANY_POINTS ? COARSE_RAYS : RAYS;
  const probe = jumpProbe(alone, count);
  const end = (angle: number, side: -1 | 1): number =>
    Math.cos(angle) * x[0] + Math.sin(angle) * x[1] + side * epsilon * norm.dualPair(Math.cos(angle), Math.sin(angle));
  const sides = epsilon > 0 ? ([-1, 1] as const) : ([1] as const);
  const crossings = levels.flatMap(({ z, kind }) =>
    sides.flatMap((side) => {
      const label: Label = {
        kind,
        located: activation.enclosure ? 'numerical' : 'closed form',
        place: `\\theta^{\\top}x${epsilon > 0 ? `${side < 0 ? '-' : '+'}\\varepsilon\\lVert\\theta\\rVert_q` : ''}=${String(Number(z.toPrecision(4)))}`,
      };
      if (Math.abs(z) < 1e-12) return raysOf((angle) => end(angle, side), rays, maxRadius, inBox, probe).flatMap((run) => asKinks(run, label));
      const radii = (angle: number): number[] => [z / end(angle, side)].filter((r) => r > 0 && r <= maxRadius);
      return traceCurves(radii, rays, maxRadius, inBox, (angle, r) => probe.radial(angle, r)).flatMap((run) => asKinks(run, label));
    }),
  );
  // Both ends tie only across a local maximum of yφ between them.
  const tiesExist = critical.some((z) => [-1e-4, 1e-4].every((h) => y * activation.f(z + h) < y * activation.f(z)));
  if (epsilon === 0 || !tiesExist) return crossings;
  const gap = (angle: number): ((r: number) => number) => {
    const [lo, hi] = [end(angle, -1), end(angle, 1)];
    return (r) => activation.f(r * lo) - activation.f(r * hi);
  };
  const ties = traceCurves(
    (angle) => tiesOn(gap(angle), maxRadius),
    rays,
    maxRadius,
    inBox,
    (angle, r) => probe.radial(angle, r, true),
  );
  const label: Label = {
    kind: 'tie',
    located: 'numerical',
    place: '\\varphi(\\theta^{\\top}x-\\varepsilon\\lVert\\theta\\rVert_q)=\\varphi(\\theta^{\\top}x+\\varepsilon\\lVert\\theta\\rVert_q)',
  };
  return [...crossings, ...ties.flatMap((run) => asKinks(run, label))];
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

type VertexAt = (angle: number, r: number) => Vertex | undefined;

/** Bisections of the step beyond either end of a run, towards where the curve ends or leaves the box. */
const END_BISECTIONS = 10;

/**
 * Traces curves given by their radii on each ray: a run continues with a near radius of the next ray. Both ends of a run are followed on
 * between two rays, since near an asymptote a curve is long there.
 */
function traceCurves(
  radii: (angle: number) => number[],
  rays: number,
  maxRadius: number,
  inBox: (theta: Pair) => boolean,
  vertexAt: VertexAt,
): Vertex[][] {
  const step = (2 * Math.PI) / rays;
  const vertexInBox = (angle: number, r: number): Vertex | undefined =>
    r <= maxRadius && inBox([r * Math.cos(angle), r * Math.sin(angle)]) ? vertexAt(angle, r) : undefined;
  const beyond = (angle: number, r: number, direction: 1 | -1): Vertex[] => {
    const vertices: Vertex[] = [];
    let [from, to, at] = [angle, angle + direction * step, r];
    for (let k = 0; k < END_BISECTIONS; k += 1) {
      const middle = (from + to) / 2;
      const next = radii(middle).find((other) => Math.abs(other - at) < MAX_RADIUS_CHANGE * maxRadius);
      const vertex = next === undefined ? undefined : vertexInBox(middle, next);
      if (vertex && next !== undefined) {
        vertices.push(vertex);
        [from, at] = [middle, next];
      } else to = middle;
    }
    return vertices;
  };
  const done: Vertex[][] = [];
  let open: { angle: number; r: number; run: Vertex[] }[] = [];
  const close = (ended: typeof open): void => ended.forEach(({ angle, r, run }) => done.push([...run, ...beyond(angle, r, 1)]));
  for (let k = 0; k <= rays; k += 1) {
    const angle = step * (k + 0.5); // off the axes and diagonals, where norms are creased
    const next: typeof open = [];
    for (const r of radii(angle)) {
      const vertex = vertexInBox(angle, r);
      if (!vertex) continue;
      const from = open.find((other) => Math.abs(other.r - r) < MAX_RADIUS_CHANGE * maxRadius);
      if (from) open = open.filter((other) => other !== from);
      const run = from ? from.run : k === 0 ? [] : beyond(angle, r, -1).reverse();
      run.push(vertex);
      next.push({ angle, r, run });
    }
    close(open);
    open = next;
  }
  return [...done, ...open.map(({ run }) => run)];
}

/** Rays from the origin on which an end of the interval stays 0, as runs of vertices. */
function raysOf(end: (angle: number) => number, rays: number, maxRadius: number, inBox: (theta: Pair) => boolean, probe: Probe): Vertex[][] {
  const angles: number[] = [];
  for (let k = 0; k < rays; k += 1) {
    const [a, b] = [(2 * Math.PI * (k + 0.5)) / rays, (2 * Math.PI * (k + 1.5)) / rays];
    if (end(a) * end(b) < 0) angles.push(bisect(end, a, b));
  }
  return angles.map((angle) =>
    Array.from({ length: RAY_VERTICES }, (_, k) => (maxRadius * (k + 0.5)) / RAY_VERTICES).flatMap((r) => {
      const vertex = inBox([r * Math.cos(angle), r * Math.sin(angle)]) ? probe.angular(angle, r) : undefined;
      return vertex ? [vertex] : [];
    }),
  );
}

function tiesOn(gap: (r: number) => number, maxRadius: number): number[] {
  const at = (k: number): number => (maxRadius * k) / TIE_SAMPLES;
  return Array.from({ length: TIE_SAMPLES - 1 }, (_, k) => k + 1).flatMap((k) =>
    gap(at(k)) * gap(at(k + 1)) < 0 ? [bisect(gap, at(k), at(k + 1))] : [],
  );
}

interface Probe {
  /** The jump between r v (1 ∓ h); `tie`: of the gradient only, whose direction is the normal. */
  radial(angle: number, r: number, tie?: true): Vertex | undefined;
  /** The jump between the directions angle ∓ h. */
  angular(angle: number, r: number): Vertex | undefined;
}

/** Jumps across a curve of one point's part of the gradient, or else of the Hessian. */
function jumpProbe(problem: AdversarialProblem, count: number): Probe {
  const local = lossDerivatives(problem);
  const [p, q] = [new Float64Array(DERIVATIVES_SIZE), new Float64Array(DERIVATIVES_SIZE)];
  const { x } = problem.points[0] ?? { x: [0, 0] as Pair };
  const scale = Math.hypot(...x) + problem.epsilon;
  const jumpBetween = (first: Pair, second: Pair, theta: Pair, tie: boolean): Vertex | undefined => {
    local(...first, p);
    local(...second, q);
    const [d1, d2] = [q[1]! - p[1]!, q[2]! - p[2]!];
    const jump = Math.hypot(d1, d2);
    if (jump > MIN_JUMP * scale) return { theta, across: [d1 / jump, d2 / jump], jump: jump / count, order: 1 };
    if (tie) return undefined;
    const bend = spectralNorm(q[3]! - p[3]!, q[4]! - p[4]!, q[5]! - p[5]!);
    if (!(bend > MIN_JUMP * scale * scale) || !Number.isFinite(bend)) return undefined;
    return { theta, across: normalOf(q[3]! - p[3]!, q[4]! - p[4]!, q[5]! - p[5]!), jump: bend / count, order: 2 };
  };
  const at = (angle: number, r: number): Pair => [r * Math.cos(angle), r * Math.sin(angle)];
  return {
    radial: (angle, r, tie) => jumpBetween(at(angle, r * (1 - SIDE_STEP)), at(angle, r * (1 + SIDE_STEP)), at(angle, r), tie === true),
    angular: (angle, r) => jumpBetween(at(angle - SIDE_STEP, r), at(angle + SIDE_STEP, r), at(angle, r), false),
  };
}

/** The Hessian jumps by a multiple of n nᵀ: the n of [[a, b], [b, c]]. */
function normalOf(a: number, b: number, c: number): Pair {
  const angle = Math.atan2(2 * b, a - c) / 2;
  return a + c >= 0 ? [Math.cos(angle), Math.sin(angle)] : [-Math.sin(angle), Math.cos(angle)];
}
