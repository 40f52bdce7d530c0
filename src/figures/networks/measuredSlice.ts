import { spreadOf } from '../../math/core/statistics';
import type { Pair } from '../../math/core/types';
import { bisectionLevels } from '../../nets/landscape/slice';
import type { LandscapeResult } from '../../worker/rpc/landscapeProtocol';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, segment, splitAtGaps } from '../base/drawList';
import { boxWithin } from '../base/pixelMapping';
import { thinnedLabels } from '../base/textMetrics';
import { finiteRange, labelledTicks, lossTicks, paddedRange, weightTicks } from '../base/ticks';
import { type ChartFrame, pixelX, pixelY } from '../charts/chartFrame';
import { profileMargins } from '../vector/profileChart';

/** The loss that a slice shows at its nodes, [b, a]: EntropySGD's where it is asked for and known, else the measured one. NaN where nothing is measured. */
export function shownLoss({ slice, choice, smoothed }: LandscapeResult): Float64Array {
  return smoothed?.value ?? slice.fields[choice.loss]?.loss ?? new Float64Array(slice.a.length * slice.b.length).fill(NaN);
}

/** Share of images that are still right at each node, [b, a]. */
export const shownAccuracy = ({ slice, choice }: LandscapeResult): Float64Array =>
  (slice.fields[choice.loss]?.error ?? new Float64Array(slice.a.length * slice.b.length).fill(NaN)).map((error) => 1 - error);

/** The nodes of a line up to a level, and for each node of the line its neighbours among them. */
function bracketsOf(n: number, level: number): { readonly lo: number; readonly hi: number }[] {
  const levels = bisectionLevels(n);
  const nodes = [...levels.keys()].filter((k) => (levels[k] ?? 0) <= level);
  return Array.from({ length: n }, (_, k) => ({ lo: nodes.findLast((node) => node <= k) ?? 0, hi: nodes.find((node) => node >= k) ?? n - 1 }));
}

/** The shown loss on the whole lattice: nodes beyond the complete level are interpolated between those of it. Undefined before the coarsest level. */
export function filledLoss(result: LandscapeResult): Float64Array | undefined {
  const { slice, level, done, of } = result;
  const z = shownLoss(result);
  if (of > 0 && done === of) return z;
  if (level < 0) return undefined;
  const [columns, rows] = [bracketsOf(slice.a.length, level), bracketsOf(slice.b.length, level)];
  const n = slice.a.length;
  const mix = (nodes: Float64Array, k: number, { lo, hi }: { lo: number; hi: number }): number =>
    hi === lo ? 0 : (nodes[k]! - nodes[lo]!) / (nodes[hi]! - nodes[lo]!);
  return z.map((_, at) => {
    const [j, i] = [at % n, Math.floor(at / n)];
    const [column, row] = [columns[j]!, rows[i]!];
    const [s, t] = [mix(slice.a, j, column), mix(slice.b, i, row)];
    const value = (y: number, x: number): number => z[y * n + x]!;
    const along = (y: number): number => (s === 0 ? value(y, column.lo) : (1 - s) * value(y, column.lo) + s * value(y, column.hi));
    return t === 0 ? along(row.lo) : (1 - t) * along(row.lo) + t * along(row.hi);
  });
}

/** A slice of two dimensions as a surface for the figures of the Lab; undefined where it has one dimension or is not measured yet. */
export function sliceSurface(result: LandscapeResult): SurfaceResult | undefined {
  const { slice, backend } = result;
  const z = filledLoss(result);
  if (!z || slice.b.length < 2) return undefined;
  const least = z.reduce((best, v, k) => (v < z[best]! || Number.isNaN(z[best]!) ? k : best), 0);
  const [x, y] = [slice.a, slice.b];
  return {
    grid: { n: x.length, x, y, z },
    minimum: { theta: [x[least % x.length]!, y[Math.floor(least / x.length)]!], loss: z[least]! },
    creases: [],
    report: {
      ...{ backend, adapter: '', precision: 'float32', ms: 1000 * slice.seconds, difference: 0, checked: 0, estimate: 0 },
      ...{ gradientEstimate: 0, failedBackends: [], draft: result.done < result.of },
    },
  };
}

const TICK_TYPE = { size: 11, weight: 400 } as const;

const lineOf = (result: LandscapeResult): Float64Array => filledLoss(result) ?? shownLoss(result);

/** The range of losses that charts of slices of one dimension have in common. */
export function profileRange(results: readonly LandscapeResult[]): Pair {
  const [lo, hi] = finiteRange(results.flatMap((result) => [...lineOf(result)]));
  return paddedRange(lo, hi, 0.05 * Math.max(hi - lo, 1e-9));
}

/** Mean over several slices of one dimension, bold, and each of them; a single one is its line. */
export function profileOfSlices(results: readonly LandscapeResult[], values: Pair, dark: boolean, outer: Box): DrawCommand[] {
  const theme = themeOf(dark);
  const lines = results.map(lineOf);
  const [first] = results;
  if (!first) return [];
  const { a } = first.slice;
  const spreads = Array.from(a, (_, k) => spreadOf(lines.map((line) => line[k]!)));
  const x: Pair = [a[0]!, a.at(-1)!];
  const inner = boxWithin(outer, profileMargins(values));
  const frame: ChartFrame = { left: inner.x, top: inner.y, width: inner.width, height: inner.height, x, y: values };
  const [right, bottom] = [inner.x + inner.width, inner.y + inner.height];
  const style = { ...TICK_TYPE, fill: theme.ink2 } as const;
  const place = (k: number, loss: number): Pair | undefined => (Number.isFinite(loss) ? [pixelX(frame, a[k]!), pixelY(frame, loss)] : undefined);
  const strokes = (points: readonly (Pair | undefined)[], width: number, colour: string) =>
    splitAtGaps(points, 2).map((part) => polyline(part, { colour, width }));
  const means = spreads.map(({ mean }, k) => place(k, mean));
  return [
    label([outer.x, inner.y - 10], 'loss, nats', { ...style, anchor: 'start' }),
    label([right, bottom + 36], 'a', { ...style, anchor: 'end' }),
    ...lossTicks(values).map((value) => segment([inner.x, pixelY(frame, value)], [right, pixelY(frame, value)], { colour: theme.line, width: 1 })),
    ...thinnedLabels(
      labelledTicks(lossTicks(values)).map(({ tick, text }) => label([inner.x - 8, pixelY(frame, tick) + 4], text, { ...style, anchor: 'end' })),
    ),
    ...thinnedLabels(
      labelledTicks(weightTicks(x)).map(({ tick, text }) => label([pixelX(frame, tick), bottom + 19], text, { ...style, anchor: 'middle' })),
    ),
    ...(lines.length > 1
      ? lines.flatMap((line) =>
          strokes(
            [...line].map((v, k) => place(k, v)),
            1,
            theme.ink3,
          ),
        )
      : []),
    ...strokes(means, 2, theme.theta),
    ...means.flatMap((at): DrawCommand[] => (at && lines.length === 1 ? [{ kind: 'disc', at, r: 2.2, fill: theme.theta }] : [])),
  ];
}
