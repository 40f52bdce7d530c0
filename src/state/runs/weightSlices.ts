import type { LandscapeChoice } from '../../documents/landscapeDocument';
import type { TrainingDocument } from '../../documents/trainingDocument';
import type { WorkerClient } from '../../worker/rpc/client';
import type { LandscapeResult } from '../../worker/rpc/landscapeProtocol';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { Measure } from './measurements';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** A measured slice of the adversarial loss along one direction, and how it was measured. */
export interface WeightSlice {
  readonly a: readonly number[];
  /** Mean cross-entropy, nats. */
  readonly loss: readonly number[];
  /** Share of the images that are misclassified under the attack. */
  readonly error: readonly number[];
  readonly images: number;
  /** SHA-256 of the direction. */
  readonly sha256: string;
  /** Complete epochs behind the weights. */
  readonly epoch: number;
  readonly backend: LandscapeResult['backend'];
  /** Whether every check of the code that measured it passed. */
  readonly checked: boolean;
}
export type Split = 'train' | 'test';
export const splits: readonly Split[] = ['train', 'test'];

/** How the slices of Figure 7 are measured; the paper states the range of no axis. */
const IMAGES = 128;
const RANGE = [-1, 1] as const;
const POINTS = 21;
const ATTACK_STEPS = 10;
const DIRECTION_SEED = 1;

/** The choice of a slice of Figure 7: the attack of the evaluation with fewer steps, from the starts of the run's seed. */
export function sliceChoice({ net, data, evaluate, seeds: [seed = 1] }: TrainingDocument, split: Split): LandscapeChoice {
  const { norm, epsilon, stepSize } = evaluate;
  return {
    net,
    data: { source: data.source, split, from: 0, count: Math.min(IMAGES, data[split]) },
    directions: { kind: 'filter-normalised', seed: DIRECTION_SEED, vectors: 'fixed' },
    grid: { a: RANGE, n: POINTS },
    loss: 'adversarial',
    attack: { norm, epsilon, steps: ATTACK_STEPS, stepSize, start: 'random' },
    batchNorm: 'trained',
    smoothing: { kind: 'none' },
    seed,
  };
}

/** The run of the worker that holds the weights of a slice while it is measured: those of the visitor's runs keep their own landscapes. */
const HOLDER = 'figure 7';

/** Measures one slice through the weights of a file that a training wrote. `onPart` receives progress, `onBegin` the function that cancels it. */
export async function measuredSlice(
  port: WorkerClient,
  measure: Measure,
  weights: () => Promise<Uint8Array>,
  choice: LandscapeChoice,
  onPart: (part: LandscapeResult) => void = () => undefined,
  onBegin: (cancel: () => void) => void = () => undefined,
): Promise<WeightSlice> {
  const job = measure('landscape', { run: HOLDER, choice, others: [], backend: 'auto', resume: false }, onPart, weights);
  onBegin(job.cancel);
  const { stage, slice, directions, epoch, backend, selfTest } = await job.result;
  await requestOnce(port, 'forgetRun', { run: HOLDER });
  if (stage !== 'done') throw new Error('The slice was stopped');
  const { loss = [], error = [] } = slice.fields.adversarial ?? {};
  return {
    ...{ a: [...slice.a], loss: [...loss], error: [...error], images: choice.data.count, sha256: directions?.sha256 ?? '', epoch, backend },
    checked: selfTest?.every(({ passed }) => passed) ?? false,
  };
}

/** A slice to measure; `weights` may have to fetch them first. */
export interface SliceTask {
  readonly key: string;
  readonly choice: LandscapeChoice;
  readonly weights: () => Promise<Uint8Array>;
}

interface WeightSlicesState {
  readonly byKey: Readonly<Record<string, WeightSlice>>;
  /** Slices done and asked for, the share done of the one under way, and the seconds it still takes. */
  readonly running?: { readonly done: number; readonly of: number; readonly fraction: number; readonly secondsLeft?: number } | undefined;
  /** Why the last one failed, in one sentence. */
  readonly error?: string | undefined;
}

/** Slices of this page's life, measured one after the other. */
export interface WeightSlices {
  readonly store: StoreApi<WeightSlicesState>;
  /** Measures those that are not there yet, in place of what was asked for before. */
  measure(tasks: readonly SliceTask[]): void;
  /** Stops; what is whole stays. */
  stop(): void;
}

export function createWeightSlices(port: WorkerClient, measure: Measure): WeightSlices {
  const store = createStore<WeightSlicesState>(() => ({ byKey: {} }));
  let cancel = (): void => undefined;
  let before: Promise<unknown> = Promise.resolve();
  let round = 0;

  async function run(tasks: readonly SliceTask[], started: number): Promise<void> {
    const left = tasks.filter(({ key }) => !(key in store.getState().byKey));
    for (const [done, { key, choice, weights }] of left.entries()) {
      if (started !== round) return;
      store.setState({ running: { done, of: left.length, fraction: 0 } });
      const onPart = ({ done: nodes, of, secondsLeft }: LandscapeResult): void => {
        const fraction = of === 0 ? 0 : nodes / of;
        if (started === round) store.setState({ running: { done, of: left.length, fraction, ...(secondsLeft !== undefined && { secondsLeft }) } });
      };
      const onBegin = (stopJob: () => void): void => {
        cancel = stopJob;
        if (started !== round) stopJob();
      };
      const slice = await measuredSlice(port, measure, weights, choice, onPart, onBegin);
      store.setState(({ byKey }) => ({ byKey: { ...byKey, [key]: slice } }));
    }
  }

  function stop(): void {
    round += 1;
    cancel();
    store.setState({ running: undefined });
  }
  return {
    store,
    stop,
    measure: (tasks) => {
      stop();
      const started = round;
      store.setState({ error: undefined });
      before = before
        .then(() => run(tasks, started)) // the one before has left the worker
        .catch((error: unknown) => {
          if (started === round) store.setState({ error: error instanceof Error ? error.message : String(error) });
        })
        .finally(() => {
          if (started === round) store.setState({ running: undefined });
        });
    },
  };
}
