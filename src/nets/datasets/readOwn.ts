import { openParts } from './files';
import type { OwnInfo, OwnStore, Progress } from './kinds';
import { keep } from './keep';
import type { Part } from './files/part';

/**
 * Reads the files that the user gave and keeps their images: cifar-10-binary.tar.gz, cifar-100-binary.tar.gz, SVHN's .mat files, single .bin files,
 * several at once. Gives what is then known of each data set among them. Throws one sentence, and then nothing of these files is kept.
 * `progress` counts bytes: the first half of its total is reading, the second keeping.
 */
export async function readOwn(files: readonly File[], store: OwnStore, progress: Progress): Promise<readonly OwnInfo[]> {
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const parts: Part[] = [];
  let before = 0;
  for (const file of files) {
    const start = before;
    const read = await openParts(file, (bytes) => progress(start + bytes, 2 * total));
    for (const part of read) {
      const twice = parts.some(({ set, split, batch }) => set === part.set && split === part.split && batch === part.batch);
      if (twice) throw new Error(`${part.batch} came twice.`);
      parts.push(part);
    }
    before += file.size;
  }
  const infos: OwnInfo[] = [];
  const sets = [...new Set(parts.map(({ set }) => set))];
  for (const [i, set] of sets.entries()) {
    const share = (part: number): void => progress(total + Math.round((total * (i + part)) / sets.length), 2 * total);
    const mine = parts.filter((part) => part.set === set);
    infos.push(await keep(set, mine, store, share));
  }
  return infos;
}
