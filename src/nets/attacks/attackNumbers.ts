import type { Ball, PgdOptions } from './ball';

/** Least radius at which a ball about any image contains every image: pixels lie in [0, 1]; L2 is √(32·32·3), rounded down. */
export const DIAMETERS: Readonly<Record<Ball['norm'], number>> = { inf: 1, 2: 55.4 };

/** The radius that the field takes where none is said, by norm. */
export const USUAL_RADII: Readonly<Record<Ball['norm'], number>> = { inf: 8 / 255, 2: 0.5 };

/** Shares of the radius that all steps of an attack cover by default, and of the steps among which they are divided. */
const REACH = 1.25;
const MAX_DIVISOR = 5;

/** Step size that follows from radius and steps: ε/4 from 5 steps on, else 1.25·ε/steps, to eight digits. One step is FGSM from a random start (Wong et al. 2020). */
export const defaultStepSize = (epsilon: number, steps: number): number =>
  Number((((REACH * epsilon) / Math.min(Math.max(steps, 1), MAX_DIVISOR)) * (1 + 1e-12)).toPrecision(8)); // halves are rounded up

/** Why a radius is refused, or nothing for a valid one. */
export function ballError(norm: Ball['norm'], epsilon: number): string | undefined {
  const diameter = DIAMETERS[norm];
  if (epsilon < diameter) return undefined;
  const meant = epsilon / 255 < diameter ? `; ${epsilon}/255 is ${Number((epsilon / 255).toPrecision(6))}` : '';
  return `${epsilon} is a ball that holds every image: pixels lie in [0, 1], so ${normText(norm)} distances stay below ${norm === 2 ? '55.43' : diameter}${meant}`;
}

/** What weakens an attack although it is allowed, one sentence each; `key` is its place in a document. */
export function weaknesses(key: string, { norm, epsilon, steps, stepSize }: PgdOptions): string[] {
  if (epsilon === 0) return [];
  const text = (length: number): string => lengthText(norm, length);
  const step = `${key}.stepSize: ${short(stepSize)}${norm === 'inf' ? ` (${text(stepSize)})` : ''}`;
  const [covered, width] = [steps * stepSize, 2 * epsilon];
  if (covered < epsilon)
    return [
      `${step} times ${steps} ${steps === 1 ? 'step' : 'steps'} covers ${text(covered)}, less than ε = ${text(epsilon)}: the attack cannot cross the ball`,
    ];
  return steps > 1 && stepSize > width ? [`${step} is more than the width of the ball, 2ε = ${text(width)}: every step leaves the ball`] : [];
}

/** "PGD-20, L∞, ε = 8/255, step 2/255, random start": an attack by its numbers; L∞ lengths in 255ths of the pixel range, L2 lengths as they are. */
export const attackText = (attack: PgdOptions): string =>
  `PGD-${attack.steps}, ${normText(attack.norm)}, ε = ${lengthText(attack.norm, attack.epsilon)}, step ${lengthText(attack.norm, attack.stepSize)}, random start`;

/** A length in the norm: "8/255" in L∞, "0.5" in L2. */
export const lengthText = (norm: Ball['norm'], length: number): string => (norm === 'inf' ? `${short(length * 255)}/255` : short(length));

export const normText = (norm: Ball['norm']): string => (norm === 'inf' ? 'L∞' : 'L2');

const short = (value: number): string => String(Number(value.toPrecision(4)));
