import { readSafetensors, writeSafetensors } from '../../nets/models/safetensors';
import type { SavedTensor } from '../../nets/models/weights';
import type { RunState, Metrics, TrainingChoice } from '../../nets/training/types';
import type { RunFileRequest } from '../rpc/trainingProtocol';
import { netOptimisers } from '../../nets/optimisers';
import type { BackendName } from '../rpc/backendNames';

/** What the metadata of our files hold beside the tensors, as JSON under one key. */
const KEY = 'smoothscape';
interface Label {
  readonly version: 1;
  readonly whole: boolean;
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: Checkpoint['backend'];
  readonly epoch: number;
  readonly metrics: readonly Metrics[];
  /** A whole state only. */
  readonly call?: number;
  readonly lossSum?: number;
  readonly seconds?: number;
  readonly optimiser?: string;
  readonly count?: number;
  readonly best?: { readonly epoch: number; readonly testRobust: number };
}

/** Names of a whole state: "list/velocity/conv1/w", "statistics/bn1/mean", "best/conv1/w", "best-statistics/bn1/mean"; bare ones of weights. */
const prefixed = (prefix: string, tensors: readonly SavedTensor[]): SavedTensor[] =>
  tensors.map((tensor) => ({ ...tensor, name: `${prefix}/${tensor.name}` }));

/** The weights of early stopping, the latest ones, or all that a run needs to go on, as safetensors. */
export function writeCheckpoint(kept: Checkpoint, what: RunFileRequest['what']): Uint8Array {
  const { training, seed, backend, state } = kept;
  const common = { version: 1, training, seed, backend, metrics: state.metrics } as const;
  if (what !== 'state') {
    const { epoch, weights, statistics } = weightsOf(kept, what);
    return written([...weights, ...statistics], { ...common, whole: false, epoch });
  }
  const { epoch, call, lossSum, seconds, optimiser, count, lists, statistics, best } = state;
  const tensors = [
    ...Object.entries(lists).flatMap(([name, list]) => prefixed(`list/${name}`, list)),
    ...prefixed('statistics', statistics),
    ...(best ? [...prefixed('best', best.weights), ...prefixed('best-statistics', best.statistics)] : []),
  ];
  const named = best ? { best: { epoch: best.epoch, testRobust: best.testRobust } } : {};
  return written(tensors, { ...common, whole: true, epoch, call, lossSum, seconds, optimiser, count, ...named });
}

const written = (tensors: readonly SavedTensor[], label: Label): Uint8Array => writeSafetensors(tensors, { [KEY]: JSON.stringify(label) });

/** A file of ours read back; throws a sentence for any other. Bare weights can be looked at, not trained on. */
export function readCheckpoint(bytes: Uint8Array): { readonly kept: Checkpoint; readonly whole: boolean } {
  const { tensors, metadata } = readSafetensors(bytes);
  const label = labelOf(metadata[KEY]);
  const { training, seed, backend, epoch, metrics, whole } = label;
  const under = (prefix: string): SavedTensor[] =>
    tensors.filter(({ name }) => name.startsWith(`${prefix}/`)).map((tensor) => ({ ...tensor, name: tensor.name.slice(prefix.length + 1) }));
  const statistic = ({ name }: SavedTensor): boolean => /\/(mean|var)$/.test(name);
  const bare: RunState = {
    epoch,
    call: 0,
    lossSum: 0,
    seconds: 0,
    optimiser: 'sgd',
    count: 0,
    lists: { weights: tensors.filter((tensor) => !statistic(tensor)) },
    statistics: tensors.filter(statistic),
    best: null,
    metrics,
  };
  if (!whole) return { kept: { training, seed, backend, state: bare }, whole };
  const names = new Set(tensors.filter(({ name }) => name.startsWith('list/')).map(({ name }) => name.split('/')[1] ?? ''));
  const state: RunState = {
    ...bare,
    call: label.call ?? 0,
    lossSum: label.lossSum ?? 0,
    seconds: label.seconds ?? 0,
    optimiser: label.optimiser ?? 'sgd',
    count: label.count ?? 0,
    lists: Object.fromEntries([...names].map((name) => [name, under(`list/${name}`)])),
    statistics: under('statistics'),
    best: label.best ? { ...label.best, weights: under('best'), statistics: under('best-statistics') } : null,
  };
  return { kept: { training, seed, backend, state }, whole };
}

function labelOf(text: string | undefined): Label {
  let found: unknown;
  try {
    found = text === undefined ? undefined : JSON.parse(text);
  } catch {
    // told below
  }
  if (!isLabel(found)) throw new Error('The file holds tensors, but no training document of ours');
  return found;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCount = (value: unknown): boolean => typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
const numbers = ['epoch', 'seconds', 'lr', 'trainLoss', 'trainClean', 'trainRobust', 'testClean', 'testRobust'] as const satisfies (keyof Metrics)[];

function isLabel(value: unknown): value is Label {
  if (!isRecord(value) || value['version'] !== 1) return false;
  const { training, metrics, whole, seed, epoch } = value;
  if (typeof whole !== 'boolean' || !isCount(seed) || !isCount(epoch) || !('backend' in value)) return false;
  if (!isRecord(training) || !isRecord(training['net']) || !isRecord(training['data'])) return false;
  return Array.isArray(metrics) && metrics.every((row) => isRecord(row) && numbers.every((name) => Number.isFinite(row[name])));
}

/** The weights of the early-stopping epoch, or where the optimiser stands: EntropySGD's centre, not its walk. */
export function weightsOf({ state }: Checkpoint, which: 'now' | 'best') {
  if (which === 'best' && state.best) return state.best;
  return { epoch: state.epoch, weights: centreOf(state), statistics: state.statistics };
}

function centreOf({ optimiser, lists }: Checkpoint['state']): readonly SavedTensor[] {
  const list = lists['centre'] ?? lists['weights'];
  if (!list || !Object.hasOwn(netOptimisers, optimiser)) throw new Error(`The state of the optimiser ${optimiser} holds no weights`);
  return list;
}

/** What is kept of a run: enough to go on, and to know what it is. */
export interface Checkpoint {
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: BackendName;
  readonly state: RunState;
}
