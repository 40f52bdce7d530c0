import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { valueAt } from '../base/gridSampling';
import { type Box, label, type DrawCommand, polyline, segment } from '../base/marks';
import { ticks, tickText } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { type CurveStyle, curveStyles, cutOf } from '../base/lineProfile';

const dashes: Readonly<Record<CurveStyle['dash'], readonly number[] | undefined>> = {
  solid: undefined,
  dash: [6, 4],
  dot: [2, 3],
  dashdot: [9, 3, 2, 3],
};

/** The cut as true curves: horizontal hairlines, kinks dotted, the loss label above its axis. */
export function chartMarks(results: readonly SurfaceResult[], look: FigureStyle, box: Box): DrawCommand[] {
  const cut = cutOf(results, look);
  const theme = themeOf(look.dark);
  const pixel = ([t, loss]: Pair): Pair => [
    box.x + ((t - cut.span[0]) / (cut.span[1] - cut.span[0])) * box.width,
    box.y + (1 - (loss - cut.values[0]) / (cut.values[1] - cut.values[0])) * box.height,
  ];
  const style = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const marks: DrawCommand[] = [];
  for (const value of ticks(cut.values, 4)) {
    const [, y] = pixel([cut.span[0], value]);
    marks.push(
      segment([box.x, y], [right, y], { stroke: theme.line, width: 1 }),
      label([box.x - 8, y + 4], tickText(value), { ...style, anchor: 'end' }),
    );
  }
  for (const value of ticks(cut.span, 6)) marks.push(label([pixel([value, 0])[0], bottom + 16], tickText(value), { ...style, anchor: 'middle' }));
  marks.push(label([box.x - 30, box.y - 8], 'loss', { ...style, anchor: 'start' }));
  marks.push(label([right, bottom + 33], cut.along === 'theta1' ? 'θ₁' : 'θ₂', { ...style, anchor: 'end' }));
  const styles = curveStyles(look.dark);
  const curves = cut.curves.map((curve, k): DrawCommand => {
    const { color, dash, width } = styles[k % styles.length]!;
    const pattern = dashes[dash];
    const points = curve.t.map((t, i): Pair => [t, curve.loss[i]!]).filter(([, loss]) => Number.isFinite(loss));
    return polyline(points.map(pixel), { stroke: color, width, ...(pattern ? { dash: pattern } : {}) });
  });
  marks.push(...curves.reverse());
  if (look.creases)
    for (const kink of cut.kinks) {
      const loss = valueAt(results[0]!.grid, cut.along === 'theta1' ? [kink.at, cut.at] : [cut.at, kink.at]);
      const [x] = pixel([kink.at, 0]);
      marks.push(segment([x, box.y], [x, bottom], { stroke: theme.crease, width: 1, dash: [2, 3] }));
      marks.push({ kind: 'disc', at: pixel([kink.at, loss]), r: 3.5, fill: theme.ground, pen: { stroke: theme.crease, width: 1.5 } });
    }
  return marks;
}
