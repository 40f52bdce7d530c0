import { rangeError } from '../../math/core/paramSpec';
import type { Rng } from '../../math/core/random';
import type { Counts, Moments, Split } from './types';

/** Seed of the order of every photographed data set, so that its first images are the same whatever file they come from. */
export const ORDER_SEED = 2009;

/** Fisher–Yates shuffle (Durstenfeld 1964), in place. */
export function shuffle(list: number[], rng: Rng): number[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(rng() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/**
 * Stratified order: a permutation of all images whose every prefix is as balanced as the labels permit. Rounds of one image of each class that
 * still has images, shuffled within the class and within the round.
 */
export function interleave(labels: Uint8Array, classes: number, rng: Rng): Uint32Array {
  const byClass: number[][] = Array.from({ length: classes }, () => []);
  labels.forEach((label, image) => byClass[label]!.push(image));
  for (const list of byClass) shuffle(list, rng);
  const order = new Uint32Array(labels.length);
  let filled = 0;
  for (let round = 0; filled < order.length; round += 1) {
    const images = byClass.flatMap((list) => list.slice(round, round + 1));
    order.set(shuffle(images, rng), filled);
    filled += images.length;
  }
  return order;
}

/** Mean and standard deviation of each channel of pixels/255, exactly, from the histogram of the bytes. */
export function momentsOf(parts: readonly Uint8Array[]): Moments {
  const [red, green, blue] = [channelMoments(parts, 0), channelMoments(parts, 1), channelMoments(parts, 2)];
  return { mean: [red.mean, green.mean, blue.mean], std: [red.std, green.std, blue.std] };
}

function channelMoments(parts: readonly Uint8Array[], channel: number): { mean: number; std: number } {
  const histogram = new Float64Array(256);
  for (const pixels of parts) for (let i = channel; i < pixels.length; i += 3) histogram[pixels[i]!]! += 1;
  const count = histogram.reduce((sum, n) => sum + n, 0);
  const mean = histogram.reduce((sum, n, byte) => sum + n * byte, 0) / count;
  const variance = histogram.reduce((sum, n, byte) => sum + n * (byte - mean) ** 2, 0) / count;
  return { mean: mean / 255, std: Math.sqrt(variance) / 255 };
}

export const splits = ['train', 'test'] as const satisfies readonly Split[];

/** A count with thousands separators, for sentences. */
export const formatCount = (count: number): string => count.toLocaleString('en-GB');

/** Throws a sentence unless 1 ≤ wanted ≤ available for both splits. */
export function requireCounts(label: string, wanted: Counts, available: Counts): void {
  for (const split of splits) {
    const error = rangeError(wanted[split], { allowed: { min: 1, max: Infinity }, integer: true });
    if (error !== undefined) throw new Error(`data.${split}: ${error}`);
    if (wanted[split] > available[split]) {
      throw new Error(`data.${split}: ${formatCount(wanted[split])} is more than the ${formatCount(available[split])} images of ${label}`);
    }
  }
}
