import { runToCompletion, type CooperativeTask, type ProgressCallback } from '../core/cooperative';
import type { Landscape, Pair } from '../core/types';
import type { Hessian, GaussianIntegral, LocalMoments } from '../quadrature/integrand';
import { type Moments, latticeIntegral, latticeMoments, type Task } from '../quadrature/latticeIntegral';
import { planQuadrature, type RowNodes, integrationRegion, type QuadratureRule } from '../quadrature/panels';
import { rowPanel, type RowIntegrals } from '../quadrature/rowSlab';

/** Below this width 1/√γ, θ′ is measured from each θ itself: as a number beside θ it would lose the digits that gradients need. */
const NARROW = 1e-4;
/** More nodes a panel than elsewhere: an error of the weights counts 1/σ times in a gradient. */
const MORE = 6;
/** Panels reach so many widths; a Gaussian weighs less than 10⁻¹² beyond. */
const WIDTHS = 7.5;

export const isNarrow = ({ gamma }: GaussianIntegral): boolean => gamma > 0.99 / (NARROW * NARROW);

/** As sweepMoments() over the lattice, each node alone in coordinates of its own. */
export function* nodeByNode(
  landscape: Landscape,
  integral: GaussianIntegral,
  theta1: Float64Array,
  theta2: Float64Array,
  rule: QuadratureRule,
  told?: ProgressCallback,
): CooperativeTask<Moments> {
  const field = (): Float64Array => new Float64Array(theta1.length * theta2.length);
  const result = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  const keys = ['logZ', 'mean1', 'mean2', 'second11', 'second12', 'second22'] as const;
  const here = Float64Array.of(0);
  const range = WIDTHS / Math.sqrt(integral.gamma);
  const region = integrationRegion(here, here, range);
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      const local = from(landscape, a, b);
      const task = { landscape: local, theta1: here, theta2: here, gamma: integral.gamma, range, region, density: integral.density };
      const found = yield* latticeMoments(task, { ...rule, order: rule.order + MORE });
      for (const key of keys) result[key][i * theta1.length + j] = found[key][0] ?? NaN;
    }
    told?.((i + 1) / theta2.length);
  }
  return result;
}

/** The landscape in coordinates that start at (a, b); its axes become breaks like others. Its cusps count at θ itself, the one place that is integrated for. */
function from(landscape: Landscape, a: number, b: number): Landscape {
  const by = (along: 0 | 1): readonly [own: number, other: number] => (along === 0 ? [a, b] : [b, a]);
  return {
    ...landscape,
    valuesAt: (s, t, out) =>
      landscape.valuesAt(
        s.map((v) => a + v),
        t.map((v) => b + v),
        out,
      ),
    breakpoints: (along, at, lo, hi, ...more) => {
      const [own, other] = by(along);
      const found = [...landscape.breakpoints(along, at + other, lo + own, hi + own, ...more), 0].sort((p, q) => p - q);
      return found.map((t) => t - own).filter((t) => t > lo && t < hi);
    },
    piecesCrossed: (along, at, lo, hi, ...more) => {
      const [own, other] = by(along);
      return landscape.piecesCrossed(along, at + other, lo + own, hi + own, ...more);
    },
  };
}

/** How closely float64 integrates a surface, and the check of it; and a GPU, which has seven digits. */
export const FULL: QuadratureRule = { order: 12, pieces: 6, tolerance: 1e-8 };
export const CHECK: QuadratureRule = { order: 16, pieces: 6, tolerance: 2e-9 };
const DEVICE: QuadratureRule = { order: 10, pieces: 6, tolerance: Infinity };

/** About the largest loss over a rectangle: 17 × 17 samples and a margin of 1, which shift a range by next to nothing. */
export function highestLoss(landscape: Landscape, theta1: Pair, theta2: Pair): number {
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / 16;
  let most = 0;
  for (let i = 0; i <= 16; i += 1) for (let j = 0; j <= 16; j += 1) most = Math.max(most, landscape.value(at(theta1, i), at(theta2, j)));
  return most + 1;
}

const ends = (nodes: Float64Array): Pair => [nodes[0] ?? 0, nodes[nodes.length - 1] ?? 0];

/** The integral over the plane that a smoothing at these θ asks for. */
function taskOf(landscape: Landscape, integral: GaussianIntegral, theta1: Float64Array, theta2: Float64Array): Task {
  const range = integral.range(landscape.lipschitz, highestLoss(landscape, ends(theta1), ends(theta2)));
  return {
    landscape,
    theta1,
    theta2,
    gamma: integral.gamma,
    range,
    region: integrationRegion(theta1, theta2, range),
    density: integral.density,
  };
}

/** How many panels an integral over this lattice of θ begins with. */
export function panelsFor(landscape: Landscape, integral: GaussianIntegral, theta1: Float64Array, theta2: Float64Array, rule = FULL): number {
  const { region } = taskOf(landscape, integral, theta1, theta2);
  return planQuadrature(landscape, region, integral.gamma, rule).count;
}

/** Rows with all their nodes laid. */
export interface Nodes extends RowIntegrals<RowNodes> {
  /** No node further than this from θ matters to the integral at θ. */
  readonly range: number;
}

/** The nodes that a GPU needs for an integral over this lattice. Its panels of rows are not halved where breaks meet: that leaves 10⁻⁵ at most (measured). */
export function nodesFor(landscape: Landscape, integral: GaussianIntegral, theta1: Float64Array, theta2: Float64Array, rule = DEVICE): Nodes {
  const { region, range } = taskOf(landscape, integral, theta1, theta2);
  const { across, cusped, row } = planQuadrature(landscape, region, integral.gamma, rule);
  const slabs = across.map(([lo, hi]) => rowPanel(lo, hi, rule.order, cusped));
  const [t, logWeights] = [slabs.flatMap((slab) => [...slab.t]), slabs.flatMap((slab) => [...slab.logWeights])].map((list) =>
    Float64Array.from(list),
  );
  return { t: t!, logWeights: logWeights!, rows: Array.from(t!, row), range };
}

/** The smoothed surface in float64: z[i·n1 + j] at (theta1[j], theta2[i]), both equally spaced. */
export function* smoothedValuesTask(
  landscape: Landscape,
  integral: GaussianIntegral,
  theta1: Float64Array,
  theta2: Float64Array,
  rule = FULL,
  told?: ProgressCallback,
): CooperativeTask<Float64Array> {
  if (isNarrow(integral)) return (yield* nodeByNode(landscape, integral, theta1, theta2, rule, told)).logZ.map(integral.value);
  return (yield* latticeIntegral(taskOf(landscape, integral, theta1, theta2), rule, told)).logZ.map(integral.value);
}

/** Value, gradient and Hessian of the smoothed surface. */
export interface SmoothField {
  readonly value: Float64Array;
  readonly g1: Float64Array;
  readonly g2: Float64Array;
  hessian(at: number): Hessian;
}

/** As integrating(), with gradient and Hessian from the same sweep. */
export function* smoothedDerivativesTask(
  landscape: Landscape,
  integral: GaussianIntegral,
  theta1: Float64Array,
  theta2: Float64Array,
  rule = FULL,
  told?: ProgressCallback,
): CooperativeTask<SmoothField> {
  const found = isNarrow(integral)
    ? yield* nodeByNode(landscape, integral, theta1, theta2, rule, told)
    : yield* latticeMoments(taskOf(landscape, integral, theta1, theta2), rule, told);
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
export const smoothedValues = (...of: Parameters<typeof smoothedValuesTask>): Float64Array => runToCompletion(smoothedValuesTask(...of));

/** integratingMoments(), all at once. */
export const smoothedDerivatives = (...of: Parameters<typeof smoothedDerivativesTask>): SmoothField =>
  runToCompletion(smoothedDerivativesTask(...of));
