import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, label, polyline, rectangle, segment, translated } from '../base/drawList';
import { axisNames, type CurveStyle, curveStyles, lineProfile } from '../base/lineProfile';
import type { KinkLegend } from '../base/mergeKinks';
import { dataToPixel } from '../base/pixelMapping';
import { lossTicks, sharedRange, tickText, weightTicks } from '../base/ticks';
import type { CameraEye, FigureStyle } from '../base/types';
import { contourCommands } from './contourPlane';
import { colourBarCommands, kinkLegendCommands } from './legends';
import { sceneCommands, spotCommands, surfaceCommands } from './surfaceMesh';

export interface PagePane {
  readonly result: SurfaceResult;
  /** Head of the pane; a letter stands before it when there are several. */
  readonly title: string;
  readonly smoothed: boolean;
  /** Its creases wear their jumps' colours over this range. */
  readonly jumps?: Pair | undefined;
}
export interface FigurePage {
  readonly title: string;
  readonly note: string;
  readonly caption: string;
  readonly panes: readonly PagePane[];
  readonly figure: 'surface' | 'contour' | 'both' | 'cut';
  readonly style: FigureStyle;
  /** What colours and dashes of kinks mean. */
  readonly legend?: KinkLegend;
  /** Cells a side of a surface. */
  readonly maxCells: number;
}

/** Padding of a printed page, in pixels. */
export const PAGE_PADDING = 24;
/** Mean width of a character of Inter at 12 px, in pixels. */
const CHARACTER_WIDTH = 6.1;

/** Text wrapped at spaces to lines of about `width` pixels. */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && (last.length + 1 + word.length) * CHARACTER_WIDTH <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Printed page: title, panes with one loss range, colour bar and caption on a solid ground. */
export function pageCommands(page: FigurePage, width: number, height: number): DrawCommand[] {
  const { style, panes } = page;
  const theme = themeOf(style.dark);
  const range = style.range ?? sharedRange(panes.map((pane) => pane.result));
  const caption = wrapText(page.caption, width - 2 * PAGE_PADDING);
  const commands: DrawCommand[] = [
    rectangle({ x: 0, y: 0, width, height }, theme.ground),
    label([PAGE_PADDING, PAGE_PADDING + 14], page.title, { size: 15, weight: 650, fill: theme.ink, anchor: 'start' }),
    label([PAGE_PADDING, PAGE_PADDING + 34], page.note, { size: 12, weight: 400, fill: theme.ink3, anchor: 'start' }),
    ...caption.map((line, k) =>
      label([PAGE_PADDING, height - PAGE_PADDING - 17 * (caption.length - 1 - k)], line, {
        size: 12,
        weight: 400,
        fill: theme.ink2,
        anchor: 'start',
      }),
    ),
  ];
  const creased = style.creases && page.figure !== 'cut' && panes.some((pane) => !pane.smoothed && pane.result.creases.length > 0);
  const row = 1.25 * page.title.length > page.note.length ? 34 : 14; // beside the shorter of the two lines
  commands.push(...kinkLegendCommands(page.legend, creased, [width - PAGE_PADDING, PAGE_PADDING + (page.legend ? row : 14)], theme));
  const bar = page.figure === 'cut' ? 0 : 56;
  const area: Box = {
    x: PAGE_PADDING,
    y: PAGE_PADDING + 46,
    width: width - 2 * PAGE_PADDING - bar,
    height: height - 2 * PAGE_PADDING - 46 - 17 * caption.length - 8,
  };
  const kinds = page.figure === 'both' ? (['surface', 'contour'] as const) : [page.figure];
  const slots = panes.flatMap((pane, k) => kinds.map((kind) => ({ pane, kind, letter: panes.length > 1 ? String.fromCharCode(65 + k) : '' })));
  const columns = slots.length <= 3 ? slots.length : Math.ceil(slots.length / Math.ceil(slots.length / 4));
  const rows = Math.ceil(slots.length / columns);
  slots.forEach(({ pane, kind, letter }, k) => {
    const cell: Box = {
      x: area.x + ((k % columns) * area.width) / columns,
      y: area.y + (Math.floor(k / columns) * area.height) / rows,
      width: area.width / columns,
      height: area.height / rows,
    };
    const head = panes.length > 1 ? 22 : 0;
    if (head > 0)
      commands.push(label([cell.x, cell.y + 13], `${letter}  ${pane.title}`, { size: 13, weight: 600, fill: theme.ink, anchor: 'start' }));
    const paneStyle: FigureStyle = {
      ...style,
      size: cell.width < 420 ? 'pane' : 'large',
      smoothed: pane.smoothed,
      ...(pane.jumps && { jumps: pane.jumps }),
    };
    commands.push(...slotMarks(pane.result, kind, range, paneStyle, { ...cell, y: cell.y + head, height: cell.height - head }, page.maxCells));
  });
  if (bar > 0) {
    const length = Math.min(180, area.height * 0.45);
    commands.push(
      ...colourBarCommands(
        range,
        style,
        { x: width - PAGE_PADDING - 34, y: area.y + area.height - length - 24, width: 9, height: length },
        'loss, nats',
      ),
    );
  }
  return commands;
}

function slotMarks(
  result: SurfaceResult,
  kind: 'surface' | 'contour' | 'cut',
  range: Pair,
  style: FigureStyle,
  box: Box,
  limit: number,
): DrawCommand[] {
  if (kind === 'surface') {
    const { width, height } = box;
    return translated(
      [...sceneCommands(result, range, style, width, height, limit), ...spotCommands(result, range, style, width, height)],
      [box.x, box.y],
    );
  }
  const inner: Box = { x: box.x + 44, y: box.y + 20, width: box.width - 64, height: box.height - 64 };
  if (kind === 'cut') return profileCommands([result], style, inner);
  const side = Math.min(inner.width, inner.height);
  return contourCommands(result, range, style, {
    x: inner.x + (inner.width - side) / 2,
    y: inner.y + (inner.height - side) / 2,
    width: side,
    height: side,
  });
}

/** Camera of thumbnails: nearer than the large figure's, which has axes. */
const THUMBNAIL_EYE: CameraEye = [1.36, 0.99, 0.85];

/** Thumbnail: a surface without axes, about 6 px inside its box. */
export function thumbnailCommands(result: SurfaceResult, style: FigureStyle, width: number, height: number): DrawCommand[] {
  const small: FigureStyle = { ...style, size: 'pane', eye: style.eye ?? THUMBNAIL_EYE };
  const range = style.range ?? sharedRange([result]);
  return [...surfaceCommands(result, range, small, width, height, 41), ...spotCommands(result, range, small, width, height)];
}

/** Dash patterns in pixels. */
const dashes: Readonly<Record<CurveStyle['dash'], readonly number[] | undefined>> = {
  solid: undefined,
  dash: [6, 4],
  dot: [2, 3],
  dashdot: [9, 3, 2, 3],
};

/** Line profile within `box`: horizontal hairlines, the curves with the first on top, kinks as dotted lines with a ring. */
export function profileCommands(results: readonly SurfaceResult[], style: FigureStyle, box: Box): DrawCommand[] {
  const { along, span, values, curves, kinks } = lineProfile(results, style);
  const theme = themeOf(style.dark);
  const pixel = dataToPixel(box, span, values);
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const styles = curveStyles(style.dark);
  const lines = curves.map(({ t, loss }, k): DrawCommand => {
    const { color: colour, dash, width } = styles[k % styles.length]!;
    const pattern = dashes[dash];
    const points = t.map((at, i): Pair => [at, loss[i]!]).filter(([, value]) => Number.isFinite(value));
    return polyline(points.map(pixel), { colour, width, ...(pattern && { dash: pattern }) });
  });
  return [
    ...lossTicks(values).flatMap((value) => {
      const [, y] = pixel([span[0], value]);
      return [
        segment([box.x, y], [right, y], { colour: theme.line, width: 1 }),
        label([box.x - 8, y + 4], tickText(value), { ...textStyle, anchor: 'end' }),
      ];
    }),
    ...weightTicks(span).map((value) => label([pixel([value, 0])[0], bottom + 16], tickText(value), { ...textStyle, anchor: 'middle' })),
    label([box.x - 30, box.y - 8], 'loss', { ...textStyle, anchor: 'start' }),
    label([right, bottom + 33], axisNames[along], { ...textStyle, anchor: 'end' }),
    ...lines.reverse(),
    ...(style.creases ? kinks : []).flatMap(({ at, loss }): DrawCommand[] => {
      const [x, y] = pixel([at, loss]);
      return [
        segment([x, box.y], [x, bottom], { colour: theme.crease, width: 1, dash: [2, 3] }),
        { kind: 'disc', at: [x, y], r: 3.5, fill: theme.ground, stroke: { colour: theme.crease, width: 1.5 } },
      ];
    }),
  ];
}
