import { discontinuitySentence } from '../math/activations/continuity';
import { discontinuityOf } from '../math/activations/formula';
import { normOf } from '../math/attack/norms';
import { formatValue } from '../math/core/paramSpec';
import type { Pair } from '../math/core/types';
import { oneLine } from './fieldReaders';
import { paneSurfaces } from './panes';
import type { SurfaceChoice, SurfaceDocument, ValidationError } from './surfaceDocument';
import { minRangeWidth } from './surfaceSpecs';

/** Why a range cannot carry n nodes of the grid, if it cannot. */
export function rangeProblem([lo, hi]: Pair, n: number): string | undefined {
  if (!(lo < hi)) return `${formatValue([lo, hi])} does not rise`;
  const min = minRangeWidth(lo, hi);
  return hi - lo < min ? `${formatValue([lo, hi])} is too narrow for ${n} nodes of float64; it must be ≥ ${min.toPrecision(2)} wide` : undefined;
}

/** Why a formula cannot be the model of a surface, in one sentence; undefined where it can. */
export function formulaProblem(surface: Omit<SurfaceChoice, 'model'>, formula: string): string | undefined {
  try {
    const found = discontinuityOf(formula, reachOf(surface));
    return found && oneLine(`${formatValue(formula)} ${discontinuitySentence(found)}`);
  } catch (error) {
    return oneLine(error instanceof Error ? error.message : String(error));
  }
}

/** Why an edit is refused: a formula that leaves its domain, or a range too narrow for its nodes. Every other value was checked by its control. */
export function documentError(document: SurfaceDocument): string | undefined {
  const surfaces = document.panes ? [document, ...paneSurfaces(document)] : [document];
  for (const [i, surface] of surfaces.entries()) {
    const error = surfaceError(surface);
    if (error) return `This is refused: ${i === 0 ? '' : `panes[${i - 1}].`}${error.key}: ${error.message}.`;
  }
  return undefined;
}

function surfaceError(surface: SurfaceChoice): ValidationError | undefined {
  const { model, grid } = surface;
  for (const name of ['theta1', 'theta2'] as const) {
    const message = rangeProblem(grid[name], grid.n);
    if (message !== undefined) return { key: `grid.${name}`, message };
  }
  const message = typeof model === 'string' ? undefined : formulaProblem(surface, model.formula);
  return message === undefined ? undefined : { key: 'model.formula', message };
}

/** Widths 1/√γ or σ beyond the grid over which a formula is checked under smoothing. */
const SMOOTHING_WIDTHS = 8;

/** The largest |z| = |θ·(x + δ)| that the surface evaluates. */
function reachOf({ points, attack, smoothing, grid }: Omit<SurfaceChoice, 'model'>): number {
  const padding =
    smoothing.kind === 'entropy-sgd'
      ? SMOOTHING_WIDTHS / Math.sqrt(smoothing.gamma)
      : smoothing.kind === 'gaussian-mean'
        ? SMOOTHING_WIDTHS * smoothing.sigma
        : smoothing.kind === 'worst-case'
          ? 2 * smoothing.radius
          : 0;
  const [a, b] = [grid.theta1, grid.theta2].map(([lo, hi]) => Math.max(Math.abs(lo), Math.abs(hi)) + padding);
  const ball = attack.norm === 'none' ? 0 : attack.epsilon * normOf(attack.norm === 'inf' ? Infinity : attack.norm).dual([a ?? 0, b ?? 0]);
  return Math.max(...points.map(({ x }) => Math.abs(x[0]) * (a ?? 0) + Math.abs(x[1]) * (b ?? 0))) + ball;
}
