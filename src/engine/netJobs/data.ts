import type { TrainingChoice } from '../../experiment/training';
import { loadDataset } from '../../nets/datasets';
import type { DataDoors } from '../../nets/datasets/kinds';
import type { Dataset, Images } from '../../nets/kinds';

export type Data = TrainingChoice['data'];

/** Loads the images that documents name; the last set stays, since most runs of a queue share it. */
export interface DataLoader {
  load(data: Data, progress?: (done: number, total: number) => void): Promise<Dataset>;
  /** Forgets the last set: the user's files have changed. */
  forget(): void;
}

export function openDataLoader(doors: DataDoors): DataLoader {
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
