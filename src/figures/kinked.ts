import type { KinksResult, SurfaceResult } from '../engine/protocol';
import type { Pair } from '../math/kinds';
import { extremes } from './range';

/** A surface with all its kinks as creases, and whether their colours are curvatures that stand in place of the jumps. */
export interface Kinked {
  readonly result: SurfaceResult;
  readonly smoothed: boolean;
}

/** The colours of kinks have one range for jumps of ∇L and another for the curvature in place of them. */
export interface JumpScales {
  readonly jumps?: Pair;
  readonly curvature?: Pair;
}

/** The kinks in place of the creases: with their jumps, or, where the surface is smoothed, with the curvature that was computed. */
export function withKinks(result: SurfaceResult, { kinks, curvature = [] }: KinksResult, smoothed: boolean): Kinked {
  const creases = smoothed
    ? kinks.flatMap(({ theta }, k) => {
        const jump = curvature[k];
        return jump ? [{ theta, jump, order: 1 as const }] : [];
      })
    : kinks.map(({ theta, jump, order }) => ({ theta, jump, order }));
  return { result: { ...result, creases }, smoothed };
}

/** One range for all surfaces that share a unit, 0 included; absent where none has the unit. */
export function jumpScales(all: readonly Kinked[]): JumpScales {
  const range = (of: readonly Kinked[]): Pair => {
    const [least, most] = extremes(of.flatMap(({ result }) => result.creases.flatMap(({ order, jump }) => (order === 2 ? [] : jump))));
    return [Math.min(0, least), Math.max(most, 1e-9)];
  };
  const [plain, smoothed] = [all.filter((one) => !one.smoothed), all.filter((one) => one.smoothed)];
  return { ...(plain.length > 0 && { jumps: range(plain) }), ...(smoothed.length > 0 && { curvature: range(smoothed) }) };
}

/** The range that colours one of them. */
export const scaleFor = ({ smoothed }: Pick<Kinked, 'smoothed'>, { jumps, curvature }: JumpScales): Pair | undefined =>
  smoothed ? curvature : jumps;

/** What a colour says. */
export const jumpUnit = (smoothed: boolean): string => (smoothed ? 'curvature in place of the jump' : 'jump of ∇L');

/** What lines on these surfaces say: the scales that some line wears, and whether there are dashes where only the curvature jumps. */
export interface KinkKey extends JumpScales {
  readonly bends: boolean;
}

export function keyOf(all: readonly Kinked[], { jumps, curvature }: JumpScales): KinkKey {
  const wears = (smoothed: boolean): boolean => all.some((one) => one.smoothed === smoothed && one.result.creases.some(({ order }) => order !== 2));
  return {
    bends: all.some(({ result }) => result.creases.some(({ order }) => order === 2)),
    ...(jumps && wears(false) && { jumps }),
    ...(curvature && wears(true) && { curvature }),
  };
}
