import { sigmoid, softplus } from '../core/logisticLoss';
import { type CallName, compile, type Expr } from './formulaParser';
import { type Term, termsOf, UNIT } from './linearTerms';

/** A closed interval [lo, hi]. */
export type Interval = readonly [lo: number, hi: number];

/** Intervals that hold φ, φ′ and φ″ at every z of a cell (to rounding; Moore 1966). NaN or infinite where nothing is known. */
export interface Jet {
  readonly v: Interval;
  readonly d: Interval;
  readonly s: Interval;
}
export type IntervalJet = (lo: number, hi: number) => Jet;

const ZERO: Interval = [0, 0];
const ALL: Interval = [-Infinity, Infinity];

/** The largest |value| of an interval; Infinity where nothing is known. */
export const size = ([lo, hi]: Interval): number => {
  const most = Math.max(-lo, hi);
  return Number.isNaN(most) ? Infinity : most;
};

/** φ and its first two derivatives over a cell, by the rules of differentiation in interval arithmetic. */
export function intervalJet(expr: Expr): IntervalJet {
  const terms = termsOf(expr);
  const [only] = terms;
  if (terms.length === 1 && only && only.key !== UNIT && only.by === 1) return encloseAtom(only.atom);
  const [known, signs] = [new Map<string, IntervalJet>(), new Map<string, IntervalJet>()]; // by key
  const note = (atom: Expr, key: string): unknown => known.get(key) ?? known.set(key, encloseAtom(atom));
  const look = (list: readonly Term[]): void =>
    list.forEach(({ atom, key, modulus }) => {
      note(atom, key);
      if (!modulus) return;
      if (!signs.has(key)) signs.set(key, intervalJet(modulus.of));
      look(modulus.terms);
    });
  look(terms);
  return (lo, hi) => {
    const by = new Map<string, number>();
    const gather = (list: readonly Term[], times: number): void => {
      for (const term of list) {
        const sign = term.modulus ? signOf(signs.get(term.key)?.(lo, hi).v ?? ALL) : 0;
        if (term.modulus && sign !== 0) gather(term.modulus.terms, times * sign * term.by);
        else by.set(term.key, (by.get(term.key) ?? 0) + times * term.by);
      }
    };
    gather(terms, 1);
    let sum: Jet = { v: ZERO, d: ZERO, s: ZERO };
    for (const [key, factor] of by) {
      const jet = factor === 0 ? undefined : known.get(key)?.(lo, hi);
      if (jet) sum = { v: add(sum.v, scale(factor, jet.v)), d: add(sum.d, scale(factor, jet.d)), s: add(sum.s, scale(factor, jet.s)) };
    }
    return sum;
  };
}

/** The sign of all numbers of an interval; 0 where it is not known, or where 0 is touched: there |u| has its kink. */
const signOf = ([lo, hi]: Interval): number => (lo > 0 || (lo === 0 && hi === 0) ? 1 : hi < 0 ? -1 : 0);

/** As enclose(), for what is no sum. */
function encloseAtom(expr: Expr): IntervalJet {
  if (expr.kind === 'z') return (lo, hi) => ({ v: [lo, hi], d: [1, 1], s: ZERO });
  if (!holdsZ(expr)) {
    const value = compile(expr)(0);
    return () => ({ v: [value, value], d: ZERO, s: ZERO });
  }
  const [first, second] = expr.args;
  if (expr.kind !== 'call' || !first) throw new Error('a formula holds a call without an argument');
  const a = intervalJet(first);
  if (second && expr.name === 'pow' && !holdsZ(second)) {
    const rule = power(compile(second)(0));
    return (lo, hi) => chain(rule, a(lo, hi));
  }
  if (!second) {
    const rule = rules[expr.name];
    if (!rule) throw new Error(`${expr.name} has one argument`);
    return (lo, hi) => chain(rule, a(lo, hi));
  }
  const [b, join] = [intervalJet(second), binary(expr.name)];
  return (lo, hi) => join(a(lo, hi), b(lo, hi));
}

const holdsZ = (expr: Expr): expr is Exclude<Expr, { kind: 'const' }> => expr.kind === 'z' || (expr.kind === 'call' && expr.args.some(holdsZ));

/** 0 · ∞ is 0: an interval holds finite numbers, whatever its ends. */
const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
const add = ([a, b]: Interval, [c, d]: Interval): Interval => [a + c, b + d];
const minus = ([a, b]: Interval): Interval => [-b, -a];
function times([a, b]: Interval, [c, d]: Interval): Interval {
  const [p, q, r, s] = [product(a, c), product(a, d), product(b, c), product(b, d)];
  return [Math.min(p, q, r, s), Math.max(p, q, r, s)];
}
const scale = (k: number, u: Interval): Interval => times([k, k], u);
const square = (u: Interval): Interval => powerOf(u, 2);

function binary(name: CallName): (a: Jet, b: Jet) => Jet {
  const plus = (a: Jet, b: Jet): Jet => ({ v: add(a.v, b.v), d: add(a.d, b.d), s: add(a.s, b.s) });
  const multiplied = (a: Jet, b: Jet): Jet => ({
    v: times(a.v, b.v),
    d: add(times(a.d, b.v), times(a.v, b.d)),
    s: add(add(times(a.s, b.v), times(a.v, b.s)), scale(2, times(a.d, b.d))),
  });
  const [inverse, log, exp] = [power(-1), rules.log, rules.exp];
  if (name === 'add') return plus;
  if (name === 'subtract') return (a, b) => plus(a, { v: minus(b.v), d: minus(b.d), s: minus(b.s) });
  if (name === 'multiply') return multiplied;
  if (name === 'divide') return (a, b) => multiplied(a, chain(inverse, b));
  if (name === 'pow' && log && exp) return (a, b) => chain(exp, multiplied(b, chain(log, a)));
  throw new Error(`${name} has two arguments`);
}

/** g, g′ and g″ over an interval. */
type Rule = (u: Interval) => readonly [Interval, Interval, Interval];

/** (g∘u)′ = g′u′ and (g∘u)″ = g″u′² + g′u″. */
function chain(rule: Rule, { v, d, s }: Jet): Jet {
  const [g, first, second] = rule(v);
  return { v: g, d: times(first, d), s: add(times(second, square(d)), times(first, s)) };
}

/** uⁿ; for a broken n the negative part of u is left out, where the power is undefined. */
function powerOf([lo, hi]: Interval, n: number): Interval {
  if (n === 0) return [1, 1];
  const whole = Number.isInteger(n);
  const from = whole ? lo : Math.max(0, lo);
  if (n < 0 && from <= 0 && hi >= 0) return from === 0 && !whole ? [Math.pow(hi, n), Infinity] : ALL;
  const [p, q] = [Math.pow(from, n), Math.pow(hi, n)];
  return [whole && n > 0 && n % 2 === 0 && lo <= 0 && hi >= 0 ? 0 : Math.min(p, q), Math.max(p, q)];
}
const power =
  (n: number): Rule =>
  (u) => [powerOf(u, n), scale(n, powerOf(u, n - 1)), scale(n * (n - 1), powerOf(u, n - 2))];

/** g over u for a rising g. */
const rising = (g: (x: number) => number, [lo, hi]: Interval): Interval => [g(lo), g(hi)];

function cosine([lo, hi]: Interval): Interval {
  const turn = 2 * Math.PI;
  const holds = (at: number): boolean => Math.ceil((lo - at) / turn) * turn + at <= hi;
  const [p, q] = [Math.cos(lo), Math.cos(hi)];
  return [holds(Math.PI) ? -1 : Math.min(p, q), holds(0) ? 1 : Math.max(p, q)];
}
const sine = ([lo, hi]: Interval): Interval => cosine([lo - Math.PI / 2, hi - Math.PI / 2]);
const coshOver = ([lo, hi]: Interval): Interval => [
  lo <= 0 && hi >= 0 ? 1 : Math.cosh(Math.min(Math.abs(lo), Math.abs(hi))),
  Math.cosh(Math.max(-lo, hi)),
];
const onePlusSquare = (u: Interval): Interval => add([1, 1], square(u));

const rules: Partial<Record<CallName, Rule>> = {
  unaryMinus: (u) => [minus(u), [-1, -1], ZERO],
  exp: (u) => {
    const e = rising(Math.exp, u);
    return [e, e, e];
  },
  log: ([lo, hi]) => {
    const u: Interval = [Math.max(0, lo), hi];
    return [rising(Math.log, u), powerOf(u, -1), minus(powerOf(u, -2))];
  },
  sqrt: power(0.5),
  // Touching 0 counts as a kink for φ″, but φ′ is known to be one-sided there.
  abs: ([lo, hi]) => [
    lo >= 0 ? [lo, hi] : hi <= 0 ? [-hi, -lo] : [0, Math.max(-lo, hi)],
    lo >= 0 ? [1, 1] : hi <= 0 ? [-1, -1] : [-1, 1],
    lo <= 0 && hi >= 0 ? ALL : ZERO,
  ],
  sin: (u) => [sine(u), cosine(u), minus(sine(u))],
  cos: (u) => [cosine(u), minus(sine(u)), minus(cosine(u))],
  tan: ([lo, hi]) => {
    const pole = Math.ceil(lo / Math.PI - 0.5) * Math.PI + Math.PI / 2;
    if (!(pole > hi)) return [ALL, ALL, ALL];
    const t = rising(Math.tan, [lo, hi]);
    return [t, onePlusSquare(t), scale(2, times(t, onePlusSquare(t)))];
  },
  sinh: (u) => [rising(Math.sinh, u), coshOver(u), rising(Math.sinh, u)],
  cosh: (u) => [coshOver(u), rising(Math.sinh, u), coshOver(u)],
  tanh: (u) => {
    const t = rising(Math.tanh, u);
    const slope = add([1, 1], minus(square(t)));
    return [t, slope, scale(-2, times(t, slope))];
  },
  asinh: (u) => [rising(Math.asinh, u), powerOf(onePlusSquare(u), -0.5), minus(times(u, powerOf(onePlusSquare(u), -1.5)))],
  atan: (u) => [rising(Math.atan, u), powerOf(onePlusSquare(u), -1), scale(-2, times(u, powerOf(onePlusSquare(u), -2)))],
};

/** log(1 + eᵘ), whose slope σ is steepest at 0. */
const soft: Rule = ([lo, hi]) => {
  const slope = (u: number): number => sigmoid(u) * sigmoid(-u);
  const [p, q] = [slope(lo), slope(hi)];
  return [rising(softplus, [lo, hi]), rising(sigmoid, [lo, hi]), [Math.min(p, q), lo <= 0 && hi >= 0 ? 0.25 : Math.max(p, q)]];
};

/** Encloses the loss of a point, ψ(z) = log(1 + exp(−y φ(z))), where φ is enclosed. */
export const lossOver =
  (over: IntervalJet, y: number): IntervalJet =>
  (lo, hi) => {
    const { v, d, s } = over(lo, hi);
    return chain(soft, { v: scale(-y, v), d: scale(-y, d), s: scale(-y, s) });
  };
