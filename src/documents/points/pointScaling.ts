import { streamOf } from '../../math/core/random';
import { mean } from '../../math/core/statistics';
import type { Point } from '../../math/core/types';
import { specs } from '../surfaceSpecs';

/** Ways to bring imported inputs into range, each axis on its own. */
export const scalings = [
  { value: 'none', label: 'none' },
  { value: 'fit', label: 'fit to ±3' },
  { value: 'standardise', label: 'standardise' },
] as const;
export type Scaling = (typeof scalings)[number]['value'];

/** Half-width of the square that "fit" fills. */
const FIT_HALF_WIDTH = specs.theta.default;
/** Decimals of scaled inputs. */
const SCALED_DIGITS = 6;

type Scale = (values: readonly number[]) => (value: number) => number;

const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b), Infinity);
const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** Maps the least value to −3 and the greatest to 3; equal values to 0. Halved first, since the difference of two floats may overflow. */
const fit: Scale = (values) => {
  const [lo, hi] = [least(values) / 2, greatest(values) / 2];
  return (value) => (hi > lo ? FIT_HALF_WIDTH * (2 * ((value / 2 - lo) / (hi - lo)) - 1) : 0);
};

/** Subtracts the mean and divides by the standard deviation (of n); equal values go to 0. */
const standardise: Scale = (values) => {
  const unit = Math.max(1, greatest(values.map(Math.abs))); // squares of the largest floats overflow
  const centre = mean(values.map((value) => value / unit));
  const deviation = Math.sqrt(mean(values.map((value) => (value / unit - centre) ** 2)));
  return (value) => (deviation > 0 ? (value / unit - centre) / deviation : 0);
};

/** The points with their inputs scaled, axis by axis. */
export function scaledPoints(points: readonly Point[], scaling: Scaling): readonly Point[] {
  if (scaling === 'none') return points;
  const scale = scaling === 'fit' ? fit : standardise;
  const [first, second] = [scale(points.map(({ x }) => x[0])), scale(points.map(({ x }) => x[1]))];
  const rounded = (value: number): number => Number(value.toFixed(SCALED_DIGITS)) + 0;
  return points.map(({ x, y }) => ({ x: [rounded(first(x[0])), rounded(second(x[1]))], y }));
}

/** `count` of the points, drawn without replacement, in their order; all of them where there are no more. */
export function sampledPoints(points: readonly Point[], count: number, seed: number): readonly Point[] {
  if (points.length <= count) return points;
  const chosen = streamOf(seed, 'points').order(points.length).slice(0, count).sort();
  return [...chosen].flatMap((at) => points[at] ?? []);
}
