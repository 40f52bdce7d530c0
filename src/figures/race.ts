import type { Data } from 'plotly.js';
import type { RaceResult } from '../engine/protocol';
import { optimisers } from '../math/optimisers';
import type { Stroke } from '../math/optimisers/kinds';
import type { Trajectory } from '../math/trajectory';
import { themeOf } from './colours';
import type { Figure, Margins } from './kinds';
import type { Pair } from '../math/kinds';

/** A race and the recorded step that is shown. */
export interface RaceView {
  readonly race: RaceResult;
  readonly step: number;
}

/** A line chart over steps; it has no θ under the pointer. */
export type Chart = Omit<Figure, 'geometry'> & { readonly span: Pair; readonly values: Pair; readonly margins: Margins };

/** A method that has states to draw. */
export interface Runner {
  readonly label: string;
  readonly stroke: Stroke;
  readonly run: Trajectory;
  /** The state shown: a run that ended early rests at its last. */
  readonly at: number;
}

export const runnersOf = ({ race, step }: RaceView): Runner[] =>
  race.runs
    .filter(({ run }) => run.count > 0)
    .map(({ name, run }) => ({ label: optimisers[name].label, stroke: optimisers[name].stroke, run, at: Math.min(step, run.count - 1) }));

export const coordinate = ({ run }: Runner, weight: 0 | 1, from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => run.theta[2 * (from + k) + weight]!);

/** A line in the method's colour and dash. */
export function strokeLine({ stroke, label }: Runner, x: number[], y: (number | null)[], dark: boolean): Data {
  const pattern = stroke.dash.map((length) => `${length}px`).join(',') || 'solid';
  const dash = pattern as 'solid'; // Plotly takes lists of pixels too; its types leave them out
  return {
    type: 'scatter',
    mode: 'lines',
    name: label,
    x,
    y,
    line: { color: dark ? stroke.dark : stroke.light, width: stroke.width, dash },
    connectgaps: false,
    hoverinfo: 'skip',
  };
}

const symbols = { circle: 'circle', square: 'square', diamond: 'diamond', triangle: 'triangle-up', cross: 'x', ring: 'circle' } as const;

/** The method's marker at one place, ringed so that it is seen on any colour. */
export function strokeMark({ stroke, label }: Runner, [x, y]: Pair, dark: boolean, ring: string): Data {
  const own = dark ? stroke.dark : stroke.light;
  const open = stroke.marker === 'ring';
  return {
    type: 'scatter',
    mode: 'markers',
    name: label,
    x: [x],
    y: [y],
    marker: {
      symbol: symbols[stroke.marker],
      size: 10,
      color: open ? themeOf(dark).ground : own,
      line: { width: open ? 2.2 : 1.4, color: open ? own : ring },
    },
    hoverinfo: 'skip',
  };
}

/** Runs that ended before the step shown, each with its sentence. */
export const endings = ({ race, step }: RaceView): string =>
  race.runs
    .filter(({ run }) => run.end !== 'finished' && run.count - 1 < step)
    .map(({ name, run }) => ` ${optimisers[name].label}: ${run.why}.`)
    .join('');
