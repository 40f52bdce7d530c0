import type { Device } from '../../tensors/device';
import { DIAMETERS, lengthText, normText } from '../attacks/attackNumbers';
import type { AutoAttackOptions } from '../attacks/autoAttackOptions';
import { type Classifier, readLogits } from '../attacks/classifier';
import type { Attack } from '../attacks/types';
import { isClean, type Verdict } from './verdicts';

/** Passes that are compared to find a randomised classifier, and the largest difference that rounding explains. */
const PASSES = 5;
const ROUNDING = 1e-4;
/** Share of the images beyond which a gain without gradients means that gradients mislead (Croce and Hein 2020). */
const MASKING_SHARE = 0.002;

/** What the outputs of a classifier give rise to: chance in it, or a softmax at its end. */
export async function classifierWarnings(
  device: Device,
  classifier: Classifier,
  pixels: Float32Array,
  shape: readonly [number, number, number],
): Promise<string[]> {
  const first = await readLogits(device, classifier, pixels, shape);
  let apart = 0;
  for (let pass = 1; pass < PASSES; pass += 1) {
    const again = await readLogits(device, classifier, pixels, shape);
    again.forEach((z, i) => (apart = Math.max(apart, Math.abs(z - (first[i] ?? NaN)))));
  }
  const { classes } = classifier;
  const isDistribution = (row: Float32Array): boolean =>
    row.every((p) => p >= 0 && p <= 1) && Math.abs(row.reduce((a, b) => a + b, 0) - 1) < ROUNDING;
  const rows = Array.from({ length: first.length / classes }, (_, k) => first.subarray(k * classes, (k + 1) * classes));
  return [
    ...(apart > ROUNDING
      ? [`The classifier is randomised: its logits differ by ${apart.toPrecision(2)} from pass to pass, and these attacks expect none of that`]
      : []),
    ...(classes > 1 && rows.every(isDistribution)
      ? ['The outputs are probabilities, not logits: a softmax at the end weakens every attack by gradients']
      : []),
  ];
}

/** What options and verdicts give rise to. */
export function chainWarnings(options: AutoAttackOptions, chain: readonly Attack[], verdicts: readonly Verdict[], classes: number): string[] {
  const { norm, epsilon } = options;
  const attacked = verdicts.filter(isClean).length;
  if (classes === 1) return ['There is one class: no image can be misclassified, and none was attacked'];
  if (attacked === 0) return ['No image is classified correctly without an attack: none was attacked'];
  if (epsilon === 0) return ['ε is 0: no image was attacked'];
  const stalled = verdicts.filter((verdict) => verdict.stalled).length;
  const withGradients = chain.findIndex((attack) => attack.budget(options, classes).gradients > 0);
  const gained = chain.flatMap((attack, place) => {
    const name = options.attacks[place];
    const gain = verdicts.filter((verdict) => verdict.attack === name).length;
    const masked = withGradients >= 0 && withGradients < place && attack.budget(options, classes).gradients === 0;
    return masked && gain / verdicts.length > MASKING_SHARE
      ? [
          `${attack.label}, without gradients, broke ${gain} of ${verdicts.length} images that attacks by gradients did not: gradients are masked, and robust accuracy may be overestimated`,
        ]
      : [];
  });
  return [
    ...(epsilon >= DIAMETERS[norm] ? [`ε = ${lengthText(norm, epsilon)} in ${normText(norm)} is a ball that holds every image`] : []),
    ...chain.flatMap((attack) => attack.substitution?.(classes) ?? []),
    ...(stalled > 0
      ? [`${stalled} of the ${attacked} attacked images gave an attack no gradient at all: that they withstood it proves nothing`]
      : []),
    ...gained,
  ];
}
