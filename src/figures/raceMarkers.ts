import type { Pair } from '../math/kinds';
import type { Stroke } from '../math/optimisers/kinds';
import type { Mark } from './vector/marks';

/** Corners of the methods' markers, in pixels about their place; nothing for a disc of radius 4. */
export const corners: Readonly<Record<Stroke['marker'], readonly Pair[]>> = {
  circle: [],
  ring: [],
  square: [[-3.6, -3.6], [3.6, -3.6], [3.6, 3.6], [-3.6, 3.6]], // prettier-ignore
  diamond: [[0, -5], [5, 0], [0, 5], [-5, 0]], // prettier-ignore
  triangle: [[0, -5], [4.8, 3.6], [-4.8, 3.6]], // prettier-ignore
  // prettier-ignore
  cross: [[-4, -1.4], [-1.4, -1.4], [-1.4, -4], [1.4, -4], [1.4, -1.4], [4, -1.4], [4, 1.4], [1.4, 1.4], [1.4, 4], [-1.4, 4], [-1.4, 1.4], [-4, 1.4]],
};

/** A method's marker with a white rim, so that it is read on any colour. */
export function markerMarks({ marker, ...colours }: Stroke, dark: boolean, [x, y]: Pair, scale = 1): Mark[] {
  const colour = dark ? colours.dark : colours.light;
  const open = marker === 'ring';
  const ring = corners[marker].map(([a, b]): Pair => [x + scale * a, y + scale * b]);
  const layer = (fill: string, stroke: string, width: number): Mark =>
    ring.length === 0
      ? { kind: 'disc', at: [x, y], r: 4 * scale, fill, pen: { stroke, width: width * scale } }
      : { kind: 'shape', rings: [ring], closed: true, fill, pen: { stroke, width: width * scale } };
  return [layer('#ffffff', '#ffffff', open ? 4.4 : 2.6), layer(open ? '#ffffff' : colour, colour, open ? 2 : 0.6)];
}
