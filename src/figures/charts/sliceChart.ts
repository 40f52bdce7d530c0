import type { Pair } from '../../math/core/types';
import type { LineStyle } from '../../math/optimisers/types';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, segment, splitAtGaps } from '../base/drawList';
import { boxWithin } from '../base/pixelMapping';
import { thinnedLabels } from '../base/textMetrics';
import { labelledTicks, ticks } from '../base/ticks';
import { type ChartFrame, pixelX, pixelY } from './chartFrame';
import { CHART_ROOM, methodLine } from './trainingPage';

/** A curve over the coordinate of a direction in weight space. */
export interface SliceCurve {
  readonly stroke: LineStyle;
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** Greatest multiple of the least value that the axis shows: far from the weights a loss may grow without end. */
const MAX_RISE = 6;

/** Line chart of slices; lines leave the frame above its top. */
export function sliceChartCommands(curves: readonly SliceCurve[], y: Pair, dark: boolean, box: Box): DrawCommand[] {
  const theme = themeOf(dark);
  const inner = boxWithin(box, CHART_ROOM);
  const ends = curves.flatMap(({ x }) => [...x]);
  const x: Pair = ends.length === 0 ? [-1, 1] : [Math.min(...ends), Math.max(...ends)];
  const frame: ChartFrame = { left: inner.x, top: inner.y, width: inner.width, height: inner.height, x, y };
  const end = inner.y + inner.height;
  const text = { size: 11, weight: 400, fill: theme.ink2 } as const;
  return [
    ...ticks(y, 4).map((value) =>
      segment([inner.x, pixelY(frame, value)], [inner.x + inner.width, pixelY(frame, value)], { colour: theme.line, width: 1 }),
    ),
    ...thinnedLabels(
      labelledTicks(ticks(y, 4)).map(({ tick, text: words }) => label([inner.x - 6, pixelY(frame, tick) + 4], words, { ...text, anchor: 'end' })),
    ),
    segment([inner.x, end], [inner.x + inner.width, end], { colour: theme.ink3, width: 0.8 }),
    ...thinnedLabels(
      labelledTicks(ticks(x, 5)).map(({ tick, text: words }) => label([pixelX(frame, tick), end + 18], words, { ...text, anchor: 'middle' })),
    ),
    label([inner.x + inner.width, end + 32], 'α', { ...text, anchor: 'end' }),
    {
      kind: 'clip',
      box: inner,
      commands: curves.flatMap(({ stroke, x: at, y: values }) =>
        splitAtGaps(
          at.map((a, i): Pair | undefined => {
            const value = values[i] ?? NaN;
            return Number.isFinite(value) ? [pixelX(frame, a), pixelY(frame, value)] : undefined;
          }),
          2,
        ).map((points) => polyline(points, methodLine(stroke, dark))),
      ),
    },
  ];
}

/** The common range of charts of slices: from 0 to the greatest value, but not far above the least. */
export function sliceRange(curves: readonly SliceCurve[]): Pair {
  const values = curves.flatMap(({ y }) => y.filter(Number.isFinite));
  if (values.length === 0) return [0, 1];
  return [0, 1.05 * Math.min(Math.max(...values), MAX_RISE * Math.max(Math.min(...values), 0.1))];
}
