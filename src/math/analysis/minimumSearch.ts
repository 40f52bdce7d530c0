import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import { goldenSection, type LineMinimum } from '../core/scalarSolvers';
import type { Pair } from '../core/types';

/** The lowest place of a region. */
export interface RegionMinimum {
  readonly theta: Pair;
  readonly loss: number;
  /** It lies on the region's border: further out the loss may be lower still. */
  readonly edge: boolean;
}

type Value = (a: number, b: number) => number;
/** A value that may take long: found at once, or in steps. */
type LongValue = (a: number, b: number) => number | CooperativeTask<number>;
/** Nodes a side of the lattice, and directions of the search, where the loss is not convex. */
const [SIDE, TURNS] = [41, 12];

/**
 * The minimum over [a, b] × [c, d]. Convex: golden section over θ₁ of golden section over θ₂, which no crease can stop.
 * Otherwise: the three best nodes of a lattice, each followed downhill in twelve directions with halving steps.
 */
export const findMinimum = (...of: Parameters<typeof findMinimumTask>): RegionMinimum => runToCompletion(findMinimumTask(...of));

/** lowestOf(), with a breath after each weight of a lattice. */
export function* findMinimumTask(value: Value, convex: boolean, theta1: Pair, theta2: Pair): CooperativeTask<RegionMinimum> {
  const best = convex ? nested(value, theta1, theta2) : yield* searched(value, theta1, theta2);
  return { ...best, edge: atEdge(best.theta, theta1, theta2) };
}

const near = (v: number, [lo, hi]: Pair): boolean => Math.min(v - lo, hi - v) < 1e-6 * (hi - lo);
const atEdge = ([a, b]: Pair, theta1: Pair, theta2: Pair): boolean => near(a, theta1) || near(b, theta2);

/** The same of a smoothed surface, whose every value is an integral: the lowest place without smoothing, followed downhill. */
export function* refineMinimumTask(
  value: LongValue,
  { theta }: Pick<RegionMinimum, 'theta'>,
  theta1: Pair,
  theta2: Pair,
): CooperativeTask<RegionMinimum> {
  const first = Math.max(theta1[1] - theta1[0], theta2[1] - theta2[0]) / (SIDE - 1);
  const best = yield* downhill(value, { theta, loss: yield* settled(value(...theta)) }, first, theta1, theta2);
  return { ...best, edge: atEdge(best.theta, theta1, theta2) };
}

function* settled(value: number | CooperativeTask<number>): CooperativeTask<number> {
  return typeof value === 'number' ? value : yield* value;
}

function nested(value: Value, theta1: Pair, theta2: Pair): { theta: Pair; loss: number } {
  const over = (a: number): LineMinimum => goldenSection((b) => value(a, b), theta2);
  const { at, least } = goldenSection((a) => over(a).least, theta1);
  return { theta: [at, over(at).at], loss: least };
}

function* searched(value: Value, theta1: Pair, theta2: Pair): CooperativeTask<{ theta: Pair; loss: number }> {
  const node = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / (SIDE - 1);
  const nodes: { theta: Pair; loss: number }[] = [];
  for (let k = 0; k < SIDE * SIDE; k += 1) {
    const theta: Pair = [node(theta1, k % SIDE), node(theta2, Math.floor(k / SIDE))];
    nodes.push({ theta, loss: value(...theta) });
    yield undefined;
  }
  const step = Math.max(theta1[1] - theta1[0], theta2[1] - theta2[0]) / (SIDE - 1);
  const starts = nodes.sort((p, q) => p.loss - q.loss).slice(0, 3);
  let best = { theta: [NaN, NaN] as Pair, loss: Infinity };
  for (const start of starts) {
    const next = yield* downhill(value, start, step, theta1, theta2);
    if (next.loss < best.loss) best = next;
  }
  return best;
}

function* downhill(
  value: LongValue,
  start: { theta: Pair; loss: number },
  first: number,
  theta1: Pair,
  theta2: Pair,
): CooperativeTask<{ theta: Pair; loss: number }> {
  const hold = (v: number, [lo, hi]: Pair): number => Math.min(hi, Math.max(lo, v));
  let best = start;
  for (let step = first; step > 1e-10 * first;) {
    const before = best;
    for (let k = 0; k < TURNS; k += 1) {
      const turn = (2 * Math.PI * k) / TURNS;
      const theta: Pair = [hold(before.theta[0] + step * Math.cos(turn), theta1), hold(before.theta[1] + step * Math.sin(turn), theta2)];
      const loss = yield* settled(value(...theta));
      if (loss < best.loss) best = { theta, loss };
    }
    yield undefined;
    if (best === before) step /= 2;
  }
  return best;
}
