import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import type { Pair, AdversarialProblem } from '../core/types';
import { lineBreakpoints } from '../loss/breakpoints';
import { endOn, intervalEnds, type Line, normKinks } from '../loss/intervalEnds';

/**
 * Every t in (lo, hi) at which the gradient of the loss may jump on a line, ascending: the breakpoints of the exact attack, or of none. FGSM and
 * PGD reach no end for sure: for them the kinks of the norm, and where either end of an attainable interval crosses a kink of φ.
 */
export function kinksOnLine(scene: AdversarialProblem, line: Line, [lo, hi]: Pair): number[] {
  const epsilon = scene.attack === none ? 0 : scene.epsilon;
  const unique = (kinks: readonly number[]): number[] => [...new Set(kinks)].sort((s, t) => s - t);
  if (scene.attack === none || scene.attack === exact) return unique(lineBreakpoints(scene, epsilon)(line, lo, hi));
  const { crossings } = intervalEnds(scene.norm, epsilon);
  const crossed = scene.points.flatMap(({ x }) =>
    ([-1, 1] as const).flatMap((side) => crossings(endOn(line, x, side), line, scene.kinks ?? [], lo, hi)),
  );
  return unique([...(epsilon > 0 ? normKinks(scene.norm.p, line).filter((t) => t > lo && t < hi) : []), ...crossed]);
}
