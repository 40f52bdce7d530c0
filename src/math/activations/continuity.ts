import { compile, type Expr, subexpressions } from './expression';
import { type Interval, type IntervalJet, magnitude } from './intervalJets';

/** A place where a formula is not continuous. */
export interface Discontinuity {
  readonly z: number;
  /** jump: its limits from both sides differ; gap: φ is not finite there, or beyond MAX_MAGNITUDE; other: it has no limit, or another value than its limit. */
  readonly kind: 'gap' | 'jump' | 'other';
  /** φ close to the place, on its left and on its right. */
  readonly limits: Interval;
}

/** |φ| above which φ counts as infinite if its derivatives are. */
export const MAX_MAGNITUDE = 1e200;
/** Width, relative to |z|, below which a cell is a point, and the smallest |z| for it: near 0 floats are so dense that a slow limit, as of 1/log|z|, is distinguished from a jump. */
const [POINT_WIDTH, SMALLEST_UNIT] = [1e-12, 1e-60];
/** Distances from a possible discontinuity over which changes of φ are compared, relative to max(1, |z|): a continuous φ changes less over the shorter one. */
const DISTANCES = [1e-8, 1e-7] as const;
/** The same at 0, where changes of φ over both pairs must be those of a discontinuity; elsewhere DISTANCES relative to |z|. */
const DISTANCES_AT_ZERO = [1e-60, 1e-15] as const;
/** Samples between a possible discontinuity and each of these distances, in fractions of it. */
const FRACTIONS = [1, 0.7, 0.45, 0.3, 0.2, 0.1, 0.03, 0.01, 0.001];
/** Largest number of cells examined. */
const MAX_CELLS = 20_000;
/** Change of φ, relative to max(1, |φ|), below which it counts as continuous. */
const MIN_JUMP = 1e-7;

/**
 * Whether every operation of an expression is defined and continuous over a cell: the decoration "dac" of interval arithmetic (IEEE 1788-2015).
 * If not, φ may still be continuous.
 */
export function domainCheck(expr: Expr, jetOf: (part: Expr) => IntervalJet): (lo: number, hi: number) => boolean {
  const checks = [...subexpressions(expr).values()].flatMap(({ expr: node }) => operationCheck(node, jetOf) ?? []);
  return (lo, hi) => checks.every((check) => check(lo, hi));
}

const contains = ([lo, hi]: Interval, z: number): boolean => !(lo > z || hi < z);
const isFinite = (u: Interval): boolean => Number.isFinite(magnitude(u));

function operationCheck(node: Expr, jetOf: (part: Expr) => IntervalJet): ((lo: number, hi: number) => boolean) | undefined {
  const [first, second] = node.kind === 'call' ? node.args : [];
  if (node.kind !== 'call' || !first) return undefined;
  const a = jetOf(first);
  const unary =
    (check: (u: Interval) => boolean) =>
    (lo: number, hi: number): boolean =>
      check(a(lo, hi).v);
  const binary = (check: (u: Interval, v: Interval) => boolean): ((lo: number, hi: number) => boolean) => {
    const b = jetOf(second!);
    return (lo, hi) => check(a(lo, hi).v, b(lo, hi).v);
  };
  switch (node.name) {
    case 'log':
      return unary(([lo]) => lo > 0);
    case 'sqrt':
      return unary(([lo]) => lo >= 0);
    case 'sin':
    case 'cos':
      return unary(isFinite);
    case 'tan':
      return unary(([lo, hi]) => (Math.ceil(lo / Math.PI - 0.5) + 0.5) * Math.PI > hi);
    case 'divide':
      return binary((u, v) => !contains(v, 0) && (isFinite(u) || isFinite(v)));
    case 'multiply':
      return binary((u, v) => (isFinite(u) || !contains(v, 0)) && (isFinite(v) || !contains(u, 0)));
    case 'add':
      return binary(([p, q], [r, s]) => !(p === -Infinity && s === Infinity) && !(q === Infinity && r === -Infinity));
    case 'subtract':
      return binary(([p, q], [r, s]) => !(p === -Infinity && r === -Infinity) && !(q === Infinity && s === Infinity));
    case 'pow':
      return second!.dependsOnZ ? unary(([lo]) => lo > 0) : powerCheck(unary, compile(second!)(0));
    default:
      return undefined;
  }
}

function powerCheck<R>(unary: (check: (u: Interval) => boolean) => R, n: number): R | undefined {
  if (Number.isInteger(n)) return n < 0 ? unary((u) => !contains(u, 0)) : undefined;
  return unary(([lo]) => (n > 0 ? lo >= 0 : lo > 0));
}

/** φ with the data that decide where it is continuous. */
export interface CheckedFunction {
  readonly f: (z: number) => number;
  readonly enclosure: IntervalJet;
  readonly isContinuous: (lo: number, hi: number) => boolean;
}

/**
 * The discontinuities of φ that are nearest to 0 on each side of it, by branch and bound: cells over which some operation may not be
 * continuous are bisected down to points, and φ is compared around these. Throws a sentence beyond MAX_CELLS.
 */
export function nearestDiscontinuities(checked: CheckedFunction, reach: number): readonly Discontinuity[] {
  return [-1, 1].flatMap((side) => nearestDiscontinuity(checked, side, reach) ?? []);
}

function nearestDiscontinuity({ f, enclosure, isContinuous }: CheckedFunction, side: number, reach: number): Discontinuity | undefined {
  const stack: Interval[] = [[0, reach]]; // of |z|
  let examined = 0;
  for (let cell = stack.pop(); cell; cell = stack.pop()) {
    const [near, far] = cell;
    const [a, b] = side > 0 ? [near, far] : [-far, -near];
    const middle = (near + far) / 2;
    const { v, s } = enclosure(a, b);
    const isUnbounded = !isFinite(v);
    const isHuge = magnitude(v) > MAX_MAGNITUDE && !isFinite(s);
    if (!isUnbounded && !isHuge && isContinuous(a, b)) continue;
    if ((examined += 1) > MAX_CELLS)
      throw new Error(
        `it cannot be shown to be continuous on |z| ≤ ${reach}: whether it is near z = ${short(roundToDecimal(side * near))} remains in doubt`,
      );
    const usable = (z: number): boolean => (isUnbounded ? Number.isFinite(f(z)) : Math.abs(f(z)) <= MAX_MAGNITUDE);
    const z = side * near + 0;
    if (![a, side * middle, b].some(usable)) return discontinuityAt(f, z, [z, z], true) ?? { z, kind: 'gap', limits: [f(a), f(b)] };
    if (far - near > POINT_WIDTH * Math.max(SMALLEST_UNIT, middle)) {
      stack.push([middle, far], [near, middle]);
      continue;
    }
    const discontinuity = discontinuityAt(f, z, [a, b], isUnbounded || isHuge);
    if (discontinuity) return discontinuity;
  }
  return undefined;
}

/** The discontinuity in a cell as small as a point. Its place is z, the end nearest to 0. */
function discontinuityAt(f: (z: number) => number, z: number, [a, b]: Interval, isUnbounded: boolean): Discontinuity | undefined {
  const unit = Math.max(1, Math.abs(z));
  const around = (distance: number): number[] => FRACTIONS.flatMap((part) => [f(a - part * distance), f(b + part * distance)]);
  const here = [a, (a + b) / 2, roundToDecimal((a + b) / 2), b].map(f);
  const limitsAt = (distance: number): Interval => [f(a - distance), f(b + distance)];
  const [limits, closer] = [limitsAt(DISTANCES[0] * unit), limitsAt(0.1 * DISTANCES[0] * unit)];
  const height = Math.abs(limits[1] - limits[0]);
  const settled = limits.every((limit, k) => Math.abs(limit - closer[k]!) <= 0.01 * height);
  const isJump = settled && height > MIN_JUMP * Math.max(1, ...limits.map(Math.abs));
  const place = { z: roundToDecimal(z), limits };
  const pairs = [DISTANCES.map((distance) => distance * unit), z === 0 ? DISTANCES_AT_ZERO : DISTANCES.map((distance) => distance * Math.abs(z))];
  let [isDoubtful, isGrowing] = [true, true];
  for (const [shorter, longer] of pairs) {
    const [near, far] = [[...here, ...around(shorter)], around(longer)];
    if (![...near, ...far].every(Number.isFinite)) return { ...place, kind: isJump ? 'jump' : 'gap' };
    const change = spreadOf(near);
    isDoubtful &&= change > 0.5 * spreadOf([...near, ...far]) && change > MIN_JUMP * Math.max(1, ...near.map(Math.abs));
    isGrowing &&= Math.max(...near.map(Math.abs)) > 2 * Math.max(...far.map(Math.abs));
  }
  return isDoubtful ? { ...place, kind: isJump ? 'jump' : isUnbounded && isGrowing ? 'gap' : 'other' } : undefined;
}

const spreadOf = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);

/** A short decimal in place of a number that differs from it by the rounding errors of bisection. */
export const roundToDecimal = (z: number): number => (Math.abs(z - Number(z.toFixed(9))) < 1e-11 ? Number(z.toFixed(9)) + 0 : z); // + 0: no −0

const short = (value: number): number => Number(value.toPrecision(4));

/** Why a formula is refused at a discontinuity: "jumps at z = 0, from −1.571 to 1.571". */
export function discontinuitySentence({ z, kind, limits }: Discontinuity): string {
  const place = `at z = ${short(z)}, which this document reaches`;
  if (kind === 'gap') return `is not finite, or past ${MAX_MAGNITUDE}, ${place}`;
  return kind === 'jump' ? `jumps from ${limits.map(short).join(' to ')} ${place}` : `is not continuous, as far as float64 can tell, ${place}`;
}
