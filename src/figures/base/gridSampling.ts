import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { Crease, SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from './colours';
import { finiteRange, paddedRange, tickText } from './ticks';
import type { FigureStyle } from './types';

/** Index of the cell that contains v and the fraction of it below v; the ends belong to the outer cells. */
function cellOf(nodes: Float64Array, v: number): Pair {
  const [lo, hi, last] = [nodes[0]!, nodes[nodes.length - 1]!, nodes.length - 2];
  const place = ((v - lo) / (hi - lo)) * (nodes.length - 1);
  const index = Math.min(last, Math.max(0, Math.floor(place)));
  return [index, place - index];
}

/** Tolerance of the ends of a range, relative to its width. */
const END_TOLERANCE = 1e-9;

/** Whether v lies in [lo, hi], up to rounding. */
export const isWithin = ([lo, hi]: Pair, v: number): boolean => v >= lo - END_TOLERANCE * (hi - lo) && v <= hi + END_TOLERANCE * (hi - lo);

/** Ranges of both weights that a picture covers. */
export interface PictureRange {
  readonly theta1: Pair;
  readonly theta2: Pair;
}

/** The ranges of a lattice. */
export const pictureRangeOf = ({ x, y }: Pick<Grid, 'x' | 'y'>): PictureRange => ({ theta1: [x[0]!, x.at(-1)!], theta2: [y[0]!, y.at(-1)!] });

/** Whether θ lies in a picture, up to rounding. */
export const isInPicture = ({ theta1, theta2 }: PictureRange, [t1, t2]: Pair): boolean => isWithin(theta1, t1) && isWithin(theta2, t2);

/** Loss at θ by bilinear interpolation between the nodes; NaN outside. */
export function valueAt(grid: Grid, theta: Pair): number {
  return isInPicture(pictureRangeOf(grid), theta) ? bilinear(grid, grid.z, theta) : NaN;
}

/** Bilinear interpolation of values on the nodes of a grid. */
export function bilinear(grid: Grid, z: Float64Array, theta: Pair): number {
  const [j, u] = cellOf(grid.x, theta[0]);
  const [i, v] = cellOf(grid.y, theta[1]);
  const at = i * grid.n + j;
  return (1 - v) * ((1 - u) * z[at]! + u * z[at + 1]!) + v * ((1 - u) * z[at + grid.n]! + u * z[at + grid.n + 1]!);
}

/** Gradient at the nearest node; undefined on a crease or where none was computed. */
export function gradientNear(result: SurfaceResult, theta: Pair): Pair | undefined {
  const { grid, gradient } = result;
  if (!gradient || !isInPicture(pictureRangeOf(grid), theta)) return undefined;
  const [j, u] = cellOf(grid.x, theta[0]);
  const [i, v] = cellOf(grid.y, theta[1]);
  const at = (i + Math.round(v)) * grid.n + j + Math.round(u);
  const [g1, g2] = [gradient.g1[at]!, gradient.g2[at]!];
  return Number.isFinite(g1) && Number.isFinite(g2) ? [g1, g2] : undefined;
}

/** Subdivides a polyline so that its vertices are at most one cell apart and follow the surface; `values` at the vertices are interpolated. */
export function densify(theta: readonly Pair[], grid: Grid, values: readonly number[] = []): { theta: Pair[]; values: number[] } {
  const [dx, dy] = [(grid.x.at(-1)! - grid.x[0]!) / (grid.n - 1), (grid.y.at(-1)! - grid.y[0]!) / (grid.n - 1)];
  const dense: { theta: Pair[]; values: number[] } = { theta: [], values: [] };
  theta.forEach((b, k) => {
    const a = theta[k - 1] ?? b;
    const parts = Math.max(1, Math.ceil(Math.max(Math.abs(b[0] - a[0]) / dx, Math.abs(b[1] - a[1]) / dy) - 1e-9));
    for (let i = 1; i <= parts; i += 1) {
      dense.theta.push([a[0] + ((b[0] - a[0]) * i) / parts, a[1] + ((b[1] - a[1]) * i) / parts]);
      dense.values.push((1 - i / parts) * (values[k - 1] ?? values[k] ?? NaN) + (i / parts) * (values[k] ?? NaN));
    }
  });
  return dense;
}

/** Whether a crease is an isolated point. */
export const isPoint = (crease: Crease): boolean => crease.theta.length === 1;

/** Intersections of creases with the line on which one weight is fixed at `at`: the free weight and the jump of the gradient there. */
function creaseCrossings(creases: readonly Crease[], along: 'theta1' | 'theta2', at: number): { at: number; jump: number }[] {
  const [free, fixed] = along === 'theta1' ? ([0, 1] as const) : ([1, 0] as const);
  return creases.flatMap(({ theta, jump }) => {
    const only = theta.length === 1 ? theta[0] : undefined;
    if (only) return only[fixed] === at ? [{ at: only[free], jump: jump[0]! }] : [];
    return theta.slice(1).flatMap((b, i) => {
      const a = theta[i]!;
      const [from, to] = [a[fixed] - at, b[fixed] - at];
      if (from === to || from * to > 0 || to === 0)
        return from !== to && to === 0 && i === theta.length - 2 ? [{ at: b[free], jump: jump[i + 1]! }] : [];
      const fraction = from / (from - to);
      return [{ at: a[free] + fraction * (b[free] - a[free]), jump: jump[i]! + fraction * (jump[i + 1]! - jump[i]!) }];
    });
  });
}

/** Surface with other values on the same lattice, without the old gradient. */
function withValues(result: SurfaceResult, z: Float64Array): SurfaceResult {
  const { grid, report } = result;
  const [lo] = finiteRange(z);
  const at = Math.max(0, z.indexOf(lo));
  const theta = [grid.x[at % grid.n]!, grid.y[Math.floor(at / grid.n)]!] as const;
  return {
    grid: { n: grid.n, x: grid.x.slice(), y: grid.y.slice(), z },
    minimum: { theta, loss: z[at]! },
    creases: result.creases,
    report,
  };
}

/** Difference b − a on b's nodes; a is interpolated where the lattices differ, NaN outside it. */
export function subtract(b: SurfaceResult, a: SurfaceResult): SurfaceResult {
  const { n, x, y, z } = b.grid;
  const sameGrid = a.grid.n === n && [0, n - 1].every((k) => a.grid.x[k] === x[k] && a.grid.y[k] === y[k]);
  return withValues(
    b,
    z.map((value, at) => value - (sameGrid ? a.grid.z[at]! : valueAt(a.grid, [x[at % n]!, y[Math.floor(at / n)]!]))),
  );
}

/** Norm of the gradient at every node; where it does not exist, the mean norm of the neighbouring nodes. */
export function gradientNorm(result: SurfaceResult): SurfaceResult {
  const { gradient, grid } = result;
  const { n } = grid;
  const exact = grid.z.map((_, at) => (gradient ? Math.hypot(gradient.g1[at]!, gradient.g2[at]!) : NaN));
  const filled = exact.map((value, at) => {
    if (Number.isFinite(value)) return value;
    const [i, j] = [Math.floor(at / n), at % n];
    const gradients: number[] = [];
    for (let k = Math.max(0, i - 1); k <= Math.min(n - 1, i + 1); k += 1)
      for (let l = Math.max(0, j - 1); l <= Math.min(n - 1, j + 1); l += 1) if (Number.isFinite(exact[k * n + l]!)) gradients.push(exact[k * n + l]!);
    return gradients.length > 0 ? gradients.reduce((sum, v) => sum + v, 0) / gradients.length : NaN;
  });
  return withValues(result, filled);
}

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

/** Names of the two coordinates of a figure. */
export const axesOf = ({ axes }: Pick<FigureStyle, 'axes'>): readonly [string, string] => axes ?? [axisNames.theta1, axisNames.theta2];

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
