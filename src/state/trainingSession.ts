import { requestOnce } from '../worker/rpc/latestRequest';
import type { KeptSource } from '../worker/rpc/trainingProtocol';
import type { KeyValueStore } from '../worker/training/runStore';
import type { RunLocks } from '../worker/training/webLocks';
import { type Asker, createLatestResult } from './jobResults';
import { createTrainingPlan, type TrainPlan, type TrainPlanStore } from './trainingPlan';
import { createTrainingQueue, type TrainRuns } from './trainingQueue';
import type { KeptRun } from './trainingRun';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkerClient } from '../worker/rpc/port';

export interface Imported {
  readonly busy: boolean;
  /** How much of the files is read and kept, from 0 to 1. */
  readonly share: number;
  readonly error?: string | undefined;
  /** The visitor's own data sets that can be trained on. */
  readonly sources: readonly KeptSource[];
}

export interface Imports {
  readonly store: StoreApi<Imported>;
  /** Reads files in the worker and keeps them in this browser. */
  take(files: readonly File[]): void;
  cancel(): void;
  /** Asks which data sets are kept. */
  refresh(): void;
}

export function openImports(port: WorkerClient): Imports {
  const store = createStore<Imported>(() => ({ busy: false, share: 0, sources: [] }));
  let cancel = (): void => undefined;
  const refresh = (): void => {
    requestOnce(port, 'keptData', {})
      .then(({ sources }) => store.setState({ sources }))
      .catch((error: unknown) => store.setState({ error: error instanceof Error ? error.message : String(error) }));
  };
  return {
    store,
    refresh,
    cancel: () => cancel(),
    take: (files) => {
      if (store.getState().busy) return store.setState({ error: 'Files are being read already: give these again when that is over.' });
      store.setState({ busy: true, error: undefined, share: 0 });
      cancel = port.ask(
        'importData',
        { files },
        {
          part: ({ share }) => store.setState({ share }),
          end: () => {
            store.setState({ busy: false });
            refresh();
          },
          failed: (error) => store.setState({ busy: false, error }),
        },
      );
    },
  };
}

/** What the Train tab holds: what to train, the queue of runs, and questions to the worker of networks. */
export interface Training {
  readonly plan: TrainPlanStore;
  readonly runs: TrainRuns;
  readonly attacks: Asker<'attackImages'>;
  readonly pictures: Asker<'pictures'>;
  readonly estimates: Asker<'estimate'>;
  readonly imports: Imports;
}

/** `plan` is what is chosen at the start; `nets` leads to the worker of networks, `shelf` to the runs that the browser keeps, `holds` keeps other pages off them. */
export function openTraining(nets: WorkerClient, shelf: KeyValueStore<KeptRun>, plan?: TrainPlan, holds?: RunLocks): Training {
  return {
    plan: createTrainingPlan(plan),
    runs: createTrainingQueue(nets, shelf, undefined, holds),
    attacks: createLatestResult(nets, 'attackImages'),
    pictures: createLatestResult(nets, 'pictures'),
    estimates: createLatestResult(nets, 'estimate'),
    imports: openImports(nets),
  };
}
