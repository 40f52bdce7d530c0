import { recordedChoice } from '../../documents/trainingDocument';
import { readSafetensors, type WeightsFile, writeSafetensors } from '../../nets/models/safetensors';
import type { SavedTensor } from '../../nets/models/weights';
import type { RunState, Metrics, TrainingChoice } from '../../nets/training/types';
import type { RunFileRequest } from '../rpc/trainingProtocol';
import { netOptimisers } from '../../nets/optimisers';
import type { BackendName } from '../rpc/backendNames';

/** Key of the safetensors metadata whose value is the header as JSON. */
const METADATA_KEY = 'smoothscape';
/** Header of a checkpoint file: everything beside the tensors. */
interface CheckpointHeader {
  readonly version: 1;
  /** Whether the file contains a whole state; else weights alone. */
  readonly whole: boolean;
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: Checkpoint['backend'];
  readonly epoch: number;
  readonly metrics: readonly Metrics[];
  readonly origin?: string;
  /** From here on: whole states only. */
  readonly call?: number;
  readonly lossSum?: number;
  readonly seconds?: number;
  readonly optimiser?: string;
  readonly count?: number;
  readonly best?: { readonly epoch: number; readonly testRobust: number };
}

/** Tensors named with a prefix, as in a whole state: "list/velocity/conv1/w", "statistics/bn1/mean", "best/conv1/w", "best-statistics/bn1/mean". */
const prefixed = (prefix: string, tensors: readonly SavedTensor[]): SavedTensor[] =>
  tensors.map((tensor) => ({ ...tensor, name: `${prefix}/${tensor.name}` }));

/** Checkpoint as safetensors: the weights of early stopping, the latest weights, or the whole state from which training resumes. */
export function writeCheckpoint(checkpoint: Checkpoint, what: RunFileRequest['what']): Uint8Array {
  const { training, seed, backend, state, origin } = checkpoint;
  const common = { version: 1, training, seed, backend, metrics: state.metrics, ...(origin !== undefined && { origin }) } as const;
  if (what !== 'state') {
    const { epoch, weights, statistics } = weightsOf(checkpoint, what);
    const tensors = [...weights, ...statistics];
    if (origin !== undefined) return writeSafetensors(tensors, { origin }); // the document is not of their training
    return fileOf(tensors, { ...common, whole: false, epoch });
  }
  const { epoch, call, lossSum, seconds, optimiser, count, lists, statistics, best } = state;
  const tensors = [
    ...Object.entries(lists).flatMap(([name, list]) => prefixed(`list/${name}`, list)),
    ...prefixed('statistics', statistics),
    ...(best ? [...prefixed('best', best.weights), ...prefixed('best-statistics', best.statistics)] : []),
  ];
  const named = best ? { best: { epoch: best.epoch, testRobust: best.testRobust } } : {};
  return fileOf(tensors, { ...common, whole: true, epoch, call, lossSum, seconds, optimiser, count, ...named });
}

const fileOf = (tensors: readonly SavedTensor[], header: CheckpointHeader): Uint8Array =>
  writeSafetensors(tensors, { [METADATA_KEY]: JSON.stringify(header) });

/** Whether a file was written with its training document inside. */
export const hasDocument = ({ metadata }: WeightsFile): boolean => metadata[METADATA_KEY] !== undefined;

/** Reads a file of `writeCheckpoint`; throws a sentence for any other file. A file of weights alone cannot be resumed. */
export function readCheckpoint(bytes: Uint8Array): { readonly checkpoint: Checkpoint; readonly whole: boolean } {
  const { tensors, metadata } = readSafetensors(bytes);
  const header = parseHeader(metadata[METADATA_KEY]);
  const { seed, backend, epoch, metrics, whole } = header;
  const made = typeof header.origin === 'string' ? { origin: header.origin } : {};
  const training = recordedChoice(header.training);
  const withPrefix = (prefix: string): SavedTensor[] =>
    tensors.filter(({ name }) => name.startsWith(`${prefix}/`)).map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length + 1) }));
  const isStatistic = ({ name }: SavedTensor): boolean => /\/(mean|var)$/.test(name);
  const weightsOnly: RunState = {
    epoch,
    call: 0,
    lossSum: 0,
    seconds: 0,
    optimiser: 'sgd',
    count: 0,
    lists: { weights: tensors.filter((tensor) => !isStatistic(tensor)) },
    statistics: tensors.filter(isStatistic),
    best: null,
    metrics,
  };
  if (!whole) return { checkpoint: { training, seed, backend, state: weightsOnly, ...made }, whole };
  const listNames = new Set(tensors.filter(({ name }) => name.startsWith('list/')).map(({ name }) => name.split('/')[1] ?? ''));
  const state: RunState = {
    ...weightsOnly,
    call: header.call ?? 0,
    lossSum: header.lossSum ?? 0,
    seconds: header.seconds ?? 0,
    optimiser: header.optimiser ?? 'sgd',
    count: header.count ?? 0,
    lists: Object.fromEntries([...listNames].map((name) => [name, withPrefix(`list/${name}`)])),
    statistics: withPrefix('statistics'),
    best: header.best ? { ...header.best, weights: withPrefix('best'), statistics: withPrefix('best-statistics') } : null,
  };
  return { checkpoint: { training, seed, backend, state, ...made }, whole };
}

function parseHeader(text: string | undefined): CheckpointHeader {
  let header: unknown;
  try {
    header = text === undefined ? undefined : JSON.parse(text);
  } catch {
    // refused below
  }
  if (!isHeader(header)) throw new Error('The file contains tensors, but no training document of ours');
  return header;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const metricNames = [
  'epoch',
  'seconds',
  'lr',
  'trainLoss',
  'trainClean',
  'trainRobust',
  'testClean',
  'testRobust',
] as const satisfies (keyof Metrics)[];

function isHeader(value: unknown): value is CheckpointHeader {
  if (!isRecord(value) || value['version'] !== 1) return false;
  const { training, metrics, whole, seed, epoch } = value;
  if (typeof whole !== 'boolean' || !isCount(seed) || !isCount(epoch) || !('backend' in value)) return false;
  if (!isRecord(training) || !['net', 'data', 'attack', 'evaluate'].every((key) => isRecord(training[key]))) return false;
  return Array.isArray(metrics) && metrics.every((row) => isRecord(row) && metricNames.every((name) => Number.isFinite(row[name])));
}

/** Weights of the early-stopping epoch, or the current iterate: for EntropySGD its centre, not its Langevin walk. */
export function weightsOf({ state }: Checkpoint, which: 'now' | 'best') {
  if (which === 'best' && state.best) return state.best;
  return { epoch: state.epoch, weights: centreOf(state), statistics: state.statistics };
}

/** The weights that an optimiser has reached: EntropySGD's centre, or SGD's iterate. */
export function centreOf({ optimiser, lists }: Checkpoint['state']): readonly SavedTensor[] {
  const list = lists['centre'] ?? lists['weights'];
  if (!list || !Object.hasOwn(netOptimisers, optimiser)) throw new Error(`The state of the optimiser ${optimiser} contains no weights`);
  return list;
}

/** Checkpoint of a run: its document's choices, its seed, and the state from which training resumes. */
export interface Checkpoint {
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: BackendName;
  readonly state: RunState;
  /** The name of the file that the weights came in, where they were made elsewhere. */
  readonly origin?: string;
}
