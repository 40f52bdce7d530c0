import type { Rng } from '../../math/rng';

/** Seed of the order in which every photographed data set is kept, so that its beginning is the same from whatever file it came. */
export const ORDER_SEED = 2009;

/** Fisher and Yates (Durstenfeld 1964), in place. */
export function shuffle(list: number[], rng: Rng): number[] {
  for (let i = list.length - 1; i > 0; i -= 1) {
    const j = Math.floor(rng() * (i + 1));
    [list[i], list[j]] = [list[j]!, list[i]!];
  }
  return list;
}

/**
 * An order of all images in which every beginning is as balanced as the labels permit: rounds of one image of each class that has
 * any left, shuffled within the class and within the round.
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
