import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import type { Landscape } from '../core/types';
import { integrateAcrossRows, refineRows } from './adaptiveRows';
import { weightedTerms, logGaussianSums, scratch, type Scratch, indicesWithin } from './gaussianSums';
import { densityOf, type GaussianIntegral } from './integrand';
import { planQuadrature, type RowNodes, type Region, type QuadratureRule } from './panels';
import type { RowIntegral, RowIntegrals, IntegralRequest } from './rowSlab';

/** ∫∫ exp(density − γ/2 ‖θ − ·‖²) over a region, wanted for every θ of theta1 × theta2 (each equally spaced). */
export interface Task extends IntegralRequest {
  readonly landscape: Landscape;
  readonly density: GaussianIntegral['density'];
  readonly region: Region;
}

/** log of the integral for every θ, and the moments of θ′ about θ under the normalised integrand. */
export interface Integrals {
  readonly logZ: Float64Array; // [n2, n1], at (theta1[j], theta2[i])
}

/** E[θ′ − θ] and E[(θ′ − θ)(θ′ − θ)ᵀ], each [n2, n1]. */
export interface Moments extends Integrals {
  readonly mean1: Float64Array;
  readonly mean2: Float64Array;
  readonly second11: Float64Array;
  readonly second12: Float64Array;
  readonly second22: Float64Array;
}

/** A row with the first two moments of s − θ₁ along it, [n1] each. */
interface RowMoments extends RowIntegral {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** Nodes of a row with the logarithms of their weights, and of weight times density. */
export interface WeightedRow extends RowNodes {
  readonly logMass: Float64Array;
}

/** Rows below this share of the largest, as a logarithm, add nothing. */
const LEAST = -45;

/** Scratch for rows of any length: replaced when a longer row comes. */
function roomy(): (size: number) => Scratch {
  let work = scratch(256);
  return (size) => (work.term.length < size ? (work = scratch(2 * size)) : work);
}

/** Rows of a task, each with its integral at every θ₁ and whatever `more` makes of its nodes. */
export function* rowIntegrals<R extends object>(
  task: Task,
  rule: QuadratureRule,
  more: (laid: WeightedRow, work: Scratch) => R & Partial<RowIntegral>,
  told?: ProgressCallback,
): CooperativeTask<RowIntegrals<RowIntegral & R>> {
  const { landscape, density, theta1, region, gamma, range } = task;
  const layout = planQuadrature(landscape, region, gamma, rule);
  const [room, at] = [roomy(), densityOf(density)];
  return yield* refineRows(
    layout,
    rule,
    task,
    (t) => {
      const { points, logWeights } = layout.row(t);
      const logMass = new Float64Array(points.length);
      landscape.valuesAt(points, new Float64Array(points.length).fill(t), logMass);
      for (let j = 0; j < points.length; j += 1) logMass[j] = logWeights[j]! + at(logMass[j]!);
      const work = room(points.length);
      const made = more({ points, logWeights, logMass }, work);
      if (made.sums) return { ...made, sums: made.sums };
      const sums = new Float64Array(theta1.length);
      logGaussianSums(points, logMass, theta1, gamma, range, sums, 0, 1, work);
      return { ...made, sums };
    },
    told,
  );
}

/** log of the integral at every θ: along each row first, then across the rows. */
export function* latticeIntegral(task: Task, rule: QuadratureRule, told?: ProgressCallback): CooperativeTask<Integrals> {
  return { logZ: integrateAcrossRows(yield* rowIntegrals(task, rule, () => ({}), told), task) };
}

/** As sweep(), with the moments that gradients and Hessians need. */
export function* latticeMoments(task: Task, rule: QuadratureRule, told?: ProgressCallback): CooperativeTask<Moments> {
  const { theta1, theta2 } = task;
  const found = yield* rowIntegrals(task, rule, (laid, work) => alongRow(laid, task, work), told);
  const field = (): Float64Array => new Float64Array(theta1.length * theta2.length);
  const result = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  for (let i = 0; i < theta1.length; i += 1) {
    for (let l = 0; l < theta2.length; l += 1) acrossRows(found, i, theta2[l]!, task, result, l * theta1.length + i);
    yield undefined;
  }
  return result;
}

function alongRow({ points, logMass }: WeightedRow, { theta1, gamma, range }: Task, work: Scratch): RowMoments {
  const [sums, first, second] = [0, 1, 2].map(() => new Float64Array(theta1.length)) as [Float64Array, Float64Array, Float64Array];
  for (let i = 0; i < theta1.length; i += 1) {
    const x = theta1[i]!;
    const [from, to] = indicesWithin(points, x, range);
    const { count, top } = weightedTerms(points, logMass, from, to, x, x, gamma, 0, work);
    let z = 0;
    let m1 = 0;
    let m2 = 0;
    for (let j = 0; j < count; j += 1) {
      const e = work.term[j]!;
      const d = work.offset[j]!;
      z += e;
      m1 += e * d;
      m2 += e * d * d;
    }
    sums[i] = top + Math.log(z);
    first[i] = m1 / z;
    second[i] = m2 / z;
  }
  return { sums, first, second };
}

function acrossRows({ t, logWeights, rows }: RowIntegrals<RowMoments>, i: number, y: number, { gamma, range }: Task, out: Moments, at: number): void {
  const [from, to] = indicesWithin(t, y, range);
  const exponent = (k: number): number => logWeights[k]! + rows[k]!.sums[i]! - (gamma / 2) * (t[k]! - y) ** 2;
  let top = -Infinity;
  for (let k = from; k < to; k += 1) top = Math.max(top, exponent(k));
  let z = 0;
  let m1 = 0;
  let m2 = 0;
  let s11 = 0;
  let s12 = 0;
  let s22 = 0;
  for (let k = from; k < to; k += 1) {
    const below = exponent(k) - top;
    if (below < LEAST) continue;
    const e = Math.exp(below);
    const d = t[k]! - y;
    const row = rows[k]!;
    const mean = row.first[i]!;
    z += e;
    m1 += e * mean;
    m2 += e * d;
    s11 += e * row.second[i]!;
    s12 += e * mean * d;
    s22 += e * d * d;
  }
  out.logZ[at] = top + Math.log(z);
  out.mean1[at] = m1 / z;
  out.mean2[at] = m2 / z;
  out.second11[at] = s11 / z;
  out.second12[at] = s12 / z;
  out.second22[at] = s22 / z;
}
