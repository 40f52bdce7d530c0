import { type Device, free } from '../../tensors/device';
import { NORM_EPSILON } from '../models/layers';
import type { Weights } from '../models/types';
import { type DirectionKind, directionsOf, type DirectionSource } from './directions';
import type { PointValues } from './lossKinds';
import { type LossOptions, type MeasuredLoss, type MeasuredNet, openNetworkLoss } from './networkLoss';
import { emptySlice, measureSlice, type SliceRange, type SliceState } from './slice';
import { linearCombination, vectorProduct, type WeightVector } from './weightVectors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** One check of the code that measures a slice. */
export interface SelfCheck {
  /** What holds where it passed. */
  readonly name: string;
  readonly passed: boolean;
  /** The largest deviation found, and what is allowed of it; relative to the span of the values, or a count. */
  readonly measured: number;
  readonly limit: number;
}

/** The slice that the checks are about. */
export interface SelfTestSubject {
  readonly net: MeasuredNet;
  readonly options: LossOptions;
  readonly kind: DirectionKind;
  readonly source: DirectionSource;
  /** Its ranges; the checks take lattices of their own on them. */
  readonly range: SliceRange;
}

/** Images that the checks measure the network on. */
const IMAGES = 32;
/** Nodes a side of the checks on known functions, and on the network. */
const [KNOWN_NODES, NETWORK_NODES] = [5, 2];
/** Rounding of weights w + a·d in float32 beside the span of a quadratic of them. */
const ROUNDING = 1e-3;
const FILTER_FACTOR = 4;

/**
 * Checks the code that measures a slice, by running it: on functions of the weights that are known, on the network, and on the same network with
 * multiplied filters. Yields between gradients; nothing is left on the device.
 */
export async function* selfTest(device: Device, subject: SelfTestSubject): AsyncGenerator<undefined, SelfCheck[]> {
  const { options, kind, source, range } = subject;
  const net = { ...subject.net, indices: subject.net.indices.slice(0, IMAGES) };
  const directions = directionsOf(kind, source).list;
  const before = await bitsOf(device, [...net.weights, ...net.statistics]);
  const checks = [yield* bowl(device, net.weights, directions, range)];
  if (range.b) checks.push(yield* orientation(device, net.weights, directions, range));
  const small = { ...range, n: NETWORK_NODES };
  const first = yield* networkSlice(device, net, options, directions, small);
  const second = yield* networkSlice(device, net, options, directions, small);
  checks.push(check('The centre is the loss of the unperturbed weights, to the last digit', difference([first.centre], [first.unperturbed]), 0));
  checks.push(check('Two runs give the same numbers', difference([first.state.fields, first.centre], [second.state.fields, second.centre]), 0));
  if (net.model.outline.weights.some(({ norm }) => norm !== undefined) && kind.endsWith('-normalised'))
    checks.push(yield* filterScaling(device, { ...subject, net }, directions));
  const after = await bitsOf(device, [...net.weights, ...net.statistics]);
  const changed = before.reduce((count, bits, k) => count + bits.filter((word, i) => word !== after[k]![i]).length, 0);
  return [...checks, check('The weights are as they were', changed, 0)];
}

const check = (name: string, measured: number, limit: number): SelfCheck => ({ name, measured, limit, passed: measured <= limit });

/** L(w′) = ‖w′ − w‖² must come out as a²‖d₁‖² + 2ab d₁·d₂ + b²‖d₂‖², its least node nearest to the centre. */
async function* bowl(device: Device, weights: Weights, directions: readonly WeightVector[], range: SliceRange): AsyncGenerator<undefined, SelfCheck> {
  const distance = knownLoss(device, (tf, moved) => moved.map((w, k) => tf.sum(tf.square(tf.sub(w, weights[k] ?? w)))));
  const state = yield* slice(device, weights, directions, distance, { ...range, n: KNOWN_NODES });
  const gram = directions.map((d) => directions.map((e) => vectorProduct(d, e)));
  const exact = nodesOf(state).map((c) =>
    directions.reduce((sum, _, i) => sum + directions.reduce((s, _d, j) => s + c[i]! * c[j]! * gram[i]![j]!, 0), 0),
  );
  const z = [...lossOf(state)];
  const span = Math.max(...exact);
  const deviation = Math.max(...z.map((v, k) => Math.abs(v - exact[k]!))) / span;
  const least = nodesOf(state)[z.indexOf(Math.min(...z))] ?? [];
  const cells = [state.a, state.b].map((nodes, k) => {
    const cell = nodes.length > 1 ? nodes[1]! - nodes[0]! : 1;
    const nearest = Math.min(Math.max(0, nodes[0]!), nodes.at(-1)!); // 0 may lie outside the range
    return Math.abs((least[k] ?? 0) - nearest) / cell;
  });
  const name = 'An isotropic quadratic is a bowl about the centre, to one cell';
  return check(name, Math.max(...cells) <= 1 ? deviation : Infinity, ROUNDING);
}

/** A function of the first direction alone must vary along a and not along b: then it differs from its transpose. */
async function* orientation(
  device: Device,
  weights: Weights,
  directions: readonly WeightVector[],
  range: SliceRange,
): AsyncGenerator<undefined, SelfCheck> {
  const [d1 = [], d2 = []] = directions;
  const u = linearCombination([
    [1, d1],
    [-vectorProduct(d1, d2) / vectorProduct(d2, d2), d2],
  ]); // orthogonal to d₂
  const along = device.make((tf) => u.map(({ shape, values }) => tf.tensor(values, [...shape])));
  const project = knownLoss(device, (tf, moved) => moved.map((w, k) => tf.sum(tf.mul(tf.sub(w, weights[k] ?? w), along[k] ?? w))));
  try {
    const state = yield* slice(device, weights, directions, project, { ...range, n: KNOWN_NODES });
    const [z, n] = [lossOf(state), KNOWN_NODES];
    const span = Math.max(...z) - Math.min(...z);
    const [across, transposed] = [1, 2].map((which) =>
      z.reduce((most, v, k) => Math.max(most, Math.abs(v - z[which === 1 ? k % n : (k % n) * n + Math.floor(k / n)]!)), 0),
    );
    const name = 'A function of the first direction varies along a alone, unlike its transpose';
    return check(name, transposed! > span / 2 ? across! / span : Infinity, ROUNDING);
  } finally {
    free(along);
  }
}

/** Filters before a batch norm times FILTER_FACTOR, with statistics that fit, are the same network: its normalised slice must not change. */
async function* filterScaling(
  device: Device,
  { net, options, kind, source, range }: SelfTestSubject,
  directions: readonly WeightVector[],
): AsyncGenerator<undefined, SelfCheck> {
  const { weights: specs, statistics: moments } = net.model.outline;
  const norms = new Set(specs.flatMap(({ norm }) => (norm === undefined ? [] : [norm])));
  const weights = source.weights.map((t, k) => (specs[k]?.norm === undefined ? t : { ...t, values: t.values.map((v) => FILTER_FACTOR * v) }));
  const scaled = device.make((tf) => ({
    weights: weights.map(({ shape, values }) => tf.tensor(values, [...shape])),
    statistics: net.statistics.map((t, k) => {
      const [norm = '', moment = ''] = splitName(moments[k]?.name ?? '');
      if (!norms.has(norm)) return tf.clone(t);
      return moment === 'mean' ? tf.mul(t, FILTER_FACTOR) : tf.sub(tf.mul(tf.add(t, NORM_EPSILON), FILTER_FACTOR ** 2), NORM_EPSILON);
    }),
  }));
  try {
    const clean: LossOptions = { ...options, losses: ['clean'] };
    const small = { ...range, n: NETWORK_NODES };
    const usual = yield* networkSlice(device, net, clean, directions, small);
    const other = yield* networkSlice(device, { ...net, ...scaled }, clean, directionsOf(kind, { ...source, weights }).list, small);
    const z = [...lossOf(usual.state), usual.centre.clean?.loss ?? NaN];
    const span = Math.max(...z) - Math.min(...z);
    const apart = difference([usual.state.fields.clean?.loss, usual.centre.clean?.loss], [other.state.fields.clean?.loss, other.centre.clean?.loss]);
    return check('Multiplying the filters before a batch norm changes nothing', apart / span, ROUNDING);
  } finally {
    free([...scaled.weights, ...scaled.statistics]);
  }
}

const splitName = (name: string): string[] => [name.slice(0, name.lastIndexOf('/')), name.slice(name.lastIndexOf('/') + 1)];

/** A function of the weights, the sum of what `parts` gives, in place of the loss of a network. */
const knownLoss = (device: Device, parts: (tf: Tf, moved: Weights) => Tensor[]): MeasuredLoss => ({
  losses: ['clean'],
  key: '',
  async *at(moved) {
    const values = await device.read((tf) => parts(tf, moved));
    yield;
    return { clean: { loss: values.reduce((sum, [value = NaN]) => sum + value, 0), error: 0, stalled: 0 } };
  },
  close: () => undefined,
});

/** Measures a whole slice; without progress. */
async function* slice(
  device: Device,
  weights: Weights,
  directions: readonly WeightVector[],
  loss: MeasuredLoss,
  range: SliceRange,
): AsyncGenerator<undefined, SliceState> {
  const work = measureSlice(device, weights, directions, loss, emptySlice(range, loss.losses));
  let step: IteratorResult<unknown, SliceState> | undefined;
  try {
    for (step = await work.next(); !step.done; step = await work.next()) yield;
    return step.value;
  } finally {
    if (!step?.done) await work.return(undefined as never);
  }
}

/** A slice of the network's loss, its centre, and the loss at the weights without any slice. */
async function* networkSlice(device: Device, net: MeasuredNet, options: LossOptions, directions: readonly WeightVector[], range: SliceRange) {
  const loss = yield* openNetworkLoss(device, net, options);
  try {
    const unperturbed = yield* loss.at(net.weights);
    const state = yield* slice(device, net.weights, directions, loss, range);
    const centre: PointValues = state.centre ?? {};
    return { state, centre, unperturbed };
  } finally {
    loss.close();
  }
}

const lossOf = ({ fields }: SliceState): Float64Array => fields.clean?.loss ?? new Float64Array();
const nodesOf = ({ a, b }: SliceState): number[][] => [...b].flatMap((y) => [...a].map((x) => [x, y]));

/** The largest difference of numbers in the same places of two values; ∞ where one is no number and the other is. */
function difference(a: unknown, b: unknown): number {
  if (typeof a === 'number' && typeof b === 'number') return Object.is(a, b) ? 0 : Number.isFinite(a - b) ? Math.abs(a - b) : Infinity;
  if (typeof a !== 'object' || typeof b !== 'object' || !a || !b) return a === b ? 0 : Infinity;
  const [p, q] = [Object.entries(a), new Map<string, unknown>(Object.entries(b))];
  return p.reduce((most, [key, value]) => Math.max(most, difference(value, q.get(key))), p.length === q.size ? 0 : Infinity);
}

const bitsOf = async (device: Device, tensors: readonly Tensor[]): Promise<Uint32Array[]> =>
  (await device.read((tf) => tensors.map((t) => tf.clone(t)))).map((values) => new Uint32Array(values.slice().buffer));
