import { loadDataset } from '../../nets/datasets';
import type { DataAccess, UserDatasetInfo, UserDatasetName, UserImageStore } from '../../nets/datasets/types';
import { importFiles } from '../../nets/import/importImages';
import type { Dataset, Images } from '../../nets/models/types';
import { uploadTensors } from '../../nets/models/weights';
import { attackImages } from '../../nets/training/evaluate';
import { type Device, free } from '../../tensors/device';
import { polled, yieldToMessages } from '../rpc/server';
import type {
  AttackImagesRequest,
  AttackImagesResult,
  ImportDataRequest,
  ImportDataResult,
  StoredSource,
  Pictures,
  PicturesRequest,
} from '../rpc/trainingProtocol';
import type { CheckpointRegistry } from './checkpoints';
import { modelFor } from './costEstimate';
import type { Services } from './services';
import { weightsOf, type Checkpoint } from './checkpointFile';
import type { TrainingChoice } from '../../nets/training/types';

export type DataChoice = TrainingChoice['data'];

/** Loader of the images that documents name; the last set is cached, since most runs of a queue share it. */
export interface DataLoader {
  load(data: DataChoice, progress?: (done: number, total: number) => void): Promise<Dataset>;
  /** Drops the cached set, after the user's files have changed. */
  forget(): void;
}

export function openDataLoader(dataAccess: DataAccess): DataLoader {
  let cached: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;
  return {
    load: (data, progress = () => undefined) => {
      const key = JSON.stringify([data.source, data.train, data.test]);
      if (cached?.key === key) return cached.dataset;
      const dataset = loadDataset(data, dataAccess, progress);
      cached = { key, dataset };
      dataset.catch(() => (cached = undefined));
      return dataset;
    },
    forget: () => (cached = undefined),
  };
}

/** Chosen images with pixels in [0, 1], of shape [images, height, width, channels]; throws where an index is out of range. */
export function unitPixels({ pixels, labels, count, height, width, channels }: Images, chosen: readonly number[]) {
  const size = height * width * channels;
  const wrong = chosen.find((image) => !Number.isInteger(image) || image < 0 || image >= count);
  if (wrong !== undefined) throw new Error(`images: ${wrong} is not one of the ${count} images 0 to ${count - 1}`);
  const unit = new Float32Array(chosen.length * size);
  chosen.forEach((image, k) =>
    unit.set(
      Float32Array.from(pixels.subarray(image * size, (image + 1) * size), (byte) => byte / 255),
      k * size,
    ),
  );
  return { height, width, pixels: unit, labels: chosen.map((image) => labels[image] ?? 0) };
}

/** Images of a data set, unattacked. */
export async function* picturesTask({ data, split, images }: PicturesRequest, loader: DataLoader): AsyncGenerator<Pictures | undefined, void> {
  const dataset = yield* polled(loader.load(data));
  yield { ...unitPixels(dataset[split], images), classes: dataset.classes, generated: dataset.generated };
}

/** Images under an attack on a run's weights. */
export async function* attackImagesTask(
  { run, weights, split, images, attack }: AttackImagesRequest,
  services: Services,
  loader: DataLoader,
  registry: CheckpointRegistry,
): AsyncGenerator<AttackImagesResult | undefined, void> {
  const checkpoint = await registry.latest(run);
  const dataset = yield* polled(loader.load(checkpoint.training.data));
  const unattacked = unitPixels(dataset[split], images);
  const model = modelFor(checkpoint.training.net, dataset);
  const saved = weightsOf(checkpoint, weights);
  const device = await openRunDevice(services, checkpoint);
  const tensors = device.make((tf) => ({
    weights: uploadTensors(tf, model.outline.weights, saved.weights),
    statistics: uploadTensors(tf, model.outline.statistics, saved.statistics),
  }));
  try {
    const attacked = yield* attackImages(device, { model, ...tensors }, dataset[split], images, attack, checkpoint.seed);
    yield { ...unattacked, ...attacked, classes: dataset.classes, generated: dataset.generated, epoch: saved.epoch, attack };
  } finally {
    free([...tensors.weights, ...tensors.statistics]);
  }
}

/** Device of the run's own backend where it still opens, else of WASM. */
async function openRunDevice({ backends }: Services, { backend }: Checkpoint): Promise<Device> {
  if (backend !== 'float64' && backend !== 'wasm') {
    try {
      return await backends.open(backend);
    } catch (error) {
      backends.fail(backend, error);
    }
  }
  return backends.open('wasm');
}

const userDatasets: readonly UserDatasetName[] = ['cifar10-full', 'cifar100', 'svhn'];
const sourceOf = ({ name, files, counts, notices }: UserDatasetInfo): StoredSource => ({ name, files, counts, notices });

/** Milliseconds between two progress messages of an import. */
const PROGRESS_INTERVAL_MS = 150;
const pause = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));

/** Import of the user's files; ending the generator early cancels the import, and then nothing is stored. */
export async function* importTask({ files }: ImportDataRequest, store: UserImageStore): AsyncGenerator<ImportDataResult, void> {
  let fraction = 0;
  let cancelled = false;
  const work = importFiles(files, store, (done, total) => {
    if (cancelled) throw new Error('The reading was stopped');
    fraction = total === 0 ? 0 : done / total;
  });
  work.catch(() => undefined); // awaited below, unless it is cancelled
  try {
    for (;;) {
      const imported = await Promise.race([work, pause(PROGRESS_INTERVAL_MS)]);
      if (imported) {
        yield { fraction: 1, sources: imported.infos.map(sourceOf), problems: imported.problems };
        return;
      }
      yield { fraction, sources: [], problems: [] };
      await yieldToMessages();
    }
  } finally {
    cancelled = true;
  }
}

/** The user's stored data sets, after the removal of `forget` where it is given. */
export async function storedSources(store: UserImageStore, forget?: string): Promise<readonly StoredSource[]> {
  const removed = userDatasets.find((name) => name === forget);
  if (removed) await store.remove(removed);
  const infos = await Promise.all(userDatasets.map((name) => store.info(name)));
  return infos.filter((info) => info !== undefined).map(sourceOf);
}
