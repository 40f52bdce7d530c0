import { landscapeOf, readingOf } from '../../math/adversarial';
import { attacks } from '../../math/attacks';
import type { Pair } from '../../math/kinds';
import { integrateMoments } from '../../math/smoothings/integrate';
import { worstCase } from '../../math/smoothings/worstCase';
import type { Problem } from '../problem';
import type { PointResult } from '../protocol';

/** Everything there is to read at one θ, in float64. */
export function pointResult(problem: Problem, theta: Pair): PointResult {
  const { scene, landscape } = problem;
  const readings = scene.points.map(({ x, y }) => readingOf(scene, theta, x, y));
  return {
    theta,
    adversarial: landscape.value(...theta),
    clean: landscapeOf({ ...scene, attack: attacks.none }).value(...theta),
    ...shownAt(problem, theta),
    deltas: readings.map(({ delta: [a = 0, b = 0] }) => [a, b]),
    u: readings.map(({ u }) => u),
  };
}

/** Value, gradient and Hessian of the surface as it is shown. */
function shownAt({ landscape, smoothed }: Problem, theta: Pair): Pick<PointResult, 'shown' | 'gradient' | 'hessian'> {
  if (smoothed.kind === 'integral') {
    const { value, g1, g2, hessian } = integrateMoments(landscape, smoothed.integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]));
    return { shown: value[0] ?? NaN, gradient: [g1[0] ?? NaN, g2[0] ?? NaN], hessian: hessian(0) };
  }
  const { value, v } =
    smoothed.kind === 'ball' ? worstCase.at(landscape, theta, smoothed.radius, smoothed.norm) : { value: landscape.value(...theta), v: [0, 0] };
  const gradient = landscape.gradient(theta[0] + (v[0] ?? 0), theta[1] + (v[1] ?? 0));
  return gradient ? { shown: value, gradient } : { shown: value };
}
