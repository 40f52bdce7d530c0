import { readLogits } from './classifier';
import type { AttackRun } from './types';

/** The classes other than the label by rank of the clean logits, largest first and the lower class first on a tie: [rank][image]. */
export async function classesByRank({ device, classifier, batch }: AttackRun, count: number): Promise<number[][]> {
  const { classes } = classifier;
  const logits = await readLogits(device, classifier, batch.pixels, batch.shape);
  const ranked = batch.labels.map((label, image) => {
    const z = logits.subarray(image * classes, (image + 1) * classes);
    const others = Array.from(z.keys()).filter((j) => j !== label);
    return others.sort((a, b) => (z[b] ?? 0) - (z[a] ?? 0) || a - b);
  });
  return Array.from({ length: count }, (_, rank) => ranked.map((order) => order[rank] ?? 0));
}
