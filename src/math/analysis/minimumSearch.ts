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
  /** Other weights of the rectangle are as low: a plateau, a line of minima, or a second minimum. */
  readonly ties: boolean;
}

export type Loss = (a: number, b: number) => number;
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
  const lowest = convex ? nestedGoldenSections(loss, theta1, theta2) : yield* multistart(loss, estimate, theta1, theta2);
  return withEdge(
    { ...lowest, ties: lowest.ties || lowestOnRing(loss, lowest.theta, theta1, theta2) <= lowest.loss + tieTolerance(lowest.loss) },
    theta1,
    theta2,
  );
}

/** The minimum of a smoothed surface by pattern search from `theta`, the minimum of the surface without smoothing: every value is an integral. */
export function* refineMinimumTask(
  loss: IntegralLoss,
  { theta }: Pick<RegionMinimum, 'theta'>,
  theta1: Pair,
  theta2: Pair,
): CooperativeTask<RegionMinimum> {
  const lowest = yield* descend(loss, theta, theta1, theta2);
  let ties = false;
  for (const other of ringOf(lowest.theta, theta1, theta2, RING_PROBES)) {
    const value = loss(...other);
    ties ||= (typeof value === 'number' ? value : yield* value) <= lowest.loss + tieTolerance(lowest.loss);
  }
  return withEdge({ ...lowest, ties }, theta1, theta2);
}

function withEdge(node: LatticeNode, ...box: readonly Pair[]): RegionMinimum {
  return { ...node, edge: box.some(([lo, hi], k) => Math.min(node.theta[k]! - lo, hi - node.theta[k]!) < BORDER_TOLERANCE * (hi - lo)) };
}

/** Radius of the ring on which a minimum is compared with its surroundings, as a fraction of the rectangle's sides; its samples, and those of a dear loss. */
const [RING_RADIUS, RING_SAMPLES, RING_PROBES] = [0.01, 64, 8];
/** Difference of losses, relative to max(1, loss), below which they are equally low: what searches along a crease leave. */
const tieTolerance = (loss: number): number => 1e-9 * Math.max(1, Math.abs(loss));

const onRing = (theta: Pair, [a, b]: Pair, [c, d]: Pair, turn: number): Pair => [
  theta[0] + RING_RADIUS * (b - a) * Math.cos(2 * Math.PI * turn),
  theta[1] + RING_RADIUS * (d - c) * Math.sin(2 * Math.PI * turn),
];
const isWithin = ([a, b]: Pair, theta1: Pair, theta2: Pair): boolean => a >= theta1[0] && a <= theta1[1] && b >= theta2[0] && b <= theta2[1];
/** Weights on the ring around θ that lie in the rectangle. */
const ringOf = (theta: Pair, theta1: Pair, theta2: Pair, count: number): Pair[] =>
  Array.from({ length: count }, (_, k) => onRing(theta, theta1, theta2, k / count)).filter((other) => isWithin(other, theta1, theta2));

/** The least loss on the ring around θ, inside the rectangle: by samples, and golden section around the lowest, since a line of minima may lie between samples. */
function lowestOnRing(loss: Loss, theta: Pair, theta1: Pair, theta2: Pair): number {
  const at = (turn: number): number => {
    const other = onRing(theta, theta1, theta2, turn);
    return isWithin(other, theta1, theta2) ? loss(...other) : Infinity;
  };
  const samples = Array.from({ length: RING_SAMPLES }, (_, k) => at(k / RING_SAMPLES));
  const lowest = samples.indexOf(samples.reduce((a, b) => Math.min(a, b)));
  return goldenSection(at, [(lowest - 1) / RING_SAMPLES, (lowest + 1) / RING_SAMPLES]).value;
}

function nestedGoldenSections(loss: Loss, theta1: Pair, theta2: Pair): LatticeNode {
  const alongColumn = (a: number): LineMinimum => goldenSection((b) => loss(a, b), theta2);
  const { at, value: least } = goldenSection((a) => alongColumn(a).value, theta1);
  return { theta: [at, alongColumn(at).at], loss: least, ties: false };
}

function* multistart(loss: Loss, estimate: Loss, theta1: Pair, theta2: Pair): CooperativeTask<LatticeNode> {
  const coordinate = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / (LATTICE_SIZE - 1);
  const nodes: Omit<LatticeNode, 'ties'>[] = [];
  for (let k = 0; k < LATTICE_SIZE * LATTICE_SIZE; k += 1) {
    const theta: Pair = [coordinate(theta1, k % LATTICE_SIZE), coordinate(theta2, Math.floor(k / LATTICE_SIZE))];
    nodes.push({ theta, loss: estimate(...theta) });
    yield undefined;
  }
  let best: LatticeNode = { theta: [NaN, NaN], loss: Infinity, ties: false };
  for (const { theta } of nodes.sort((p, q) => p.loss - q.loss).slice(0, STARTS)) {
    const next = yield* descend(loss, theta, theta1, theta2);
    const isOther = [theta1, theta2].some(([lo, hi], k) => Math.abs(next.theta[k]! - best.theta[k]!) > RING_RADIUS * (hi - lo));
    const ties = isOther && Math.abs(next.loss - best.loss) <= tieTolerance(best.loss);
    if (ties || next.loss < best.loss) best = { ...(next.loss < best.loss ? next : best), ties };
  }
  return best;
}

function* descend(loss: IntegralLoss, theta: Pair, theta1: Pair, theta2: Pair): CooperativeTask<Omit<LatticeNode, 'ties'>> {
  const step = Math.max(theta1[1] - theta1[0], theta2[1] - theta2[0]) / (LATTICE_SIZE - 1);
  const options = { polls: DIRECTIONS, step, minStep: RELATIVE_TOLERANCE * step, bounds: [theta1, theta2] };
  const { x, value } = yield* patternSearchTask((v) => loss(v[0]!, v[1]!), theta, options);
  return { theta: [x[0]!, x[1]!], loss: value };
}
