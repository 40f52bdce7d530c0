import type { Stream } from '../../math/core/random';

/** Shape of one image. */
export type Shape = readonly [height: number, width: number, channels: number];

/** Proposes perturbed images: all pixels at first, then changes in random windows. One for each norm. */
interface Proposals {
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
function cornerOf(stream: Stream, height: number, width: number, side: number, windows: 'all' | 'published'): readonly [number, number] {
  const [row = 0, column = 0] = stream.uniform(2, 0, 1);
  const placesOf = (length: number): number => Math.max(length - side + (windows === 'all' ? 1 : 0), 1);
  return [Math.min(Math.floor(row * placesOf(height)), height - side), Math.min(Math.floor(column * placesOf(width)), width - side)];
}

/** Square Attack in L∞: at first vertical stripes of width one, then squares, all at x ± ε with one sign for each channel of a stripe or square. */
export const proposalsInf = ([height, width, channels]: Shape, windows: 'all' | 'published'): Proposals => ({
  start(stream, clean, epsilon) {
    const signs = signsOf(stream, width * channels);
    return clean.map((x, i) => clip(x + epsilon * (signs[i % signs.length] ?? 0)));
  },
  propose(stream, clean, _current, proposal, epsilon, p) {
    const side = windowSide(p, height, width, 1);
    const window = pixelsOf(cornerOf(stream, height, width, side, windows), side, width, channels);
    const signs = signsOf(stream, channels);
    for (const pixel of window)
      for (let channel = 0; channel < channels; channel += 1) {
        const i = pixel + channel;
        proposal[i] = clip((clean[i] ?? 0) + epsilon * (signs[channel] ?? 0));
      }
  },
});

/** Least side of a window in L2, where its middle and its edge differ. */
const MIN_SIDE_L2 = 3;
/** Tiles in a row of the first perturbation in L2. */
const TILES = 5;

/**
 * Square Attack in L2 (Andriushchenko et al. 2020, Algorithm 3): at first tiles whose perturbation falls off from their middle; then the budget of
 * one window, and what [0, 1] left unused, moves to another, whose halves are pushed apart.
 */
export function proposals2([height, width, channels]: Shape, windows: 'all' | 'published'): Proposals {
  const known = new Map<number, Split>();
  const patternsOf = (side: number): Split => {
    const split = known.get(side) ?? splitPattern(side);
    known.set(side, split);
    return split;
  };
  return {
    start(stream, clean, epsilon) {
      const side = Math.max(Math.floor(Math.min(height, width) / TILES), 1);
      const tiles = Math.min(TILES, height, width);
      const pattern = pyramid(side, side);
      const [top, left] = [Math.floor((height - tiles * side) / 2), Math.floor((width - tiles * side) / 2)];
      const change = new Float64Array(clean.length);
      for (let tile = 0; tile < tiles * tiles; tile += 1) {
        const corner = [top + side * Math.floor(tile / tiles), left + side * (tile % tiles)] as const;
        const signs = signsOf(stream, channels);
        pixelsOf(corner, side, width, channels).forEach((pixel, k) => {
          for (let channel = 0; channel < channels; channel += 1) change[pixel + channel] = (pattern[k] ?? 0) * (signs[channel] ?? 0);
        });
      }
      const scale = epsilon / lengthOf(change);
      return clean.map((x, i) => clip(x + scale * (change[i] ?? 0)));
    },
    propose(stream, clean, current, proposal, epsilon, p) {
      const side = windowSide(p, height, width, MIN_SIDE_L2, true);
      const [target, source] = [0, 1].map(() => pixelsOf(cornerOf(stream, height, width, side, windows), side, width, channels));
      const pattern = patternsOf(side)[(signsOf(stream, 1)[0] ?? 0) < 0 ? 'above' : 'beside'];
      const signs = signsOf(stream, channels);
      if (!target || !source) return;
      const both = [...new Set([...target, ...source])];
      const unused = Math.max(epsilon ** 2 - current.reduce((sum, v, i) => sum + (v - (clean[i] ?? 0)) ** 2, 0), 0);
      for (let channel = 0; channel < channels; channel += 1) {
        const perturbation = (pixel: number): number => (current[pixel + channel] ?? 0) - (clean[pixel + channel] ?? 0);
        const old = target.map(perturbation);
        const oldLength = lengthOf(old);
        const mixed = old.map((v, k) => (signs[channel] ?? 0) * (pattern[k] ?? 0) + (oldLength > 0 ? v / oldLength : 0));
        const available = Math.sqrt(lengthOf(both.map(perturbation)) ** 2 + unused / channels);
        const scale = available / Math.max(lengthOf(mixed), Number.MIN_VALUE);
        for (const pixel of source) proposal[pixel + channel] = clean[pixel + channel] ?? 0;
        target.forEach((pixel, k) => (proposal[pixel + channel] = clip((clean[pixel + channel] ?? 0) + scale * (mixed[k] ?? 0))));
      }
    },
  };
}

/** η of the paper: rows × columns numbers that fall off in steps from the middle, Σ_{k ≤ M} 1/(n + 1 − k)² with n = ⌊rows/2⌋ and M = n − max-distance. */
export function pyramid(rows: number, columns: number): number[] {
  const n = Math.floor(rows / 2);
  return Array.from({ length: rows * columns }, (_, i) => {
    const steps = n - Math.max(Math.abs(Math.floor(i / columns) - n), Math.abs((i % columns) - Math.floor(columns / 2)));
    return Array.from({ length: steps + 1 }, (_unused, k) => 1 / (n + 1 - k) ** 2).reduce((sum, v) => sum + v, 0);
  });
}

/** Two pyramids of opposite sign side by side and one above the other, row by row, each of length 1. */
interface Split {
  readonly beside: readonly number[];
  readonly above: readonly number[];
}

function splitPattern(side: number): Split {
  const half = Math.floor(side / 2);
  const [first, second] = [pyramid(side, half), pyramid(side, side - half)];
  const raw = Array.from({ length: side * side }, (_, i) => {
    const [row, column] = [Math.floor(i / side), i % side];
    return column < half ? (first[row * half + column] ?? 0) : -(second[row * (side - half) + column - half] ?? 0);
  });
  const length = lengthOf(raw);
  const beside = raw.map((v) => v / length);
  return { beside, above: beside.map((_, i) => beside[(i % side) * side + Math.floor(i / side)] ?? 0) };
}

/** Places of the first channel of the pixels of a square, row by row. */
const pixelsOf = ([top, left]: readonly [number, number], side: number, width: number, channels: number): number[] =>
  Array.from({ length: side * side }, (_, k) => ((top + Math.floor(k / side)) * width + left + (k % side)) * channels);

const signsOf = (stream: Stream, n: number): Float32Array => stream.uniform(n, -1, 1).map((v) => (v < 0 ? -1 : 1));
const lengthOf = (values: ArrayLike<number>): number => {
  let squares = 0;
  for (let i = 0; i < values.length; i += 1) squares += (values[i] ?? 0) ** 2;
  return Math.sqrt(squares);
};
const clip = (v: number): number => Math.min(Math.max(v, 0), 1);
