import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import { patternSearchTask, planeDirections } from '../core/patternSearch';
import { goldenSection, type LineMinimum } from '../core/scalarSolvers';
import type { Pair } from '../core/types';

/** The lowest weight found in a rectangle of the plane of weights. */
export interface RegionMinimum {
  readonly theta: Pair;
  readonly loss: number;
  /** It lies on the rectangle's border: further out the loss may be lower still. */
  readonly edge: boolean;
}

type Loss = (a: number, b: number) => number;
/** A loss whose every value may be a task of its own: an integral. */
type IntegralLoss = (a: number, b: number) => number | CooperativeTask<number>;
type LatticeNode = Omit<RegionMinimum, 'edge'>;

/** Nodes per side of the lattice of starts, and how many of its lowest nodes are refined. */
const LATTICE_SIZE = 41;
const STARTS = 3;
const DIRECTIONS = planeDirections(12);
/** The pattern search ends at this fraction of a lattice step. */
const RELATIVE_TOLERANCE = 1e-10;
/** A minimum this near the border, relative to the side of the rectangle, lies on it. */
const BORDER_TOLERANCE = 1e-6;

/**
 * The minimum over the rectangle theta1 × theta2. A convex loss: nested golden sections, which creases do not stop. Otherwise multistart
 * pattern search from the lowest nodes of a lattice, which are ranked by `estimate`, a cheaper loss of nearly the same values.
 */
export const findMinimum = (...of: Parameters<typeof findMinimumTask>): RegionMinimum => runToCompletion(findMinimumTask(...of));

/** findMinimum() as a task that yields after each node of the lattice and each poll. */
export function* findMinimumTask(loss: Loss, convex: boolean, theta1: Pair, theta2: Pair, estimate = loss): CooperativeTask<RegionMinimum> {
  return withEdge(convex ? nestedGoldenSections(loss, theta1, theta2) : yield* multistart(loss, estimate, theta1, theta2), theta1, theta2);
}

/** The minimum of a smoothed surface by pattern search from `theta`, the minimum of the surface without smoothing: every value is an integral. */
export function* refineMinimumTask(
  loss: IntegralLoss,
  { theta }: Pick<RegionMinimum, 'theta'>,
  theta1: Pair,
  theta2: Pair,
): CooperativeTask<RegionMinimum> {
  return withEdge(yield* descend(loss, theta, theta1, theta2), theta1, theta2);
}

function withEdge(node: LatticeNode, ...box: readonly Pair[]): RegionMinimum {
  return { ...node, edge: box.some(([lo, hi], k) => Math.min(node.theta[k]! - lo, hi - node.theta[k]!) < BORDER_TOLERANCE * (hi - lo)) };
}

function nestedGoldenSections(loss: Loss, theta1: Pair, theta2: Pair): LatticeNode {
  const alongColumn = (a: number): LineMinimum => goldenSection((b) => loss(a, b), theta2);
  const { at, value: least } = goldenSection((a) => alongColumn(a).value, theta1);
  return { theta: [at, alongColumn(at).at], loss: least };
}

function* multistart(loss: Loss, estimate: Loss, theta1: Pair, theta2: Pair): CooperativeTask<LatticeNode> {
  const coordinate = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / (LATTICE_SIZE - 1);
  const nodes: LatticeNode[] = [];
  for (let k = 0; k < LATTICE_SIZE * LATTICE_SIZE; k += 1) {
    const theta: Pair = [coordinate(theta1, k % LATTICE_SIZE), coordinate(theta2, Math.floor(k / LATTICE_SIZE))];
    nodes.push({ theta, loss: estimate(...theta) });
    yield undefined;
  }
  let best: LatticeNode = { theta: [NaN, NaN], loss: Infinity };
  for (const { theta } of nodes.sort((p, q) => p.loss - q.loss).slice(0, STARTS)) {
    const next = yield* descend(loss, theta, theta1, theta2);
    if (next.loss < best.loss) best = next;
  }
  return best;
}

function* descend(loss: IntegralLoss, theta: Pair, theta1: Pair, theta2: Pair): CooperativeTask<LatticeNode> {
  const step = Math.max(theta1[1] - theta1[0], theta2[1] - theta2[0]) / (LATTICE_SIZE - 1);
  const options = { polls: DIRECTIONS, step, minStep: RELATIVE_TOLERANCE * step, bounds: [theta1, theta2] };
  const { x, value } = yield* patternSearchTask((v) => loss(v[0]!, v[1]!), theta, options);
  return { theta: [x[0]!, x[1]!], loss: value };
}
