import type { Pair } from '../../math/core/types';
import { colourAt, type Theme, themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, type StrokeStyle, rectangle, segment } from '../base/marks';
import { jumpUnit, type KinkKey } from '../base/mergeKinks';
import { ticks, tickText } from '../base/ticks';
import type { FigureStyle } from '../base/types';

const PARTS = 64;

/** The colour bar of a range: 9 px wide, ticks at the right, the unit below. */
export function barMarks(range: Pair, look: FigureStyle, { x, y, height }: Box, unit: string): DrawCommand[] {
  const theme = themeOf(look.dark);
  const style = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const parts = Array.from({ length: PARTS }, (_, k) => {
    const top = y + (height * (PARTS - 1 - k)) / PARTS;
    return rectangle({ x, y: top, width: 9, height: height / PARTS + (k === 0 ? 0 : 0.5) }, colourAt(look.colours, (k + 0.5) / PARTS, look.dark));
  });
  const marks = ticks(range, 3).map((value) =>
    label([x + 15, y + height * (1 - (value - range[0]) / (range[1] - range[0])) + 4], tickText(value), { ...style, anchor: 'start' }),
  );
  return [...parts, ...marks, label([x + 34, y + height + 20], unit, { ...style, anchor: 'end' })];
}

/** Width of Inter at 12 px, on average, and pixels between two entries. */
const [CHARACTER, GAP] = [6.2, 22];

/** What the lines on surfaces mean, in a row that ends at a corner. */
export function keyMarks(key: KinkKey | undefined, creased: boolean, [right, y]: Pair, theme: Theme): DrawCommand[] {
  const marks: DrawCommand[] = [];
  let end = right;
  const text = (words: string): void => {
    marks.push(label([end, y], words, { size: 12, weight: 400, fill: theme.ink2, anchor: 'end' }));
    end -= words.length * CHARACTER + 6;
  };
  const line = (width: number, pen: StrokeStyle): void => {
    marks.push(segment([end - width, y - 4], [end, y - 4], pen));
    end -= width;
  };
  const scale = ([lo, hi]: Pair, unit: string): void => {
    text(tickText(Number(hi.toPrecision(3))));
    for (let k = 9; k >= 0; k -= 1) line(4, { stroke: colourAt('jump', (k + 0.5) / 10), width: 4 });
    end -= 6;
    text(`${unit}  ${tickText(Number(lo.toPrecision(2)))}`);
    end -= GAP - 6;
  };
  if (!key) {
    if (!creased) return [];
    text('creases');
    line(18, { stroke: theme.crease, width: 2 });
    return marks;
  }
  if (key.bends) {
    text('curvature jumps');
    line(18, { stroke: theme.ink, width: 1.4, dash: [3, 3] });
    end -= GAP;
  }
  if (!key.curvature && !key.jumps) text('no jump of ∇L');
  if (key.curvature) scale(key.curvature, jumpUnit(true));
  if (key.jumps) scale(key.jumps, jumpUnit(false));
  return marks;
}
