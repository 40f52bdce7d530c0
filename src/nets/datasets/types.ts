import type { Dataset, Images } from '../models/types';

/** A file of the page by its path below the page, "data/cifar10/manifest.json"; throws one sentence. */
export type FetchFile = (path: string) => Promise<Uint8Array>;
/** Bytes or images so far, and in all. May throw: the work then stops with that error and nothing is kept. */
export type Progress = (done: number, total: number) => void;

export type Split = 'train' | 'test';
export interface Counts {
  readonly train: number;
  readonly test: number;
}
/** Mean and standard deviation by channel, of pixels in [0, 1]. */
export interface Moments {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
export interface Citation {
  readonly text: string;
  readonly url: string;
}

/** What a data set may reach; the worker passes `pageDoors()`. */
export interface DataAccess {
  readonly fetchFile: FetchFile;
  readonly userImages: UserImageStore;
}

/** One source of images: what the page says of it, and how the worker gets it. */
export interface DatasetRow {
  readonly label: string;
  /** What it is, in a sentence or two. */
  readonly note: string;
  readonly cite: Citation | null;
  /** Drawn by the program, not photographed: to be said wherever it is used. */
  readonly generated: boolean;
  /** Images it holds when complete. */
  readonly counts: Counts;
  /** Names of the classes, by label. */
  readonly classes: readonly string[];
  /** Files that the user can give it, if any: what `OwnStore.info` then knows of them goes before `counts`. */
  readonly files?: readonly string[];
  /** The first `counts` images of each split: classes balanced as well as the counts permit. Throws one sentence. */
  load(doors: DataAccess, counts: Counts, progress: Progress): Promise<Dataset>;
}

/** Data sets that the user's files can be, by their names in the table. */
export type UserDatasetName = 'cifar10-full' | 'cifar100' | 'svhn';

/** What is known of the user's files of one data set once they are read. */
export interface UserDatasetInfo extends Moments {
  readonly name: UserDatasetName;
  readonly files: readonly string[];
  /** A split that has not come yet counts 0; nothing trains until both are there. */
  readonly counts: Counts;
  /** What the user should know, one sentence each: how they are normalised, which split is missing, which file has an unusual size. */
  readonly notices: readonly string[];
}

/** Consecutive images of one split, as they are kept. */
export interface Chunk {
  readonly split: Split;
  readonly index: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Where the user's images are kept for next time, by data set. Every refusal is one sentence. */
export interface UserImageStore {
  info(name: UserDatasetName): Promise<UserDatasetInfo | undefined>;
  /** The first `count` images of a split. */
  read(name: UserDatasetName, split: Split, count: number, progress: Progress): Promise<Images>;
  /** Puts `info` and the chunks in the place of what the splits in `replaced` held: all of it or nothing. */
  write(info: UserDatasetInfo, replaced: readonly Split[], chunks: Iterable<Chunk>): Promise<void>;
  remove(name: UserDatasetName): Promise<void>;
}
