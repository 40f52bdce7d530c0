import type { Pair } from '../../math/core/types';

export interface StrokeStyle {
  readonly colour: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

/** One command of a draw list, which SVG and Canvas render alike; coordinates in pixels, y downwards. */
export type DrawCommand =
  | {
      readonly kind: 'shape';
      readonly rings: readonly (readonly Pair[])[];
      readonly closed: boolean;
      readonly fill?: string;
      readonly stroke?: StrokeStyle;
    }
  | { readonly kind: 'disc'; readonly at: Pair; readonly r: number; readonly fill?: string; readonly stroke?: StrokeStyle }
  | { readonly kind: 'text'; readonly at: Pair; readonly text: string; readonly style: TextStyle }
  | { readonly kind: 'clip'; readonly box: Box; readonly commands: readonly DrawCommand[] };

/**
 * Pixels of the device from (left, top) on, which replace what lies beneath them: rows of red, green, blue and opacity, not premultiplied. Canvases alone
 * draw them.
 */
export interface PixelCommand {
  readonly kind: 'pixels';
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}
export type PaintCommand = DrawCommand | PixelCommand;

export interface TextStyle {
  readonly size: number;
  readonly weight: 400 | 600 | 650;
  readonly fill: string;
  readonly anchor: 'start' | 'middle' | 'end';
  /** Degrees, clockwise about the anchor. */
  readonly turn?: number;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export const polyline = (points: readonly Pair[], stroke: StrokeStyle): DrawCommand => ({ kind: 'shape', rings: [points], closed: false, stroke });
export const segment = (a: Pair, b: Pair, stroke: StrokeStyle): DrawCommand => polyline([a, b], stroke);
export const rectangle = ({ x, y, width, height }: Box, fill: string): DrawCommand => ({
  kind: 'shape',
  rings: [
    [
      [x, y],
      [x + width, y],
      [x + width, y + height],
      [x, y + height],
    ],
  ],
  closed: true,
  fill,
});
export const label = (at: Pair, text: string, style: TextStyle): DrawCommand => ({ kind: 'text', at, text, style });

/** The commands moved by an offset. */
export function translated(commands: readonly DrawCommand[], [dx, dy]: Pair): DrawCommand[] {
  const move = ([x, y]: Pair): Pair => [x + dx, y + dy];
  return commands.map((command): DrawCommand => {
    if (command.kind === 'shape') return { ...command, rings: command.rings.map((ring) => ring.map(move)) };
    if (command.kind === 'disc' || command.kind === 'text') return { ...command, at: move(command.at) };
    const [x, y] = move([command.box.x, command.box.y]);
    return { ...command, box: { ...command.box, x, y }, commands: translated(command.commands, [dx, dy]) };
  });
}

/** Runs of a point sequence between gaps (undefined); runs of fewer than `minLength` points are dropped. */
export function splitAtGaps(points: Iterable<Pair | undefined>, minLength = 1): Pair[][] {
  const runs: Pair[][] = [[]];
  for (const point of points) {
    if (point) runs.at(-1)?.push(point);
    else runs.push([]);
  }
  return runs.filter((run) => run.length >= minLength);
}

/** Greatest coordinate that is written, in pixels: far outside every page. */
const MAX_COORDINATE_PX = 1e9;
const isPlace = ([x, y]: Pair): boolean => Math.abs(x) <= MAX_COORDINATE_PX && Math.abs(y) <= MAX_COORDINATE_PX;

/** The commands that have a place: lines break where a vertex has none, and what else lacks one is left out. */
export function placedCommands(commands: readonly DrawCommand[]): DrawCommand[] {
  return commands.flatMap((command): DrawCommand[] => {
    if (command.kind === 'clip') return [{ ...command, commands: placedCommands(command.commands) }];
    if (command.kind !== 'shape') return isPlace(command.at) ? [command] : [];
    if (command.rings.every((ring) => ring.every(isPlace))) return [command];
    if (command.closed) return [];
    const rings = command.rings.flatMap((ring) => splitAtGaps(ring.map((at) => (isPlace(at) ? at : undefined)), 2)); // prettier-ignore
    return rings.length > 0 ? [{ ...command, rings }] : [];
  });
}
