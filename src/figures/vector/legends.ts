import type { Pair } from '../../math/core/types';
import { colourAt, type Theme, themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, type StrokeStyle, rectangle, segment } from '../base/drawList';
import { jumpUnit, type KinkLegend } from '../base/mergeKinks';
import { ticks, tickText } from '../base/ticks';
import type { FigureStyle } from '../base/types';

/** Coloured rectangles of a colour bar. */
const BAR_STEPS = 64;

/** Colour bar of a loss range: 9 px wide, ticks at the right, the unit below. */
export function colourBarCommands(range: Pair, style: FigureStyle, { x, y, height }: Box, unit: string): DrawCommand[] {
  const theme = themeOf(style.dark);
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const parts = Array.from({ length: BAR_STEPS }, (_, k) => {
    const top = y + (height * (BAR_STEPS - 1 - k)) / BAR_STEPS;
    return rectangle(
      { x, y: top, width: 9, height: height / BAR_STEPS + (k === 0 ? 0 : 0.5) },
      colourAt(style.colours, (k + 0.5) / BAR_STEPS, style.dark),
    );
  });
  const labels = ticks(range, 3).map((value) =>
    label([x + 15, y + height * (1 - (value - range[0]) / (range[1] - range[0])) + 4], tickText(value), { ...textStyle, anchor: 'start' }),
  );
  return [...parts, ...labels, label([x + 34, y + height + 20], unit, { ...textStyle, anchor: 'end' })];
}

/** Mean width of a character of Inter at 12 px, in pixels. */
const CHARACTER_WIDTH = 6.2;
/** Pixels between two entries of a legend. */
const ENTRY_GAP = 22;

/** Legend of the kink lines, one row that ends at (right, y): colours of jumps and dashes of curvature jumps, or the plain crease. */
export function kinkLegendCommands(legend: KinkLegend | undefined, creased: boolean, [right, y]: Pair, theme: Theme): DrawCommand[] {
  const commands: DrawCommand[] = [];
  let end = right;
  const text = (content: string): void => {
    commands.push(label([end, y], content, { size: 12, weight: 400, fill: theme.ink2, anchor: 'end' }));
    end -= content.length * CHARACTER_WIDTH + 6;
  };
  const line = (width: number, stroke: StrokeStyle): void => {
    commands.push(segment([end - width, y - 4], [end, y - 4], stroke));
    end -= width;
  };
  const scale = ([lo, hi]: Pair, unit: string): void => {
    text(tickText(Number(hi.toPrecision(3))));
    for (let k = 9; k >= 0; k -= 1) line(4, { colour: colourAt('jump', (k + 0.5) / 10), width: 4 });
    end -= 6;
    text(`${unit}  ${tickText(Number(lo.toPrecision(2)))}`);
    end -= ENTRY_GAP - 6;
  };
  if (!legend) {
    if (!creased) return [];
    text('creases');
    line(18, { colour: theme.crease, width: 2 });
    return commands;
  }
  if (legend.bends) {
    text('curvature jumps');
    line(18, { colour: theme.ink, width: 1.4, dash: [3, 3] });
    end -= ENTRY_GAP;
  }
  if (!legend.curvature && !legend.jumps) text('no jump of ∇L');
  if (legend.curvature) scale(legend.curvature, jumpUnit(true));
  if (legend.jumps) scale(legend.jumps, jumpUnit(false));
  return commands;
}
