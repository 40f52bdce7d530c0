import { activations } from '../math/activations';
import { gapOf, HUGE } from '../math/activations/formula';
import { show } from '../math/params';
import { normOf } from '../math/norms';
import type { ModelChoice, SurfaceChoice } from './document';
import type { Door } from './door';
import { surfaceDefaults } from './specs';

/** How far, in widths 1/√γ or σ, smoothing looks beyond the grid when a formula is checked. */
const WIDTHS = 8;

/** An activation by name, or a formula that is finite wherever this document needs it. */
export function readModel(door: Door, raw: unknown, surface: Omit<SurfaceChoice, 'model'>): ModelChoice {
  if (raw === undefined) return surfaceDefaults.model;
  const formula = typeof raw === 'object' && raw !== null && 'formula' in raw && Object.keys(raw).length === 1 ? raw.formula : undefined;
  if (typeof raw === 'string' && Object.hasOwn(activations, raw)) return raw;
  if (typeof formula !== 'string') {
    door.refuse('model', `${show(raw)} is not one of ${Object.keys(activations).join(', ')} or { "formula": … }`);
    return surfaceDefaults.model;
  }
  try {
    const gap = gapOf(formula, reachOf(surface));
    if (gap !== undefined)
      door.refuse(
        'model.formula',
        `${show(formula)} is not finite, or past ${HUGE}, at z = ${Number(gap.toPrecision(4))}, which this document reaches`,
      );
  } catch (error) {
    door.refuse('model.formula', error instanceof Error ? error.message : String(error));
  }
  return { formula };
}

/** The largest |z| = |θ·(x + δ)| that the surface looks at. */
export function reachOf({ points, attack, smoothing, grid }: Omit<SurfaceChoice, 'model'>): number {
  const pad =
    smoothing.kind === 'entropy-sgd'
      ? WIDTHS / Math.sqrt(smoothing.gamma)
      : smoothing.kind === 'gaussian-mean'
        ? WIDTHS * smoothing.sigma
        : smoothing.kind === 'worst-case'
          ? 2 * smoothing.radius
          : 0;
  const [a, b] = [grid.theta1, grid.theta2].map(([lo, hi]) => Math.max(Math.abs(lo), Math.abs(hi)) + pad);
  const ball = attack.norm === 'none' ? 0 : attack.epsilon * normOf(attack.norm === 'inf' ? Infinity : attack.norm).dual([a ?? 0, b ?? 0]);
  return Math.max(...points.map(({ x }) => Math.abs(x[0]) * (a ?? 0) + Math.abs(x[1]) * (b ?? 0))) + ball;
}
