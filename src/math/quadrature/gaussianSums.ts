/** What may be dropped beside the largest term: e⁻³⁶. */
const CUT = 36;

/** Scratch arrays of one sweep, so that the inner loop allocates nothing. */
export interface Scratch {
  readonly term: Float64Array;
  readonly ratio: Float64Array;
  readonly offset: Float64Array;
}
export const scratch = (size: number): Scratch => ({ term: new Float64Array(size), ratio: new Float64Array(size), offset: new Float64Array(size) });

/**
 * out[m·stride + start] = log Σ_j exp(a_j − γ/2 (x_m − s_j)²) for equally spaced x_m. Outputs are taken in blocks no wider than
 * 1/√γ: one exponential a node and block, one more for the ratio between neighbours, then products only.
 */
export function logGaussianSums(
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
  const step = count > 1 ? (x[count - 1]! - x[0]!) / (count - 1) : 0;
  const block = step > 0 ? Math.max(1, Math.min(16, Math.floor(1 / (step * Math.sqrt(gamma))))) : 1;
  let from = 0;
  let to = 0;
  for (let first = 0; first < count; first += block) {
    const last = Math.min(count, first + block) - 1;
    const x0 = x[first]!;
    const x1 = x[last]!;
    while (from < s.length && s[from]! < x0 - range) from += 1;
    while (to < s.length && s[to]! <= x1 + range) to += 1;
    const kept = weightedTerms(s, a, from, to, x0, x1, gamma, step, work);
    for (let m = first; m <= last; m += 1) {
      const moved = (m - first) * step;
      out[start + m * stride] = kept.top + Math.log(summed(term, ratio, kept.count)) - (gamma / 2) * moved * moved;
    }
  }
}

/** The sum of the terms, each then replaced by the one a step on. */
function summed(term: Float64Array, ratio: Float64Array, count: number): number {
  let even = 0; // two sums, so that neither waits for the other
  let odd = 0;
  let j = 0;
  for (; j + 1 < count; j += 2) {
    const p = term[j]!;
    const q = term[j + 1]!;
    even += p;
    odd += q;
    term[j] = p * ratio[j]!;
    term[j + 1] = q * ratio[j + 1]!;
  }
  if (j === count) return even + odd;
  const last = term[j]!;
  term[j] = last * ratio[j]!;
  return even + odd + last;
}

/** Terms exp(a − γ/2 (x0 − s)² − top) of the nodes that matter to any output between x0 and x1, and their ratios a step on. */
export function weightedTerms(
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
  let top = -Infinity;
  let topLast = -Infinity;
  const half = gamma / 2;
  const tilt = gamma * (x1 - x0);
  for (let j = from; j < to; j += 1) {
    const d = s[j]! - x0;
    const exponent = a[j]! - half * d * d;
    term[j - from] = exponent;
    if (exponent > top) top = exponent;
    const tilted = exponent + tilt * d;
    if (tilted > topLast) topLast = tilted;
  }
  let count = 0;
  for (let j = from; j < to; j += 1) {
    const d = s[j]! - x0;
    const exponent = term[j - from]!;
    if (exponent < top - CUT && exponent + tilt * d < topLast - CUT) continue;
    term[count] = Math.exp(exponent - top);
    ratio[count] = Math.exp(gamma * step * d);
    offset[count] = d;
    count += 1;
  }
  return { count, top };
}

/** Indices [from, to) of the ascending nodes within `range` of x. */
export function indicesWithin(nodes: Float64Array, x: number, range: number): [number, number] {
  let from = 0;
  let to = nodes.length;
  while (from < to && nodes[from]! < x - range) from += 1;
  while (to > from && nodes[to - 1]! > x + range) to -= 1;
  return [from, to];
}
