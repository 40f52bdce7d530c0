import type { SurfaceChoice } from '../../experiment/document';
import { readingOf } from '../../math/adversarial';
import type { Pair } from '../../math/kinds';
import { reaching } from './inputPlane';

/** The loss with every δ kept as it is best at θ₀: the standard loss of the moved points. Nowhere above the adversarial loss, and equal at θ₀. */
export function frozenSurface(surface: SurfaceChoice, at: Pair): SurfaceChoice {
  const scene = reaching(surface, [at]);
  const points = scene.points.map(({ x, y }) => {
    const [d1 = 0, d2 = 0] = readingOf(scene, at, x, y).delta;
    return { x: [x[0] + d1, x[1] + d2] as const, y };
  });
  return { ...surface, points, attack: { norm: 'none', epsilon: surface.attack.epsilon, solver: 'exact' } };
}
