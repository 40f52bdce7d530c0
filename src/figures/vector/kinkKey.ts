import type { Pair } from '../../math/kinds';
import { colourAt, type Theme } from '../colours';
import { jumpUnit, type KinkKey } from '../kinked';
import { tickText } from '../range';
import { label, segment, type Mark, type Pen } from './marks';

/** Width of Inter at 12 px, on average, and pixels between two entries. */
const [CHARACTER, GAP] = [6.2, 22];

/** What the lines on surfaces mean, in a row that ends at a corner. */
export function keyMarks(key: KinkKey | undefined, creased: boolean, [right, y]: Pair, theme: Theme): Mark[] {
  const marks: Mark[] = [];
  let end = right;
  const text = (words: string): void => {
    marks.push(label([end, y], words, { size: 12, weight: 400, fill: theme.ink2, anchor: 'end' }));
    end -= words.length * CHARACTER + 6;
  };
  const line = (width: number, pen: Pen): void => {
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
