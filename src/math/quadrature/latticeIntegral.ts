import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import { longestPanel } from './adaptiveMesh';
import { adaptiveRows, type ErrorSamples, NEGLIGIBLE, type Rows, type SummedRow } from './adaptiveRows';
import { indicesWithin, logGaussianSums, scratch, type Scratch, weightedTerms } from './gaussianSums';
import type { LatticeTask, Row } from './rowQuadrature';

/** log of the integral for every θ, [n2, n1] at (theta1[j], theta2[i]), and the greatest estimated error of it. */
export interface Integrals {
  readonly logZ: Float64Array;
  readonly errors: ErrorSamples;
}

/** E[θ′ − θ] and E[(θ′ − θ)(θ′ − θ)ᵀ] under the normalised integrand, each [n2, n1]. */
export interface Moments extends Integrals {
  readonly mean1: Float64Array;
  readonly mean2: Float64Array;
  readonly second11: Float64Array;
  readonly second12: Float64Array;
  readonly second22: Float64Array;
}

/** A row with the first two moments of s − θ₁ along it, [n1] each. */
interface RowMoments extends SummedRow {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** log of the unit of weights: the area of a longest panel of rows. */
export const logArea = (gamma: number): number => 2 * Math.log(longestPanel(gamma));

/** log of the integral along a row at every θ₁, equally spaced. */
export function sumsAlong({ points, logMass }: Row, { theta1, gamma, range }: LatticeTask, work: Scratch): Float64Array {
  const sums = new Float64Array(theta1.length);
  logGaussianSums(points, logMass, theta1, gamma, range, sums, 0, 1, work);
  return sums;
}

/** log of the integral at every θ of equally spaced theta1 and theta2: along each row first, then across the rows. */
export function* latticeIntegral(task: LatticeTask, onProgress?: ProgressCallback): CooperativeTask<Integrals> {
  const { theta1, theta2, gamma, range } = task;
  const n1 = theta1.length;
  const { t, logWeights, rows, errors } = yield* adaptiveRows(task, (row, work) => ({ ...row, sums: sumsAlong(row, task, work) }), onProgress);
  const [logZ, column, work] = [new Float64Array(n1 * theta2.length), new Float64Array(t.length), scratch(t.length)];
  for (let i = 0; i < n1; i += 1) {
    for (let k = 0; k < t.length; k += 1) column[k] = rows[k]!.sums[i]! + logWeights[k]!;
    logGaussianSums(t, column, theta2, gamma, range, logZ, i, n1, work);
  }
  return { logZ: logZ.map((log) => log + logArea(gamma)), errors };
}

/** As latticeIntegral(), with the moments that gradients and Hessians need; the θ need not be equally spaced. */
export function* latticeMoments(task: LatticeTask, onProgress?: ProgressCallback): CooperativeTask<Moments> {
  const { theta1, theta2 } = task;
  const rows = yield* adaptiveRows(task, (row, work) => ({ ...row, ...alongRow(row, task, work) }), onProgress);
  const field = (): Float64Array => new Float64Array(theta1.length * theta2.length);
  const result: Moments = {
    logZ: field(),
    mean1: field(),
    mean2: field(),
    second11: field(),
    second12: field(),
    second22: field(),
    errors: rows.errors,
  };
  for (let i = 0; i < theta1.length; i += 1) {
    for (let l = 0; l < theta2.length; l += 1) acrossRows(rows, i, theta2[l]!, task, result, l * theta1.length + i);
    yield undefined;
  }
  return result;
}

function alongRow({ points, logMass }: Row, { theta1, gamma, range }: LatticeTask, work: Scratch): Pick<RowMoments, 'sums' | 'first' | 'second'> {
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

function acrossRows({ t, logWeights, rows }: Rows<RowMoments>, i: number, y: number, { gamma, range }: LatticeTask, out: Moments, at: number): void {
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
    if (below < NEGLIGIBLE) continue;
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
  out.logZ[at] = top + Math.log(z) + logArea(gamma);
  out.mean1[at] = m1 / z;
  out.mean2[at] = m2 / z;
  out.second11[at] = s11 / z;
  out.second12[at] = s12 / z;
  out.second22[at] = s22 / z;
}
