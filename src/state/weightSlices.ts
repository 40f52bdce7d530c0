import type { TrainingDocument } from '../documents/trainingDocument';
import type { WorkerClient } from '../worker/rpc/client';
import type { WeightSliceRequest, WeightSliceResult } from '../worker/rpc/trainingProtocol';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** A measured slice of the adversarial loss along one direction, and how it was measured. */
export type WeightSlice = Omit<WeightSliceResult, 'done' | 'of' | 'secondsLeft'>;
export type Split = WeightSliceRequest['split'];
export const splits: readonly Split[] = ['train', 'test'];

/** How the slices of Figure 7 are measured; the paper states the range of no axis. */
const RECIPE = { count: 128, seed: 1, range: [-1, 1], n: 21 } as const;
const ATTACK_STEPS = 10;

/** The request of a slice but for its weights: the attack of the evaluation, with fewer steps. */
export const sliceRequest = ({ evaluate: { norm, epsilon, stepSize } }: TrainingDocument, split: Split): Omit<WeightSliceRequest, 'weights'> => ({
  ...RECIPE,
  split,
  attack: { norm, epsilon, steps: ATTACK_STEPS, stepSize },
});

/** A slice to measure; `request` may have to fetch the weights first. */
export interface SliceTask {
  readonly key: string;
  readonly request: () => Promise<WeightSliceRequest>;
}

export interface WeightSlicesState {
  readonly byKey: Readonly<Record<string, WeightSlice>>;
  /** Slices asked for and done, the share done of the one under way, and the seconds it still takes. */
  readonly running?: { readonly done: number; readonly of: number; readonly fraction: number; readonly secondsLeft?: number } | undefined;
  /** Why the last one failed, in one sentence. */
  readonly error?: string | undefined;
}

/** Slices of this page's life, measured one after the other by the training worker. */
export interface WeightSlices {
  readonly store: StoreApi<WeightSlicesState>;
  /** Measures those that are not there yet, in place of what was asked for before. */
  measure(tasks: readonly SliceTask[]): void;
  /** Stops; what is whole stays. */
  stop(): void;
}

export function createWeightSlices(port: WorkerClient): WeightSlices {
  const store = createStore<WeightSlicesState>(() => ({ byKey: {} }));
  let cancel = (): void => undefined;
  let round = 0;

  function measured(request: WeightSliceRequest, onPart: (part: WeightSliceResult) => void): Promise<WeightSliceResult> {
    let last: WeightSliceResult | undefined;
    return new Promise((resolve, reject) => {
      cancel = port.ask('weightSlice', request, {
        part: (result) => onPart((last = result)),
        end: () => (last?.done === last?.of && last ? resolve(last) : reject(new Error('The slice was stopped'))),
        failed: (message) => reject(new Error(message)),
      });
    });
  }

  async function run(tasks: readonly SliceTask[], own: number): Promise<void> {
    const left = tasks.filter(({ key }) => !(key in store.getState().byKey));
    for (const [done, { key, request }] of left.entries()) {
      store.setState({ running: { done, of: left.length, fraction: 0 } });
      const asked = await request();
      if (own !== round) return;
      const {
        done: _done,
        of: _of,
        secondsLeft: _left,
        ...slice
      } = await measured(asked, (part) => {
        if (own === round) store.setState({ running: { done, of: left.length, fraction: part.done / part.of, secondsLeft: part.secondsLeft } });
      });
      store.setState(({ byKey }) => ({ byKey: { ...byKey, [key]: slice } }));
      if (own !== round) return;
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
      const own = round;
      store.setState({ error: undefined });
      run(tasks, own)
        .catch((error: unknown) => {
          if (own === round) store.setState({ error: error instanceof Error ? error.message : String(error) });
        })
        .finally(() => {
          if (own === round) store.setState({ running: undefined });
        });
    },
  };
}
