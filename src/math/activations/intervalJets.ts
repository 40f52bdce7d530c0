import { sigmoid, softplus } from '../core/logisticLoss';
import { type OperationName, compile, dependsOnZ, type Expr } from './formulaParser';
import { type Term, termsOf, UNIT_KEY } from './linearTerms';
import { type Arithmetic, type Derivatives, derivativesIn, powerDerivatives, type UnaryName } from './pointJets';

/** A closed interval [lo, hi]. */
export type Interval = readonly [lo: number, hi: number];

/** Enclosures of φ, φ′ and φ″ over a cell in interval arithmetic (Moore 1966), up to rounding; NaN or infinite if unbounded. */
export interface Jet {
  readonly v: Interval;
  readonly d: Interval;
  readonly s: Interval;
}
export type IntervalJet = (lo: number, hi: number) => Jet;

const ZERO: Interval = [0, 0];
const ALL: Interval = [-Infinity, Infinity];

/** The magnitude max |x| of an interval; Infinity if unbounded. */
export const magnitude = ([lo, hi]: Interval): number => {
  const max = Math.max(-lo, hi);
  return Number.isNaN(max) ? Infinity : max;
};

/** The interval jet of an expression: automatic differentiation in interval arithmetic, with like terms of sums collected. */
export function intervalJet(expr: Expr): IntervalJet {
  const terms = termsOf(expr);
  const [only] = terms;
  if (terms.length === 1 && only && only.key !== UNIT_KEY && only.coefficient === 1) return atomJet(only.atom);
  const [atoms, moduli] = [new Map<string, IntervalJet>(), new Map<string, IntervalJet>()]; // by key; moduli: u of an atom |u|
  const collect = (list: readonly Term[]): void =>
    list.forEach(({ atom, key, modulus }) => {
      if (!atoms.has(key)) atoms.set(key, atomJet(atom));
      if (!modulus) return;
      if (!moduli.has(key)) moduli.set(key, intervalJet(modulus.of));
      collect(modulus.terms);
    });
  collect(terms);
  return (lo, hi) => {
    const coefficients = new Map<string, number>();
    const accumulate = (list: readonly Term[], factor: number): void => {
      for (const term of list) {
        const sign = term.modulus ? signOf(moduli.get(term.key)?.(lo, hi).v ?? ALL) : 0;
        if (term.modulus && sign !== 0) accumulate(term.modulus.terms, factor * sign * term.coefficient);
        else coefficients.set(term.key, (coefficients.get(term.key) ?? 0) + factor * term.coefficient);
      }
    };
    accumulate(terms, 1);
    let sum: Jet = { v: ZERO, d: ZERO, s: ZERO };
    for (const [key, factor] of coefficients) {
      const jet = factor === 0 ? undefined : atoms.get(key)?.(lo, hi);
      if (jet) sum = { v: add(sum.v, scale(factor, jet.v)), d: add(sum.d, scale(factor, jet.d)), s: add(sum.s, scale(factor, jet.s)) };
    }
    return sum;
  };
}

/** The common sign of the numbers of an interval; 0 if there is none, or if the interval touches 0, the kink of |u|. */
const signOf = ([lo, hi]: Interval): number => (lo > 0 || (lo === 0 && hi === 0) ? 1 : hi < 0 ? -1 : 0);

/** As intervalJet(), for an expression that is no sum. */
function atomJet(expr: Expr): IntervalJet {
  if (expr.kind === 'z') return (lo, hi) => ({ v: [lo, hi], d: [1, 1], s: ZERO });
  if (!dependsOnZ(expr)) {
    const value = compile(expr)(0);
    return () => ({ v: [value, value], d: ZERO, s: ZERO });
  }
  const [first, second] = expr.args;
  if (!first) throw new Error(`${expr.name} has no argument`);
  const a = intervalJet(first);
  if (second && expr.name === 'pow' && !dependsOnZ(second)) {
    const rule = power(compile(second)(0));
    return (lo, hi) => chain(rule, a(lo, hi));
  }
  if (!second) {
    const rule = ruleOf(expr.name);
    return (lo, hi) => chain(rule, a(lo, hi));
  }
  const [b, combine] = [intervalJet(second), binaryRule(expr.name)];
  return (lo, hi) => combine(a(lo, hi), b(lo, hi));
}

/** 0 · ∞ is 0: an interval contains finite numbers only, whatever its ends. */
const product = (x: number, y: number): number => (x === 0 || y === 0 ? 0 : x * y);
const add = ([a, b]: Interval, [c, d]: Interval): Interval => [a + c, b + d];
function times([a, b]: Interval, [c, d]: Interval): Interval {
  const [p, q, r, s] = [product(a, c), product(a, d), product(b, c), product(b, d)];
  return [Math.min(p, q, r, s), Math.max(p, q, r, s)];
}
const scale = (k: number, u: Interval): Interval => times([k, k], u);

function binaryRule(name: OperationName): (a: Jet, b: Jet) => Jet {
  const sum = (a: Jet, b: Jet): Jet => ({ v: add(a.v, b.v), d: add(a.d, b.d), s: add(a.s, b.s) });
  const multiplied = (a: Jet, b: Jet): Jet => ({
    v: times(a.v, b.v),
    d: add(times(a.d, b.v), times(a.v, b.d)),
    s: add(add(times(a.s, b.v), times(a.v, b.s)), scale(2, times(a.d, b.d))),
  });
  const [inverse, exp, log] = [power(-1), ruleOf('exp'), ruleOf('log')];
  if (name === 'add') return sum;
  if (name === 'subtract') return (a, b) => sum(a, { v: scale(-1, b.v), d: scale(-1, b.d), s: scale(-1, b.s) });
  if (name === 'multiply') return multiplied;
  if (name === 'divide') return (a, b) => multiplied(a, chain(inverse, b));
  if (name === 'pow') return (a, b) => chain(exp, multiplied(b, chain(log, a)));
  throw new Error(`${name} has one argument`);
}

/** g, g′ and g″ over an interval. */
type Rule = (u: Interval) => readonly [Interval, Interval, Interval];

/** (g∘u)′ = g′u′ and (g∘u)″ = g″u′² + g′u″. */
function chain(rule: Rule, { v, d, s }: Jet): Jet {
  const [g, first, second] = rule(v);
  return { v: g, d: times(first, d), s: add(times(second, powerOf(d, 2)), times(first, s)) };
}

/** uⁿ; for a fractional n without the negative part of u, where the power is undefined. */
function powerOf([lo, hi]: Interval, n: number): Interval {
  if (n === 0) return [1, 1];
  const whole = Number.isInteger(n);
  const from = whole ? lo : Math.max(0, lo);
  if (n < 0 && from <= 0 && hi >= 0) return from === 0 && !whole ? [Math.pow(hi, n), Infinity] : ALL;
  const [p, q] = [Math.pow(from, n), Math.pow(hi, n)];
  return [whole && n > 0 && n % 2 === 0 && lo <= 0 && hi >= 0 ? 0 : Math.min(p, q), Math.max(p, q)];
}

/** The range of an increasing g over an interval. */
const increasing =
  (g: (x: number) => number) =>
  ([lo, hi]: Interval): Interval => [g(lo), g(hi)];

function cosine([lo, hi]: Interval): Interval {
  const turn = 2 * Math.PI;
  const contains = (at: number): boolean => Math.ceil((lo - at) / turn) * turn + at <= hi;
  const [p, q] = [Math.cos(lo), Math.cos(hi)];
  return [contains(Math.PI) ? -1 : Math.min(p, q), contains(0) ? 1 : Math.max(p, q)];
}

/** Intervals with the ranges of all functions: the table of derivatives, computed with them, encloses g′ and g″. */
const intervals: Arithmetic<Interval> = {
  constant: (value) => [value, value],
  add,
  times,
  scale,
  power: powerOf,
  functions: {
    unaryMinus: (u) => scale(-1, u),
    exp: increasing(Math.exp),
    log: ([lo, hi]) => [Math.log(Math.max(0, lo)), Math.log(hi)],
    sqrt: (u) => powerOf(u, 0.5),
    sin: ([lo, hi]) => cosine([lo - Math.PI / 2, hi - Math.PI / 2]),
    cos: cosine,
    tan: ([lo, hi]) => {
      const pole = Math.ceil(lo / Math.PI - 0.5) * Math.PI + Math.PI / 2;
      return pole > hi ? [Math.tan(lo), Math.tan(hi)] : ALL;
    },
    sinh: increasing(Math.sinh),
    cosh: ([lo, hi]) => [lo <= 0 && hi >= 0 ? 1 : Math.cosh(Math.min(Math.abs(lo), Math.abs(hi))), Math.cosh(Math.max(-lo, hi))],
    tanh: increasing(Math.tanh),
    asinh: increasing(Math.asinh),
    atan: increasing(Math.atan),
  },
};
const derivatives = derivativesIn(intervals);

const withDerivatives =
  (g: (u: Interval) => Interval, { first, second }: Derivatives<Interval>): Rule =>
  (u) => {
    const value = g(u);
    const slope = first(u, value);
    return [value, slope, second(u, value, slope)];
  };
const power = (n: number): Rule => withDerivatives((u) => powerOf(u, n), powerDerivatives(intervals, n));

function ruleOf(name: OperationName): Rule {
  if (name === 'abs') return absolute;
  if (isUnary(name)) return withDerivatives(intervals.functions[name], derivatives[name]);
  throw new Error(`${name} has two arguments`);
}
const isUnary = (name: OperationName): name is UnaryName => Object.hasOwn(derivatives, name);

/** |u|. An interval that touches 0 has a kink for φ″, but φ′ is known to be one-sided there. */
const absolute: Rule = ([lo, hi]) => [
  lo >= 0 ? [lo, hi] : hi <= 0 ? [-hi, -lo] : [0, Math.max(-lo, hi)],
  lo >= 0 ? [1, 1] : hi <= 0 ? [-1, -1] : [-1, 1],
  lo <= 0 && hi >= 0 ? ALL : ZERO,
];

/** log(1 + eᵘ), whose slope σ is steepest at 0. */
const softplusRule: Rule = (u) => {
  const [lo, hi] = u;
  const slope = (x: number): number => sigmoid(x) * sigmoid(-x);
  const [p, q] = [slope(lo), slope(hi)];
  return [increasing(softplus)(u), increasing(sigmoid)(u), [Math.min(p, q), lo <= 0 && hi >= 0 ? 0.25 : Math.max(p, q)]];
};

/** Encloses the loss of a point, ψ(z) = log(1 + exp(−y φ(z))), where φ is enclosed. */
export const lossOver =
  (over: IntervalJet, y: number): IntervalJet =>
  (lo, hi) => {
    const { v, d, s } = over(lo, hi);
    return chain(softplusRule, { v: scale(-y, v), d: scale(-y, d), s: scale(-y, s) });
  };
