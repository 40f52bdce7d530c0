import { linear } from './activations/linear';
import { golden } from './golden';
import type { Activation, Pair } from './kinds';
import { sigmoid } from './logistic';

/** ψ(z) = log(1 + exp(−y φ(z))), the loss of one point as a function of z = θ·x: its first two derivatives. */
export interface PointLoss {
  first(y: number, z: number): number;
  second(y: number, z: number): number;
}

/** Step of the differences that stand for φ″ where it has no closed form. */
const STEP = 1e-5;

/** φ″ in closed form, or by central differences of φ′ (error about 1e-10). */
export function secondOf({ df, ddf }: Activation): (z: number) => number {
  if (ddf) return ddf;
  return (z) => {
    const h = STEP * Math.max(1, Math.abs(z));
    return (df(z + h) - df(z - h)) / (2 * h);
  };
}

/** ψ′ = −y σ(−yφ) φ′ and ψ″ = σ(1 − σ) φ′² − y σ φ″. */
export function pointLoss(activation: Activation): PointLoss {
  const [{ f, df }, ddf] = [activation, secondOf(activation)];
  return {
    first: (y, z) => -y * sigmoid(-y * f(z)) * df(z),
    second: (y, z) => {
      const [s, slope] = [sigmoid(-y * f(z)), df(z)];
      return s * (1 - s) * slope * slope - y * s * ddf(z);
    },
  };
}

/** Suprema of |ψ′| and |ψ″| over |z| ≤ reach and both labels. */
export interface Bounds {
  readonly first: number;
  readonly second: number;
  /** Found on a sample and refined, not in closed form. */
  readonly numerical: boolean;
}

const SAMPLES = 2001; // odd, so that z = 0 is one of them

/** Points of [−reach, reach], dense near 0 and thinner outwards. */
function samples(reach: number): number[] {
  const stretch = Math.asinh(reach);
  return Array.from({ length: SAMPLES }, (_, i) => Math.sinh(stretch * ((2 * i) / (SAMPLES - 1) - 1)));
}

/** For the linear model |ψ′| ≤ 1 and |ψ″| ≤ 1/4 for every z; otherwise suprema over the working range. */
export function boundsOf(activation: Activation, reach: number): Bounds {
  if (activation === linear) return { first: 1, second: 0.25, numerical: false };
  const { first, second } = pointLoss(activation);
  const at = samples(Math.max(reach, 1e-9));
  const top = (g: (y: number, z: number) => number): number =>
    Math.max(
      highest((z) => Math.abs(g(1, z)), at),
      highest((z) => Math.abs(g(-1, z)), at),
    );
  return { first: top(first), second: top(second), numerical: true };
}

/** The largest |ψ′| over |z| ≤ reach, sharp for the linear model too. */
export const steepestSlope = (activation: Activation, reach: number): number =>
  activation === linear ? sigmoid(reach) : boundsOf(activation, reach).first;

/** The largest |g| over |z| ≤ reach for a function of one's own. */
export const highestOver = (g: (z: number) => number, reach: number): number => highest((z) => Math.abs(g(z)), samples(Math.max(reach, 1e-9)));

/** The largest g: on the samples, then by golden section about the best. */
function highest(g: (z: number) => number, at: readonly number[]): number {
  let [best, place] = [-Infinity, 0];
  at.forEach((z, k) => {
    const value = g(z);
    if (value > best) [best, place] = [value, k];
  });
  const beside: Pair = [at[Math.max(0, place - 1)] ?? 0, at[Math.min(at.length - 1, place + 1)] ?? 0];
  best = Math.max(best, -golden((z) => -g(z), beside, 40).least);
  return best * (1 + 1e-9);
}

/** Where φ′ jumps on [−reach, reach]: only formulas have such places. */
export const cornersOf = ({ kinks }: Activation, reach: number): readonly number[] => kinks?.(reach) ?? [];
