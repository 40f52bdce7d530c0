import type { GaussianIntegral } from '../math/quadrature/integrand';
import type { Nodes } from '../math/smoothing/smoothedSurface';
import { inTidy } from './device';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './convKernels';

/** Elements of the largest intermediate tensor. */
const MAX_CHUNK_ELEMENTS = 2 ** 22;

/** The Gaussian integral on a lattice: [log Z] or, with moments, [log Z, E(θ₁′ − θ₁), E(θ₂′ − θ₂)]; each [n2, n1]. Run in a tidy. */
export function smoothedTensors(
  tf: Tf,
  { gamma }: GaussianIntegral,
  nodes: Nodes,
  theta1: Float64Array,
  theta2: Float64Array,
  moments: boolean,
): Tensor[] {
  const { logDensity, starts } = flattenNodes(nodes);
  const density = tf.tensor1d(logDensity);
  const along = outputBlocks(theta1, gamma, nodes.range).map((block) => alongRows(tf, density, nodes, block, theta1, gamma, starts, moments));
  const rows = joinBlocks(tf, along, 1); // each [R, n1]
  const across = outputBlocks(theta2, gamma, nodes.range).map((block) => inTidy(tf, () => acrossRows(tf, rows, nodes, block, theta2, gamma)));
  return joinBlocks(tf, across, 0);
}

const joinBlocks = (tf: Tf, parts: readonly Tensor[][], axis: number): Tensor[] =>
  (parts[0] ?? []).map((first, k) =>
    parts.length === 1
      ? first
      : tf.concat(
          parts.map((part) => part[k] ?? first),
          axis,
        ),
  );

/**
 * Sums along rows, the first of two separable sums: log Σ_j exp(a_j − γ/2 (x − s_j)²) on every row, [R, B], for the outputs x of one block,
 * and the mean of s − x. With h = x − c the exponent is (a_j − γ/2 (s_j − c)²) + γ h (s_j − c) − γ/2 h²; its largest first term is factored out.
 */
function alongRows(
  tf: Tf,
  density: Tensor,
  nodes: Nodes,
  block: OutputBlock,
  x: Float64Array,
  gamma: number,
  starts: Int32Array,
  moments: boolean,
): Tensor[] {
  const [lo, hi] = [(x[block.first] ?? 0) - nodes.range, (x[block.last] ?? 0) + nodes.range];
  const h = Float64Array.from(x.subarray(block.first, block.last + 1), (v) => v - block.centre);
  const rowLength = nodes.rows.reduce((max, { points }) => Math.max(max, points.length), 1);
  const size = Math.max(1, Math.floor(MAX_CHUNK_ELEMENTS / (h.length * rowLength)));
  const parts: Tensor[][] = [];
  for (let from = 0; from < nodes.rows.length; from += size) {
    const rows = [from, Math.min(nodes.rows.length, from + size)] as const;
    const window = rowWindow(nodes, rows, block, lo, hi, gamma, starts);
    parts.push(inTidy(tf, () => rowSums(tf, density, window, rows[1] - rows[0], h, gamma, moments)));
  }
  return joinBlocks(tf, parts, 0);
}

/** The sums of one block over `count` rows, [R, B]; with moments also the means of s − x. */
function rowSums(tf: Tf, density: Tensor, window: RowWindow, count: number, h: Float64Array, gamma: number, moments: boolean): Tensor[] {
  const { width } = window;
  const shape: [number, number] = [width, count];
  const exponent = tf.add(tf.gather(density, tf.tensor2d(window.index, shape)), tf.tensor2d(window.quadratic, shape));
  const max = tf.max(exponent, 0, true); // [1, R]
  const term = tf.exp(tf.sub(exponent, max)); // [W, R]
  const offset = tf.reshape(tf.tensor2d(window.offset, shape), [width, count, 1]);
  const tilts = tf.tensor1d(Float32Array.from(h, (v) => gamma * v));
  const weight = tf.mul(tf.exp(tf.mul(offset, tilts)), tf.reshape(term, [width, count, 1])); // [W, R, B]
  // A product with a row of ones sums over the nodes: on software adapters tf.sum took most of the time.
  const total = (parts: Tensor): Tensor =>
    tf.reshape(tf.matMul(tf.ones([1, width]), tf.reshape(parts, [width, count * h.length])), [count, h.length]);
  const sum = total(weight); // [R, B]
  const shift = tf.tensor1d(Float32Array.from(h, (v) => (gamma / 2) * v * v));
  const value = tf.sub(tf.add(tf.log(sum), tf.reshape(max, [count, 1])), shift);
  if (!moments) return [value];
  const mean = tf.div(total(tf.mul(weight, offset)), sum); // E(s − c)
  return [value, tf.sub(mean, tf.tensor1d(Float32Array.from(h)))];
}

/** Sums across rows, the second of the two: all columns have the same rows, so a block of θ₂ is one matrix product. */
function acrossRows(tf: Tf, [value, mean]: readonly Tensor[], nodes: Nodes, block: OutputBlock, y: Float64Array, gamma: number): Tensor[] {
  if (!value) throw new Error('there are no rows to sum');
  const [from, to] = indicesWithin(nodes.t, (y[block.first] ?? 0) - nodes.range, (y[block.last] ?? 0) + nodes.range);
  const [count, n1] = [to - from, value.shape[1] ?? 0];
  const offset = Float64Array.from(nodes.t.subarray(from, to), (t) => t - block.centre);
  const h = Float64Array.from(y.subarray(block.first, block.last + 1), (v) => v - block.centre);
  const quadratic = Float32Array.from(offset, (d, k) => (nodes.logWeights[from + k] ?? 0) - (gamma / 2) * d * d);
  const exponent = tf.add(tf.slice(value, [from, 0], [count, n1]), tf.tensor2d(quadratic, [count, 1])); // [K, n1]
  const max = tf.max(exponent, 0, true); // [1, n1]
  const term = tf.exp(tf.sub(exponent, max));
  const kernel = new Float32Array(h.length * count); // exp(γ h (t − c)), [B, K]
  const weightedKernel = new Float32Array(h.length * count); // the same times t − y
  h.forEach((hm, m) => {
    offset.forEach((d, k) => {
      const tilt = Math.exp(gamma * hm * d);
      kernel[m * count + k] = tilt;
      weightedKernel[m * count + k] = tilt * (d - hm);
    });
  });
  const tilts = tf.tensor2d(kernel, [h.length, count]);
  const sum = tf.matMul(tilts, term); // [B, n1]
  const shift = tf.tensor2d(
    Float32Array.from(h, (v) => (gamma / 2) * v * v),
    [h.length, 1],
  );
  const logZ = tf.sub(tf.add(tf.log(sum), max), shift);
  if (!mean) return [logZ];
  const weighted = tf.mul(term, tf.slice(mean, [from, 0], [count, n1]));
  return [logZ, tf.div(tf.matMul(tilts, weighted), sum), tf.div(tf.matMul(tf.tensor2d(weightedKernel, [h.length, count]), term), sum)];
}

/** Consecutive outputs x[first…last] summed over the same nodes about one centre. */
export interface OutputBlock {
  readonly first: number;
  readonly last: number;
  readonly centre: number;
}

/** Largest exponent of the factor between the centre and an output of a block, far below float32's limit of 87. */
const MAX_TILT_EXPONENT = 40;

/** Blocks of outputs, at most 2/√γ wide and narrow enough that γ (x − c)(s − c) stays below MAX_TILT_EXPONENT for |s − c| ≤ range. */
export function outputBlocks(x: Float64Array, gamma: number, range: number): OutputBlock[] {
  const maxWidth = Math.min(2 / Math.sqrt(gamma), (2 * MAX_TILT_EXPONENT) / (gamma * range));
  const blocks: OutputBlock[] = [];
  for (let first = 0; first < x.length;) {
    const start = x[first] ?? 0;
    let last = first;
    while (last + 1 < x.length && (x[last + 1] ?? 0) - start <= maxWidth) last += 1;
    blocks.push({ first, last, centre: (start + (x[last] ?? 0)) / 2 });
    first = last + 1;
  }
  return blocks;
}

/** Indices [from, to) of the ascending nodes in [lo, hi). */
export function indicesWithin(nodes: Float64Array, lo: number, hi: number): readonly [from: number, to: number] {
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

/** The nodes of every row within reach of one block, padded to one width W. Arrays are [W, R]. */
export interface RowWindow {
  readonly width: number;
  /** Index of the node among all nodes, row after row. */
  readonly index: Int32Array;
  /** log w − γ/2 (s − c)², from float64; −1e30 where padded. */
  readonly quadratic: Float32Array;
  /** s − c, from float64. */
  readonly offset: Float32Array;
}

/** Exponent of padding: exp(−1e30) = 0. */
const PADDING_EXPONENT = -1e30;

export function rowWindow(
  nodes: Nodes,
  rows: readonly [number, number],
  { centre }: OutputBlock,
  lo: number,
  hi: number,
  gamma: number,
  starts: Int32Array,
): RowWindow {
  const chunk = nodes.rows.slice(...rows);
  const ranges = chunk.map(({ points }) => indicesWithin(points, lo, hi));
  const width = ranges.reduce((max, [from, to]) => Math.max(max, to - from), 1);
  const index = new Int32Array(chunk.length * width);
  const quadratic = new Float32Array(index.length).fill(PADDING_EXPONENT);
  const offset = new Float32Array(index.length);
  chunk.forEach(({ points, logWeights }, k) => {
    const [from, to] = ranges[k] ?? [0, 0];
    const start = starts[rows[0] + k] ?? 0;
    for (let j = from; j < to; j += 1) {
      const at = (j - from) * chunk.length + k;
      const d = points[j]! - centre;
      index[at] = start + j;
      quadratic[at] = logWeights[j]! - (gamma / 2) * d * d;
      offset[at] = d;
    }
  });
  return { width, index, quadratic, offset };
}

/** The coordinates of all nodes, row after row, and the index at which each row starts. */
function flattenNodes(nodes: Nodes): { logDensity: Float32Array; starts: Int32Array } {
  const starts = new Int32Array(nodes.rows.length + 1);
  nodes.rows.forEach(({ points }, k) => {
    starts[k + 1] = starts[k]! + points.length;
  });
  const total = starts[nodes.rows.length]!;
  const logDensity = new Float32Array(total);
  nodes.rows.forEach(({ logMass, logWeights }, k) => {
    for (let j = 0; j < logMass.length; j += 1) logDensity[starts[k]! + j] = logMass[j]! - logWeights[j]!;
  });
  return { logDensity, starts };
}
