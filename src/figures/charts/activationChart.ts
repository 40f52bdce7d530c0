import { activationOf } from '../../math/activations';
import type { Pair } from '../../math/core/types';
import { finiteRange } from '../base/ticks';

/** Chart of φ and φ′ over z, in pixels of a box. */
export interface ActivationFigure {
  readonly width: number;
  readonly height: number;
  /** Pixels of the axes z = 0 and φ = 0. */
  readonly axes: Pair;
  readonly value: string;
  readonly slope: string;
  /** Values at the upper and the lower edge, and z at the right one. */
  readonly top: number;
  readonly bottom: number;
  readonly right: number;
  /** Pixels at which φ and φ′ leave the right edge, for their names. */
  readonly ends: Pair;
}

/** Half-width of the chart in z. */
const REACH = 4;
/** Values beyond this are cut off. */
const MAX_VALUE = 6;
/** Nodes of a curve between two kinks. */
const NODES = 120;
/** Distance from a kink at which a curve ends. */
const KINK_GAP = 1e-9;
/** Pixels kept free at the right for the names of the curves. */
const NAME_WIDTH = 18;

/** φ and φ′ of a model on [−4, 4]; φ′ is broken where it jumps. */
export function drawActivation(model: string | { readonly formula: string }, width: number, height: number): ActivationFigure {
  const activation = activationOf(model);
  const ends = [-REACH, ...(activation.kinks?.(REACH) ?? []), REACH];
  const pieces = ends.slice(1).map((to, i): number[] => {
    const from = ends[i] ?? -REACH;
    return Array.from({ length: NODES }, (_, k) => from + KINK_GAP + ((to - from - 2 * KINK_GAP) * k) / (NODES - 1));
  });
  const all = pieces.flat().flatMap((z) => [activation.f(z), activation.df(z)]);
  const [lo, hi] = finiteRange([...all, 0]);
  const [bottom, top] = [Math.max(-MAX_VALUE, Math.min(lo, -0.5)), Math.min(MAX_VALUE, Math.max(hi, 1))];
  const margin = 0.06 * (top - bottom);
  const x = (z: number): number => ((z + REACH) / (2 * REACH)) * (width - NAME_WIDTH);
  const y = (v: number): number => ((top + margin - v) / (top - bottom + 2 * margin)) * height;
  const far = 10 * height;
  const path = (of: (z: number) => number): string =>
    pieces.map((nodes) => `M${nodes.map((z) => `${x(z).toFixed(1)} ${Math.min(far, Math.max(-far, y(of(z)))).toFixed(1)}`).join('L')}`).join('');
  const nameAt = (v: number): number => Math.min(height - 4, Math.max(10, y(v) + 4));
  const named: Pair = [nameAt(activation.f(REACH)), nameAt(activation.df(REACH))];
  const apart = Math.abs(named[0] - named[1]) >= 13;
  return {
    width,
    height,
    axes: [x(0), y(0)],
    value: path((z) => activation.f(z)),
    slope: path((z) => activation.df(z)),
    top,
    bottom,
    right: x(REACH),
    ends: apart ? named : [Math.max(10, (named[0] + named[1]) / 2 - 6), Math.max(10, (named[0] + named[1]) / 2 - 6) + 13],
  };
}
