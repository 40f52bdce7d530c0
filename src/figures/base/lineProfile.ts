import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from './colours';
import { creaseCrossings, isWithin, valueAt, pictureRangeOf } from './gridSampling';
import { finiteRange, paddedRange, tickText } from './ticks';
import type { FigureStyle } from './types';

export interface CurveStyle {
  readonly color: string;
  readonly dash: 'solid' | 'dash' | 'dot' | 'dashdot';
  readonly width: number;
}

/** Styles of the first, second, … curve of a profile, shared with the page's legend. */
export function curveStyles(dark: boolean): CurveStyle[] {
  const theme = themeOf(dark);
  return [
    { color: theme.crease, dash: 'solid', width: 2 },
    { color: theme.theta, dash: 'dash', width: 1.6 },
    { color: theme.ink3, dash: 'dot', width: 1.6 },
    { color: theme.ink, dash: 'dashdot', width: 1.6 },
  ];
}

/** Line profile: the loss of several surfaces along one weight, the other fixed. */
export interface LineProfile {
  readonly along: 'theta1' | 'theta2';
  /** Value of the fixed weight. */
  readonly at: number;
  /** Range of the free weight. */
  readonly span: Pair;
  readonly curves: readonly { readonly t: number[]; readonly loss: number[] }[];
  /** Kinks of the first curve: the free weight, the loss, and the jump of the gradient. */
  readonly kinks: readonly { readonly at: number; readonly loss: number; readonly jump: number }[];
  /** Range of the losses, and of the axis: the style's, else padded. */
  readonly losses: Pair;
  readonly values: Pair;
  /** Why there is nothing to draw, in lines; empty where there is. */
  readonly gap: readonly string[];
}

export const axisNames = { theta1: 'θ₁', theta2: 'θ₂' } as const;

/** θ on the line of a profile where the free weight is t. */
export const weightOn = ({ along, at }: Pick<LineProfile, 'along' | 'at'>, t: number): Pair => (along === 'theta1' ? [t, at] : [at, t]);

/** Profile of each result along one weight through the cursor, θ₂ by default. */
export function lineProfile(results: readonly SurfaceResult[], style: FigureStyle): LineProfile {
  const along = style.along ?? 'theta2';
  const { grid, creases } = results[0]!;
  const at = along === 'theta1' ? (style.cursor?.[1] ?? 0) : (style.cursor?.[0] ?? 0);
  const nodes = along === 'theta1' ? grid.x : grid.y;
  const gradientJumps = style.smoothed ? [] : creases.filter(({ order }) => order !== 2);
  const lossOf = (result: SurfaceResult, t: number): number => valueAt(result.grid, weightOn({ along, at }, t));
  const kinks = creaseCrossings(gradientJumps, along, at)
    .map((kink) => ({ ...kink, loss: lossOf(results[0]!, kink.at) }))
    .filter(({ loss }) => Number.isFinite(loss));
  const t = [...new Set([...nodes, ...kinks.map((kink) => kink.at)])].sort((a, b) => a - b);
  const curves = results.map((result) => ({ t: [...t], loss: t.map((v) => lossOf(result, v)) }));
  const [lo, hi] = finiteRange(curves.flatMap((curve) => curve.loss));
  const padding = 0.05 * Math.max(hi - lo, 1e-9 * Math.max(1, Math.abs(hi)), 1e-12);
  const span: Pair = [nodes[0]!, nodes.at(-1)!];
  const isEmpty = curves.every(({ loss }) => !loss.some(Number.isFinite));
  const values = style.range ?? paddedRange(lo, hi, padding);
  return { along, at, span, curves, kinks, losses: [lo, hi], values, gap: isEmpty ? gapLines(grid, along, at) : [] };
}

/** Why a line has no finite loss: it lies outside the picture, or no value on it is finite. */
function gapLines(grid: Grid, along: LineProfile['along'], at: number): string[] {
  const { theta1, theta2 } = pictureRangeOf(grid);
  const [name, ends] = along === 'theta1' ? [axisNames.theta2, theta2] : [axisNames.theta1, theta1];
  return isWithin(ends, at)
    ? ['No value on this line is finite.']
    : [`${name} = ${tickText(at)} lies outside the picture,`, `which has ${name} from ${tickText(ends[0])} to ${tickText(ends[1])}.`];
}
