import type { Pair } from '../../math/core/types';
import { type OptimiserName, optimisers } from '../../math/optimisers';
import type { Trajectory } from '../../math/optimisers/trajectory';
import type { LineStyle } from '../../math/optimisers/types';
import type { RaceResult } from '../../worker/rpc/protocol';

/** A method with what it recorded. */
export interface RaceEntrant {
  readonly name: OptimiserName;
  readonly label: string;
  readonly stroke: LineStyle;
  readonly path: Trajectory;
}

/** Methods with their rows; a run that was refused before it began has no state to show. */
export function raceEntrants(result: RaceResult): { readonly racers: readonly RaceEntrant[]; readonly refused: readonly string[] } {
  const all = result.runs.map(({ name, run }) => ({ name, label: optimisers[name].label, stroke: optimisers[name].stroke, path: run }));
  return {
    racers: all.filter(({ path }) => path.count > 0),
    refused: all.filter(({ path }) => path.count === 0).map(({ label, path }) => `${label}: ${path.why}.`),
  };
}

/** One line of the table. */
export interface Standing {
  readonly racer: RaceEntrant;
  /** Steps taken until the state that is shown. */
  readonly steps: number;
  /** The loss that is descended: with a smoothing, the smoothed one. */
  readonly loss: number;
  readonly adversarial: number;
  readonly clean: number;
  readonly theta: Pair;
  /** Sign changes of the weight that `across` names. */
  readonly crossings: number;
  readonly slope: number;
  readonly evaluations: number;
  readonly integrals: number;
  /** Why the method had ended before the step that is shown; else empty. */
  readonly ended: string;
}

/** The last recorded state at step k: a method that diverged rests at its end. */
export const stateAt = ({ count }: Trajectory, k: number): number => Math.min(k, count - 1);

export function thetaOf({ theta }: Trajectory, k: number): Pair {
  return [theta[2 * k] ?? NaN, theta[2 * k + 1] ?? NaN];
}

/** How often the path has changed any sign up to state k. */
const crossed = ({ crossings }: Trajectory, k: number): number => (crossings[2 * k] ?? 0) + (crossings[2 * k + 1] ?? 0);

export function standingAt(racer: RaceEntrant, step: number, across: 0 | 1 = 1): Standing {
  const { path } = racer;
  const k = stateAt(path, step);
  return {
    racer,
    steps: k,
    loss: path.loss[k] ?? NaN,
    adversarial: path.adversarial[k] ?? NaN,
    clean: path.clean[k] ?? NaN,
    theta: thetaOf(path, k),
    crossings: path.crossings[2 * k + across] ?? 0,
    slope: path.slope[k] ?? NaN,
    evaluations: path.evaluations[k] ?? 0,
    integrals: path.integrals[k] ?? 0,
    ended: step > k ? path.why : '',
  };
}

/** Lowest adversarial loss first; methods that have ended come last. */
export function rankEntrants(racers: readonly RaceEntrant[], step: number, across: 0 | 1 = 1): Standing[] {
  const key = ({ adversarial, ended }: Standing): number => (ended !== '' || Number.isNaN(adversarial) ? Infinity : adversarial);
  return racers.map((racer) => standingAt(racer, step, across)).sort((a, b) => key(a) - key(b) || 0);
}

/** Window of steps in which sign changes are counted. */
export const FLIP_WINDOW = 24;

/** Fraction of the last steps in which the path changed a sign. */
export function signFlipRate({ path }: RaceEntrant, step: number): number {
  const k = stateAt(path, step);
  const from = Math.max(0, k - FLIP_WINDOW);
  return k > from ? (crossed(path, k) - crossed(path, from)) / (k - from) : 0;
}

/** The weight whose sign the paths change most in the last steps: its axis is the crease to style across. */
export function flippingWeight(racers: readonly RaceEntrant[], step: number): 0 | 1 {
  const total = (i: 0 | 1): number =>
    racers.reduce((sum, { path }) => {
      const k = stateAt(path, step);
      return sum + (path.crossings[2 * k + i] ?? 0) - (path.crossings[2 * Math.max(0, k - FLIP_WINDOW) + i] ?? 0);
    }, 0);
  return total(0) > total(1) ? 0 : 1;
}

/** The least adversarial loss that anything has seen: of the surface, or of a path that left the window. */
export function lowestLoss(surface: number, racers: readonly RaceEntrant[]): number {
  return racers.reduce((least, { path }) => path.adversarial.reduce((low, loss) => (loss < low ? loss : low), least), surface);
}

/** The last step that any method reached. */
export const lastStep = (racers: readonly RaceEntrant[]): number => Math.max(0, ...racers.map(({ path }) => path.count - 1));
