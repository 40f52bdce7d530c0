import { bisect } from '../core/scalarSolvers';
import { type intervalJet, type Interval, magnitude } from './intervalJets';

/** A formula ready to be surveyed: φ, φ′, and what encloses them over a cell. */
export interface EnclosedFunction {
  readonly f: (z: number) => number;
  readonly df: (z: number) => number;
  readonly over: ReturnType<typeof intervalJet>;
}

/** Everything about φ on [−reach, reach] that an exact attack relies on; all lists ascend. */
export interface CriticalPoints {
  /** Where φ turns: between two neighbours φ is monotone, up to changes of 10⁻¹³. */
  readonly critical: readonly number[];
  /** Where φ′ jumps. */
  readonly kinks: readonly number[];
  /** Where φ is not finite, or past HUGE without a finite φ″: each stretch by its end nearest to 0. */
  readonly gaps: readonly number[];
}

/** Beyond this a value is as good as infinite where its derivatives are. */
export const MAX_MAGNITUDE = 1e200;
/** Cells that may be looked at. */
const BUDGET = 200_000;
/** Cells that are narrower, relative to max(1, |z|), are points. */
const NARROW = 1e-12;
/** A change of φ, relative to max(1, |φ|), that no attack can use. */
const NOTHING = 1e-13;

/**
 * Halves cells until each is settled: φ′ has one sign, or changes one way (then one root at most, by bisection), or φ hardly
 * changes at all. No turning point can hide, since a cell's enclosure holds every value. Throws a sentence past the budget.
 */
export function findCriticalPoints({ f, df, over }: EnclosedFunction, reach: number): CriticalPoints {
  const [critical, corners, gaps]: [number[], Interval[], number[]] = [[], [], []];
  const waiting: Interval[] = [
    [0, reach],
    [-reach, 0],
  ];
  let [sign, end] = [0, -reach]; // of the last stretch on which φ′ has a sign
  const goOn = (next: number, from: number, to: number): void => {
    // φ′ is undefined on a kink at `end`: its sign just after is known
    if (sign * next < 0) critical.push(from > end ? bisect((z) => (z > end && sign * df(z) <= 0 ? 1 : -1), end, from) : from);
    [sign, end] = [next, to];
  };
  let looked = 0;
  for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
    const [a, b] = cell;
    const middle = (a + b) / 2;
    const narrow = b - a <= NARROW * Math.max(1, Math.abs(middle));
    if ((looked += 1) > BUDGET)
      throw new Error(
        `it turns too often, or its terms nearly cancel too often, on |z| ≤ ${reach} for an exact attack to know all its turning points`,
      );
    const { v, d, s } = over(a, b);
    const lost = !Number.isFinite(magnitude(v));
    if (lost || (magnitude(v) > MAX_MAGNITUDE && !Number.isFinite(magnitude(s)))) {
      const usable = (z: number): boolean => (lost ? Number.isFinite(f(z)) : Math.abs(f(z)) <= MAX_MAGNITUDE);
      if (narrow || ![a, middle, b].some(usable)) gaps.push(a >= 0 ? a : b);
      else waiting.push([middle, b], [a, middle]);
      continue;
    }
    const rises = d[0] > 0 ? 1 : d[1] < 0 ? -1 : 0;
    const oneWay = s[0] > 0 || s[1] < 0;
    const still = magnitude(d) * (b - a) <= NOTHING * Math.max(1, magnitude(v));
    const smooth = Number.isFinite(magnitude(s));
    if (!narrow && !(smooth && (rises !== 0 || oneWay || still))) {
      waiting.push([middle, b], [a, middle]);
      continue;
    }
    if (!smooth) corners.push(cell);
    if (rises !== 0) goOn(rises, a, b);
    else if (oneWay) {
      const inside = Math.min(NARROW * Math.max(1, Math.abs(middle)), (b - a) / 4); // rounding may put a kink on an end
      const [left, right] = [Math.sign(df(a + inside)), Math.sign(df(b - inside))];
      if (left * right < 0) goOn(left, a, a);
      if (left !== 0 || right !== 0) goOn(right || left, left * right < 0 ? b : a, b);
    }
  }
  const kinks = jumps(df, corners);
  const same = (z: number): number => kinks.find((kink) => Math.abs(kink - z) <= 10 * NARROW * Math.max(1, Math.abs(z))) ?? z;
  return { critical: notable(f, kinks.length === 0 ? critical : critical.map(same), -reach), kinks, gaps };
}

/** Turning points without those pairs between which φ changes by no more than rounding. */
function notable(f: (z: number) => number, turns: readonly number[], from: number): number[] {
  const kept: number[] = [];
  for (const z of turns) {
    const change = Math.abs(f(z) - f(kept.at(-1) ?? from));
    if (change > NOTHING * Math.max(1, Math.abs(f(z)))) kept.push(z);
    else kept.pop();
  }
  return kept;
}

/** Those of the cells across which g jumps: its difference does not shrink with the distance. */
function jumps(g: (z: number) => number, cells: readonly Interval[]): number[] {
  const found: number[] = [];
  for (const [a, b] of cells) {
    const at = neat((a + b) / 2);
    const unit = Math.max(1, Math.abs(at));
    const last = found.at(-1);
    if (last !== undefined && at - last <= 10 * NARROW * unit) continue;
    const [near, far] = [1e-8, 1e-7].map((h) => Math.abs(g(at + h * unit) - g(at - h * unit)));
    if (near !== undefined && far !== undefined && near > 0.5 * far && near > 1e-6) found.push(at);
  }
  return found;
}

/** Takes the noise of halving off a number that stands at a short decimal. */
const neat = (z: number): number => (Math.abs(z - Number(z.toFixed(9))) < 1e-11 ? Number(z.toFixed(9)) + 0 : z); // + 0: no −0

/** An upper bound on |φ′| over [−reach, reach], no more than 2 % above it; an infinite slope is taken 10⁻³ from its place. */
export function slopeBound({ df, over }: EnclosedFunction, reach: number): number {
  const at = (z: number): number => Math.abs(df(z)) || 0;
  let [most, looked] = [Math.max(at(0), at(reach), at(-reach), 1e-12), 0];
  let top = most; // of the bounds that were good enough
  const waiting: Interval[] = [
    [-reach, 0],
    [0, reach],
  ];
  for (let cell = waiting.pop(); cell; cell = waiting.pop()) {
    const [a, b] = cell;
    const middle = (a + b) / 2;
    const [{ d, s }, there] = [over(a, b), at(middle)];
    if (there > most) most = there;
    const bound = Math.min(magnitude(d), there + (magnitude(s) * (b - a)) / 2);
    const last = b - a <= 1e-3 * Math.max(1, Math.abs(middle)) || (looked += 1) > BUDGET;
    if (bound > 1.02 * most && !last) waiting.push([a, middle], [middle, b]);
    else if (Number.isFinite(bound)) top = Math.max(top, bound);
  }
  return Math.max(most, top);
}
