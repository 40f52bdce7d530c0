import type { Pair } from '../../math/kinds';
import { colourAt, themeOf } from '../colours';
import type { Look } from '../kinds';
import { tickText, ticks } from '../range';
import { label, rectangle, type Box, type Mark } from './marks';

const PARTS = 64;

/** The colour bar of a range: 9 px wide, ticks at the right, the unit below. */
export function barMarks(range: Pair, look: Look, { x, y, height }: Box, unit: string): Mark[] {
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
