import { streamOf } from '../../src/math/core/random';
import { nets } from '../../src/nets/models/architectures';
import { modelOf } from '../../src/nets/models/defineNet';
import type { Dataset, Images } from '../../src/nets/models/types';
import { initialStatistics, initialWeights, uploadTensors } from '../../src/nets/models/weights';
import { batchOf } from '../../src/nets/training/batches';
import { gradientOptionsAt } from '../../src/nets/training/schedule';
import { train } from '../../src/nets/training/train';
import { adversarialBatch, tensorsOf, trainingGradient } from '../../src/nets/training/trainingGradient';
import type { TrainingChoice } from '../../src/nets/training/types';
import { type Device, free } from '../../src/tensors/device';
import { calls } from './dawn';
import { largestDifference, rounded, timeLeft } from './report';

type NetName = keyof typeof nets;
export type Method = 'standard' | 'at';
const CLASSES = 10;
const SIDE = 32;
const CHANNELS = 3;

/** Random images: no file is needed, and times do not depend on what they show. */
function images(count: number): Images {
  const stream = streamOf(1, 'gpu-check', count);
  const pixels = Uint8Array.from(stream.uniform(count * SIDE * SIDE * CHANNELS, 0, 256));
  return { pixels, labels: Uint8Array.from({ length: count }, (_, k) => k % CLASSES), count, height: SIDE, width: SIDE, channels: CHANNELS };
}
const datasetOf = (count: number): Dataset => ({
  train: images(count),
  test: images(CLASSES),
  classes: Array.from({ length: CLASSES }, (_, k) => String(k)),
  mean: [0.5, 0.5, 0.5],
  std: [0.25, 0.25, 0.25],
  generated: true,
});
const modelFor = (name: NetName, { train: { height, width }, classes, mean, std }: Dataset) =>
  modelOf(nets[name], { height, width, classes: classes.length, mean, std }, {});

const choiceOf = (name: NetName, method: Method, batch: number, count: number): TrainingChoice => ({
  data: { source: 'synthetic', train: count, test: CLASSES },
  net: { name },
  method,
  attack: { norm: 'inf', epsilon: 8 / 255, steps: 10, stepSize: 2 / 255 },
  awp: null,
  optimiser: { name: 'sgd', lr: 0.01, momentum: 0.9, weightDecay: 5e-4 },
  schedule: { milestones: [], factor: 0.1 },
  epochs: 1000,
  batch,
  seeds: [1],
  evaluate: { every: 1000, norm: 'inf', epsilon: 8 / 255, steps: 0, stepSize: 2 / 255, count: 1, autoattack: false },
});

interface Gradient {
  readonly attacked: Float32Array;
  readonly gradients: readonly Float32Array[];
  readonly tensorsLeft: number;
}

/** One training gradient on a device, on the given attacked pixels or under its own attack. */
async function gradientOn(device: Device, name: NetName, method: Method, batch: number, given?: Float32Array): Promise<Gradient> {
  const before = device.tensors();
  const dataset = datasetOf(batch);
  const model = modelFor(name, dataset);
  const options = gradientOptionsAt(choiceOf(name, method, batch, batch), 0);
  const weights = device.make((tf) => uploadTensors(tf, model.outline.weights, initialWeights(model.outline, 1)));
  const statistics = device.make((tf) => uploadTensors(tf, model.outline.statistics, initialStatistics(model.outline)));
  const { x, y } = device.make((tf) => ({
    ...batchOf(
      tf,
      dataset.train,
      Array.from({ length: batch }, (_, k) => k),
    ),
  }));
  const attacked = given
    ? device.make((tf) => tf.tensor4d(given, x.shape))
    : finish(adversarialBatch(device, model, options, weights, statistics, { x, y }, streamOf(1, 'start', 0, 0)));
  const result = finish(trainingGradient(device, model, options, weights, statistics, { x, y }, attacked));
  const [pixels = new Float32Array(), ...gradients] = await device.read((tf) => [attacked, ...result.gradients].map((tensor) => tf.clone(tensor)));
  free([...tensorsOf(result), attacked, x, y, ...weights, ...statistics]);
  return { attacked: pixels, gradients, tensorsLeft: device.tensors() - before };
}

/** The largest difference between the training gradients of two devices on the same attacked batch, relative to the largest entry of each tensor. */
export async function checkGradient(device: Device, reference: Device, name: NetName, method: Method, batch: number): Promise<object> {
  const there = await gradientOn(reference, name, method, batch);
  const here = await gradientOn(device, name, method, batch, there.attacked);
  const under = method === 'at' ? await gradientOn(device, name, method, batch) : here;
  const differences = there.gradients.map((gradient, k) => {
    const largest = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-30);
    return largestDifference(here.gradients[k] ?? [], gradient, () => largest);
  });
  const moved = under.attacked.reduce((count, value, k) => count + (Math.abs(value - (there.attacked[k] ?? NaN)) > 1e-5 ? 1 : 0), 0);
  return {
    batch,
    difference: rounded(Math.max(...differences)),
    attackedPixelsApart: moved,
    tensorsLeft: Math.max(here.tensorsLeft, under.tensorsLeft),
  };
}

/** Milliseconds of a training step as the page takes it: upload, attack, gradient, update, loss read back; and GFLOP/s by the network's multiply-adds. */
export async function timeSteps(device: Device, name: NetName, method: Method, batch: number, most: number, limit: number): Promise<object> {
  const before = device.tensors();
  const count = Math.max(batch, 512);
  const dataset = datasetOf(count);
  const model = modelFor(name, dataset);
  const choice = choiceOf(name, method, batch, count);
  const events = train(device, model, dataset, choice, 1);
  const times: number[] = [];
  const start = performance.now();
  let last = start;
  let [from, step] = [{ ...calls }, { ...calls }];
  for await (const event of events) {
    if (event.kind !== 'batch') continue;
    const now = performance.now();
    times.push(now - last);
    last = now;
    step = { dispatches: calls.dispatches - from.dispatches, submits: calls.submits - from.submits };
    from = { ...calls };
    if (times.length > most || (times.length > 1 && now - start > Math.min(limit, timeLeft()))) break; // the first step compiles
  }
  const [first = NaN, ...rest] = times;
  const sorted = rest.sort((a, b) => a - b);
  const ms = sorted[sorted.length >> 1] ?? NaN;
  const passes = method === 'at' ? 2 * choice.attack.steps + 3 : 3; // a gradient by pixels costs two forward passes, one by weights three
  return {
    batch,
    ms: rounded(ms),
    min: rounded(sorted[0] ?? NaN),
    max: rounded(sorted.at(-1) ?? NaN),
    runs: sorted.length,
    first: rounded(first),
    gflops: rounded((2 * model.outline.macs * batch * passes) / ms / 1e6),
    ...step,
    tensorsLeft: device.tensors() - before,
  };
}

function finish<T>(steps: Generator<unknown, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
