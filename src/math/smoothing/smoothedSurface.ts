import { runToCompletion, type CooperativeTask, type ProgressCallback } from '../core/cooperative';
import type { Landscape, Pair } from '../core/types';
import type { Hessian, GaussianIntegral, LocalMoments, Precision } from '../quadrature/integrand';
import { initialPanels, longestPanel } from '../quadrature/adaptiveMesh';
import { adaptiveRows, type Rows, type SummedRow } from '../quadrature/adaptiveRows';
import { type Integrals, latticeIntegral, latticeMoments, logArea, type Moments, sumsAlong } from '../quadrature/latticeIntegral';
import { type LatticeTask, rowIntegrator, sampledIndices, windows } from '../quadrature/rowQuadrature';

/** Error tolerances of a panel relative to the integral: for surfaces, and for their derivatives. */
export const TOLERANCE = 3e-8;
export const DERIVATIVE_TOLERANCE = 3e-9;

/** About the largest loss over a rectangle: 17 × 17 samples and a margin of 1, which shift a range by next to nothing. */
export function highestLoss(landscape: Landscape, theta1: Pair, theta2: Pair): number {
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / 16;
  let most = 0;
  for (let i = 0; i <= 16; i += 1) for (let j = 0; j <= 16; j += 1) most = Math.max(most, landscape.value(at(theta1, i), at(theta2, j)));
  return most + 1;
}

const ends = (nodes: Float64Array): Pair => [nodes[0] ?? 0, nodes[nodes.length - 1] ?? 0];

/** The integral over the plane that a smoothing at these θ asks for. */
export function latticeTask(
  landscape: Landscape,
  { gamma, density, range }: GaussianIntegral,
  theta1: Float64Array,
  theta2: Float64Array,
  tolerance = TOLERANCE,
  precision: Precision = 'float64',
): LatticeTask {
  return {
    landscape,
    density,
    theta1,
    theta2,
    gamma,
    range: range(landscape.lipschitz, highestLoss(landscape, ends(theta1), ends(theta2)), precision),
    tolerance,
    precision,
  };
}

/** The greatest estimated errors of a smoothed surface: of its value, relative to max(1, |value|), and of its gradient. */
export interface SurfaceErrors {
  readonly value: number;
  readonly gradient: number;
}

/** Where |value| is small, rounding and the table of losses leave this. */
const ROUNDING = 1e-11;
/** An error is as smooth in θ as the Gaussian: its slope is no more than this many times itself in a width 1/√γ. */
const SLOPE = 3;

/** From the errors of log Z. */
function surfaceErrors({ gamma, value }: GaussianIntegral, { logZ, errors }: Integrals, n1: number): SurfaceErrors {
  let [worst, steepest] = [0, 0];
  errors.error.forEach((error, k) => {
    const at = errors.lines[Math.floor(k / errors.columns.length)]! * n1 + errors.columns[k % errors.columns.length]!;
    const v = value(logZ[at]!);
    const off = Math.max(Math.abs(value(logZ[at]! + error) - v), Math.abs(value(logZ[at]! - error) - v)) + ROUNDING * Math.max(1, Math.abs(v));
    worst = Math.max(worst, off / Math.max(1, Math.abs(v)));
    steepest = Math.max(steepest, off);
  });
  return { value: worst, gradient: SLOPE * Math.sqrt(gamma) * steepest };
}

/** Below this width 1/√γ, θ′ is measured from each θ itself: as a number beside θ it would lose the digits that gradients need. */
const MIN_WIDTH = 1e-4;
export const isNarrow = ({ gamma }: GaussianIntegral): boolean => gamma > 0.99 / (MIN_WIDTH * MIN_WIDTH);

/** latticeMoments() of each node alone, in coordinates that start there. */
export function* momentsNodeByNode(task: LatticeTask, onProgress?: ProgressCallback): CooperativeTask<Moments> {
  const { theta1, theta2 } = task;
  const field = (): Float64Array => new Float64Array(theta1.length * theta2.length);
  const fields = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  const keys = ['logZ', 'mean1', 'mean2', 'second11', 'second12', 'second22'] as const;
  const [origin, error] = [Float64Array.of(0), field()];
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      const k = i * theta1.length + j;
      const at = yield* latticeMoments({
        ...task,
        landscape: movedTo(task.landscape, a, b, 1 / Math.sqrt(task.gamma)),
        theta1: origin,
        theta2: origin,
      });
      for (const key of keys) fields[key][k] = at[key][0]!;
      error[k] = at.errors.error[0]!;
    }
    onProgress?.((i + 1) / theta2.length);
  }
  return { ...fields, errors: { columns: [...theta1.keys()], lines: [...theta2.keys()], error } };
}

/** The landscape in coordinates that start at (a, b); its axes become breakpoints like others, on both sides alike and with more panels about θ, so that rounding cancels in gradients. */
const movedTo = (landscape: Landscape, a: number, b: number, width: number): Landscape => ({
  ...landscape,
  valuesAt: (s, t, out) =>
    landscape.valuesAt(
      s.map((v) => a + v),
      t.map((v) => b + v),
      out,
    ),
  breakpoints: (along, at, lo, hi) => {
    const [shift, other] = along === 0 ? [a, b] : [b, a];
    const all = [...landscape.breakpoints(along, at + other, lo + shift, hi + shift), 0].map((t) => t - shift);
    return [width, 2 * width, ...all].flatMap((t) => [t, -t]).filter((t) => t > lo && t < hi);
  },
});

/** Panels that an integral may begin with: seconds of work. */
const MAX_PANELS = 1e6;

/** About how many panels an integral over this lattice of θ needs, from three of its rows. Throws a sentence where there would be too many. */
export function estimatePanels(landscape: Landscape, integral: GaussianIntegral, theta1: Float64Array, theta2: Float64Array): number {
  const task = latticeTask(landscape, integral, theta1, theta2);
  const [seen1, seen2, cap] = [windows(theta1, task.range), windows(theta2, task.range), longestPanel(integral.gamma)];
  const lengthOf = (intervals: readonly Pair[]): number => intervals.reduce((sum, [lo, hi]) => sum + hi - lo, 0) / cap;
  const allow = (panels: number, help: string): void => {
    if (panels > MAX_PANELS)
      throw new Error(`This integral would need about ${Number(panels.toPrecision(1))} panels, more than ${MAX_PANELS}: ${help}`);
  };
  const coarsest = lengthOf(seen1) * lengthOf(seen2);
  allow(
    coarsest,
    seen1.length > 1 ? 'fewer nodes a side (grid.n) need fewer, or a wider Gaussian' : 'a shorter range of θ or a wider Gaussian needs fewer',
  );
  if (isNarrow(integral)) return coarsest;
  const row = rowIntegrator(task, sampledIndices(theta1, integral.gamma));
  const [lo, hi] = [seen2[0]![0], seen2.at(-1)![1]];
  const panels = [0.3, 0.45, 0.7].map((share) => row.integrate(lo + share * (hi - lo)).panels);
  const refinement = Math.max(1, panels.reduce((sum, count) => sum + count, 0) / panels.length / initialPanels(seen1, () => [], cap).length);
  const count = coarsest * refinement * refinement; // rows are refined across about as much as along
  allow(count, 'a larger γ (a smaller σ), points nearer to 0 or a slower formula need fewer');
  return count;
}

/** What a GPU needs of an integral: rows with nodes, weights and density. */
export interface Nodes extends Rows<SummedRow> {
  /** No node further than this from θ matters to the integral at θ. */
  readonly range: number;
}
/** What a panel may leave of an integral that is summed in float32. */
const DEVICE_TOLERANCE = 1e-6;

/** The rows of an integral over this lattice, refined in float64 until float32 cannot tell the rest. */
export function nodesFor(
  landscape: Landscape,
  integral: GaussianIntegral,
  theta1: Float64Array,
  theta2: Float64Array,
  tolerance = DEVICE_TOLERANCE,
): Nodes {
  const task = latticeTask(landscape, integral, theta1, theta2, tolerance, 'float32');
  const nodes = runToCompletion(adaptiveRows(task, (row, work) => ({ ...row, sums: sumsAlong(row, task, work) })));
  return { ...nodes, logWeights: nodes.logWeights.map((log) => log + logArea(task.gamma)), range: task.range };
}

/** The smoothed surface in float64: z[i·n1 + j] at (theta1[j], theta2[i]), both equally spaced. */
export interface SmoothValues {
  readonly value: Float64Array;
  readonly errors: SurfaceErrors;
}

export function* smoothedValuesTask(
  landscape: Landscape,
  integral: GaussianIntegral,
  theta1: Float64Array,
  theta2: Float64Array,
  tolerance = TOLERANCE,
  onProgress?: ProgressCallback,
): CooperativeTask<SmoothValues> {
  const task = latticeTask(landscape, integral, theta1, theta2, tolerance);
  const integrals = yield* isNarrow(integral) ? momentsNodeByNode(task, onProgress) : latticeIntegral(task, onProgress);
  return { value: integrals.logZ.map(integral.value), errors: surfaceErrors(integral, integrals, theta1.length) };
}

/** Value, gradient and Hessian of the smoothed surface. */
export interface SmoothField extends SmoothValues {
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
  tolerance = DERIVATIVE_TOLERANCE,
  onProgress?: ProgressCallback,
): CooperativeTask<SmoothField> {
  const task = latticeTask(landscape, integral, theta1, theta2, tolerance);
  const integrals = yield* (isNarrow(integral) ? momentsNodeByNode : latticeMoments)(task, onProgress);
  const value = integrals.logZ.map(integral.value);
  const moments = (k: number): LocalMoments => ({
    mean: [integrals.mean1[k] ?? 0, integrals.mean2[k] ?? 0],
    second: [integrals.second11[k] ?? 0, integrals.second12[k] ?? 0, integrals.second22[k] ?? 0],
  });
  const [g1, g2] = [new Float64Array(value.length), new Float64Array(value.length)];
  value.forEach((v, k) => ([g1[k], g2[k]] = integral.gradient(v, moments(k))));
  return { value, g1, g2, hessian: (k) => integral.hessian(value[k] ?? 0, moments(k)), errors: surfaceErrors(integral, integrals, theta1.length) };
}

/** smoothedDerivativesTask(), run to completion. */
export const smoothedDerivatives = (...of: Parameters<typeof smoothedDerivativesTask>): SmoothField =>
  runToCompletion(smoothedDerivativesTask(...of));
