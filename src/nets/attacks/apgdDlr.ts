import { attackCatalogue } from './autoAttackOptions';
import { runApgd } from './apgdRun';
import { oneHotRows } from './classifier';
import { dlrEach, marginLossEach } from './losses';
import type { Attack } from './types';

/** The difference of logits ratio divides by z₍₁₎ − z₍₃₎. */
const MIN_CLASSES = 3;

/** APGD on the difference of logits ratio, which neither a shift nor a positive factor of the logits changes; not in the standard version. */
export const apgdDlr: Attack = {
  ...attackCatalogue['apgd-dlr'],
  budget: ({ iterations, restarts }) => ({ gradients: iterations * restarts, queries: restarts }),
  substitution: (classes) => (classes < MIN_CLASSES ? `APGD-DLR: its loss needs ${MIN_CLASSES} classes, so max z_j − z_y was raised` : undefined),
  run: (run) => {
    const { classes } = run.classifier;
    const loss = classes < MIN_CLASSES ? marginLossEach : dlrEach;
    return runApgd(run, { losses: (tf, z, labels) => loss(tf, z, oneHotRows(tf, labels, classes)) });
  },
};
