import type { Landscape, Marks } from '../../math/kinds';
import { panelsFor } from '../../math/smoothings/integrate';
import { isNarrow } from '../../math/smoothings/narrow';
import type { Problem } from '../problem';
import type { Lattice } from './field';

/** Panels above which an integral takes seconds, so that a coarse one comes first; no GPU is given as many. */
const SLOW = 2e4;
/** Panels a side of the coarse one, about. */
const SIDE = 48;

const nothing = (): Marks => ({ breaks: [], bends: [] });

/**
 * The problem with panels that ignore the fine structure of the loss, quick enough for a draft; nothing where the whole is quick
 * itself. Throws a sentence where the whole would take too long.
 */
export function coarseOf(problem: Problem, { theta1, theta2 }: Lattice): Problem | undefined {
  const { landscape, smoothed } = problem;
  if (smoothed.kind !== 'integral' || panelsFor(landscape, smoothed.integral, theta1, theta2) <= SLOW) return undefined;
  const coarse = (grain: number): Landscape => ({ ...landscape, grain, marks: nothing, knots: nothing });
  let grain = landscape.grain;
  while (panelsFor(coarse(grain), smoothed.integral, theta1, theta2) > SIDE * SIDE && grain < 1e6 * landscape.grain) grain *= 1.5;
  return { ...problem, landscape: coarse(grain) };
}

/** Whether a Gaussian is so narrow that float32 cannot tell its nodes apart. */
export const tooNarrow = ({ smoothed }: Problem): boolean => smoothed.kind === 'integral' && isNarrow(smoothed.integral);
