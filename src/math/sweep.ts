import type { Nodes } from './quadrature';

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

/** What may be dropped beside the largest term: e⁻³⁶. */
const CUT = 36;

/** Scratch arrays of one sweep, so that the inner loop allocates nothing. */
interface Scratch {
  readonly term: Float64Array;
  readonly ratio: Float64Array;
  readonly offset: Float64Array;
}
const scratch = (size: number): Scratch => ({ term: new Float64Array(size), ratio: new Float64Array(size), offset: new Float64Array(size) });

/**
 * out[m·stride + start] = log Σ_j exp(a_j − γ/2 (x_m − s_j)²) for equally spaced x_m. Outputs are taken in blocks no wider than
 * 1/√γ: one exponential a node and block, one more for the ratio between neighbours, then products only.
 */
function line(
  s: Float64Array,
  a: Float64Array,
  x: Float64Array,
  gamma: number,
  range: number,
  out: Float64Array,
  start: number,
  stride: number,
  work: Scratch,
): void {
  const { term, ratio } = work;
  const count = x.length;
  const step = count > 1 ? ((x[count - 1] ?? 0) - (x[0] ?? 0)) / (count - 1) : 0;
  const block = step > 0 ? Math.max(1, Math.min(16, Math.floor(1 / (step * Math.sqrt(gamma))))) : 1;
  let [from, to] = [0, 0];
  for (let first = 0; first < count; first += block) {
    const last = Math.min(count, first + block) - 1;
    const [x0, x1] = [x[first] ?? 0, x[last] ?? 0];
    while (from < s.length && (s[from] ?? 0) < x0 - range) from += 1;
    while (to < s.length && (s[to] ?? 0) <= x1 + range) to += 1;
    const kept = gather(s, a, from, to, x0, x1, gamma, step, work);
    for (let m = first; m <= last; m += 1) {
      let sum = 0;
      for (let j = 0; j < kept.count; j += 1) {
        const value = term[j] ?? 0;
        sum += value;
        term[j] = value * (ratio[j] ?? 0);
      }
      const moved = (m - first) * step;
      out[start + m * stride] = kept.top + Math.log(sum) - (gamma / 2) * moved * moved;
    }
  }
}

/** Terms exp(a − γ/2 (x0 − s)² − top) of the nodes that matter to any output between x0 and x1, and their ratios a step on. */
function gather(
  s: Float64Array,
  a: Float64Array,
  from: number,
  to: number,
  x0: number,
  x1: number,
  gamma: number,
  step: number,
  { term, ratio, offset }: Scratch,
): { count: number; top: number } {
  let [top, topLast] = [-Infinity, -Infinity];
  for (let j = from; j < to; j += 1) {
    const d = (s[j] ?? 0) - x0;
    const exponent = (a[j] ?? 0) - (gamma / 2) * d * d;
    term[j - from] = exponent;
    if (exponent > top) top = exponent;
    const tilted = exponent + gamma * (x1 - x0) * d;
    if (tilted > topLast) topLast = tilted;
  }
  let count = 0;
  for (let j = from; j < to; j += 1) {
    const d = (s[j] ?? 0) - x0;
    const exponent = term[j - from] ?? 0;
    if (exponent < top - CUT && exponent + gamma * (x1 - x0) * d < topLast - CUT) continue;
    term[count] = Math.exp(exponent - top);
    ratio[count] = Math.exp(gamma * step * d);
    offset[count] = d;
    count += 1;
  }
  return { count, top };
}

/** Log-densities at the nodes of every row, weights included. */
export function rowDensities(nodes: Nodes, density: (s: number, t: number) => number): Float64Array[] {
  return nodes.nodes.map((row, k) => {
    const [t, weights] = [nodes.rows[k] ?? 0, nodes.logWeights[k]];
    const out = new Float64Array(row.length);
    for (let j = 0; j < row.length; j += 1) out[j] = density(row[j] ?? 0, t) + (weights?.[j] ?? 0);
    return out;
  });
}

const longest = (nodes: Nodes): number => nodes.nodes.reduce((most, row) => Math.max(most, row.length), nodes.rows.length);

/** log ∫∫ exp(density − γ/2‖θ − ·‖²) at every θ of theta1 × theta2 (each equally spaced): rows first, then across the rows. */
export function sweep(nodes: Nodes, densities: readonly Float64Array[], theta1: Float64Array, theta2: Float64Array, gamma: number): Integrals {
  const [n1, n2, rows] = [theta1.length, theta2.length, nodes.rows.length];
  const work = scratch(longest(nodes));
  const inner = new Float64Array(n1 * rows); // [n1, R]
  nodes.nodes.forEach((row, k) => line(row, densities[k] ?? row, theta1, gamma, nodes.range, inner, k, rows, work));
  const logZ = new Float64Array(n1 * n2);
  for (let i = 0; i < n1; i += 1) {
    const across = inner.subarray(i * rows, (i + 1) * rows);
    for (let k = 0; k < rows; k += 1) across[k] = (across[k] ?? 0) + (nodes.rowLogWeights[k] ?? 0);
    line(nodes.rows, across, theta2, gamma, nodes.range, logZ, i, n1, work);
  }
  return { logZ };
}

/** As sweep(), with the moments that gradients and Hessians need. */
export function sweepMoments(nodes: Nodes, densities: readonly Float64Array[], theta1: Float64Array, theta2: Float64Array, gamma: number): Moments {
  const [n1, n2, rows] = [theta1.length, theta2.length, nodes.rows.length];
  const work = scratch(longest(nodes));
  const field = (): Float64Array => new Float64Array(n1 * n2);
  const result = { logZ: field(), mean1: field(), mean2: field(), second11: field(), second12: field(), second22: field() };
  const [value, first, second] = [new Float64Array(rows), new Float64Array(rows), new Float64Array(rows)];
  for (let i = 0; i < n1; i += 1) {
    const x = theta1[i] ?? 0;
    nodes.nodes.forEach((row, k) => {
      const [from, to] = span(row, x, nodes.range);
      const { count, top } = gather(row, densities[k] ?? row, from, to, x, x, gamma, 0, work);
      let [z, m1, m2] = [0, 0, 0];
      for (let j = 0; j < count; j += 1) {
        const [e, d] = [work.term[j] ?? 0, work.offset[j] ?? 0];
        z += e;
        m1 += e * d;
        m2 += e * d * d;
      }
      value[k] = top + Math.log(z) + (nodes.rowLogWeights[k] ?? 0);
      first[k] = m1 / z;
      second[k] = m2 / z;
    });
    for (let l = 0; l < n2; l += 1) acrossRows(nodes, value, first, second, theta2[l] ?? 0, gamma, result, l * n1 + i);
  }
  return result;
}

function acrossRows(
  nodes: Nodes,
  value: Float64Array,
  first: Float64Array,
  second: Float64Array,
  y: number,
  gamma: number,
  out: Moments,
  at: number,
): void {
  const [from, to] = span(nodes.rows, y, nodes.range);
  const exponent = (k: number): number => (value[k] ?? 0) - (gamma / 2) * ((nodes.rows[k] ?? 0) - y) ** 2;
  let top = -Infinity;
  for (let k = from; k < to; k += 1) top = Math.max(top, exponent(k));
  let [z, m1, m2, s11, s12, s22] = [0, 0, 0, 0, 0, 0];
  for (let k = from; k < to; k += 1) {
    const e = Math.exp(exponent(k) - top);
    if (e === 0) continue;
    const d = (nodes.rows[k] ?? 0) - y;
    z += e;
    m1 += e * (first[k] ?? 0);
    m2 += e * d;
    s11 += e * (second[k] ?? 0);
    s12 += e * (first[k] ?? 0) * d;
    s22 += e * d * d;
  }
  out.logZ[at] = top + Math.log(z);
  [out.mean1[at], out.mean2[at]] = [m1 / z, m2 / z];
  [out.second11[at], out.second12[at], out.second22[at]] = [s11 / z, s12 / z, s22 / z];
}

/** Indices [from, to) of the ascending nodes within `range` of x. */
function span(nodes: Float64Array, x: number, range: number): [number, number] {
  let [from, to] = [0, nodes.length];
  while (from < to && (nodes[from] ?? 0) < x - range) from += 1;
  while (to > from && (nodes[to - 1] ?? 0) > x + range) to -= 1;
  return [from, to];
}
