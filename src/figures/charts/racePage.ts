import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, segment } from '../base/drawList';
import { shortenedText } from '../base/textMetrics';
import { fixedText, sharedRange, tickText } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { framedPage, type PageFrame } from '../vector/composition';
import { planeMargins } from '../vector/contourPlane';
import { type ColourBar, colourBarCommands, colourBarWidth } from '../vector/legends';
import { weightChartCommands, gapChartCommands, type RaceSnapshot } from './raceCharts';
import { markerCommands, racePathCommands } from './racePaths';
import { flippingWeight, rankEntrants } from './raceStates';
import { ROW_HEIGHT, tableCommands, type TableRow } from './tableCommands';

/** Printed page of a race. */
export interface RacePage extends RaceSnapshot, Omit<PageFrame, 'dark'> {
  readonly result: SurfaceResult;
  readonly style: FigureStyle;
}

const HEAD = { size: 13, weight: 600 } as const;
/** Room for a chart's tick labels on the left, its head above, and its labels below, in pixels. */
const CHART_ROOM = { l: 44, t: 26, b: 42 };

/** Paths over the contour, the gaps, the weight across the crease and the standings, which name the colours. */
export function racePageCommands(page: RacePage, width: number, height: number): DrawCommand[] {
  const { style, result, step, racers } = page;
  const theme = themeOf(style.dark);
  const range: Pair = style.range ?? sharedRange([result]);
  const bar: ColourBar = { range, colours: style.colours, unit: 'nats' };
  return framedPage({ ...page, dark: style.dark }, width, height, ({ x, y: top, width: across, height: down }) => {
    const [split, bottom] = [x + across * 0.5, top + down];
    const margins = planeMargins([result.grid.y[0]!, result.grid.y.at(-1)!]);
    const head = (letter: string, words: string, at: Pair, room: number): DrawCommand =>
      label(at, shortenedText(`${letter}  ${words}`, room, HEAD), { ...HEAD, fill: theme.ink, anchor: 'start' });
    const side = Math.max(1, Math.min(split - x - margins.l - colourBarWidth(bar) - 40, down - CHART_ROOM.t - margins.b));
    const plane: Box = { x: x + margins.l, y: top + CHART_ROOM.t, width: side, height: side };
    const right = { x: split + CHART_ROOM.l, width: Math.max(1, x + across - split - CHART_ROOM.l) };
    const table = 24 + ROW_HEIGHT * (racers.length + 1);
    const chart = Math.max(1, (down - table - 2 * (CHART_ROOM.t + CHART_ROOM.b)) / 2);
    const second = top + CHART_ROOM.t + 1.15 * chart + CHART_ROOM.b;
    const name = flippingWeight(racers, step) === 0 ? 'θ₁' : 'θ₂';
    return [
      head('A', `Paths to step ${step}`, [x, top + 13], split - x - 12),
      head('B', 'Gap to the least loss, nats', [split, top + 13], x + across - split),
      head('C', `${name} over the last steps`, [split, second + 13], x + across - split),
      head('D', `At step ${step}`, [split, bottom - table + 13], x + across - split),
      ...standingCommands(page, { x: split, y: bottom - table + 24, width: x + across - split, height: table - 24 }),
      ...racePathCommands(result, range, style, page, plane),
      ...colourBarCommands(bar, style.dark, { x: plane.x + side + 16, y: plane.y + side * 0.5, width: 0, height: side * 0.5 }),
      ...gapChartCommands(page, style.dark, { ...right, y: top + CHART_ROOM.t, height: 1.15 * chart }),
      ...weightChartCommands(page, style.dark, { ...right, y: second + CHART_ROOM.t, height: 0.85 * chart }),
    ];
  });
}

/** A number with fixed decimals, or its power of ten where a run has diverged. */
const shortNumber = (value: number, digits: number): string => (Math.abs(value) < 1e5 ? fixedText(value, digits) : tickText(value));

/** The table's first columns: method, adversarial loss, ‖∇L‖, gradients (integrals in their place), steps. */
function standingCommands({ racers, step, style }: RacePage, box: Box): DrawCommand[] {
  const rows = rankEntrants(racers, step).map(({ racer, adversarial, slope, evaluations, integrals, steps, ended }): TableRow => {
    const { stroke, label: name } = racer;
    const line = { colour: style.dark ? stroke.dark : stroke.light, width: stroke.width, ...(stroke.dash.length > 0 && { dash: stroke.dash }) };
    const taken = [evaluations > 0 || integrals === 0 ? String(evaluations) : '', integrals > 0 ? `${integrals} ∫` : ''].filter(Boolean).join(' + ');
    return {
      mark: ([x, y]) => [segment([x, y], [x + 26, y], line), ...markerCommands(stroke, style.dark, [x + 13, y], 0.8)],
      name: ended === '' ? name : `${name.replace(', 2nd order', ' 2nd')}, ${racer.path.end}`,
      cells: [shortNumber(adversarial, 5), shortNumber(slope, 3), taken, String(steps)],
    };
  });
  return tableCommands(['adv. loss', '‖∇L‖', 'gradients', 'steps'], rows, box, themeOf(style.dark));
}
