import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { FONT, themeOf } from './colours';
import { ticks, tickText } from './ticks';
import type { CameraEye, FigureStyle } from './types';
import type { Layout } from 'plotly.js';

/** Proportions of the scene's box and the point it is seen around; the same for Plotly and for our own projection. */
export const ASPECT = [1, 1, 0.66] as const;
export const CENTRE = [0, 0, -0.17] as const;
export const LIGHTING = { ambient: 0.72, diffuse: 0.55, specular: 0.06, roughness: 0.9, fresnel: 0.05 };
/** Mesh lines a side. */
export const MESH = 12;
/** Creases float above the surface by this share of the loss range, or the surface would swallow them. */
export const LIFT = 0.018;

const eyes: Readonly<Record<FigureStyle['size'], CameraEye>> = { large: [1.42, 1.02, 0.86], pane: [1.57, 1.12, 0.945], phone: [1.6, 1.15, 0.95] };
/** From (+, +), so that the high corner is at the back and creases run towards the eye. */
export const eyeOf = (look: FigureStyle): CameraEye => look.eye ?? eyes[look.size];

export interface AxisTicks {
  readonly theta1: number[];
  readonly theta2: number[];
  readonly loss: number[];
}

/** Ticks of the three axes; the loss tick at the corner is left out, it would collide with the others. */
export function sceneTicks(grid: Grid, range: Pair, size: FigureStyle['size']): AxisTicks {
  const span = (nodes: Float64Array): Pair => [nodes[0]!, nodes.at(-1)!];
  const weights = (ends: Pair): number[] => (size === 'large' ? ticks(ends, 6) : [ends[0], (ends[0] + ends[1]) / 2, ends[1]]);
  const loss = (size === 'large' ? ticks(range, 4) : ticks(range, 2.2, [1, 2, 4, 5])).filter(
    (value) => value > range[0] + 0.06 * (range[1] - range[0]),
  );
  return { theta1: weights(span(grid.x)), theta2: weights(span(grid.y)), loss };
}

/** Layout of a 3-D scene that fills its box. */
export function sceneLayout(grid: Grid, range: Pair, look: FigureStyle): Partial<Layout> {
  const theme = themeOf(look.dark);
  const marks = sceneTicks(grid, range, look.size);
  const [x, y, z] = eyeOf(look);
  const axis = (title: string, values: number[], ends: Pair) => ({
    title: { text: title, font: { size: 13, color: theme.ink2 } },
    range: [ends[0], ends[1]] satisfies [number, number],
    tickmode: 'array' as const,
    tickvals: values,
    ticktext: values.map(tickText),
    tickfont: { size: 11, color: theme.ink2 },
    showbackground: false,
    gridcolor: theme.sceneGrid,
    zeroline: false,
    showspikes: false,
    showline: false,
    ticks: '' as const,
  });
  return {
    ...frame(look.dark),
    margin: { l: 0, r: 0, t: 0, b: 0 },
    scene: {
      aspectmode: 'manual',
      aspectratio: { x: ASPECT[0], y: ASPECT[1], z: ASPECT[2] },
      camera: { eye: { x, y, z }, center: { x: CENTRE[0], y: CENTRE[1], z: CENTRE[2] }, up: { x: 0, y: 0, z: 1 } },
      dragmode: 'turntable',
      hovermode: false,
      xaxis: axis('θ₁', marks.theta1, [grid.x[0]!, grid.x.at(-1)!]),
      yaxis: axis('θ₂', marks.theta2, [grid.y[0]!, grid.y.at(-1)!]),
      zaxis: axis(look.size === 'large' ? 'loss' : '', marks.loss, range),
    },
  };
}

/** What every layout shares. */
export function frame(dark: boolean): Partial<Layout> {
  return {
    paper_bgcolor: 'rgba(0,0,0,0)',
    plot_bgcolor: 'rgba(0,0,0,0)',
    uirevision: 'keep',
    font: { family: FONT, color: themeOf(dark).ink2, size: 11 },
    showlegend: false,
  };
}
