import { rangeMinimum } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { softplus } from '../core/logisticLoss';
import type { Landscape, Point, AdversarialProblem } from '../core/types';
import { hasClosedForm } from './derivatives';
import { type PiecewisePolynomial, piecewiseChebyshev } from './piecewiseChebyshev';

/** The points of one label, equal ones as one. */
interface Group {
  readonly y: 1 | -1;
  readonly x: Float64Array; // [points, 2]
  readonly weights: Float64Array; // [points]; 1/N for each time a point occurs
  readonly psi: PiecewisePolynomial;
}

/** ψ_y(z) = log(1 + exp(−y φ(z))) as a piecewise polynomial, cached by model, label and range: moving a slider requests the same ones. */
const psiCache = new Map<string, PiecewisePolynomial>();
/** Cached tables; each takes up to 20 MB. */
const MAX_CACHED = 6;
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function psiOf({ activation, reach }: AdversarialProblem, y: number): PiecewisePolynomial {
  const range = 2 ** Math.ceil(Math.log2(Math.max(1, reach)));
  const key = `${activation.expression} ${y} ${range}`;
  const cached = psiCache.get(key);
  if (cached) return cached;
  const stops = [...new Set([...activation.critical(range), ...(activation.kinks?.(range) ?? [])])].sort((p, q) => p - q);
  let psi: PiecewisePolynomial;
  try {
    psi = piecewiseChebyshev((z) => softplus(-y * activation.f(z)), range, stops, activation.enclosure);
  } catch (error) {
    throw new Error(`${JSON.stringify(activation.label)} cannot be used under a smoothing: ${sentence(error)}`);
  }
  if (psiCache.size >= MAX_CACHED) psiCache.clear();
  psiCache.set(key, psi);
  return psi;
}

/** The distinct points with their multiplicities. */
export function uniquePoints(points: readonly Point[]): { readonly point: Point; readonly times: number }[] {
  const counts = new Map<string, { point: Point; times: number }>();
  for (const point of points) {
    const key = `${point.x[0]} ${point.x[1]} ${point.y}`;
    const entry = counts.get(key);
    if (entry) entry.times += 1;
    else counts.set(key, { point, times: 1 });
  }
  return [...counts.values()];
}

/** valuesAt() for single weights; faster than value() where there are many points. */
export function singleEvaluator({ valuesAt }: Pick<Landscape, 'valuesAt'>): Landscape['value'] {
  const [theta1, theta2, out] = [new Float64Array(1), new Float64Array(1), new Float64Array(1)];
  return (a, b) => {
    theta1[0] = a;
    theta2[0] = b;
    valuesAt(theta1, theta2, out);
    return out[0]!;
  };
}

function groupsOf(problem: AdversarialProblem): Group[] {
  const all = uniquePoints(problem.points);
  return ([1, -1] as const).flatMap((y) => {
    const members = all.filter(({ point }) => point.y === y);
    if (members.length === 0) return [];
    const x = Float64Array.from(members.flatMap(({ point }) => [...point.x]));
    return [{ y, x, weights: Float64Array.from(members, ({ times }) => times / problem.points.length), psi: psiOf(problem, y) }];
  });
}

/** Batched evaluation of the adversarial loss at many weights, by the tables of ψ₊ and ψ₋; integrals need millions of values. */
export function batchLoss(problem: AdversarialProblem, exact: Landscape['value']): Landscape['valuesAt'] {
  return hasClosedForm(problem)
    ? summing(problem, groupsOf(problem), problem.attack === none ? 0 : problem.epsilon)
    : (theta1, theta2, out) => theta1.forEach((a, j) => (out[j] = exact(a, theta2[j]!)));
}

/** Weights per block: the work arrays of a block fit the L1 cache. */
const BLOCK_SIZE = 256;

/** Work arrays of a block of weights θ_j: r_j = ε‖θ_j‖_q, the ends of a point's interval, and ψ there. */
interface WorkArrays {
  readonly r: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}
const newArray = (): Float64Array => new Float64Array(BLOCK_SIZE);

/** Writes the worst ψ of a point at every weight of a block into work.low, from the ends x·θ_j ± r_j of its interval. */
type Worst = (x1: number, x2: number, theta1: Float64Array, theta2: Float64Array, work: WorkArrays) => void;

function summing({ activation, critical, norm }: AdversarialProblem, groups: readonly Group[], epsilon: number): Landscape['valuesAt'] {
  const rising = critical.length === 0 && activation.f(1) > activation.f(0);
  const parts = groups.map((group) => ({
    ...group,
    worst:
      rising || epsilon === 0
        ? worstEnd(group)
        : critical.length === 1 && isPeak(group, critical[0]!)
          ? clampToPeak(group, critical[0]!)
          : worstOfAll(group, critical),
  }));
  const work: WorkArrays = { r: newArray(), lower: newArray(), upper: newArray(), low: newArray(), high: newArray() };
  const sum = (theta1: Float64Array, theta2: Float64Array, out: Float64Array): void => {
    const { r, low } = work;
    const count = theta1.length;
    for (let j = 0; j < count; j += 1) {
      r[j] = epsilon === 0 ? 0 : epsilon * norm.dualPair(theta1[j]!, theta2[j]!);
      out[j] = 0;
    }
    for (const { x, weights, worst } of parts)
      for (let k = 0; k < weights.length; k += 1) {
        worst(x[2 * k]!, x[2 * k + 1]!, theta1, theta2, work);
        const weight = weights[k]!;
        for (let j = 0; j < count; j += 1) out[j] = out[j]! + weight * low[j]!;
      }
  };
  return (theta1, theta2, out) => {
    for (let from = 0; from < theta1.length; from += BLOCK_SIZE) {
      const to = Math.min(theta1.length, from + BLOCK_SIZE);
      sum(theta1.subarray(from, to), theta2.subarray(from, to), out.subarray(from, to));
    }
  };
}

/** Rising φ, or no attack: the worst z is the end towards which y φ decreases. */
function worstEnd({ y, psi }: Group): Worst {
  return (x1, x2, theta1, theta2, { r, lower, low }) => {
    for (let j = 0; j < theta1.length; j += 1) lower[j] = x1 * theta1[j]! + x2 * theta2[j]! - y * r[j]!;
    psi.evaluate(lower, low, theta1.length);
  };
}

const isPeak = ({ psi }: Group, turn: number): boolean => {
  const nearby = new Float64Array(3);
  psi.evaluate(Float64Array.of(turn - 1e-3, turn, turn + 1e-3), nearby);
  return nearby[1]! > Math.max(nearby[0]!, nearby[2]!);
};

/** One turning point, where ψ is greatest: the worst z is the point of the interval nearest to it. */
function clampToPeak({ psi }: Group, turn: number): Worst {
  return (x1, x2, theta1, theta2, { r, lower, low }) => {
    for (let j = 0; j < theta1.length; j += 1) {
      const centre = x1 * theta1[j]! + x2 * theta2[j]!;
      const reach = r[j]!;
      lower[j] = centre > turn + reach ? centre - reach : centre < turn - reach ? centre + reach : turn;
    }
    psi.evaluate(lower, low, theta1.length);
  };
}

/** The worst of both ends and of the turning points between them. */
function worstOfAll({ psi }: Group, critical: readonly number[]): Worst {
  const heights = new Float64Array(critical.length);
  psi.evaluate(Float64Array.from(critical), heights);
  const inside = rangeMinimum(Array.from(heights, (height) => -height));
  const levels = Float64Array.of(-Infinity, ...critical, Infinity);
  return (x1, x2, theta1, theta2, { r, lower, upper, low, high }) => {
    const count = theta1.length;
    for (let j = 0; j < count; j += 1) {
      const centre = x1 * theta1[j]! + x2 * theta2[j]!;
      const reach = r[j]!;
      lower[j] = centre - reach;
      upper[j] = centre + reach;
    }
    psi.evaluate(lower, low, count);
    psi.evaluate(upper, high, count);
    let at = 1; // the first level above the lower end
    for (let j = 0; j < count; j += 1) {
      const from = lower[j]!;
      const to = upper[j]!;
      while (levels[at - 1]! > from) at -= 1;
      while (levels[at]! <= from) at += 1;
      if (high[j]! > low[j]!) low[j] = high[j]!;
      if (!(levels[at]! < to)) continue;
      let past = at + 1;
      while (levels[past]! < to) past += 1;
      const top = -inside(at - 1, past - 1);
      if (top > low[j]!) low[j] = top;
    }
  };
}
