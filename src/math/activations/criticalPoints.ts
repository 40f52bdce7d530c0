import { bisect } from '../core/scalarSolvers';
import { type CheckedFunction, roundToDecimal } from './continuity';
import { type Interval, magnitude } from './intervalJets';

/** φ, φ′ and their interval enclosures. */
export interface EnclosedFunction extends CheckedFunction {
  readonly df: (z: number) => number;
  /** Distinct subexpressions: the cost of an enclosure. */
  readonly size: number;
}

/** Critical points and kinks of φ on an interval, each list ascending: an exact attack relies on them. */
export interface CriticalPoints {
  /** Turning points of φ: between two neighbours φ is monotone, up to changes of 10⁻¹³. */
  readonly critical: readonly number[];
  /** Kinks, where φ′ jumps. */
  readonly kinks: readonly number[];
}

/** Largest number of cells examined, and of subexpressions enclosed in them. */
const [MAX_CELLS, MAX_ENCLOSURES] = [200_000, 2_000_000];
const maxCells = (size: number): number => Math.min(MAX_CELLS, Math.floor(MAX_ENCLOSURES / size));
/** Width, relative to max(1, |z|), below which a cell is a point. */
const MIN_CELL_WIDTH = 1e-12;
/** Turning points that count as many. */
const MANY = 1000;
/** Change of φ, relative to max(1, |φ|), that is negligible. */
const VALUE_TOLERANCE = 1e-13;

/**
 * Interval branch and bound (Moore 1966) for the critical points of φ: cells are bisected until φ′ has one sign, or is monotone (then
 * with one root at most, by bisection), or φ is constant to rounding. Enclosures contain every value, so no turning point is missed.
 * Throws a sentence beyond maxCells(). The interval contains 0; φ is continuous inside it.
 */
export function findCriticalPoints({ f, df, enclosure, size }: EnclosedFunction, [start, stop]: Interval): CriticalPoints {
  const [critical, corners]: [number[], Interval[]] = [[], []];
  const stack: Interval[] = [
    [0, stop],
    [start, 0],
  ];
  let [sign, end] = [0, start]; // of the last interval on which φ′ has a sign
  const appendInterval = (next: number, from: number, to: number): void => {
    // φ′ is undefined on a kink at `end`: its sign just after is known
    if (sign * next < 0) critical.push(from > end ? bisect((z) => (z > end && sign * df(z) <= 0 ? 1 : -1), end, from) : from);
    [sign, end] = [next, to];
  };
  let examined = 0;
  for (let cell = stack.pop(); cell; cell = stack.pop()) {
    const [a, b] = cell;
    const middle = (a + b) / 2;
    const isPoint = b - a <= MIN_CELL_WIDTH * Math.max(1, Math.abs(middle));
    if ((examined += 1) > maxCells(size)) throw new Error(limitSentence(critical.length, [start, stop], a));
    const { v, d, s } = enclosure(a, b);
    const slopeSign = d[0] > 0 ? 1 : d[1] < 0 ? -1 : 0;
    const isSlopeMonotone = s[0] > 0 || s[1] < 0;
    const isConstant = magnitude(d) * (b - a) <= VALUE_TOLERANCE * Math.max(1, magnitude(v));
    const isSmooth = Number.isFinite(magnitude(s));
    if (!isPoint && !(isSmooth && (slopeSign !== 0 || isSlopeMonotone || isConstant))) {
      stack.push([middle, b], [a, middle]);
      continue;
    }
    if (!isSmooth) corners.push(cell);
    if (slopeSign !== 0) appendInterval(slopeSign, a, b);
    else if (isSlopeMonotone) {
      const inside = Math.min(MIN_CELL_WIDTH * Math.max(1, Math.abs(middle)), (b - a) / 4); // rounding may put a kink on an end
      const [left, right] = [Math.sign(df(a + inside)), Math.sign(df(b - inside))];
      if (left * right < 0) appendInterval(left, a, a);
      if (left !== 0 || right !== 0) appendInterval(right || left, left * right < 0 ? b : a, b);
    }
  }
  const kinks = jumps(df, corners);
  const snapToKink = (z: number): number => kinks.find((kink) => Math.abs(kink - z) <= 10 * MIN_CELL_WIDTH * Math.max(1, Math.abs(z))) ?? z;
  return { critical: withoutRounding(f, kinks.length === 0 ? critical : critical.map(snapToKink), start), kinks };
}

/** Why the search ended early: many turning points, or few but cells near z over which the enclosure of φ′ does not tell its sign. */
const limitSentence = (turns: number, [start, stop]: Interval, z: number): string =>
  turns >= MANY
    ? `it turns too often for z from ${start} to ${stop}: more than ${turns} times`
    : `its terms nearly cancel near z = ${Number(z.toPrecision(3))}, and its turning points there cannot be computed; write it more simply`;

/** Turning points without those pairs between which φ changes by rounding errors only. */
function withoutRounding(f: (z: number) => number, turns: readonly number[], from: number): number[] {
  const retained: number[] = [];
  for (const z of turns) {
    const change = Math.abs(f(z) - f(retained.at(-1) ?? from));
    if (change > VALUE_TOLERANCE * Math.max(1, Math.abs(f(z)))) retained.push(z);
    else retained.pop();
  }
  return retained;
}

/** The jumps of g among the cells: places where its difference does not decrease with the distance. */
function jumps(g: (z: number) => number, cells: readonly Interval[]): number[] {
  const places: number[] = [];
  for (const [a, b] of cells) {
    const at = roundToDecimal((a + b) / 2);
    const unit = Math.max(1, Math.abs(at));
    const last = places.at(-1);
    if (last !== undefined && at - last <= 10 * MIN_CELL_WIDTH * unit) continue;
    const [near, far] = [1e-8, 1e-7].map((h) => Math.abs(g(at + h * unit) - g(at - h * unit)));
    if (near !== undefined && far !== undefined && near > 0.5 * far && near > 1e-6) places.push(at);
  }
  return places;
}

/** An upper bound of |φ′| on [−reach, reach], at most 2 % too large, by branch and bound; an infinite slope is evaluated 10⁻³ from its place. */
export function slopeBound({ df, enclosure, size }: EnclosedFunction, reach: number): number {
  const slopeAt = (z: number): number => Math.abs(df(z)) || 0;
  let [maxSample, examined] = [Math.max(slopeAt(0), slopeAt(reach), slopeAt(-reach), 1e-12), 0];
  let maxBound = maxSample; // of the cells that need no bisection
  const stack: Interval[] = [
    [-reach, 0],
    [0, reach],
  ];
  for (let cell = stack.pop(); cell; cell = stack.pop()) {
    const [a, b] = cell;
    const middle = (a + b) / 2;
    const [{ d, s }, sample] = [enclosure(a, b), slopeAt(middle)];
    if (sample > maxSample) maxSample = sample;
    const bound = Math.min(magnitude(d), sample + (magnitude(s) * (b - a)) / 2);
    const last = b - a <= 1e-3 * Math.max(1, Math.abs(middle)) || (examined += 1) > maxCells(size);
    if (bound > 1.02 * maxSample && !last) stack.push([a, middle], [middle, b]);
    else if (Number.isFinite(bound)) maxBound = Math.max(maxBound, bound);
  }
  return Math.max(maxSample, maxBound);
}
