import { parseTraining } from '../../documents/parseTraining';
import type { ValidationError } from '../../documents/surfaceDocument';
import { isExtension, methodKey, recordedChoice, type TrainingDocument } from '../../documents/trainingDocument';
import type { Metrics } from '../../nets/training/types';
import type { BackendChoice, BackendName } from '../../worker/rpc/backendNames';
import type { RunFileRequest, TrainResult } from '../../worker/rpc/trainingProtocol';
import type { Removal } from './removals';
import type { StoreApi } from 'zustand/vanilla';

/** queued → running → done; paused and stopped runs keep their state and can go on. Elsewhere: another tab of this browser has it. */
export type RunStatus = 'queued' | 'running' | 'paused' | 'stopped' | 'done' | 'failed' | 'elsewhere';

/** One seed of one document. */
export interface TrainRun {
  readonly id: string;
  /** Its `seeds` hold this seed alone. */
  readonly document: TrainingDocument;
  readonly seed: number;
  readonly status: RunStatus;
  /** Evaluated epochs, before and after a reload. */
  readonly metrics: readonly Metrics[];
  /** The newest part of this session; absent until the worker has reported. */
  readonly progress?: TrainResult;
  /** The backend it ran on last. */
  readonly backend?: BackendName;
  readonly notices: readonly string[];
  /** Why it failed, in one sentence. */
  readonly error?: string;
  /** Place in the queue: lower is earlier. */
  readonly order: number;
  /** Whether it has begun, so that there are weights, and it goes on instead of beginning. */
  readonly begun: boolean;
  /** False for bare weights or curves that were opened: they cannot be trained further. */
  readonly whole: boolean;
  /** Of weights made elsewhere: their file, and the share of the first `count` test images that they get right. */
  readonly foreign?: { readonly origin: string; readonly clean: number; readonly count: number };
}

/** Equality key of the method of a run; weights made elsewhere are none of ours. */
export const runKey = ({ id, document, foreign }: Pick<TrainRun, 'id' | 'document' | 'foreign'>): string =>
  foreign ? `weights ${id}` : methodKey(document);

/** A run as the page stores it; its checkpoint is stored by the worker. A removed one is kept until its page cannot undo that any more. */
export type StoredRun = Omit<TrainRun, 'progress'> & { readonly removed?: true };

export interface TrainingQueueState {
  /** By place in the queue. */
  readonly runs: readonly TrainRun[];
  /** Whether the stored runs have been loaded. */
  readonly ready: boolean;
  /** A held queue starts nothing by itself: after a pause, and after a reload. */
  readonly suspended: boolean;
  readonly backend: BackendChoice;
  /** One sentence: what could not be stored or loaded. */
  readonly notice?: string | undefined;
}

export interface TrainingQueue {
  readonly store: StoreApi<TrainingQueueState>;
  /** Loads the stored runs; those interrupted by a closed page are paused until resumed. */
  load(): Promise<void>;
  /** Queues one run per seed and starts the queue. Returns the ids. */
  add(document: TrainingDocument): readonly string[];
  /** Pauses the running run, within one step of its attack, and suspends the queue. */
  pause(): void;
  /** Starts the queue, a paused run first. */
  start(): void;
  /** Puts a paused, stopped or failed run at the head of the queue and starts it. */
  resume(id: string): void;
  /** Lets a run go on to more epochs than its document says, from its last state; the queue starts. */
  extend(id: string, epochs: number): Promise<void>;
  /** Stops a run and keeps its weights and curve; the queue continues. */
  stop(id: string): void;
  /** Stops runs and takes them out of the queue. Everything stored of them stays until `forget`, or until the next page after this one. */
  remove(ids: readonly string[]): Omit<Removal, 'sentence'>;
  /** Weights or state as safetensors. */
  exportFile(id: string, what: RunFileRequest['what']): Promise<Uint8Array>;
  /** Adds a run from a file that `exportFile` wrote and returns it; rejects with one sentence when the file is none. */
  importFile(bytes: Uint8Array): Promise<TrainRun>;
  /** Adds the curve of a finished run of which there are no weights. */
  addCurve(document: TrainingDocument, seed: number, metrics: readonly Metrics[]): void;
  /** Adds weights made elsewhere as a run with the data, network and attacks of `document`; returns a sentence for each tensor that does not fit. */
  importWeights(bytes: Uint8Array, origin: string, document: TrainingDocument): Promise<readonly string[]>;
  setBackend(backend: BackendChoice): void;
}

export const isResumable = (status: RunStatus): boolean => status === 'paused' || status === 'stopped' || status === 'failed';

/** A run of one seed that has not begun. */
export const newRun = (id: string, document: TrainingDocument, seed: number, order: number): TrainRun => ({
  id,
  document: { ...document, seeds: [seed] },
  seed,
  status: 'queued',
  metrics: [],
  notices: [],
  order,
  begun: false,
  whole: true,
});

/** Whether a run can go on as `document`, which differs from its own in a larger number of epochs alone. */
export const isExtendable = ({ document: trained, status, begun, whole }: TrainRun, document: TrainingDocument): boolean =>
  whole && begun && (status === 'done' || isResumable(status)) && isExtension(trained, document);

/** A kept run that can go on to more epochs. */
interface Extension {
  readonly id: string;
  readonly from: number;
  readonly epochs: number;
}

/** Of each document and seed that is not among the runs: the longest kept run that differs in the number of epochs alone. */
export function extensionsOf(runs: readonly TrainRun[], documents: readonly TrainingDocument[]): readonly Extension[] {
  const pairs = documents.flatMap((document) => document.seeds.map((seed) => ({ document, seed })));
  return pairs.flatMap(({ document, seed }): Extension[] => {
    const ofSeed = runs.filter((run) => run.seed === seed);
    if (ofSeed.some((run) => runKey(run) === methodKey(document))) return [];
    const kept = ofSeed.filter((run) => isExtendable(run, document)).sort((a, b) => b.document.epochs - a.document.epochs);
    return kept.slice(0, 1).map((run) => ({ id: run.id, from: run.document.epochs, epochs: document.epochs }));
  });
}

/** The next to run: what was asked to go on, then what has fewest epochs behind it, then what was asked first. */
export function nextRun(runs: readonly TrainRun[]): TrainRun | undefined {
  const rank = ({ order, metrics }: TrainRun): readonly number[] => (order < 0 ? [0, order] : [1 + metrics.length, order]);
  const before = ([a = 0, c = 0]: readonly number[], [b = 0, d = 0]: readonly number[]): number => a - b || c - d;
  return runs.filter(({ status }) => status === 'queued').sort((a, b) => before(rank(a), rank(b)))[0];
}

/** Whether a value of the database is a run as this version keeps it. */
export function isStoredRun(value: unknown): value is StoredRun {
  if (typeof value !== 'object' || value === null) return false;
  return ['id', 'document', 'seed', 'status', 'metrics', 'notices', 'order', 'begun', 'whole'].every((key) => key in value);
}

/** A stored run as this page shows it: `owned` when its lock was granted, else it belongs to another page. */
export const fromStore = (run: StoredRun, owned: boolean): TrainRun => ({
  ...run,
  status: run.status === 'done' || owned ? (run.status === 'running' ? 'paused' : run.status) : 'elsewhere',
});

export const problemText = (problems: readonly ValidationError[]): string => problems.map(({ key, message }) => `${key}: ${message}`).join('; ');

/** Stored runs with their documents as this version reads them; `onRefused` receives the error of each whose document is refused. */
export function readStoredRuns(stored: readonly (StoredRun | undefined)[], onRefused: (error: Error) => void): readonly StoredRun[] {
  return stored.flatMap((run) => {
    if (!run) return [];
    const parsed = parseTraining(recordedChoice(run.document));
    if (parsed.ok) return [{ ...run, document: parsed.document }];
    onRefused(new Error(`A kept run is not shown: ${problemText(parsed.problems)}`));
    return [];
  });
}

/** Round-robin by epoch: a run yields to queued runs with fewer epochs, so that methods race side by side; a resumed run (order < 0) does not, nor one at its end. */
export function yieldsTurn(runs: readonly TrainRun[], id: string): boolean {
  const run = runs.find((each) => each.id === id);
  if (!run || run.order < 0 || (run.metrics.at(-1)?.epoch ?? 0) >= run.document.epochs) return false;
  return runs.some(({ status, metrics }) => status === 'queued' && metrics.length < run.metrics.length);
}

/** Whether a run has weights: its own after the first epoch, or those of a file. */
export const hasWeights = ({ begun, metrics, foreign }: Pick<TrainRun, 'begun' | 'metrics' | 'foreign'>): boolean =>
  begun && (metrics.length > 0 || foreign !== undefined);
