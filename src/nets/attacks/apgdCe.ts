import { attackCatalogue } from './autoAttackOptions';
import { runApgd } from './apgdRun';
import { oneHotRows } from './classifier';
import { errorLogOddsEach } from './losses';
import type { Attack } from './types';

/**
 * APGD on the cross-entropy, by its log-odds of error: APGD follows directions and compares losses of one image, and both have the same; but the
 * cross-entropy of float32 has no gradient left from a margin of 17 on. A cross-entropy is positive, so the first loss counts as an increase.
 */
export const apgdCe: Attack = {
  ...attackCatalogue['apgd-ce'],
  budget: ({ iterations, restarts }) => ({ gradients: iterations * restarts, queries: restarts }),
  run: (run) =>
    runApgd(run, {
      losses: (tf, z, labels) => errorLogOddsEach(tf, z, oneHotRows(tf, labels, run.classifier.classes)),
      previousLoss: -Infinity,
    }),
};
