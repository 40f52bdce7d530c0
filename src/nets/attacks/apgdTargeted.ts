import { runApgd } from './apgdRun';
import { attackCatalogue, targetCount } from './autoAttackOptions';
import { oneHotRows, classesByRank } from './classifier';
import { dlrTargetedEach, differenceEach } from './losses';
import type { Attack } from './types';

/** The targeted ratio divides by z₍₁₎ − ½(z₍₃₎ + z₍₄₎). */
const MIN_CLASSES = 4;

/** APGD on the targeted difference of logits ratio, towards the classes that follow the label by their clean logits, one after the other. */
export const apgdTargeted: Attack = {
  ...attackCatalogue['apgd-t'],
  budget(options, classes) {
    const runs = options.restarts * targetCount(options, classes);
    return { gradients: options.iterations * runs, queries: runs };
  },
  substitution: (classes) => (classes < MIN_CLASSES ? `APGD-T: its loss needs ${MIN_CLASSES} classes, so z_t − z_y was raised` : undefined),
  async *run(run) {
    const { classes } = run.classifier;
    const loss = classes < MIN_CLASSES ? differenceEach : dlrTargetedEach;
    const targets = await classesByRank(run, targetCount(run.options, classes));
    return yield* runApgd(
      run,
      { losses: (tf, z, labels, aims) => loss(tf, z, oneHotRows(tf, labels, classes), oneHotRows(tf, aims, classes)) },
      targets,
    );
  },
};
