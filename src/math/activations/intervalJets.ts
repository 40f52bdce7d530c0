import { sigmoid, softplus } from '../core/logisticLoss';
import { type OperationName, compile, type Expr, type Term, termsOf, UNIT } from './expression';
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

/** Interval jets of expressions: automatic differentiation in interval arithmetic, with like terms of sums collected. Each subexpression is evaluated once a cell, in whatever it occurs. */
export function intervalJets(): (expr: Expr) => IntervalJet {
  const jets = new Map<string, IntervalJet>();
  const sums = new Map<string, readonly Term[]>();
  const jetOf = (part: Expr): IntervalJet => {
    const jet = jets.get(part.key) ?? memoised(sumJet(part, sums, jetOf));
    jets.set(part.key, jet);
    return jet;
  };
  return jetOf;
}

/** The jet of the last cell is kept. */
function memoised(jet: IntervalJet): IntervalJet {
  let [from, to, last]: [number, number, Jet | undefined] = [NaN, NaN, undefined];
  return (lo, hi) => {
    if (!last || lo !== from || hi !== to) [from, to, last] = [lo, hi, jet(lo, hi)];
    return last;
  };
}

/**
 * The jet of a sum of terms. An atom |u| is replaced by the terms of ±u where u has one sign, from the outermost atom inwards: an atom
 * inside another is less high than it.
 */
function sumJet(expr: Expr, sums: Map<string, readonly Term[]>, jetOf: (part: Expr) => IntervalJet): IntervalJet {
  const terms = termsOf(expr, sums);
  const [only] = terms;
  if (terms.length === 1 && only && only.atom.key !== UNIT.key && only.coefficient === 1 && !modulusOf(only.atom)) return atomJet(only.atom, jetOf);
  const atomsByKey = new Map<string, Expr>();
  const collect = (list: readonly Term[]): void =>
    list.forEach(({ atom }) => {
      if (atomsByKey.has(atom.key)) return;
      atomsByKey.set(atom.key, atom);
      const of = modulusOf(atom);
      if (of) collect(termsOf(of, sums));
    });
  collect(terms);
  const atoms = [...atomsByKey.values()].sort((p, q) => q.height - p.height);
  const places = new Map(atoms.map(({ key }, k) => [key, k]));
  const indexed = (list: readonly Term[]) => list.map(({ coefficient, atom }) => ({ coefficient, at: places.get(atom.key)! }));
  const rows = atoms.map((atom) => {
    const of = modulusOf(atom);
    return { jet: atomJet(atom, jetOf), modulus: of && { jet: jetOf(of), terms: indexed(termsOf(of, sums)) } };
  });
  const [start, coefficients] = [indexed(terms), new Float64Array(atoms.length)];
  return (lo, hi) => {
    coefficients.fill(0);
    for (const { coefficient, at } of start) coefficients[at] = coefficient;
    let sum: Jet = { v: ZERO, d: ZERO, s: ZERO };
    rows.forEach(({ jet: atom, modulus }, k) => {
      const factor = coefficients[k]!;
      if (factor === 0) return;
      const sign = modulus ? signOf(modulus.jet(lo, hi).v) : 0;
      if (modulus && sign !== 0) {
        for (const { coefficient, at } of modulus.terms) coefficients[at] = coefficients[at]! + factor * sign * coefficient;
        return;
      }
      const jet = atom(lo, hi);
      sum = { v: add(sum.v, scale(factor, jet.v)), d: add(sum.d, scale(factor, jet.d)), s: add(sum.s, scale(factor, jet.s)) };
    });
    return sum;
  };
}

/** u of an atom |u|. */
const modulusOf = (atom: Expr): Expr | undefined => (atom.kind === 'call' && atom.name === 'abs' ? atom.args[0] : undefined);

/** The common sign of the numbers of an interval; 0 if there is none, or if the interval touches 0, the kink of |u|. */
const signOf = ([lo, hi]: Interval): number => (lo > 0 || (lo === 0 && hi === 0) ? 1 : hi < 0 ? -1 : 0);

/** The jet of an expression that is no sum. */
function atomJet(expr: Expr, jetOf: (part: Expr) => IntervalJet): IntervalJet {
  if (expr.kind === 'z') return (lo, hi) => ({ v: [lo, hi], d: [1, 1], s: ZERO });
  if (!expr.dependsOnZ) {
    const value = compile(expr)(0);
    return () => ({ v: [value, value], d: ZERO, s: ZERO });
  }
  const [first, second] = expr.kind === 'call' ? expr.args : [];
  if (expr.kind !== 'call' || !first) throw new Error('a call has no argument');
  const a = jetOf(first);
  if (second && expr.name === 'pow' && !second.dependsOnZ) {
    const rule = power(compile(second)(0));
    return (lo, hi) => chain(rule, a(lo, hi));
  }
  if (!second) {
    const rule = ruleOf(expr.name);
    return (lo, hi) => chain(rule, a(lo, hi));
  }
  const [b, combine] = [jetOf(second), binaryRule(expr.name)];
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

/** The range of a sine wave g with a greatest value of 1 at `peak` and a least of −1 half a turn away. */
const wave =
  (g: (x: number) => number, peak: number) =>
  ([lo, hi]: Interval): Interval => {
    const turn = 2 * Math.PI;
    const contains = (at: number): boolean => Math.ceil((lo - at) / turn) * turn + at <= hi;
    const [p, q] = [g(lo), g(hi)];
    return [contains(peak + Math.PI) ? -1 : Math.min(p, q), contains(peak) ? 1 : Math.max(p, q)];
  };

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
    sin: wave(Math.sin, Math.PI / 2),
    cos: wave(Math.cos, 0),
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
