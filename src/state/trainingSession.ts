import { requestOnce } from '../worker/rpc/latestRequest';
import type { StoredSource } from '../worker/rpc/trainingProtocol';
import type { KeyValueStore, RunLocks } from '../worker/training/runStore';
import { type LatestResult, createLatestResult } from './jobResults';
import { createEvaluations, type Evaluations } from './runs/evaluations';
import { createLandscapes, type Landscapes } from './runs/landscapes';
import { createMeasurements, type Measurements, measuringQueue } from './runs/measurements';
import { createTrainingPlan, type PlanStore, type TrainPlanStore } from './trainingPlan';
import { createWeightSlices, type WeightSlices } from './runs/weightSlices';
import { createTrainingQueue } from './runs/trainingQueue';
import type { StoredRun, TrainingQueue } from './runs/trainingRun';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { WorkerClient } from '../worker/rpc/client';

export interface ImportState {
  readonly busy: boolean;
  /** Fraction of the files read and stored, in [0, 1]. */
  readonly fraction: number;
  readonly error?: string | undefined;
  /** The visitor's own data sets that can be trained on. */
  readonly sources: readonly StoredSource[];
}

export interface DataImport {
  readonly store: StoreApi<ImportState>;
  /** Reads files in the worker and keeps them in this browser. */
  importFiles(files: readonly File[]): void;
  cancel(): void;
  /** Requests the list of stored data sets. */
  refresh(): void;
}

export function createDataImport(port: WorkerClient): DataImport {
  const store = createStore<ImportState>(() => ({ busy: false, fraction: 0, sources: [] }));
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
    importFiles: (files) => {
      if (store.getState().busy) return store.setState({ error: 'Files are being read already: give these again when that is over.' });
      store.setState({ busy: true, error: undefined, fraction: 0 });
      cancel = port.ask(
        'importData',
        { files },
        {
          part: ({ fraction, problems }) => store.setState({ fraction, error: problems.length > 0 ? problems.join(' ') : undefined }),
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

/** State of the Train tab: the plan, the queue of runs, and requests to the training worker. */
export interface TrainingSession {
  readonly plan: TrainPlanStore;
  readonly runs: TrainingQueue;
  /** AutoAttack or PGD on the best weights of runs, image by image. */
  readonly evaluations: Evaluations;
  /** Slices of the loss around the best weights of runs. */
  readonly slices: WeightSlices;
  /** Slices of the Landscape tab. */
  readonly landscapes: Landscapes;
  /** Hessian and flatness at the weights of the Landscape tab. */
  readonly spectra: Measurements<'spectrum'>;
  readonly attacks: LatestResult<'attackImages'>;
  readonly pictures: LatestResult<'pictures'>;
  readonly estimates: LatestResult<'estimate'>;
  /** Cost of the network of the Landscape tab. */
  readonly landscapeEstimates: LatestResult<'estimate'>;
  readonly imports: DataImport;
}

/** Creates the state of the Train tab. `plan` is the store of the plan; `nets` is the client of the training worker, `runStore` the browser's stored runs, `locks` their locks across pages. */
export function createTrainingSession(nets: WorkerClient, runStore: KeyValueStore<StoredRun>, plan: PlanStore, locks?: RunLocks): TrainingSession {
  const runs = createTrainingQueue(nets, runStore, undefined, locks);
  const evaluations = createEvaluations(nets);
  const measure = measuringQueue(nets);
  const landscapes = createLandscapes(nets, measure);
  const spectra = createMeasurements(measure, 'spectrum');
  runs.store.subscribe(({ runs: all, ready }, before) => {
    if (ready !== before.ready) void evaluations.load(all.map(({ id }) => id));
    before.runs
      .filter(({ id }) => all.every((run) => run.id !== id))
      .forEach(({ id }) => {
        evaluations.stop(id);
        landscapes.remove(id);
        spectra.remove(id);
      });
    for (const { id, status, document } of all) {
      const ended = status === 'done' && before.runs.some((run) => run.id === id && run.status === 'running');
      if (ended && document.evaluate.autoattack) evaluations.start(id, document.evaluate.autoattack);
    }
  });
  return {
    plan: createTrainingPlan(plan),
    runs,
    evaluations,
    slices: createWeightSlices(nets, measure),
    landscapes,
    spectra,
    attacks: createLatestResult(nets, 'attackImages'),
    pictures: createLatestResult(nets, 'pictures'),
    estimates: createLatestResult(nets, 'estimate'),
    landscapeEstimates: createLatestResult(nets, 'estimate'),
    imports: createDataImport(nets),
  };
}
