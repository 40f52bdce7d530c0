import type { Pair } from '../../math/core/types';
import type { SpectralDensity } from '../../nets/spectrum/density';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, segment } from '../base/drawList';
import { boxWithin } from '../base/pixelMapping';
import { thinnedLabels } from '../base/textMetrics';
import { labelledTicks, ticks } from '../base/ticks';
import { type ChartFrame, decadeTicks, pixelX, pixelY, powerText } from '../charts/chartFrame';

/** Decades of the density that are shown below its peak. */
const DECADES = 5;
const ROOM = { l: 40, r: 16, t: 18, b: 40 };

/** Spectral density on a logarithmic axis: the mean over the random vectors, and a band of ±1 standard error. */
export function densityCommands({ at, density, standardError }: SpectralDensity, dark: boolean, outer: Box): DrawCommand[] {
  const theme = themeOf(dark);
  const inner = boxWithin(outer, ROOM);
  const peak = density.reduce((most, value) => Math.max(most, value), 0);
  const y: Pair = [peak * 10 ** -DECADES, 1.6 * peak];
  const x: Pair = [at[0] ?? 0, at.at(-1) ?? 1];
  const frame: ChartFrame = { left: inner.x, top: inner.y, width: inner.width, height: inner.height, x, y, log: true };
  const [right, bottom] = [inner.x + inner.width, inner.y + inner.height];
  const text = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const line = (sign: -1 | 0 | 1): Pair[] =>
    Array.from(at, (value, k) => {
      const shown = density[k]! + sign * (standardError[k]! || 0);
      return [pixelX(frame, value), Math.min(bottom, pixelY(frame, Math.max(y[0], shown)))];
    });
  return [
    label([outer.x, inner.y - 8], 'density', { ...text, anchor: 'start' }),
    label([right, bottom + 33], 'eigenvalue', { ...text, anchor: 'end' }),
    ...decadeTicks(y).flatMap((value) => [
      segment([inner.x, pixelY(frame, value)], [right, pixelY(frame, value)], { colour: theme.line, width: 1 }),
      label([inner.x - 6, pixelY(frame, value) + 4], powerText(value), { ...text, anchor: 'end' }),
    ]),
    segment([inner.x, bottom], [right, bottom], { colour: theme.ink3, width: 0.8 }),
    ...thinnedLabels(
      labelledTicks(ticks(x, 6)).map(({ tick, text: words }) => label([pixelX(frame, tick), bottom + 17], words, { ...text, anchor: 'middle' })),
    ),
    ...([-1, 1] as const).map((sign) => polyline(line(sign), { colour: theme.ink3, width: 0.8 })),
    polyline(line(0), { colour: theme.theta, width: 2 }),
  ];
}
