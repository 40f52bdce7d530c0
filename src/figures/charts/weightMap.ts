import { type MapName, maps } from '../../math/analysis/curvatureMaps';
import type { Pair } from '../../math/core/types';
import type { MapResult, SurfaceResult } from '../../worker/rpc/protocol';
import { finiteRange, tickText } from '../base/ticks';

/** Outliers near a kink would flatten the colours: where the maximum exceeds this quantile's range by OUTLIER_RATIO, colours end at the quantile. */
const COLOUR_QUANTILE = 0.93;
const OUTLIER_RATIO = 4;

/** Range of the colours of a map. */
export function mapRange(z: Float64Array): Pair {
  const finite = z.filter(Number.isFinite).sort();
  const at = (level: number): number => finite[Math.floor(level * (finite.length - 1))] ?? 0;
  const [lo, quantile, max] = [at(0), at(COLOUR_QUANTILE), at(1)];
  const hi = max - lo > OUTLIER_RATIO * (quantile - lo) && quantile > lo ? quantile : max;
  return lo < hi ? [lo, hi] : [lo - 0.5, lo + 0.5];
}

/** The map in place of the loss of its surface, cut off at the end of its colours. */
export const mapSurface = ({ grid }: MapResult, surface: SurfaceResult, range: Pair): SurfaceResult => ({
  ...surface,
  grid: { ...grid, z: grid.z.map((value) => Math.min(value, range[1])) },
});

/** What a map shows, how it was computed, and what its colours do not show. */
export function mapSentence({ grid, numerical }: MapResult, name: MapName, range: Pair): string {
  const [low, high] = finiteRange(grid.z);
  const { label } = maps[name];
  const method = numerical ? 'by differences of gradients' : name === 'lipschitz-ratio' ? 'between exact gradients' : 'in closed form';
  return [
    `${label.charAt(0).toUpperCase()}${label.slice(1)}, ${method}${high > range[1] ? `; the largest, ${high.toPrecision(4)}, lies beyond the colours` : ''}.`,
    ...(low === high ? [`It is ${tickText(low)} everywhere.`] : []),
    ...(grid.z.some(Number.isNaN) ? ['On a crease it does not exist.'] : []),
  ].join(' ');
}
