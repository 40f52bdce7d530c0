import type { Dataset } from '../kinds';
import { demand } from './counts';
import type { Counts, DataDoors, OwnInfo, OwnName, Progress } from './kinds';

/** The user's files of a data set when both splits are there. */
export async function keptInfo({ own }: DataDoors, name: OwnName): Promise<OwnInfo | undefined> {
  const info = await own.info(name);
  return info && info.counts.train > 0 && info.counts.test > 0 ? info : undefined;
}

/** Reads the beginning of what is kept of the user's files. */
export async function loadKept(
  { own }: DataDoors,
  info: OwnInfo,
  { label, classes }: { readonly label: string; readonly classes: readonly string[] },
  wanted: Counts,
  progress: Progress,
): Promise<Dataset> {
  demand(`${label}, as your files have it,`, wanted, info.counts);
  const total = wanted.train + wanted.test;
  const train = await own.read(info.name, 'train', wanted.train, (done) => progress(done, total));
  const test = await own.read(info.name, 'test', wanted.test, (done) => progress(wanted.train + done, total));
  return { train, test, classes, mean: info.mean, std: info.std, generated: false };
}

/** Why nothing of it can be loaded. */
export async function absence({ own }: DataDoors, name: OwnName, label: string, files: readonly string[]): Promise<Error> {
  const info = await own.info(name);
  if (!info) return new Error(`${label} is not in this browser: give it ${files.join(' and ')} first.`);
  return new Error(`Of ${label} the ${info.counts.train === 0 ? 'training' : 'test'} images are missing: give it their file too.`);
}
