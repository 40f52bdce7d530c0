import type { Dataset, Images } from '../models/types';

/** A file of the page by its path below the page, "data/cifar10/manifest.json"; throws one sentence. */
export type FetchFile = (path: string) => Promise<Uint8Array>;
/** Progress callback: bytes or images done, and in total. May throw: the work then stops with that error and stores nothing. */
export type Progress = (done: number, total: number) => void;

export type Split = 'train' | 'test';
export interface Counts {
  readonly train: number;
  readonly test: number;
}
/** Mean and standard deviation of each channel, pixels in [0, 1]. */
export interface Moments {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}
export interface Citation {
  readonly text: string;
  readonly url: string;
}

/** The data sources of a data set: files of the page and the user's images; the worker passes `browserDataAccess()`. */
export interface DataAccess {
  readonly fetchFile: FetchFile;
  readonly userImages: UserImageStore;
}

/** A row of the table of data sets: its description for the page and its loader for the worker. */
export interface DatasetRow {
  readonly label: string;
  /** Description, in a sentence or two. */
  readonly note: string;
  readonly cite: Citation | null;
  /** Synthetic: drawn by the program, not photographed. The page says so wherever it is used. */
  readonly generated: boolean;
  /** Number of images of the complete set. */
  readonly counts: Counts;
  /** Names of the classes, by label. */
  readonly classes: readonly string[];
  /** Files that the user can import, if any; the counts of `UserImageStore.info` then replace `counts`. */
  readonly files?: readonly string[];
  /** The first `counts` images of each split: classes balanced as well as the counts permit. Throws one sentence. */
  load(dataAccess: DataAccess, counts: Counts, progress: Progress): Promise<Dataset>;
}

/** Data sets that can be imported from the user's files, by their names in the table. */
export type UserDatasetName = 'cifar10-full' | 'cifar100' | 'svhn';

/** Description of the imported images of one data set. */
export interface UserDatasetInfo extends Moments {
  readonly name: UserDatasetName;
  readonly files: readonly string[];
  /** 0 for a split that is not imported yet; training needs both. */
  readonly counts: Counts;
  /** What the user should know, one sentence each: how they are normalised, which split is missing, which file has an unusual size. */
  readonly notices: readonly string[];
}

/** Consecutive images of one split, the unit of storage. */
export interface Chunk {
  readonly split: Split;
  readonly index: number;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Persistent store of the user's images, by data set. Every error is one sentence. */
export interface UserImageStore {
  info(name: UserDatasetName): Promise<UserDatasetInfo | undefined>;
  /** The first `count` images of a split. */
  read(name: UserDatasetName, split: Split, count: number, progress: Progress): Promise<Images>;
  /** Replaces `info` and the chunks of the splits in `replaced`, as one transaction. */
  write(info: UserDatasetInfo, replaced: readonly Split[], chunks: Iterable<Chunk>): Promise<void>;
  remove(name: UserDatasetName): Promise<void>;
}
