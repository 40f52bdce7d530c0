import { datasets } from '../../nets/datasets';
import type { DatasetRow } from '../../nets/datasets/types';
import { nets } from '../../nets/models/architectures';
import { type Model, modelOf } from '../../nets/models/defineNet';
import type { Dataset, Net, Outline } from '../../nets/models/types';
import { train } from '../../nets/training/train';
import type { EstimateRequest, EstimateResult } from '../rpc/trainingProtocol';
import type { Services } from './services';
import type { TrainingChoice } from '../../nets/training/types';

/** The network of a document, built for its images. */
export function modelFor({ name, ...options }: TrainingChoice['net'], { train, classes, mean, std }: Dataset): Model {
  const rows: Readonly<Record<string, Net>> = nets;
  const net = rows[name];
  if (!net) throw new Error(`net.name: "${name}" is not one of ${Object.keys(rows).join(', ')}`);
  const values = Object.fromEntries(Object.entries(options).filter((option): option is [string, number] => typeof option[1] === 'number'));
  return modelOf(net, { height: train.height, width: train.width, classes: classes.length, mean, std }, values);
}

export const sizeOf = (specs: Outline['weights']): number =>
  specs.reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);

/** Lists shaped like the weights that an optimiser carries: SGD weights and velocity; EntropySGD centre, walk, mean, two momenta; second order a square. */
const lists = { sgd: 2, 'entropy-sgd': 5, 'entropy-sgd-2': 6 } as const;

/** Bytes of the state that is kept of a run, the best weights included. */
export function keptBytes({ optimiser }: TrainingChoice, { weights, statistics }: Outline): number {
  return 4 * ((lists[optimiser.name] + 1) * sizeOf(weights) + 2 * sizeOf(statistics));
}

/** Gradients by pixel or by weight behind one image of a training batch, and behind one that is judged. */
export function passes({ method, attack, awp, evaluate }: TrainingChoice): { readonly train: number; readonly judge: number } {
  const inner = method === 'standard' ? 0 : attack.steps;
  const outer = method === 'trades' ? 2 : 1;
  return { train: inner + outer * (awp ? 2 : 1), judge: evaluate.steps + 2 / 3 }; // two forward passes cost two thirds of a gradient
}

/** Images that one evaluation looks at: the test images, and half as many of the others. */
export function judged({ data, evaluate }: TrainingChoice): number {
  const test = Math.min(evaluate.count, data.test);
  return test + Math.min(Math.ceil(test / 2), data.train);
}

/** A gradient costs a forward pass and about two more. */
const BACKWARD = 3;
/** More than this is beyond WebAssembly's 4 GiB and most graphics cards of visitors. */
const MUCH = 3e9;
const LONG = 3600;

/** What a document will need: counted from the network's outline, its time from one small step that is run here. */
export function openEstimate(tools: Services) {
  let rate: number | undefined; // multiply-adds a ms

  return async function* ({ training }: EstimateRequest): AsyncGenerator<EstimateResult | undefined, void> {
    const outline = outlineFor(training);
    const { weights, macs, activations } = outline;
    const parameters = sizeOf(weights);
    const kept = keptBytes(training, outline);
    const memory = kept + 4 * (3 * parameters + 2 * activations * training.batch);
    const [unit, evaluations] = [passes(training), 1 / training.evaluate.every];
    const epoch = BACKWARD * macs * (training.data.train * unit.train + evaluations * judged(training) * unit.judge);
    const room = await tools.room().catch(() => undefined);
    const known = { parameters, memory, kept, macs: epoch };
    const warnings = [
      ...(memory > MUCH ? [`Training needs about ${(memory / 1e9).toFixed(1)} GB, which a page is seldom given: it will most likely fail.`] : []),
      ...(room !== undefined && room < 2 * kept ? ['The browser has no room for its state: the run will not survive a reload.'] : []),
    ];
    yield { ...known, warnings };
    rate ??= yield* measuring(tools);
    if (rate === undefined) return;
    const secondsPerEpoch = epoch / rate / 1000;
    const hours = secondsPerEpoch / 3600;
    const long = secondsPerEpoch > LONG ? [`One epoch would take about ${hours.toFixed(hours < 10 ? 1 : 0)} hours on this machine.`] : [];
    yield { ...known, secondsPerEpoch, warnings: [...warnings, ...long] };
  };
}

export function outlineFor({ net, data }: TrainingChoice) {
  const rows: Readonly<Record<string, Net>> = nets;
  const sources: Readonly<Record<string, DatasetRow>> = datasets;
  const classes = sources[data.source]?.classes ?? [];
  if (!rows[net.name]) throw new Error(`net.name: "${net.name}" is not one of ${Object.keys(rows).join(', ')}`);
  const images = { pixels: new Uint8Array(), labels: new Uint8Array(), count: 0, height: 32, width: 32, channels: 3 } as const;
  return modelFor(net, { train: images, test: images, classes, mean: [0, 0, 0], std: [1, 1, 1], generated: true }).outline;
}

/** Multiply-adds a ms of one plain step of the small network on 32 generated images, after one to warm up. */
async function* measuring({ backends, doors }: Services): AsyncGenerator<undefined, number | undefined> {
  const batch = 32;
  const dataset = await datasets.shapes.load(doors, { train: 2 * batch, test: 1 }, () => undefined);
  const choice: TrainingChoice = {
    data: { source: 'shapes', train: 2 * batch, test: 1 },
    net: { name: 'small-cnn' },
    method: 'standard',
    attack: { norm: 'inf', epsilon: 0, steps: 0, stepSize: 0 },
    awp: null,
    optimiser: { name: 'sgd', lr: 0.01, momentum: 0, weightDecay: 0 },
    schedule: { milestones: [], factor: 1 },
    epochs: 1,
    batch,
    seeds: [1],
    evaluate: { every: 1, steps: 0, count: 1, autoattack: false },
  };
  const model = modelFor(choice.net, dataset);
  let began = performance.now();
  let count = 0;
  for await (const event of train(await backends.open((await backends.gpu()) ?? 'wasm'), model, dataset, choice, 1)) {
    if (event.kind === 'batch') {
      count += 1;
      if (count === 2) return (BACKWARD * model.outline.macs * batch) / (performance.now() - began);
      began = performance.now();
    }
    yield undefined;
  }
  return undefined;
}
