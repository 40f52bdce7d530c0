import { loadDataset } from '../../nets/datasets';
import type { DataAccess, UserDatasetInfo, UserDatasetName, UserImageStore } from '../../nets/datasets/types';
import { importFiles } from '../../nets/import/importImages';
import type { Dataset, Images } from '../../nets/models/types';
import { uploadTensors } from '../../nets/models/weights';
import { attackImages } from '../../nets/training/evaluate';
import { type Device, free } from '../../tensors/device';
import { errorMessage, yieldToMessages } from '../rpc/server';
import type {
  AttackImagesRequest,
  AttackImagesResult,
  ImportDataRequest,
  ImportDataResult,
  KeptSource,
  Pictures,
  PicturesRequest,
} from '../rpc/trainingProtocol';
import type { CheckpointRegistry } from './checkpoints';
import { modelFor } from './costEstimate';
import type { Services } from './services';
import { weightsOf, type Checkpoint } from './checkpointFile';
import type { TrainingChoice } from '../../nets/training/types';

export type Data = TrainingChoice['data'];

/** Loads the images that documents name; the last set stays, since most runs of a queue share it. */
export interface DataLoader {
  load(data: Data, progress?: (done: number, total: number) => void): Promise<Dataset>;
  /** Forgets the last set: the user's files have changed. */
  forget(): void;
}

export function openDataLoader(doors: DataAccess): DataLoader {
  let last: { readonly key: string; readonly dataset: Promise<Dataset> } | undefined;
  return {
    load: (data, progress = () => undefined) => {
      const key = JSON.stringify([data.source, data.train, data.test]);
      if (last?.key === key) return last.dataset;
      const dataset = loadDataset(data, doors, progress);
      last = { key, dataset };
      dataset.catch(() => (last = undefined));
      return dataset;
    },
    forget: () => (last = undefined),
  };
}

/** Some images as a panel shows them: pixels in [0, 1], [images, height, width, 3]. */
export function picturesOf({ pixels, labels, count, height, width, channels }: Images, chosen: readonly number[]) {
  const size = height * width * channels;
  const wrong = chosen.find((image) => !Number.isInteger(image) || image < 0 || image >= count);
  if (wrong !== undefined) throw new Error(`images: ${wrong} is not one of the ${count} images 0 to ${count - 1}`);
  const shown = new Float32Array(chosen.length * size);
  chosen.forEach((image, k) =>
    shown.set(
      Float32Array.from(pixels.subarray(image * size, (image + 1) * size), (byte) => byte / 255),
      k * size,
    ),
  );
  return { height, width, pixels: shown, labels: chosen.map((image) => labels[image] ?? 0) };
}

/** Images as they are. */
export async function* pictures({ data, split, images }: PicturesRequest, loader: DataLoader): AsyncGenerator<Pictures, void> {
  const dataset = await loader.load(data);
  yield { ...picturesOf(dataset[split], images), classes: dataset.classes, generated: dataset.generated };
}

/** Images under the attack of a run's weights. */
export async function* attacking(
  { run, weights, split, images, attack }: AttackImagesRequest,
  tools: Services,
  loader: DataLoader,
  lives: CheckpointRegistry,
): AsyncGenerator<AttackImagesResult | undefined, void> {
  const kept = await lives.now(run);
  yield undefined;
  const dataset = await loader.load(kept.training.data);
  const shown = picturesOf(dataset[split], images);
  const model = modelFor(kept.training.net, dataset);
  const chosen = weightsOf(kept, weights);
  const device = await anyDevice(tools, kept);
  const held = device.make((tf) => ({
    weights: uploadTensors(tf, model.outline.weights, chosen.weights),
    statistics: uploadTensors(tf, model.outline.statistics, chosen.statistics),
  }));
  try {
    const found = yield* attackImages(device, { model, ...held }, dataset[split], images, attack, kept.seed);
    yield { ...shown, ...found, classes: dataset.classes, generated: dataset.generated, epoch: chosen.epoch, attack };
  } finally {
    free([...held.weights, ...held.statistics]);
  }
}

/** The backend of the run where it still opens, else WASM. */
async function anyDevice({ backends }: Services, { backend }: Checkpoint): Promise<Device> {
  if (backend !== 'float64' && backend !== 'wasm') {
    try {
      return await backends.open(backend);
    } catch (error) {
      backends.fail(backend, errorMessage(error));
    }
  }
  return backends.open('wasm');
}

const names: readonly UserDatasetName[] = ['cifar10-full', 'cifar100', 'svhn'];
const shown = ({ name, files, counts, notices }: UserDatasetInfo): KeptSource => ({ name, files, counts, notices });

/** Milliseconds between two words about how far the reading is. */
const HUSH = 150;
const pause = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));

/** Reads the user's files; leaving it stops the reading, and then nothing of them is kept. */
export async function* importing({ files }: ImportDataRequest, store: UserImageStore): AsyncGenerator<ImportDataResult, void> {
  let share = 0;
  let left = false;
  const work = importFiles(files, store, (done, total) => {
    if (left) throw new Error('The reading was stopped');
    share = total === 0 ? 0 : done / total;
  });
  work.catch(() => undefined); // heard below, unless it was left
  try {
    for (;;) {
      const infos = await Promise.race([work, pause(HUSH)]);
      if (infos) {
        yield { share: 1, sources: infos.map(shown) };
        return;
      }
      yield { share, sources: [] };
      await yieldToMessages();
    }
  } finally {
    left = true;
  }
}

/** What is kept of the user's own data sets, after one of them is forgotten where that is asked. */
export async function keptSources(store: UserImageStore, forget?: string): Promise<readonly KeptSource[]> {
  const gone = names.find((name) => name === forget);
  if (gone) await store.remove(gone);
  const infos = await Promise.all(names.map((name) => store.info(name)));
  return infos.filter((info) => info !== undefined).map(shown);
}
