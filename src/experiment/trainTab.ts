import type { Port } from '../engine/client';
import type { Holds } from '../engine/holds';
import type { Shelf } from '../engine/shelf';
import { openLatest, type Asker } from './latest';
import { openImports, type Imports } from './trainImports';
import { openTrainPlan, type TrainPlan, type TrainPlanStore } from './trainPlan';
import { openTrainRuns, type KeptRun, type TrainRuns } from './trainRuns';

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
export function openTraining(nets: Port, shelf: Shelf<KeptRun>, plan?: TrainPlan, holds?: Holds): Training {
  return {
    plan: openTrainPlan(plan),
    runs: openTrainRuns(nets, shelf, undefined, holds),
    attacks: openLatest(nets, 'attackImages'),
    pictures: openLatest(nets, 'pictures'),
    estimates: openLatest(nets, 'estimate'),
    imports: openImports(nets),
  };
}
