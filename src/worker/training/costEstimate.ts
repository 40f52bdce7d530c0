import { datasets } from '../../nets/datasets';
import type { DatasetRow } from '../../nets/datasets/types';
import { nets } from '../../nets/models/architectures';
import { type Model, modelOf } from '../../nets/models/defineNet';
import type { Dataset, Net, Outline } from '../../nets/models/types';
import { train } from '../../nets/training/train';
import type { TrainEvent, TrainingChoice } from '../../nets/training/types';
import type { EstimateRequest, EstimateResult } from '../rpc/estimateProtocol';
import type { Services } from './services';
import { pathRoom } from './trainingPath';

/** Model of a document's network for the images of a data set; throws where the network is unknown. */
export function modelFor({ name, ...options }: TrainingChoice['net'], { train, classes, mean, std }: Dataset): Model {
  const rows: Readonly<Record<string, Net>> = nets;
  const net = rows[name];
  if (!net) throw new Error(`net.name: "${name}" is not one of ${Object.keys(rows).join(', ')}`);
  const values = Object.fromEntries(Object.entries(options).filter((option): option is [string, number] => typeof option[1] === 'number'));
  return modelOf(net, { height: train.height, width: train.width, classes: classes.length, mean, std }, values);
}

/** Number of scalars of all tensors. */
export const parameterCount = (specs: Outline['weights']): number =>
  specs.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

/** Tensor lists of an optimiser's state, each shaped like the weights: SGD weights and velocity; EntropySGD centre, walk, mean, two momenta; second order a square. */
const stateLists = { sgd: 2, 'entropy-sgd': 5, 'entropy-sgd-2': 6 } as const;

/** Bytes of a run's checkpoint, the weights of early stopping included. */
export function checkpointBytes({ optimiser }: TrainingChoice, { weights, statistics }: Outline): number {
  return 4 * ((stateLists[optimiser.name] + 1) * parameterCount(weights) + 2 * parameterCount(statistics));
}

/** Gradients, by pixel or by weight, that one image of a training batch costs, and one image of an evaluation. */
export function gradientsPerImage({ method, attack, awp, evaluate }: TrainingChoice): { readonly train: number; readonly evaluate: number } {
  const inner = method === 'standard' ? 0 : attack.steps;
  const outer = method === 'trades' ? 2 : 1;
  return { train: inner + outer * (awp ? 2 : 1), evaluate: evaluate.steps + 2 / 3 }; // two forward passes cost two thirds of a gradient
}

/** Images of one evaluation: the test images, and half as many training images. */
export function evaluatedImages({ data, evaluate }: TrainingChoice): number {
  const test = Math.min(evaluate.count, data.test);
  return test + Math.min(Math.ceil(test / 2), data.train);
}

/** Cost of a gradient in forward passes. */
const GRADIENT_COST = 3;
/** Memory in bytes above which a warning is given: close to WebAssembly's limit of 4 GiB and beyond many graphics cards. */
const MAX_MEMORY_BYTES = 3e9;
/** Seconds of one epoch above which a warning is given. */
const MAX_EPOCH_SECONDS = 3600;

/** Cost estimate of a document: memory and multiply-adds from the network's outline, time from one small step measured on this machine. */
export function openCostEstimate(services: Services) {
  let macsPerMs: number | undefined;

  return async function* ({ training }: EstimateRequest): AsyncGenerator<EstimateResult | undefined, void> {
    const outline = outlineFor(training);
    const { weights, macs, activations } = outline;
    const parameters = parameterCount(weights);
    const [checkpoint, point] = [checkpointBytes(training, outline), 4 * (parameters + parameterCount(outline.statistics))];
    const storage = checkpoint + point * Math.min(training.epochs, pathRoom(point));
    const memory = checkpoint + 4 * (3 * parameters + 2 * activations * training.batch);
    const [gradients, evaluationsPerEpoch] = [gradientsPerImage(training), 1 / training.evaluate.every];
    const epochMacs =
      GRADIENT_COST * macs * (training.data.train * gradients.train + evaluationsPerEpoch * evaluatedImages(training) * gradients.evaluate);
    const left = await services.storageLeft().catch(() => undefined);
    const counted = { parameters, memory, storage, macs: epochMacs, forwardMacs: macs };
    const warnings = [
      ...(memory > MAX_MEMORY_BYTES
        ? [`Training needs about ${(memory / 1e9).toFixed(1)} GB, which a page is seldom given: it will most likely fail.`]
        : []),
      ...(left !== undefined && left < 2 * storage ? ['The browser has no room for its state: the run will not survive a reload.'] : []),
    ];
    yield { ...counted, warnings };
    macsPerMs ??= yield* measureMacsPerMsTask(services);
    if (macsPerMs === undefined) return;
    const secondsPerEpoch = epochMacs / macsPerMs / 1000;
    const hours = secondsPerEpoch / 3600;
    const timeWarning =
      secondsPerEpoch > MAX_EPOCH_SECONDS ? [`One epoch would take about ${hours.toFixed(hours < 10 ? 1 : 0)} hours on this machine.`] : [];
    yield { ...counted, macsPerSecond: 1000 * macsPerMs, secondsPerEpoch, warnings: [...warnings, ...timeWarning] };
  };
}

/** Outline of a document's network on 32 × 32 colour images: tensor shapes, multiply-adds and activations. */
export function outlineFor({ net, data }: TrainingChoice) {
  const rows: Readonly<Record<string, Net>> = nets;
  const sources: Readonly<Record<string, DatasetRow>> = datasets;
  const classes = sources[data.source]?.classes ?? [];
  if (!rows[net.name]) throw new Error(`net.name: "${net.name}" is not one of ${Object.keys(rows).join(', ')}`);
  const images = { pixels: new Uint8Array(), labels: new Uint8Array(), count: 0, height: 32, width: 32, channels: 3 } as const;
  return modelFor(net, { train: images, test: images, classes, mean: [0, 0, 0], std: [1, 1, 1], generated: true }).outline;
}

/** Multiply-adds per millisecond of one standard step of the small network on 32 generated images, after one to warm up. */
async function* measureMacsPerMsTask({ backends, dataAccess }: Services): AsyncGenerator<undefined, number | undefined> {
  const batch = 32;
  const noAttack = { norm: 'inf', epsilon: 0, steps: 0, stepSize: 0 } as const;
  const dataset = await datasets.shapes.load(dataAccess, { train: 2 * batch, test: 1 }, () => undefined);
  const choice: TrainingChoice = {
    data: { source: 'shapes', train: 2 * batch, test: 1 },
    net: { name: 'small-cnn' },
    method: 'standard',
    attack: noAttack,
    awp: null,
    optimiser: { name: 'sgd', lr: 0.01, momentum: 0, weightDecay: 0 },
    schedule: { milestones: [], factor: 1 },
    epochs: 1,
    batch,
    seeds: [1],
    evaluate: { every: 1, ...noAttack, count: 1, autoattack: false },
  };
  const model = modelFor(choice.net, dataset);
  let began = performance.now();
  let count = 0;
  for await (const event of train(await backends.open((await backends.gpu()) ?? 'wasm'), model, dataset, choice, 1)) {
    if (event.kind === 'batch') {
      count += 1;
      if (count === 2) return (GRADIENT_COST * model.outline.macs * batch) / (performance.now() - began);
      began = performance.now();
    }
    yield undefined;
  }
  return undefined;
}

/** Progress estimator of a run: its position, speed and remaining time, from the milliseconds between training events. */
export interface ProgressEstimator {
  /** Records an event and the milliseconds of work before it. */
  record(event: TrainEvent, ms: number): void;
  position(): {
    readonly epoch: number;
    readonly batch: number;
    readonly batches: number;
    readonly loss: number;
    readonly imagesPerSecond: number;
    readonly secondsLeft?: number;
  };
  /** Milliseconds of the last whole batch. */
  stepMs(): number | undefined;
}

/** Weight of the newest batch in the exponential moving average of milliseconds per image. */
const AVERAGE_WEIGHT = 0.2;

export function progressEstimator(choice: TrainingChoice, from: { readonly epoch: number; readonly call: number }): ProgressEstimator {
  const batches = Math.ceil(choice.data.train / choice.batch);
  const gradients = gradientsPerImage(choice);
  const { every } = choice.evaluate;
  let { epoch, call } = from;
  let [loss, elapsed, evaluated] = [0, 0, 0];
  let batchMs: number | undefined;
  let msPerImage: number | undefined;
  let msPerEvaluated: number | undefined;

  /** Evaluations that remain, the current one included. */
  const evaluationsLeft = (): number => Math.floor((choice.epochs - 1) / every) - Math.floor(epoch / every) + 1;
  return {
    record: (event, ms) => {
      elapsed += ms;
      if (event.kind === 'step') return;
      if (event.kind === 'batch') {
        ({ call, loss } = event);
        batchMs = elapsed;
        const measured = elapsed / event.images;
        msPerImage = msPerImage === undefined ? measured : (1 - AVERAGE_WEIGHT) * msPerImage + AVERAGE_WEIGHT * measured;
      } else if (event.kind === 'evaluating') {
        if (event.done > evaluated) msPerEvaluated = elapsed / (event.done - evaluated);
        evaluated = event.done;
      } else {
        epoch = event.state.epoch;
        call = 0;
        evaluated = 0;
      }
      elapsed = 0;
    },
    position: () => {
      const position = { epoch, batch: call, batches, loss, imagesPerSecond: msPerImage ? 1000 / msPerImage : 0 };
      if (msPerImage === undefined) return position;
      const images = (choice.epochs - epoch) * choice.data.train - Math.min(call * choice.batch, choice.data.train);
      const evaluationMs = msPerEvaluated ?? (msPerImage * gradients.evaluate) / gradients.train;
      const msLeft = images * msPerImage + Math.max(0, evaluationsLeft() * evaluatedImages(choice) - evaluated) * evaluationMs;
      return { ...position, secondsLeft: msLeft / 1000 };
    },
    stepMs: () => batchMs,
  };
}
