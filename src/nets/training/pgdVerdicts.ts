import type { AutoAttackProgress, AutoAttackRun } from '../autoAttack/autoAttack';
import { type PgdOptions, distance } from '../attacks/ball';
import { predictedClasses } from '../attacks/classifier';
import { accuracies, type AutoAttackResult, type AutoAttackState, isClean, type Verdict } from '../autoAttack/verdicts';
import type { Images } from '../models/types';
import type { Device } from '../../tensors/device';
import { type AttackedImages, attackImages, type EvaluatedNet } from './evaluate';

/** The name of PGD with so many steps among the attacks of an evaluation. */
export const pgdName = ({ steps }: Pick<PgdOptions, 'steps'>): string => `pgd-${steps}`;

/**
 * A verdict for each of the images by the attack of the training's evaluation: PGD from the same random start of each image, judged at its last
 * iterate. Progress, checkpoint and result are those of `autoAttack`, of a chain with this attack alone.
 */
export async function* pgdVerdicts(
  device: Device,
  net: EvaluatedNet,
  images: Images,
  indices: readonly number[],
  { seed, ...attack }: PgdOptions & { readonly seed: number },
  run: AutoAttackRun,
): AsyncGenerator<AutoAttackProgress | undefined, AutoAttackResult> {
  const { classes } = net.model.input;
  const name = pgdName(attack);
  const key = JSON.stringify({ ...attack, seed, classes });
  if (run.state && run.state.key !== key) throw new Error(`The checkpoint is of other options: ${run.state.key}, here ${key}`);
  const clock = run.clock ?? (() => performance.now());
  const [began, before] = [clock(), run.state?.verdicts.length ?? 0];
  let state: AutoAttackState = run.state ?? { key, verdicts: [], warnings: [] };
  for (let from = before; from < indices.length; from = state.verdicts.length) {
    const chosen = indices.slice(from, from + run.batch);
    const outcome = yield* attackImages(device, net, images, chosen, attack, seed);
    state = { ...state, verdicts: [...state.verdicts, ...verdictsOf(name, images, chosen, attack, outcome, classes)] };
    const done = state.verdicts.length;
    const secondsLeft = ((clock() - began) / 1000 / (done - before)) * (indices.length - done);
    yield { attack: name, fraction: done / indices.length, secondsLeft, state };
  }
  const attacked = state.verdicts.filter(isClean).length;
  const stalled = state.verdicts.filter((verdict) => verdict.stalled).length;
  const warnings =
    stalled > 0
      ? [`${stalled} of the ${attacked} attacked images gave the attack no gradient at its end: that they withstood it proves nothing`]
      : [];
  return { ...accuracies(state.verdicts, { attacks: [name] }), verdicts: state.verdicts, standard: false, warnings };
}

function verdictsOf(
  name: string,
  { pixels, labels, height, width, channels }: Images,
  indices: readonly number[],
  { norm, steps }: PgdOptions,
  { adversarial, before, after, stalled }: AttackedImages,
  classes: number,
): Verdict[] {
  const size = height * width * channels;
  const [predicted, attacked] = [predictedClasses(before, classes), predictedClasses(after, classes)];
  return indices.map((index, k) => {
    const label = labels[index] ?? 0;
    const known = { index, label, predicted: predicted[k] ?? -1, finished: 1, queries: 0 };
    const nothing = { attack: null, at: null, adversarial: null, distance: null };
    if (known.predicted !== label) return { ...known, ...nothing, gradients: 0, stalled: false };
    const cost = { gradients: steps, stalled: stalled[k] === 1 };
    if (attacked[k] === label) return { ...known, ...nothing, ...cost };
    const clean = Float32Array.from(pixels.subarray(index * size, (index + 1) * size), (byte) => byte / 255);
    const apart = distance(adversarial.subarray(k * size, (k + 1) * size), clean, norm);
    return { ...known, attack: name, at: steps, adversarial: attacked[k] ?? -1, distance: apart, ...cost };
  });
}
