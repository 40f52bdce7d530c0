import type { Grid } from '../../math/core/grid';
import type { StartingPoint } from '../../math/theory/types';
import { themeOf } from '../base/colours';
import type { Figure } from '../base/types';

/** The figure with the rim of {L ≤ L(θ⁰)} on top: a white line under one in the colour of θ. */
export function withLevel(figure: Figure, { n, x, y, z }: Grid, { theta, loss }: StartingPoint, dark: boolean): Figure {
  const rows = Array.from({ length: n }, (_, i) => Array.from(z.subarray(i * n, (i + 1) * n)));
  const rim = (color: string, width: number) => ({
    type: 'contour' as const,
    x: x.slice(),
    y: y.slice(),
    z: rows,
    autocontour: false,
    contours: { start: loss, end: loss, size: 1, coloring: 'none' as const },
    line: { color, width, smoothing: 0 },
    showscale: false,
    hoverinfo: 'skip' as const,
  });
  const words = `Level set of the loss ${loss.toPrecision(4)} at the start (${theta.map((v) => v.toPrecision(4)).join(', ')}).`;
  return { ...figure, data: [...figure.data, rim('#ffffff', 5), rim(themeOf(dark).theta, 2.5)], summary: `${figure.summary} ${words}` };
}
