import type { Pair } from '../kinds';
import { finish, type Steps } from '../sweep';

/** The lowest place of a region. */
export interface Lowest {
  readonly theta: Pair;
  readonly loss: number;
  /** It lies on the region's border: further out the loss may be lower still. */
  readonly edge: boolean;
}

type Value = (a: number, b: number) => number;
/** A value that may take long: found at once, or in steps. */
type LongValue = (a: number, b: number) => number | Steps<number>;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const STEPS = 56;
/** Nodes a side of the lattice, and directions of the search, where the loss is not convex. */
const [SIDE, TURNS] = [41, 12];

/**
 * The minimum over [a, b] × [c, d]. Convex: golden section over θ₁ of golden section over θ₂, which no crease can stop.
 * Otherwise: the three best nodes of a lattice, each followed downhill in twelve directions with halving steps.
 */
export const lowestOf = (...of: Parameters<typeof lowering>): Lowest => finish(lowering(...of));

/** lowestOf(), with a breath after each line of weights. */
export function* lowering(value: Value, convex: boolean, theta1: Pair, theta2: Pair): Steps<Lowest> {
  const best = yield* convex ? nested(value, theta1, theta2) : searched(value, theta1, theta2);
  return { ...best, edge: atEdge(best.theta, theta1, theta2) };
}

const near = (v: number, [lo, hi]: Pair): boolean => Math.min(v - lo, hi - v) < 1e-6 * (hi - lo);
const atEdge = ([a, b]: Pair, theta1: Pair, theta2: Pair): boolean => near(a, theta1) || near(b, theta2);

/** The same of a smoothed surface, whose every value is an integral: the lowest place without smoothing, followed downhill. */
export function* loweringNear(value: LongValue, { theta }: Pick<Lowest, 'theta'>, theta1: Pair, theta2: Pair): Steps<Lowest> {
  const first = Math.max(theta1[1] - theta1[0], theta2[1] - theta2[0]) / (SIDE - 1);
  const best = yield* downhill(value, { theta, loss: yield* settled(value(...theta)) }, first, theta1, theta2);
  return { ...best, edge: atEdge(best.theta, theta1, theta2) };
}

function* settled(value: number | Steps<number>): Steps<number> {
  return typeof value === 'number' ? value : yield* value;
}

/** Golden section for the least f on [lo, hi], ends included. */
function* golden(f: (t: number) => number | Steps<number>, [lo, hi]: Pair): Steps<{ readonly at: number; readonly least: number }> {
  let [a, b] = [lo, hi];
  let [left, right] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [fl, fr] = [yield* settled(f(left)), yield* settled(f(right))];
  for (let k = 0; k < STEPS; k += 1) {
    if (fl <= fr) {
      [b, right, fr] = [right, left, fl];
      left = b - GOLDEN * (b - a);
      fl = yield* settled(f(left));
    } else {
      [a, left, fl] = [left, right, fr];
      right = a + GOLDEN * (b - a);
      fr = yield* settled(f(right));
    }
  }
  let best = { at: lo, least: yield* settled(f(lo)) };
  for (const at of [hi, (a + b) / 2]) {
    const least = yield* settled(f(at));
    if (least < best.least) best = { at, least };
  }
  return best;
}

function* nested(value: Value, theta1: Pair, theta2: Pair): Steps<{ theta: Pair; loss: number }> {
  const over = (a: number) => golden((b) => value(a, b), theta2);
  const leastOver = function* (a: number): Steps<number> {
    yield undefined;
    return (yield* over(a)).least;
  };
  const { at, least } = yield* golden(leastOver, theta1);
  return { theta: [at, (yield* over(at)).at], loss: least };
}

function* searched(value: Value, theta1: Pair, theta2: Pair): Steps<{ theta: Pair; loss: number }> {
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
): Steps<{ theta: Pair; loss: number }> {
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
