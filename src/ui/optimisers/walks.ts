import { stateAt } from '../../figures/raceStates';
import type { Trajectory } from '../../math/trajectory';
import type { Walk } from './WalkFigure';

/** The walk that a run recorded on its way out of state `step`; nothing where quadrature took its place, or the run ended there. */
export function recordedWalk(path: Trajectory, step: number): Walk | undefined {
  const { inner } = path;
  const k = stateAt(path, step);
  if (!inner || inner.length === 0 || k >= path.count - 1) return undefined;
  const pair = (values: Float64Array, at: number): number[] => Array.from(values.subarray(2 * at, 2 * at + 2));
  const all = (values: Float64Array): number[][] => Array.from({ length: inner.length }, (_, l) => pair(values, k * inner.length + l));
  return { mean: pair(inner.mean, k), variance: pair(inner.variance, k), points: all(inner.points), means: all(inner.means) };
}
