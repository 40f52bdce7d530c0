import type { Stream } from '../../math/core/random';

/** Shape of one image. */
export type Shape = readonly [height: number, width: number, channels: number];

/** Proposes perturbed images: all pixels at first, then changes in random windows. One for each norm. */
export interface Proposals {
  /** The first perturbed image. */
  start(stream: Stream, clean: Float32Array, epsilon: number): Float32Array;
  /** A change of `current` in windows that cover about a share p of its pixels, written to `proposal`, which equals `current` before. */
  propose(stream: Stream, clean: Float32Array, current: Float32Array, proposal: Float32Array, epsilon: number, p: number): void;
}

/** Queries, of 10,000, after which p halves (Andriushchenko et al. 2020). */
const HALVINGS = [10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000];
const HALVING_QUERIES = 10_000;

/** The share p of the pixels that a window covers at a change, counted from 0. */
export function windowShare(change: number, pInit: number, schedule: 'unscaled' | 'scaled', queries: number): number {
  const time = schedule === 'scaled' ? Math.trunc((change / queries) * HALVING_QUERIES) : change;
  return pInit / 2 ** HALVINGS.filter((halving) => time > halving).length;
}

/** Side of a square window of about a share p of the pixels, at least `least`; it fits into the image, also into one that is not square. */
export function windowSide(p: number, height: number, width: number, least: number, odd = false): number {
  const side = Math.max(Math.round(Math.sqrt(p * height * width)), least);
  return Math.min(odd && side % 2 === 0 ? side + 1 : side, height, width);
}

/** Upper left corner of a window, uniform over all places; in the published code over all but the last row and column, unless there is one place. */
export function cornerOf(stream: Stream, height: number, width: number, side: number, windows: 'all' | 'published'): readonly [number, number] {
  const [row = 0, column = 0] = stream.uniform(2, 0, 1);
  const placesOf = (length: number): number => Math.max(length - side + (windows === 'all' ? 1 : 0), 1);
  return [Math.min(Math.floor(row * placesOf(height)), height - side), Math.min(Math.floor(column * placesOf(width)), width - side)];
}
