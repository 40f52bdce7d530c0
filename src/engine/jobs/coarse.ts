import { withoutBreaks } from '../../math/quadrature';
import { distinct } from '../../math/quickLoss';
import { FULL, panelsFor } from '../../math/smoothings/integrate';
import { isNarrow } from '../../math/smoothings/narrow';
import type { Problem } from '../problem';
import type { Lattice } from './field';

/** Panels, counted once for each point, above which float64 takes long enough for a coarse draft to come first. */
const SLOW = 1e4;
/** Panels above which no GPU is asked. */
const HEAVY = 2e4;
/** Panels a side of the coarse one, about. */
const SIDE = 40;

/** An integral that takes long: a problem like it that is quick enough for a draft, and whether it is too much for a GPU. */
export interface Slow {
  readonly coarse: Problem;
  readonly heavy: boolean;
}

/** Nothing where float64 is quick. Throws a sentence where it would take too long. */
export function slowness(problem: Problem, { theta1, theta2 }: Lattice): Slow | undefined {
  const { scene, landscape, smoothed } = problem;
  if (smoothed.kind !== 'integral') return undefined;
  const panels = panelsFor(landscape, smoothed.integral, theta1, theta2);
  if (panels * distinct(scene.points).length <= SLOW) return undefined;
  const plain = withoutBreaks(landscape);
  let rule = { order: 8, pieces: FULL.pieces, tolerance: Infinity };
  while (panelsFor(plain, smoothed.integral, theta1, theta2, rule) > SIDE * SIDE && rule.pieces < 1e6) rule = { ...rule, pieces: 1.5 * rule.pieces };
  return { coarse: { ...problem, landscape: plain, rule }, heavy: panels > HEAVY };
}

/** Whether a Gaussian is so narrow that float32 cannot tell its nodes apart. */
export const tooNarrow = ({ smoothed }: Problem): boolean => smoothed.kind === 'integral' && isNarrow(smoothed.integral);
