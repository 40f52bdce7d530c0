import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, rectangle, shifted } from '../base/marks';
import type { KinkKey } from '../base/mergeKinks';
import { sharedRange } from '../base/ticks';
import type { CameraEye, FigureStyle } from '../base/types';
import { planeMarks } from './contourPlane';
import { barMarks, keyMarks } from './legends';
import { chartMarks } from './profileChart';
import { sceneMarks, sheetMarks } from './surfaceMesh';

export interface PagePane {
  readonly result: SurfaceResult;
  /** Head of the pane; a letter stands before it when there are several. */
  readonly title: string;
  readonly smoothed: boolean;
  /** Its creases wear their jumps' colours over this range. */
  readonly jumps?: Pair | undefined;
}
export interface Page {
  readonly title: string;
  readonly note: string;
  readonly caption: string;
  readonly panes: readonly PagePane[];
  readonly figure: 'surface' | 'contour' | 'both' | 'cut';
  readonly look: FigureStyle;
  /** What colours and dashes of kinks mean. */
  readonly key?: KinkKey;
  /** Cells a side of a surface. */
  readonly limit: number;
}

const AIR = 24;
/** Pixels of an Inter character at 12 px, on average. */
const CHARACTER = 6.1;

export function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && (last.length + 1 + word.length) * CHARACTER <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** A figure ready to print: title, panes with one range, colour bar, caption, on a solid ground. */
export function pageMarks(page: Page, width: number, height: number): DrawCommand[] {
  const { look, panes } = page;
  const theme = themeOf(look.dark);
  const range = look.range ?? sharedRange(panes.map((pane) => pane.result));
  const caption = wrapped(page.caption, width - 2 * AIR);
  const marks: DrawCommand[] = [
    rectangle({ x: 0, y: 0, width, height }, theme.ground),
    label([AIR, AIR + 14], page.title, { size: 15, weight: 650, fill: theme.ink, anchor: 'start' }),
    label([AIR, AIR + 34], page.note, { size: 12, weight: 400, fill: theme.ink3, anchor: 'start' }),
    ...caption.map((line, k) =>
      label([AIR, height - AIR - 17 * (caption.length - 1 - k)], line, { size: 12, weight: 400, fill: theme.ink2, anchor: 'start' }),
    ),
  ];
  const creased = look.creases && page.figure !== 'cut' && panes.some((pane) => !pane.smoothed && pane.result.creases.length > 0);
  const row = 1.25 * page.title.length > page.note.length ? 34 : 14; // beside the shorter of the two lines
  marks.push(...keyMarks(page.key, creased, [width - AIR, AIR + (page.key ? row : 14)], theme));
  const bar = page.figure === 'cut' ? 0 : 56;
  const area: Box = { x: AIR, y: AIR + 46, width: width - 2 * AIR - bar, height: height - 2 * AIR - 46 - 17 * caption.length - 8 };
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
    if (head > 0) marks.push(label([cell.x, cell.y + 13], `${letter}  ${pane.title}`, { size: 13, weight: 600, fill: theme.ink, anchor: 'start' }));
    const own: FigureStyle = {
      ...look,
      size: cell.width < 420 ? 'pane' : 'large',
      smoothed: pane.smoothed,
      ...(pane.jumps && { jumps: pane.jumps }),
    };
    marks.push(...slotMarks(pane.result, kind, range, own, { ...cell, y: cell.y + head, height: cell.height - head }, page.limit));
  });
  if (bar > 0) {
    const length = Math.min(180, area.height * 0.45);
    marks.push(...barMarks(range, look, { x: width - AIR - 34, y: area.y + area.height - length - 24, width: 9, height: length }, 'loss, nats'));
  }
  return marks;
}

function slotMarks(
  result: SurfaceResult,
  kind: 'surface' | 'contour' | 'cut',
  range: Pair,
  look: FigureStyle,
  box: Box,
  limit: number,
): DrawCommand[] {
  if (kind === 'surface') {
    return shifted(sceneMarks(result, range, look, box.width, box.height, limit), [box.x, box.y]);
  }
  const inner: Box = { x: box.x + 44, y: box.y + 20, width: box.width - 64, height: box.height - 64 };
  if (kind === 'cut') return chartMarks([result], look, inner);
  const side = Math.min(inner.width, inner.height);
  return planeMarks(result, range, look, {
    x: inner.x + (inner.width - side) / 2,
    y: inner.y + (inner.height - side) / 2,
    width: side,
    height: side,
  });
}

/** A little nearer than the large figure's, which leaves room for axes. */
const EYE: CameraEye = [1.36, 0.99, 0.85];

/** A surface without axes; the camera leaves some 6 px of air. */
export function thumbnailMarks(result: SurfaceResult, look: FigureStyle, width: number, height: number): DrawCommand[] {
  const small: FigureStyle = { ...look, size: 'pane', eye: look.eye ?? EYE };
  return sheetMarks(result, look.range ?? sharedRange([result]), small, width, height, 41);
}
