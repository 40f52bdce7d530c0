import { gather, line, scratch, span, type Scratch } from './line';
import type { Rows } from './quadrature';

/** log of the integral for every θ of a lattice, and the moments of θ′ about θ under the normalised integrand. */
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

/** Work in small steps: it yields between them, so that whoever runs it can breathe or leave. */
export type Steps<T> = Generator<undefined, T>;

/** Runs work to its end. */
export function finish<T>(work: Steps<T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

type Density = (s: number, t: number) => number;

/** Nodes and log-densities of a row, weights included. */
function rowDensity(plan: Rows, k: number, density: Density): { points: Float64Array; values: Float64Array } {
  const { points, logWeights } = plan.row(k);
  const t = plan.rows[k] ?? 0;
  for (let j = 0; j < points.length; j += 1) logWeights[j] = (logWeights[j] ?? 0) + density(points[j] ?? 0, t);
  return { points, values: logWeights };
}

/** Scratch for rows of any length: replaced when a longer row comes. */
function roomy(): (size: number) => Scratch {
  let work = scratch(256);
  return (size) => (work.term.length < size ? (work = scratch(2 * size)) : work);
}

/** Hears which share of a sweep is done. */
export type Told = (share: number) => void;

/** log ∫∫ exp(density − γ/2‖θ − ·‖²) at every θ of theta1 × theta2 (each equally spaced): along each row first, then across the rows. */
export function* sweep(plan: Rows, density: Density, theta1: Float64Array, theta2: Float64Array, gamma: number, told?: Told): Steps<Integrals> {
  const [n1, n2, count] = [theta1.length, theta2.length, plan.rows.length];
  const room = roomy();
  const inner = new Float64Array(n1 * count); // [n1, R]
  for (let k = 0; k < count; k += 1) {
    const { points, values } = rowDensity(plan, k, density);
    line(points, values, theta1, gamma, plan.range, inner, k, count, room(points.length));
    told?.(k / (count + n1));
    yield undefined;
  }
  const logZ = new Float64Array(n1 * n2);
  for (let i = 0; i < n1; i += 1) {
    const across = inner.subarray(i * count, (i + 1) * count);
    for (let k = 0; k < count; k += 1) across[k] = (across[k] ?? 0) + (plan.rowLogWeights[k] ?? 0);
    line(plan.rows, across, theta2, gamma, plan.range, logZ, i, n1, room(count));
    yield undefined;
  }
  return { logZ };
}

/** As sweep(), with the moments that gradients and Hessians need. */
export function* sweepMoments(plan: Rows, density: Density, theta1: Float64Array, theta2: Float64Array, gamma: number, told?: Told): Steps<Moments> {
  const [n1, n2, count] = [theta1.length, theta2.length, plan.rows.length];
  const room = roomy();
  const inner = { value: new Float64Array(n1 * count), first: new Float64Array(n1 * count), second: new Float64Array(n1 * count) }; // each [n1, R]
  for (let k = 0; k < count; k += 1) {
    const { points, values } = rowDensity(plan, k, density);
    for (let i = 0; i < n1; i += 1) alongRow(points, values, theta1[i] ?? 0, gamma, plan, k, inner, i * count + k, room(points.length));
    told?.(k / (count + n1));
    yield undefined;
  }
  const field = (): Float64Array => new Float64Array(n1 * n2);
  const result = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  for (let i = 0; i < n1; i += 1) {
    for (let l = 0; l < n2; l += 1) acrossRows(plan, inner, i * count, theta2[l] ?? 0, gamma, result, l * n1 + i);
    yield undefined;
  }
  return result;
}

interface Inner {
  readonly value: Float64Array;
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/** One row at one θ₁: log of the sum, row weight included, and the first two moments of s − θ₁. */
function alongRow(
  points: Float64Array,
  values: Float64Array,
  x: number,
  gamma: number,
  plan: Rows,
  k: number,
  inner: Inner,
  at: number,
  work: Scratch,
): void {
  const [from, to] = span(points, x, plan.range);
  const { count, top } = gather(points, values, from, to, x, x, gamma, 0, work);
  let [z, m1, m2] = [0, 0, 0];
  for (let j = 0; j < count; j += 1) {
    const [e, d] = [work.term[j] ?? 0, work.offset[j] ?? 0];
    z += e;
    m1 += e * d;
    m2 += e * d * d;
  }
  inner.value[at] = top + Math.log(z) + (plan.rowLogWeights[k] ?? 0);
  inner.first[at] = m1 / z;
  inner.second[at] = m2 / z;
}

function acrossRows(plan: Rows, inner: Inner, start: number, y: number, gamma: number, out: Moments, at: number): void {
  const [from, to] = span(plan.rows, y, plan.range);
  const exponent = (k: number): number => (inner.value[start + k] ?? 0) - (gamma / 2) * ((plan.rows[k] ?? 0) - y) ** 2;
  let top = -Infinity;
  for (let k = from; k < to; k += 1) top = Math.max(top, exponent(k));
  let [z, m1, m2, s11, s12, s22] = [0, 0, 0, 0, 0, 0];
  for (let k = from; k < to; k += 1) {
    const e = Math.exp(exponent(k) - top);
    if (e === 0) continue;
    const d = (plan.rows[k] ?? 0) - y;
    z += e;
    m1 += e * (inner.first[start + k] ?? 0);
    m2 += e * d;
    s11 += e * (inner.second[start + k] ?? 0);
    s12 += e * (inner.first[start + k] ?? 0) * d;
    s22 += e * d * d;
  }
  out.logZ[at] = top + Math.log(z);
  [out.mean1[at], out.mean2[at]] = [m1 / z, m2 / z];
  [out.second11[at], out.second12[at], out.second22[at]] = [s11 / z, s12 / z, s22 / z];
}
