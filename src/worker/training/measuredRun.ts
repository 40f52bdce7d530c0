import type { LandscapeChoice } from '../../documents/landscapeDocument';
import { datasets, isDataset } from '../../nets/datasets';
import type { LossOptions, MeasuredNet } from '../../nets/landscape/networkLoss';
import type { Model } from '../../nets/models/defineNet';
import type { Dataset } from '../../nets/models/types';
import { type SavedTensor, uploadTensors } from '../../nets/models/weights';
import { type Device, free, type TensorBackend } from '../../tensors/device';
import type { BackendFailure, BackendName } from '../rpc/backendNames';
import { polled } from '../rpc/server';
import { type Checkpoint, weightsOf } from './checkpointFile';
import type { CheckpointRegistry } from './checkpoints';
import { modelFor } from './costEstimate';
import type { DataLoader } from './imageJobs';
import type { Services } from './services';

/** Images a batch: part of what the last digits of a loss depend on, so one number for every document. */
export const BATCH = 128;
/** Training images from which batch norm is recalibrated, where the source holds as many. */
export const CALIBRATION_IMAGES = 512;

/** The best weights of a run, and the images that a document measures them on. */
export interface MeasuredRun {
  readonly checkpoint: Checkpoint;
  readonly model: Model;
  readonly dataset: Dataset;
  readonly centre: ReturnType<typeof weightsOf>;
}

/** Loads weights and images; throws one sentence where they do not fit the document. */
export async function* loadMeasuredRun(
  loader: DataLoader,
  registry: CheckpointRegistry,
  run: string,
  choice: LandscapeChoice,
): AsyncGenerator<undefined, MeasuredRun> {
  const checkpoint = await registry.latest(run);
  const { training } = checkpoint;
  if (training.net.name !== choice.net.name) throw new Error(`net.name: "${choice.net.name}", and these are weights of "${training.net.name}"`);
  const dataset = yield* polled(loader.load(countsFor(choice)));
  const model = modelFor(training.net, dataset);
  const centre = weightsOf(checkpoint, 'best');
  requireClasses(model, dataset, centre.weights, choice);
  return { checkpoint, model, dataset, centre };
}

/** Does work on the first backend of a chain that does not fail. */
export async function* onBackends<Result>(
  { backends }: Services,
  chain: readonly TensorBackend[],
  failedBackends: readonly BackendFailure[],
  onBackend: (backend: BackendName) => void,
  work: (device: Device, backend: TensorBackend) => AsyncGenerator<Result | undefined, void>,
): AsyncGenerator<Result | undefined, void> {
  for (const [place, backend] of chain.entries()) {
    try {
      onBackend(backend);
      yield* work(yield* polled(backends.open(backend)), backend);
      return;
    } catch (error) {
      backends.fail(backend, error);
      if (chain[place + 1] === undefined) throw error;
    }
  }
  throw new Error(`No backend is left: ${failedBackends.map(({ backend, why }) => `${backend}: ${why}`).join('; ')}`);
}

/** Does work with the weights and images on a device, and frees them. */
export async function* withMeasuredNet<Result>(
  device: Device,
  { model, dataset, centre }: MeasuredRun,
  choice: LandscapeChoice,
  work: (net: MeasuredNet) => AsyncGenerator<Result | undefined, void>,
): AsyncGenerator<Result | undefined, void> {
  const uploaded = device.make((tf) => ({
    weights: uploadTensors(tf, model.outline.weights, centre.weights),
    statistics: uploadTensors(tf, model.outline.statistics, centre.statistics),
  }));
  const { split, from, count } = choice.data;
  const first = (length: number, start = 0): number[] => Array.from({ length }, (_, k) => start + k);
  const calibration = { images: dataset.train, indices: first(Math.min(CALIBRATION_IMAGES, dataset.train.count)) };
  const images = { images: dataset[split], indices: first(count, from), ...(choice.batchNorm === 'recalibrated' && { calibration }) };
  try {
    yield* work({ model, ...uploaded, ...images });
  } finally {
    free([...uploaded.weights, ...uploaded.statistics]);
  }
}

/** The result of a job whose progress `report` converts; ended early when its caller is. */
export async function* reported<Progress, Report, Result>(
  work: AsyncGenerator<Progress | undefined, Result>,
  report: (progress: Progress) => Report | undefined,
): AsyncGenerator<Report | undefined, Result> {
  let done: boolean | undefined = false;
  try {
    for (;;) {
      const step = await work.next();
      done = step.done;
      if (step.done) return step.value;
      yield step.value === undefined ? undefined : report(step.value);
    }
  } finally {
    if (!done) await work.return(undefined as never);
  }
}

/** How a document measures the loss. */
export const lossOptions = ({ loss, attack: { start, ...attack }, seed, batchNorm }: LandscapeChoice): LossOptions => ({
  ...{ losses: [loss], attack, start, seed, batchNorm, batch: BATCH },
});

/** The images that a document needs of each split. */
function countsFor({ data, batchNorm }: LandscapeChoice) {
  const { source, split, from, count } = data;
  const held = isDataset(source) ? datasets[source].counts.train : CALIBRATION_IMAGES;
  const calibration = batchNorm === 'recalibrated' ? Math.min(CALIBRATION_IMAGES, held) : 1;
  return { source, train: Math.max(calibration, split === 'train' ? from + count : 0), test: split === 'test' ? from + count : 1 };
}

function requireClasses({ outline }: Model, { classes }: Dataset, weights: readonly SavedTensor[], { data }: LandscapeChoice): void {
  const last = outline.weights.at(-1);
  const saved = weights.find(({ name }) => name === last?.name);
  if (last && saved && saved.shape.at(-1) !== last.shape.at(-1))
    throw new Error(`data.source: "${data.source}" has ${classes.length} classes, and these weights tell ${saved.shape.at(-1)} apart`);
}

/** Saved tensors in the order of the network's outline, those that it lacks at the end, where they are refused by name. */
export function inOutlineOrder({ outline }: Model, tensors: readonly SavedTensor[]): SavedTensor[] {
  const names = outline.weights.map(({ name }) => name);
  return [...names.flatMap((name) => tensors.find((tensor) => tensor.name === name) ?? []), ...tensors.filter(({ name }) => !names.includes(name))];
}
