import { trainingSpecs } from '../../documents/trainingDocument';
import type { ParamSpec } from '../../math/core/paramSpec';
import { DIAMETERS, defaultStepSize, USUAL_RADII } from '../../nets/attacks/attackNumbers';
import type { Ball, PgdOptions } from '../../nets/attacks/ball';

/** Levels of a pixel's range: L∞ lengths are shown as numerators of it, as is usual in the field; L2 lengths as they are. */
const LEVELS = 255;
const units = {
  inf: { factor: LEVELS, spec: { unit: `/ ${LEVELS}`, denominator: LEVELS, digits: 0 }, radius: 24, step: 8 },
  2: { factor: 1, spec: { unit: 'L2', digits: 2 }, radius: 2, step: 0.5 },
} as const;

/** A length in pixels as its field shows it, and back. */
export const shownLength = (norm: Ball['norm'], length: number): number => Number((length * units[norm].factor).toPrecision(6));
export const lengthOf = (norm: Ball['norm'], shown: number): number => shown / units[norm].factor;

/** Spec of the radius in the unit of its norm; a ball that contains every image is out of range. */
export function radiusSpec(norm: Ball['norm']): ParamSpec {
  const { factor, spec, radius } = units[norm];
  const max = Number((DIAMETERS[norm] * factor - (norm === 'inf' ? 1 : 0.1)).toPrecision(4));
  return { ...trainingSpecs.attack.epsilon, ...spec, slider: [0, radius], allowed: { min: 0, max }, default: shownLength(norm, USUAL_RADII[norm]) };
}

/** Spec of the step size in the unit of its norm; its default follows from radius and steps. */
export function stepSpec({ norm, epsilon, steps }: PgdOptions): ParamSpec {
  const { factor, spec, step } = units[norm];
  const { stepSize } = trainingSpecs.attack;
  const usual = shownLength(norm, defaultStepSize(epsilon, steps));
  return { ...stepSize, ...spec, slider: [0, step], allowed: { ...stepSize.allowed, max: 2 * DIAMETERS[norm] * factor }, default: usual };
}
