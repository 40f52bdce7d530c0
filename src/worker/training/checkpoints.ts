import { isDataset } from '../../nets/datasets';
import { nets } from '../../nets/models/architectures';
import type { Net, Outline, TensorSpec } from '../../nets/models/types';
import type { SavedTensor } from '../../nets/models/weights';
import type { RunState, Metrics } from '../../nets/training/types';
import { errorMessage } from '../rpc/server';
import type { TrainRequest } from '../rpc/trainingProtocol';
import { checkpointBytes, outlineFor } from './costEstimate';
import type { Services } from './services';
import type { BackendName } from '../rpc/backendNames';
import type { Checkpoint } from './checkpointFile';

/** Registry of the newest checkpoint of every run of this worker, the one that trains included. */
export interface CheckpointRegistry {
  /** Newest checkpoint of a run: a snapshot where it trains now, else the stored one; rejects where there is none. */
  latest(run: string): Promise<Checkpoint>;
  /** Whether a request waits for a snapshot of a run that trains. */
  isRequested(run: string): boolean;
  begin(run: string): void;
  /** Sets the newest checkpoint of a run and resolves the requests that wait for it. */
  update(run: string, checkpoint: Checkpoint): void;
  end(run: string): void;
  forget(run: string): Promise<void>;
}

export function checkpointRegistry({ checkpoints }: Services): CheckpointRegistry {
  const newest = new Map<string, Checkpoint>();
  /** Resolvers of the pending requests of every run that trains now. */
  const pending = new Map<string, ((checkpoint: Checkpoint | undefined) => void)[]>();
  const stored = async (run: string): Promise<Checkpoint> => {
    const checkpoint = newest.get(run) ?? (await checkpoints.get(run));
    if (!checkpoint) throw new Error('Nothing is kept of this run: it has no weights yet');
    return checkpoint;
  };
  const resolvePending = (run: string, checkpoint: Checkpoint | undefined): void => {
    const resolvers = pending.get(run) ?? [];
    if (pending.has(run)) pending.set(run, []);
    resolvers.forEach((resolve) => resolve(checkpoint));
  };
  return {
    latest: async (run) => {
      const resolvers = pending.get(run);
      const snapshot = resolvers && (await new Promise<Checkpoint | undefined>((resolve) => resolvers.push(resolve)));
      return snapshot ?? stored(run);
    },
    isRequested: (run) => (pending.get(run)?.length ?? 0) > 0,
    begin: (run) => pending.set(run, []),
    update: (run, checkpoint) => {
      newest.set(run, checkpoint);
      resolvePending(run, checkpoint);
    },
    end: (run) => {
      resolvePending(run, undefined);
      pending.delete(run);
    },
    forget: async (run) => {
      newest.delete(run);
      await checkpoints.remove(run);
    },
  };
}

/** Writer of the checkpoints of one run; a failure to store one is noticed once and does not stop the run. */
export interface CheckpointWriter {
  /** Adds a notice where the browser's storage has no room for the run's checkpoint. */
  warnIfFull(outline: Outline): Promise<void>;
  /** Stores a checkpoint in the browser and updates the registry. */
  save(state: RunState, backend: BackendName): Promise<void>;
  /** Updates the registry only. */
  publish(state: RunState, backend: BackendName): Promise<void>;
  /** State of the last checkpoint, stored or not. */
  latest(): RunState | undefined;
  metrics(): readonly Metrics[];
  /** Epoch of the last checkpoint that is stored. */
  savedEpoch(): number;
}

export function checkpointWriter(
  services: Services,
  registry: CheckpointRegistry,
  { run, training, seed }: TrainRequest,
  from: RunState | undefined,
  notices: string[],
): CheckpointWriter {
  let latest = from;
  let savedEpoch = from?.epoch ?? 0;
  let warned = false;
  const warn = (sentence: string): void => {
    if (!warned) notices.push(sentence);
    warned = true;
  };
  return {
    warnIfFull: async (outline) => {
      const [needed, left] = [checkpointBytes(training, outline), await services.storageLeft().catch(() => undefined)];
      if (left === undefined || left >= 2 * needed) return; // the old checkpoint is replaced only when the new one is complete
      warn(`The browser has room for ${megabytes(left)} and this run needs ${megabytes(2 * needed)}: it will not survive a reload.`);
    },
    save: async (state, backend) => {
      latest = state;
      const checkpoint = { training, seed, backend, state };
      registry.update(run, checkpoint);
      try {
        await services.checkpoints.put(run, checkpoint);
        savedEpoch = state.epoch;
      } catch (error) {
        warn(`Epoch ${state.epoch} could not be kept: ${errorMessage(error)}; the run goes on, but it will not survive a reload.`);
      }
    },
    publish: async (state, backend) => registry.update(run, { training, seed, backend, state }),
    latest: () => latest,
    metrics: () => latest?.metrics ?? [],
    savedEpoch: () => savedEpoch,
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toPrecision(2)} MB`;

/** Validates a checkpoint from a file: throws one sentence unless all its tensors are finite and fit the network of its document. */
export function validateCheckpoint({ training, state }: Checkpoint): void {
  const rows: Readonly<Record<string, Net>> = nets;
  const { name } = training.net;
  if (!Object.hasOwn(rows, name)) throw new Error(`The file's network "${name}" is not one of ${Object.keys(rows).join(', ')}`);
  if (!isDataset(training.data.source)) throw new Error(`The file's data set "${training.data.source}" is not one of ours`);
  const { weights, statistics } = outlineFor(training);
  const lists = Object.values(state.lists);
  if (lists.length === 0) throw new Error('The file contains no weights');
  for (const list of [...lists, ...(state.best ? [state.best.weights] : [])]) validateTensors(weights, list);
  for (const list of [state.statistics, ...(state.best ? [state.best.statistics] : [])]) validateTensors(statistics, list);
}

function validateTensors(specs: readonly TensorSpec[], tensors: readonly SavedTensor[]): void {
  const shapes = new Map(specs.map(({ name, shape }) => [name, shape]));
  for (const { name, shape, values } of tensors) {
    const expected = shapes.get(name);
    if (!expected) throw new Error(`The file contains a tensor ${name.slice(0, 80)}, and its network has none`);
    if (expected.join() !== shape.join()) throw new Error(`${name} has the shape [${shape.join(', ')}], not [${expected.join(', ')}]`);
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw new Error(`${name} contains ${wrong}: these weights are broken`);
  }
  const present = new Set(tensors.map(({ name }) => name));
  const missing = specs.find(({ name }) => !present.has(name));
  if (missing) throw new Error(`The file contains no tensor ${missing.name}`);
}
