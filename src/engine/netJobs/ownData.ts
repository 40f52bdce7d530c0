import type { OwnInfo, OwnName, OwnStore } from '../../nets/datasets/kinds';
import { readOwn } from '../../nets/datasets/readOwn';
import type { ImportDataRequest, ImportDataResult, KeptSource } from '../netProtocol';
import { turn } from '../turn';

const names: readonly OwnName[] = ['cifar10-full', 'cifar100', 'svhn'];
const shown = ({ name, files, counts, notices }: OwnInfo): KeptSource => ({ name, files, counts, notices });

/** Milliseconds between two words about how far the reading is. */
const HUSH = 150;
const pause = (ms: number): Promise<undefined> => new Promise((resolve) => setTimeout(() => resolve(undefined), ms));

/** Reads the user's files; leaving it stops the reading, and then nothing of them is kept. */
export async function* importing({ files }: ImportDataRequest, store: OwnStore): AsyncGenerator<ImportDataResult, void> {
  let share = 0;
  let left = false;
  const work = readOwn(files, store, (done, total) => {
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
      await turn();
    }
  } finally {
    left = true;
  }
}

/** What is kept of the user's own data sets, after one of them is forgotten where that is asked. */
export async function keptSources(store: OwnStore, forget?: string): Promise<readonly KeptSource[]> {
  const gone = names.find((name) => name === forget);
  if (gone) await store.remove(gone);
  const infos = await Promise.all(names.map((name) => store.info(name)));
  return infos.filter((info) => info !== undefined).map(shown);
}
