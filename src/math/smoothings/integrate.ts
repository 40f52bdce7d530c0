import type { Landscape, Pair } from '../kinds';
import { layoutOf, regionOf, type Line, type Rule } from '../quadrature';
import type { Rows } from '../settle';
import { slabOf } from '../slab';
import { finish, type Steps, type Told } from '../steps';
import { sweep, sweepMoments, type Task } from '../sweep';
import { isNarrow, nodeByNode } from './narrow';
import type { Hessian, Integral, LocalMoments } from './kinds';

/** How closely float64 integrates a surface, and the check of it; and a GPU, which has seven digits. */
export const FULL: Rule = { order: 12, pieces: 6, tolerance: 1e-8 };
export const CHECK: Rule = { order: 16, pieces: 6, tolerance: 2e-9 };
const DEVICE: Rule = { order: 10, pieces: 6, tolerance: Infinity };

/** About the largest loss over a rectangle: 17 × 17 samples and a margin of 1, which shift a range by next to nothing. */
export function highestLoss(landscape: Landscape, theta1: Pair, theta2: Pair): number {
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / 16;
  let most = 0;
  for (let i = 0; i <= 16; i += 1) for (let j = 0; j <= 16; j += 1) most = Math.max(most, landscape.value(at(theta1, i), at(theta2, j)));
  return most + 1;
}

const ends = (nodes: Float64Array): Pair => [nodes[0] ?? 0, nodes[nodes.length - 1] ?? 0];

/** The integral over the plane that a smoothing at these θ asks for. */
function taskOf(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array): Task {
  const range = integral.range(landscape.slope, highestLoss(landscape, ends(theta1), ends(theta2)));
  return {
    landscape,
    theta1,
    theta2,
    gamma: integral.gamma,
    range,
    region: regionOf(theta1, theta2, range),
    density: integral.density,
  };
}

/** How many panels an integral over this lattice of θ begins with. */
export function panelsFor(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array, rule = FULL): number {
  const { region } = taskOf(landscape, integral, theta1, theta2);
  return layoutOf(landscape, region, integral.gamma, rule).count;
}

/** Rows with all their nodes laid. */
export interface Nodes extends Rows<Line> {
  /** No node further than this from θ matters to the integral at θ. */
  readonly range: number;
}

/** The nodes that a GPU needs for an integral over this lattice. Its panels of rows are not halved where breaks meet: that leaves 10⁻⁵ at most (measured). */
export function nodesFor(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array, rule = DEVICE): Nodes {
  const { region, range } = taskOf(landscape, integral, theta1, theta2);
  const { across, cusped, row } = layoutOf(landscape, region, integral.gamma, rule);
  const slabs = across.map(([lo, hi]) => slabOf(lo, hi, rule.order, cusped));
  const [t, logWeights] = [slabs.flatMap((slab) => [...slab.t]), slabs.flatMap((slab) => [...slab.logWeights])].map((list) =>
    Float64Array.from(list),
  );
  return { t: t!, logWeights: logWeights!, rows: Array.from(t!, row), range };
}

/** The smoothed surface in float64: z[i·n1 + j] at (theta1[j], theta2[i]), both equally spaced. */
export function* integrating(
  landscape: Landscape,
  integral: Integral,
  theta1: Float64Array,
  theta2: Float64Array,
  rule = FULL,
  told?: Told,
): Steps<Float64Array> {
  if (isNarrow(integral)) return (yield* nodeByNode(landscape, integral, theta1, theta2, rule, told)).logZ.map(integral.value);
  return (yield* sweep(taskOf(landscape, integral, theta1, theta2), rule, told)).logZ.map(integral.value);
}

/** Value, gradient and Hessian of the smoothed surface. */
export interface SmoothField {
  readonly value: Float64Array;
  readonly g1: Float64Array;
  readonly g2: Float64Array;
  hessian(at: number): Hessian;
}

/** As integrating(), with gradient and Hessian from the same sweep. */
export function* integratingMoments(
  landscape: Landscape,
  integral: Integral,
  theta1: Float64Array,
  theta2: Float64Array,
  rule = FULL,
  told?: Told,
): Steps<SmoothField> {
  const found = isNarrow(integral)
    ? yield* nodeByNode(landscape, integral, theta1, theta2, rule, told)
    : yield* sweepMoments(taskOf(landscape, integral, theta1, theta2), rule, told);
  const value = found.logZ.map(integral.value);
  const moments = (k: number): LocalMoments => ({
    mean: [found.mean1[k] ?? 0, found.mean2[k] ?? 0],
    second: [found.second11[k] ?? 0, found.second12[k] ?? 0, found.second22[k] ?? 0],
  });
  const [g1, g2] = [new Float64Array(value.length), new Float64Array(value.length)];
  value.forEach((v, k) => ([g1[k], g2[k]] = integral.gradient(v, moments(k))));
  return { value, g1, g2, hessian: (k) => integral.hessian(value[k] ?? 0, moments(k)) };
}

/** integrating(), all at once. */
export const integrate = (...of: Parameters<typeof integrating>): Float64Array => finish(integrating(...of));

/** integratingMoments(), all at once. */
export const integrateMoments = (...of: Parameters<typeof integratingMoments>): SmoothField => finish(integratingMoments(...of));
