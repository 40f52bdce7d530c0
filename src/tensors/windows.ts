import type { Nodes } from '../math/smoothings/integrate';

/** Neighbouring outputs x[first…last] that share one set of nodes and one centre. */
export interface Block {
  readonly first: number;
  readonly last: number;
  readonly centre: number;
}

/** Largest exponent that the tilt between the centre and an output of a block may add: far from float32's ±87. */
const MOST_TILT = 40;

/** Blocks of outputs no wider than 2/√γ, and so narrow that the tilt γ (x − c)(s − c) stays below MOST_TILT for |s − c| ≤ range. */
export function blocksOf(x: Float64Array, gamma: number, range: number): Block[] {
  const widest = Math.min(2 / Math.sqrt(gamma), (2 * MOST_TILT) / (gamma * range));
  const blocks: Block[] = [];
  for (let first = 0; first < x.length;) {
    const start = x[first] ?? 0;
    let last = first;
    while (last + 1 < x.length && (x[last + 1] ?? 0) - start <= widest) last += 1;
    blocks.push({ first, last, centre: (start + (x[last] ?? 0)) / 2 });
    first = last + 1;
  }
  return blocks;
}

/** Indices [from, to) of the ascending nodes in [lo, hi). */
export function span(nodes: Float64Array, lo: number, hi: number): readonly [from: number, to: number] {
  return [lowerBound(nodes, lo), lowerBound(nodes, hi)];
}

function lowerBound(nodes: Float64Array, value: number): number {
  let [lo, hi] = [0, nodes.length];
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((nodes[middle] ?? 0) < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** The nodes of every row that matter to one block, padded to one width W. Arrays are [W, R]. */
export interface Window {
  readonly width: number;
  /** Where the node stands among all nodes, rows one after another. */
  readonly index: Int32Array;
  /** log w − γ/2 (s − c)², from float64; −1e30 where padded. */
  readonly quadratic: Float32Array;
  /** s − c, from float64. */
  readonly offset: Float32Array;
}

/** A padded node weighs exp(−1e30) = 0. */
const NOTHING = -1e30;

export function windowOf(
  nodes: Nodes,
  rows: readonly [number, number],
  { centre }: Block,
  lo: number,
  hi: number,
  gamma: number,
  starts: Int32Array,
): Window {
  const chosen = nodes.rows.slice(...rows);
  const spans = chosen.map(({ points }) => span(points, lo, hi));
  const width = spans.reduce((most, [from, to]) => Math.max(most, to - from), 1);
  const index = new Int32Array(chosen.length * width);
  const quadratic = new Float32Array(index.length).fill(NOTHING);
  const offset = new Float32Array(index.length);
  chosen.forEach(({ points, logWeights }, k) => {
    const [from, to] = spans[k] ?? [0, 0];
    const start = starts[rows[0] + k] ?? 0;
    for (let j = from; j < to; j += 1) {
      const at = (j - from) * chosen.length + k;
      const d = points[j]! - centre;
      index[at] = start + j;
      quadratic[at] = logWeights[j]! - (gamma / 2) * d * d;
      offset[at] = d;
    }
  });
  return { width, index, quadratic, offset };
}

/** All nodes of all rows, one row after another, and where each row starts. */
export function flatten(nodes: Nodes): { s: Float32Array; t: Float32Array; starts: Int32Array } {
  const starts = new Int32Array(nodes.rows.length + 1);
  nodes.rows.forEach(({ points }, k) => {
    starts[k + 1] = starts[k]! + points.length;
  });
  const total = starts[nodes.rows.length]!;
  const [s, t] = [new Float32Array(total), new Float32Array(total)];
  nodes.rows.forEach(({ points }, k) => {
    s.set(points, starts[k]);
    t.fill(nodes.t[k]!, starts[k], starts[k + 1]);
  });
  return { s, t, starts };
}
