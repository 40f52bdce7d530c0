import type { Pair } from '../../math/core/types';
import { type Theme, themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, placedCommands } from '../base/drawList';
import { shortenedText, textWidth, withoutCollisions, wrapText } from '../base/textMetrics';
import { type ColourBar, colourBarCommands, colourBarWidth, LEGEND_ROW, type LegendItem, legendRowCommands, legendRows, rowWidth } from './legends';

/** What stands around the figures of a printed page. */
export interface PageFrame {
  readonly title: string;
  readonly note: string;
  readonly caption: string;
  readonly dark: boolean;
  readonly legend?: readonly LegendItem[];
}

/** A pane of a printed page. */
export interface PrintedPane {
  readonly letter: string;
  readonly title: string;
  readonly note?: string;
  readonly legend?: readonly LegendItem[];
  readonly bar?: ColourBar;
  /** Width over height at which the figure fills its box. */
  readonly aspect: number;
  /** Whether it fills any width, so that the last of a page is as wide as its row. */
  readonly stretches?: boolean;
  readonly draw: (box: Box) => DrawCommand[];
}

/** A printed page of panes; the panes of a group belong together, and all groups have as many. */
export interface PrintedPage extends PageFrame {
  readonly groups: readonly (readonly PrintedPane[])[];
}

/** Padding of a printed page, and distance of two panes, in pixels. */
const PADDING = 24;
const GUTTER = 14;
const TITLE = { size: 15, weight: 650 } as const;
const NOTE = { size: 12, weight: 400 } as const;
const HEAD = { size: 13, weight: 600 } as const;
/** Line heights in pixels. */
const TITLE_LINE = 20;
const NOTE_LINE = 17;
const HEAD_LINE = 17;
/** Share of the page's height that the caption may take. */
const CAPTION_SHARE = 0.3;

/** Printed page: title, note and legend above, the caption below, and what `draw` gives for the area between; no two texts overlap, and nothing without a place is written. */
export function framedPage(frame: PageFrame, width: number, height: number, draw: (area: Box) => DrawCommand[]): DrawCommand[] {
  const theme = themeOf(frame.dark);
  const room = width - 2 * PADDING;
  const head = headerCommands(frame, room, theme);
  const caption = wrapText(frame.caption, room, NOTE, Math.max(1, Math.floor((CAPTION_SHARE * height) / NOTE_LINE)));
  const foot = height - PADDING - NOTE_LINE * (caption.length - 1);
  const area: Box = { x: PADDING, y: head.bottom + 8, width: room, height: foot - NOTE_LINE - 8 - (head.bottom + 8) };
  const commands = [
    ...head.commands,
    ...caption.map((line, k) => label([PADDING, foot + NOTE_LINE * k], line, { ...NOTE, fill: theme.ink2, anchor: 'start' })),
    ...(area.height > 0 ? draw(area) : []),
  ];
  return withoutCollisions(placedCommands(commands), { x: 0, y: 0, width, height });
}

/** Title, note, and the legend at the right of one of them where there is room, else in rows below. */
function headerCommands({ title, note, legend = [] }: PageFrame, room: number, theme: Theme): { commands: DrawCommand[]; bottom: number } {
  const [titleLines, noteLines] = [wrapText(title, room, TITLE, 2), wrapText(note, room, NOTE, 2)];
  const commands: DrawCommand[] = [];
  let y = PADDING + 14 - TITLE_LINE;
  const beside = (lines: readonly string[], type: typeof TITLE | typeof NOTE): boolean =>
    legend.length > 0 && lines.length === 1 && textWidth(lines[0]!, type) + 24 + rowWidth(legend) <= room;
  for (const line of titleLines) commands.push(label([PADDING, (y += TITLE_LINE)], line, { ...TITLE, fill: theme.ink, anchor: 'start' }));
  const byTitle = beside(titleLines, TITLE);
  if (byTitle) commands.push(...legendRowCommands(legend, [PADDING + room - rowWidth(legend), y]));
  y += TITLE_LINE - NOTE_LINE;
  for (const line of noteLines) commands.push(label([PADDING, (y += NOTE_LINE)], line, { ...NOTE, fill: theme.ink3, anchor: 'start' }));
  if (!byTitle && beside(noteLines, NOTE)) commands.push(...legendRowCommands(legend, [PADDING + room - rowWidth(legend), y]));
  else if (!byTitle) for (const row of legendRows(legend, room)) commands.push(...legendRowCommands(row, [PADDING, (y += LEGEND_ROW)]));
  return { commands, bottom: y + 4 };
}

/** A group's panes and how they stand: below each other or beside each other. */
interface Arrangement {
  /** Least of a figure's height and its width over its aspect, in pixels. */
  readonly size: number;
  /** Groups beside each other. */
  readonly columns: number;
  readonly beside: boolean;
  readonly cells: Pair;
}

/** Enlargement for which the panes of a group stand beside each other instead of below each other, as on the page. */
const BESIDE_GAIN = 1.25;

/** The arrangement of groups of panes in an area that draws the panes largest. */
export function arrangementOf(groups: number, panes: number, aspect: number, area: Pick<Box, 'width' | 'height'>): Arrangement {
  const choices = (panes > 1 ? [false, true] : [false]).flatMap((beside) =>
    Array.from({ length: groups }, (_, k): Arrangement => {
      const [columns, rows] = [k + 1, Math.ceil(groups / (k + 1))];
      const cells: Pair = beside ? [columns * panes, rows] : [columns, rows * panes];
      const [w, h] = [area.width / cells[0] - GUTTER, area.height / cells[1] - HEAD_LINE - 6];
      return { columns, beside, cells, size: Math.min(w / aspect, h) };
    }),
  );
  return choices.reduce((best, next) => (next.size > best.size * (next.beside && !best.beside ? BESIDE_GAIN : 1.001) ? next : best));
}

/** Printed page of panes: arranged to be drawn as large as they can be, each under its head, with a colour bar for each range. */
export function pageCommands(page: PrintedPage, width: number, height: number): DrawCommand[] {
  return framedPage(page, width, height, (area) => {
    const bars = distinctBars(page);
    const barWidth = Math.max(0, ...bars.map(colourBarWidth));
    const inner: Box = { ...area, width: area.width - (bars.length > 0 ? barWidth + GUTTER : 0) };
    const cells = placedCells(page, inner);
    return [
      ...cells.flatMap((cell) => cell.head),
      ...barCommands(bars, page, cells, inner, barWidth),
      ...cells.flatMap(({ pane, box }) => (box.height > 8 && box.width > 8 ? pane.draw(box) : [])),
    ];
  });
}

/** Groups of a page, panes of the largest, and the mean aspect of all. The panes of a single group stand as freely as groups of one pane. */
function dimensionsOf({ groups: given }: PrintedPage): { readonly groups: PrintedPage['groups']; readonly depth: number; readonly aspect: number } {
  const groups = given.length === 1 ? given.flat().map((pane) => [pane]) : given;
  const panes = groups.flat();
  return {
    groups,
    depth: Math.max(1, ...groups.map((group) => group.length)),
    aspect: panes.reduce((sum, pane) => sum + pane.aspect, 0) / Math.max(1, panes.length),
  };
}

interface Cell {
  readonly pane: PrintedPane;
  readonly head: readonly DrawCommand[];
  readonly box: Box;
}

function placedCells(page: PrintedPage, area: Box): Cell[] {
  const theme = themeOf(page.dark);
  const { groups, depth, aspect } = dimensionsOf(page);
  const { columns, beside, cells } = arrangementOf(groups.length, depth, aspect, area);
  const [w, h] = [area.width / cells[0], area.height / cells[1]];
  const placed = groups.flatMap((group, k) =>
    group.map((pane, i) => {
      const [column, row] = [k % columns, Math.floor(k / columns)];
      const [x, y] = beside ? [column * depth + i, row] : [column, row * depth + i];
      const isLast = k === groups.length - 1 && depth === 1;
      const room = (isLast && pane.stretches ? columns - column : 1) * w - GUTTER;
      return {
        pane,
        row: y,
        room,
        left: area.x + x * w,
        top: area.y + y * h,
        lines: headLines(pane, room, h),
        rows: legendRows(pane.legend ?? [], room),
      };
    }),
  );
  return placed.map(({ pane, row, left, top, room, lines, rows }) => {
    const mates = placed.filter((other) => other.row === row);
    const [tallest, entries] = [Math.max(...mates.map((other) => other.lines.length)), Math.max(...mates.map((other) => other.rows.length))];
    const below = top + HEAD_LINE * tallest + LEGEND_ROW * entries + (tallest + entries > 0 ? 5 : 0);
    return {
      pane,
      head: [
        ...lines.map(({ text, note }, i) =>
          label(
            [left, top + 13 + HEAD_LINE * i],
            text,
            note ? { ...NOTE, fill: theme.ink3, anchor: 'start' } : { ...HEAD, fill: theme.ink, anchor: 'start' },
          ),
        ),
        ...rows.flatMap((entry, i) => legendRowCommands(entry, [left, top + HEAD_LINE * tallest + LEGEND_ROW * i + 13])),
      ],
      box: { x: left, y: below, width: room, height: top + h - below - 2 },
    };
  });
}

/** Lines of a pane's head: letter and title, on a tall pane two lines, and its note. */
function headLines({ letter, title, note }: PrintedPane, width: number, height: number): { readonly text: string; readonly note: boolean }[] {
  const whole = [letter, title].filter((part) => part !== '').join(' ');
  const tall = height > 150;
  const lines = tall ? wrapText(whole, width, HEAD, 2) : [shortenedText(whole, width, HEAD)].filter((line) => line !== '');
  const below = note && tall ? shortenedText(note, width, NOTE) : '';
  return [...lines.map((text) => ({ text, note: false })), ...(below === '' ? [] : [{ text: below, note: true }])];
}

/** Most colour bars that a page has; with more, the panes have only their axes. */
const MAX_BARS = 6;
/** Greatest height of a colour bar with its unit, in pixels. */
const BAR_HEIGHT = 170;

const barKey = (bar: ColourBar): string => JSON.stringify(bar);

function distinctBars({ groups }: PrintedPage): ColourBar[] {
  const bars = new Map(groups.flat().flatMap(({ bar }): [string, ColourBar][] => (bar ? [[barKey(bar), bar]] : [])));
  return bars.size <= MAX_BARS ? [...bars.values()] : [];
}

/** Colour bars at the right, each beside the last row that has its range, above the next one. */
function barCommands(bars: readonly ColourBar[], { dark }: PrintedPage, cells: readonly Cell[], area: Box, width: number): DrawCommand[] {
  const height = Math.min(BAR_HEIGHT, area.height / Math.max(1, bars.length) - 8);
  const ends = bars.map((bar) =>
    Math.max(...cells.filter(({ pane }) => pane.bar && barKey(pane.bar) === barKey(bar)).map(({ box }) => box.y + box.height)),
  );
  const order = bars.map((_, k) => k).sort((a, b) => ends[b]! - ends[a]! || b - a);
  let limit = area.y + area.height;
  return order.flatMap((k) => {
    const bottom = Math.min(ends[k]!, limit);
    limit = bottom - height - 8;
    return colourBarCommands(bars[k]!, dark, { x: area.x + area.width + GUTTER, y: bottom - height, width, height });
  });
}

/** Least width of a figure for its aspect, or height, that is read with ease, in pixels; and most heights of a page in widths. */
const READABLE_PX = 150;
const MAX_PAGE_ASPECT = 1.75;

/** Least height of a page, from the one given, at which every pane is read with ease. */
export function readableHeight(page: PrintedPage, width: number, height: number): number {
  const { groups, depth, aspect } = dimensionsOf(page);
  const sizeAt = (h: number): number => arrangementOf(groups.length, depth, aspect, { width: width - 2 * PADDING - 80, height: h - 130 }).size;
  let tall = height;
  while (sizeAt(tall) < READABLE_PX && sizeAt(tall + 50) > sizeAt(tall) && tall + 50 <= MAX_PAGE_ASPECT * width) tall += 50;
  return tall;
}
