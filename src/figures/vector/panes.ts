import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type Box, type DrawCommand, polyline, translated } from '../base/drawList';
import { curveStyles } from '../base/gridSampling';
import { boxWithin } from '../base/pixelMapping';
import { sharedRange } from '../base/ticks';
import type { CameraEye, FigureStyle } from '../base/types';
import type { PrintedPane } from './composition';
import { contourCommands, planeMargins } from './contourPlane';
import { lineEntry } from './legends';
import { dashedStroke, profileCommands } from './profileChart';
import { fittedCamera, sceneCamera } from './sceneAxes';
import { sceneCommands, spotCommands, surfaceCommands } from './surfaceMesh';

/** What a printed pane draws, and its proportions. */
export type Drawing = Pick<PrintedPane, 'aspect' | 'stretches' | 'draw' | 'legend'>;

/** Width of a pane from which a scene has all ticks and titles, in pixels. */
const LARGE_PANE = 420;
/** Least side of a cell of a surface, in pixels: smaller ones cannot be distinguished, and cost bytes. */
const MIN_CELL_PX = 3.5;
/** Share of the viewport's side that a surface takes. */
const SURFACE_SHARE = 0.8;

/** Surface in 3-D, as large as the pane allows, by at most `maxCells` cells a side. */
export const surfaceDrawing = (result: SurfaceResult, range: Pair, style: FigureStyle, maxCells: number): Drawing => ({
  aspect: 1.3,
  draw: (box) => {
    const sized: FigureStyle = { ...style, size: box.width < LARGE_PANE ? 'pane' : 'large' };
    const cells = Math.max(12, Math.min(maxCells, Math.round((SURFACE_SHARE * Math.min(box.width, box.height)) / MIN_CELL_PX)));
    const camera = fittedCamera(sized, box.width, box.height);
    const spots = translated(spotCommands(result, range, sized, camera), [box.x, box.y]);
    return [...sceneCommands(result, range, sized, box, cells, camera), { kind: 'clip', box, commands: spots }];
  },
});

/** The square of a contour in its box. */
function contourSquare({ grid }: SurfaceResult, box: Box): Box {
  const inner = boxWithin(box, planeMargins([grid.y[0]!, grid.y.at(-1)!]));
  const side = Math.min(inner.width, inner.height);
  return { ...inner, y: inner.y + (inner.height - side) / 2, width: side, height: side };
}

/** Contour in a square, with a path of discs over it where there is one. */
export const contourDrawing = (result: SurfaceResult, range: Pair, style: FigureStyle, path: readonly Pair[] = []): Drawing => ({
  aspect: 1.1,
  draw: (box) => {
    const square = contourSquare(result, box);
    return [...contourCommands(result, range, style, square), ...pathCommands(result, path, style, square)];
  },
});

function pathCommands({ grid }: SurfaceResult, path: readonly Pair[], { dark }: FigureStyle, box: Box): DrawCommand[] {
  if (path.length === 0) return [];
  const along = (nodes: Float64Array, value: number): number => (value - nodes[0]!) / (nodes.at(-1)! - nodes[0]!);
  const points = path.map(([a, b]): Pair => [box.x + along(grid.x, a) * box.width, box.y + (1 - along(grid.y, b)) * box.height]);
  const { ink } = themeOf(dark);
  return [
    {
      kind: 'clip',
      box,
      commands: [
        polyline(points, { colour: '#ffffff', width: 4 }),
        polyline(points, { colour: ink, width: 1.6 }),
        ...points.map((at): DrawCommand => ({ kind: 'disc', at, r: 3.4, fill: ink, stroke: { colour: '#ffffff', width: 1.2 } })),
      ],
    },
  ];
}

/** Profile of several surfaces along one weight, the first on top, with the names of its curves. */
export function profileDrawing(results: readonly SurfaceResult[], names: readonly string[], style: FigureStyle): Drawing {
  const styles = curveStyles(style.dark);
  return {
    aspect: 1.5,
    stretches: true,
    legend: names.map((name, k) => lineEntry(name, themeOf(style.dark), dashedStroke(styles[k % styles.length]!))),
    draw: (box: Box): DrawCommand[] => profileCommands(results, style, box),
  };
}

/** Camera of thumbnails: nearer than the large figure's, which has axes. */
const THUMBNAIL_EYE: CameraEye = [1.36, 0.99, 0.85];

/** Thumbnail: a surface without axes, about 6 px inside its box. */
export function thumbnailCommands(result: SurfaceResult, style: FigureStyle, width: number, height: number): DrawCommand[] {
  const small: FigureStyle = { ...style, size: 'pane', eye: style.eye ?? THUMBNAIL_EYE };
  const [range, camera] = [style.range ?? sharedRange([result]), sceneCamera(small, width, height)];
  return [...surfaceCommands(result, range, small, camera, 41), ...spotCommands(result, range, small, camera)];
}
