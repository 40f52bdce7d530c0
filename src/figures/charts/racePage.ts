import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, rectangle, segment } from '../base/drawList';
import { fixedText, sharedRange } from '../base/ticks';
import type { FigureStyle } from '../base/types';
import { colourBarCommands } from '../vector/legends';
import { PAGE_PADDING, wrapText } from '../vector/page';
import { weightChartCommands, gapChartCommands, type RaceSnapshot } from './raceCharts';
import { markerCommands, racePathCommands } from './racePaths';
import { flippingWeight, rankEntrants } from './raceStates';

/** Printed page of a race. */
export interface RacePage extends RaceSnapshot {
  readonly title: string;
  readonly note: string;
  readonly caption: string;
  readonly result: SurfaceResult;
  readonly style: FigureStyle;
}

/** Height of a table row, in pixels. */
const ROW_HEIGHT = 17;

/** Paths over the contour, the gaps, the weight across the crease and the standings, which name the colours. */
export function racePageCommands(page: RacePage, width: number, height: number): DrawCommand[] {
  const { style, result, step, racers } = page;
  const theme = themeOf(style.dark);
  const range: Pair = style.range ?? sharedRange([result]);
  const caption = wrapText(page.caption, width - 2 * PAGE_PADDING);
  const text = (at: Pair, content: string, weight: 400 | 600 | 650 = 400, fill = theme.ink, size = 12): DrawCommand =>
    label(at, content, { size, weight, fill, anchor: 'start' });
  const [top, bottom] = [PAGE_PADDING + 48, height - PAGE_PADDING - 17 * caption.length - 8];
  const split = PAGE_PADDING + (width - 2 * PAGE_PADDING) * 0.55;
  const head = (letter: string, title: string, x: number, y: number): DrawCommand => text([x, y], `${letter}  ${title}`, 600, theme.ink, 13);
  const side = Math.min(split - PAGE_PADDING - 44 - 70, bottom - top - 26 - 44);
  const plane: Box = { x: PAGE_PADDING + 44, y: top + 26, width: side, height: side };
  const right = { x: split + 44, width: width - PAGE_PADDING - split - 44 };
  const table = 24 + ROW_HEIGHT * (racers.length + 1);
  const chart = (bottom - top - table - 2 * (26 + 42)) / 2;
  const across = top + 26 + 1.15 * chart + 42;
  const name = flippingWeight(racers, step) === 0 ? 'θ₁' : 'θ₂';
  return [
    rectangle({ x: 0, y: 0, width, height }, theme.ground),
    text([PAGE_PADDING, PAGE_PADDING + 14], page.title, 650, theme.ink, 15),
    text([PAGE_PADDING, PAGE_PADDING + 34], page.note, 400, theme.ink3),
    head('A', `Paths to step ${step}`, PAGE_PADDING, top + 13),
    ...racePathCommands(result, range, style, page, plane),
    ...colourBarCommands(range, style, { x: plane.x + side + 16, y: plane.y + side * 0.55, width: 9, height: side * 0.45 - 20 }, 'nats'),
    head('B', 'Gap to the least loss, nats', split, top + 13),
    ...gapChartCommands(page, style.dark, { ...right, y: top + 26, height: 1.15 * chart }),
    head('C', `${name} over the last steps`, split, across + 13),
    ...weightChartCommands(page, style.dark, { ...right, y: across + 26, height: 0.85 * chart }),
    head('D', `At step ${step}`, split, bottom - table + 13),
    ...standingMarks(page, { x: split, y: bottom - table + 24, width: width - PAGE_PADDING - split, height: table - 24 }),
    ...caption.map((line, k) => text([PAGE_PADDING, height - PAGE_PADDING - 17 * (caption.length - 1 - k)], line, 400, theme.ink2)),
  ];
}

/** The table's first columns: method, adversarial loss, ‖∇L‖, gradients (integrals in their place), steps. */
function standingMarks({ racers, step, style }: RacePage, { x, y, width }: Box): DrawCommand[] {
  const theme = themeOf(style.dark);
  const stops = [0.61, 0.75, 0.89, 1].map((fraction) => x + fraction * width);
  const row = (cells: readonly string[], at: number, fill: string): DrawCommand[] =>
    cells.map((cell, k) => label([stops[k]!, at], cell, { size: 11, weight: 400, fill, anchor: 'end' }));
  return [
    ...row(['adv. loss', '‖∇L‖', 'gradients', 'steps'], y + 11, theme.ink3),
    segment([x, y + ROW_HEIGHT - 1], [x + width, y + ROW_HEIGHT - 1], { colour: theme.line, width: 1 }),
    ...rankEntrants(racers, step).flatMap(({ racer, adversarial, slope, evaluations, integrals, steps, ended }, k) => {
      const at = y + ROW_HEIGHT * (k + 2) - 5;
      const { stroke, label: name } = racer;
      const dash = stroke.dash.length > 0 && { dash: stroke.dash };
      const gradientCounts = [evaluations > 0 || integrals === 0 ? String(evaluations) : '', integrals > 0 ? `${integrals} ∫` : '']
        .filter(Boolean)
        .join(' + ');
      return [
        segment([x, at - 4], [x + 26, at - 4], { colour: style.dark ? stroke.dark : stroke.light, width: stroke.width, ...dash }),
        ...markerCommands(stroke, style.dark, [x + 13, at - 4], 0.8),
        label([x + 32, at], ended === '' ? name : `${name.replace(', 2nd order', ' 2nd')}, ${racer.path.end}`, {
          size: 11,
          weight: 400,
          fill: theme.ink,
          anchor: 'start',
        }),
        ...row([fixedText(adversarial, 5), fixedText(slope, 3), gradientCounts, String(steps)], at, theme.ink),
      ];
    }),
  ];
}
