import { methodLabel } from '../../experiment/trainingNames';
import type { TrainRun } from '../../experiment/trainRuns';
import { brief } from './brief';

/** The runs of the page, a row an epoch: the columns of metrics.csv, after the method and its setting. */
export function metricsCsv(runs: readonly TrainRun[]): string {
  const rows = runs.flatMap(({ document, seed, metrics }) =>
    metrics.map(({ epoch, seconds, lr, trainLoss, trainClean, trainRobust, testClean, testRobust }) =>
      [methodLabel(document), `"${brief(document)}"`, seed, epoch, seconds, lr, trainLoss, trainClean, trainRobust, testClean, testRobust].join(','),
    ),
  );
  return ['method,setting,seed,epoch,seconds,lr,train_loss,train_clean,train_robust,test_clean,test_robust', ...rows, ''].join('\n');
}
