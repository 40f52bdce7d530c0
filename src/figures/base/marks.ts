import type { Pair } from '../../math/core/types';

export interface StrokeStyle {
  readonly stroke: string;
  readonly width: number;
  readonly dash?: readonly number[];
}

/** The draw list: what both sinks, SVG and Canvas, can draw. Coordinates in pixels, y downwards. */
export type DrawCommand =
  | {
      readonly kind: 'shape';
      readonly rings: readonly (readonly Pair[])[];
      readonly closed: boolean;
      readonly fill?: string;
      readonly pen?: StrokeStyle;
    }
  | { readonly kind: 'disc'; readonly at: Pair; readonly r: number; readonly fill?: string; readonly pen?: StrokeStyle }
  | { readonly kind: 'text'; readonly at: Pair; readonly text: string; readonly style: TextStyle }
  | { readonly kind: 'clip'; readonly box: Box; readonly marks: readonly DrawCommand[] };

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

export const polyline = (points: readonly Pair[], pen: StrokeStyle): DrawCommand => ({ kind: 'shape', rings: [points], closed: false, pen });
export const segment = (a: Pair, b: Pair, pen: StrokeStyle): DrawCommand => polyline([a, b], pen);
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

/** The same marks elsewhere. */
export function shifted(marks: readonly DrawCommand[], [dx, dy]: Pair): DrawCommand[] {
  const move = ([x, y]: Pair): Pair => [x + dx, y + dy];
  return marks.map((mark): DrawCommand => {
    if (mark.kind === 'shape') return { ...mark, rings: mark.rings.map((ring) => ring.map(move)) };
    if (mark.kind === 'clip') return { ...mark, box: { ...mark.box, x: mark.box.x + dx, y: mark.box.y + dy }, marks: shifted(mark.marks, [dx, dy]) };
    return { ...mark, at: move(mark.at) };
  });
}
