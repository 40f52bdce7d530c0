import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from './colours';
import { crossings, valueAt } from './gridSampling';
import { extremes } from './ticks';
import type { FigureStyle } from './types';

export interface CurveStyle {
  readonly color: string;
  readonly dash: 'solid' | 'dash' | 'dot' | 'dashdot';
  readonly width: number;
}

/** Styles of the first, second, … curve of a cut; the page's legend reads them too. */
export function curveStyles(dark: boolean): CurveStyle[] {
  const theme = themeOf(dark);
  return [
    { color: theme.crease, dash: 'solid', width: 2 },
    { color: theme.theta, dash: 'dash', width: 1.6 },
    { color: theme.ink3, dash: 'dot', width: 1.6 },
    { color: theme.ink, dash: 'dashdot', width: 1.6 },
  ];
}

export interface Cut {
  readonly along: 'theta1' | 'theta2';
  /** The other weight, held. */
  readonly at: number;
  readonly span: Pair;
  readonly curves: readonly { readonly t: number[]; readonly loss: number[] }[];
  readonly kinks: readonly { readonly at: number; readonly jump: number }[];
  readonly values: Pair;
}

/** The loss of each result along one weight through the cursor, θ₂ unless told. */
export function cutOf(results: readonly SurfaceResult[], look: FigureStyle): Cut {
  const along = look.along ?? 'theta2';
  const { grid, creases } = results[0]!;
  const at = along === 'theta1' ? (look.cursor?.[1] ?? 0) : (look.cursor?.[0] ?? 0);
  const nodes = along === 'theta1' ? grid.x : grid.y;
  const kinks = look.smoothed
    ? []
    : crossings(
        creases.filter(({ order }) => order !== 2),
        along,
        at,
      );
  const t = [...new Set([...nodes, ...kinks.map((kink) => kink.at)])].sort((a, b) => a - b);
  const curves = results.map((result) => ({ t: [...t], loss: t.map((v) => valueAt(result.grid, along === 'theta1' ? [v, at] : [at, v])) }));
  const [lo, hi] = extremes(curves.flatMap((curve) => curve.loss));
  return { along, at, span: [nodes[0]!, nodes.at(-1)!], curves, kinks, values: roomy(lo, hi) };
}

/** Ends of the loss axis: 0 below when near, a little air above. */
function roomy(lo: number, hi: number): Pair {
  const air = 0.05 * Math.max(hi - lo, 1e-9 * Math.max(1, Math.abs(hi)), 1e-12);
  return [lo >= 0 && lo < 0.6 * hi ? 0 : lo - air, hi + air];
}
