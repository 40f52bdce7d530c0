import type { DataAccess } from '../../nets/datasets/types';
import { browserDataAccess } from '../../nets/import/browserDataAccess';
import { openDevice } from '../../tensors/device';
import { fetchedModule, retried } from '../rpc/network';
import type { LandscapeResult } from '../rpc/landscapeProtocol';
import type { EvaluateResult } from '../rpc/trainingProtocol';
import { type Backends, openBackends } from '../surface/backends';
import { writeCheckpoint, readCheckpoint, type Checkpoint } from './checkpointFile';
import { indexedDbStore, storageLeft, type KeyValueStore } from './runStore';
import { isTrainingPath, type TrainingPath } from './trainingPath';

/** Checkpoint stored as a file: the browser's database takes values of at most 127 MiB, and blobs of any size. */
export interface CheckpointBlob {
  readonly file: Blob;
}
export type StoredCheckpoint = Checkpoint | CheckpointBlob;
/** Bytes of tensors from which a checkpoint is stored as a file. */
const MIN_BLOB_BYTES = 6e7;

export const isCheckpointBlob = (value: unknown): value is CheckpointBlob =>
  typeof value === 'object' && value !== null && 'file' in value && value.file instanceof Blob;

/** Key-value store of checkpoints of any size: large ones are stored as files. */
export function withLargeValues(store: KeyValueStore<StoredCheckpoint>, minBlobBytes = MIN_BLOB_BYTES): KeyValueStore<Checkpoint> {
  const load = async (value: StoredCheckpoint): Promise<Checkpoint> =>
    isCheckpointBlob(value) ? readCheckpoint(new Uint8Array(await value.file.arrayBuffer())).checkpoint : value;
  return {
    all: async () => Promise.all((await store.all()).map(load)),
    get: async (name) => {
      const value = await store.get(name);
      return value && load(value);
    },
    put: async (name, value) => {
      const stored = bytesOf(value) >= minBlobBytes ? { file: new Blob([new Uint8Array(writeCheckpoint(value, 'state'))]) } : value;
      await store.put(name, stored);
    },
    remove: (name) => store.remove(name),
  };
}

/** Bytes of all tensors. */
function bytesOf({ state: { lists, statistics, best } }: Checkpoint): number {
  const all = [...Object.values(lists).flat(), ...statistics, ...(best ? [...best.weights, ...best.statistics] : [])];
  return all.reduce((sum, { values }) => sum + values.byteLength, 0);
}

/** Services of the training jobs: devices, data, checkpoints and storage, injected so that tests replace them. */
export interface Services {
  readonly backends: Backends;
  readonly dataAccess: DataAccess;
  readonly checkpoints: KeyValueStore<Checkpoint>;
  /** The last evaluation of each run, by its id. */
  readonly evaluations: KeyValueStore<EvaluateResult>;
  /** The newest landscapes of each run, by its id. */
  readonly landscapes: KeyValueStore<readonly LandscapeResult[]>;
  /** The weights of a run after some of its epochs, by its id. */
  readonly paths: KeyValueStore<TrainingPath>;
  /** Bytes of storage that the browser still grants, where it says. */
  storageLeft(): Promise<number | undefined>;
}

/** Training waits for files that do not arrive, since nothing can take their place. */
export const browserServices = (): Services => ({
  backends: openBackends((backend) => retried('The training code', () => fetchedModule(openDevice(backend, undefined, { gradients: true })))),
  dataAccess: patientAccess(browserDataAccess()),
  checkpoints: withLargeValues(indexedDbStore('states', isStored)),
  evaluations: beside('evaluation', indexedDbStore('states', isEvaluation)),
  landscapes: beside('landscape', indexedDbStore('states', isLandscapes)),
  paths: beside('path', indexedDbStore('states', isTrainingPath)),
  storageLeft,
});

/** Results beside the checkpoints of their runs, under keys of their own. */
const beside = <T>(what: string, store: KeyValueStore<T>): KeyValueStore<T> => ({
  all: () => store.all(),
  get: (run) => store.get(`${what} ${run}`),
  put: (run, value) => store.put(`${what} ${run}`, value),
  remove: (run) => store.remove(`${what} ${run}`),
});

const isLandscape = (value: unknown): value is LandscapeResult =>
  typeof value === 'object' && value !== null && ['stage', 'choice', 'slice', 'selfTest'].every((key) => key in value);
const isLandscapes = (value: unknown): value is readonly LandscapeResult[] => Array.isArray(value) && value.every(isLandscape);

const isEvaluation = (value: unknown): value is EvaluateResult =>
  typeof value === 'object' && value !== null && ['attacks', 'by', 'count', 'epoch', 'state'].every((key) => key in value);

const patientAccess = (access: DataAccess): DataAccess => ({
  ...access,
  fetchFile: (path) => retried('The images', () => access.fetchFile(path)),
});

function isStored(value: unknown): value is StoredCheckpoint {
  return (
    isCheckpointBlob(value) || (typeof value === 'object' && value !== null && ['training', 'seed', 'backend', 'state'].every((key) => key in value))
  );
}
