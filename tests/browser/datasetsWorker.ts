import { loadDataset } from '../../src/nets/datasets';
import { browserDataAccess } from '../../src/nets/import/browserDataAccess';
import { importFiles } from '../../src/nets/import/importImages';
import { digestOf } from '../nets/datasets/digest';

/** Runs one order in a worker of the page and answers what came of it, or the sentence that refused it. */
self.onmessage = async ({ data }: MessageEvent<Order>) => {
  const dataAccess = browserDataAccess();
  const answer = async (): Promise<unknown> => {
    if ('load' in data) {
      const { train, test, mean, classes } = await loadDataset(data.load, dataAccess, () => undefined);
      const digests = await Promise.all([train, test].flatMap(({ pixels, labels }) => [digestOf(pixels), digestOf(labels)]));
      return { digests, mean, classes: classes.length };
    }
    const files = data.files.map(({ name, bytes }) => new File([bytes], name));
    const { infos, problems } = await importFiles(files, dataAccess.userImages, (done, total) => {
      if (done >= data.stopAt * total) throw new DOMException('stopped', 'AbortError');
    });
    return problems.length > 0 ? `refused: ${problems.join(' ')}` : infos;
  };
  self.postMessage(await answer().catch((error: unknown) => `refused: ${error instanceof Error ? error.message : 'no error'}`));
};

export type Order =
  | { readonly load: { readonly source: string; readonly train: number; readonly test: number } }
  | { readonly files: readonly { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> }[]; readonly stopAt: number };
