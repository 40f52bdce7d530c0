import { linspace } from '../../math/core/grid';
import { sha256 } from '../../math/core/sha256';
import { type Device, free } from '../../tensors/device';
import type { Weights } from '../models/types';
import { addScaled } from '../models/weights';
import type { LossKind, Measured, PointValues } from './lossKinds';
import type { MeasuredLoss } from './networkLoss';
import { stopwatch } from './stopwatch';
import { digestOf, digestOfValues, type WeightVector } from './weightVectors';
import type { Tensor } from '@tensorflow/tfjs-core';

/**
 * The level of each of n indices under bisection: 0 for the ends and the middle, k + 1 for the middles of the intervals that level k leaves. Every
 * level spans the whole range, and about doubles the resolution.
 */
export function bisectionLevels(n: number): Uint8Array {
  const levels = new Uint8Array(n);
  const divide = (from: number, to: number, level: number): void => {
    if (to - from < 2) return;
    const middle = (from + to) >> 1;
    levels[middle] = level;
    divide(from, middle, level + 1);
    divide(middle, to, level + 1);
  };
  divide(0, n - 1, 0);
  return levels;
}

/** A node of a slice: its place [b, a] in row-major order, and the level that it completes. */
interface OrderedNode {
  readonly index: number;
  readonly level: number;
}

/** The nodes of an n2 × n1 lattice from coarse to fine: the nodes up to a level form a lattice that spans the whole. */
export function coarseToFine(n1: number, n2: number): OrderedNode[] {
  const [columns, rows] = [bisectionLevels(n1), bisectionLevels(n2)];
  const nodes = Array.from({ length: n1 * n2 }, (_, index) => ({ index, level: Math.max(columns[index % n1]!, rows[Math.floor(index / n1)]!) }));
  return nodes.sort((p, q) => p.level - q.level || p.index - q.index);
}

/** Ranges of the coordinates and nodes a side; without `b` a slice of one dimension. */
export interface SliceRange {
  readonly a: readonly [lo: number, hi: number];
  readonly b?: readonly [lo: number, hi: number];
  /** At least 2; an odd number makes the middle of each range a node. */
  readonly n: number;
}

/**
 * The values of one kind of loss at all nodes, [b, a] in row-major order, a running first. NaN where a node is not measured yet; a loss is also NaN
 * where the network's numbers overflow float32, but the error is a number there.
 */
type SliceField = { readonly [K in keyof Measured]: Float64Array };

/** A slice of the loss, measured in part or whole: plain numbers and typed arrays, which can be copied to another thread or kept, and resumed. */
export interface SliceState {
  /** Coordinates along the first direction, ascending. */
  readonly a: Float64Array;
  /** Along the second; a single 0 for a slice of one dimension. */
  readonly b: Float64Array;
  readonly fields: Readonly<Partial<Record<LossKind, SliceField>>>;
  /** The values at the weights themselves, measured first; null before. */
  centre: PointValues | null;
  /** Time spent on the nodes measured so far, without pauses. */
  seconds: number;
  /** SHA-256 of everything that the values depend on: weights, directions, coordinates, images, losses; empty before the first node. */
  key: string;
}

/** An empty slice. Throws one sentence for ranges without extent. */
export function emptySlice({ a, b, n }: SliceRange, losses: readonly LossKind[]): SliceState {
  if (!(Number.isInteger(n) && n >= 2)) throw new Error(`grid.n: ${n} is no number of nodes a side; it is a whole number from 2`);
  for (const [name, range] of Object.entries({ a, b }))
    if (range && !(range[0] < range[1] && range.every(Number.isFinite)))
      throw new Error(`grid.${name}: [${range.join(', ')}] is no range from a smaller to a larger number`);
  const [first, second] = [linspace(...a, n), b ? linspace(...b, n) : Float64Array.of(0)];
  const field = (): Float64Array => new Float64Array(first.length * second.length).fill(NaN);
  const fields = Object.fromEntries(losses.map((kind) => [kind, { loss: field(), error: field(), stalled: field() }]));
  return { a: first, b: second, fields, centre: null, seconds: 0, key: '' };
}

/** What is known of a slice after each node. */
export interface SliceProgress {
  /** Nodes measured so far, and all of them. */
  readonly done: number;
  readonly of: number;
  /** Level of `bisectionLevels` up to which every node is measured; −1 before the coarsest is complete. */
  readonly level: number;
  /** From the nodes timed in this call, the centre to begin with. */
  readonly secondsLeft: number;
}

/** Whether a node is measured. */
const isMeasured = ({ fields }: SliceState, index: number): boolean => Object.values(fields).every(({ error }) => !Number.isNaN(error[index]));

/**
 * Measures the nodes of a slice that are not measured yet, from coarse to fine: the loss at w + a·d₁ + b·d₂ for one or two directions. Writes into
 * `state` and yields its progress after the centre and every node, undefined between gradients. Stopped at any yield it has freed its tensors, and a
 * copy of the state resumes there with the same values. Weights and directions are only read. Throws one sentence for a state of another slice.
 */
export async function* measureSlice(
  device: Device,
  weights: Weights,
  directions: readonly WeightVector[],
  loss: MeasuredLoss,
  state: SliceState,
): AsyncGenerator<SliceProgress | undefined, SliceState> {
  if (directions.length !== (state.b.length > 1 ? 2 : 1))
    throw new Error(`A slice over ${directions.length} directions has no lattice of ${state.b.length} rows`);
  const key = await sliceKey(device, weights, directions, loss, state);
  if (state.key !== '' && state.key !== key)
    throw new Error('This slice was begun with other weights, directions, images or settings, so it cannot be resumed');
  state.key = key;
  const order = coarseToFine(state.a.length, state.b.length);
  const left = order.filter(({ index }) => !isMeasured(state, index));
  const tensors = device.make((tf) => directions.map((d) => d.map(({ shape, values }) => tf.tensor(values, [...shape]))));
  const clock = stopwatch();
  const at = (a: number, b: number): AsyncGenerator<undefined, PointValues> => clock.timed(valuesAt(device, weights, tensors, [a, b], loss));
  const progress = (done: number, perNode: number): SliceProgress => ({
    done: order.length - left.length + done,
    of: order.length,
    level: (left[done]?.level ?? (order.at(-1)?.level ?? 0) + 1) - 1,
    secondsLeft: perNode * (left.length - done),
  });
  try {
    if (!state.centre) {
      state.centre = yield* at(0, 0);
      yield progress(0, clock.last());
    }
    const before = clock.total();
    for (const [k, { index }] of left.entries()) {
      const column = index % state.a.length;
      const values = yield* at(state.a[column]!, state.b[(index - column) / state.a.length]!);
      for (const [kind, field] of Object.entries(state.fields)) writeNode(field, index, values[kind as LossKind]);
      state.seconds += clock.last();
      yield progress(k + 1, (clock.total() - before) / (k + 1));
    }
    return state;
  } finally {
    free(tensors.flat());
  }
}

function writeNode(field: SliceField, index: number, values: Measured | undefined): void {
  if (!values) throw new Error('A loss of the slice was not measured');
  field.loss[index] = values.loss;
  field.error[index] = values.error;
  field.stalled[index] = values.stalled;
}

/** The values at w + Σ cₖ·dₖ. */
async function* valuesAt(
  device: Device,
  weights: Weights,
  directions: readonly Weights[],
  coordinates: readonly number[],
  loss: MeasuredLoss,
): AsyncGenerator<undefined, PointValues> {
  const moved = device.make((tf) =>
    directions.reduce<Tensor[]>(
      (w, d, k) => addScaled(tf, w, coordinates[k] ?? 0, d),
      weights.map((w) => tf.clone(w)),
    ),
  );
  try {
    return yield* loss.at(moved);
  } finally {
    free(moved);
  }
}

async function sliceKey(
  device: Device,
  weights: Weights,
  directions: readonly WeightVector[],
  loss: MeasuredLoss,
  { a, b }: SliceState,
): Promise<string> {
  const centre = await device.read((tf) => weights.map((w) => tf.clone(w)));
  return sha256(new TextEncoder().encode(JSON.stringify([digestOfValues(centre), digestOf(directions), loss.key, [...a], [...b]])));
}
