import { call, compile, type Expr, type OperationName, operations, variable } from './expression';

/** Real numbers or intervals: what the table of derivatives is computed with. */
export interface Arithmetic<T> {
  constant(value: number): T;
  add(a: T, b: T): T;
  times(a: T, b: T): T;
  scale(factor: number, a: T): T;
  /** aⁿ for any real n. */
  power(a: T, n: number): T;
  readonly functions: Readonly<Record<UnaryName, (u: T) => T>>;
}
/** Smooth functions of one variable; |u| has a kink, and each kind of jet has its own rule for it. */
export type UnaryName = Exclude<OperationName, 'add' | 'subtract' | 'multiply' | 'divide' | 'pow' | 'abs'>;

/** g′ and g″ of a function g, from u, g(u) and g′(u). */
export interface Derivatives<T> {
  first(u: T, g: T): T;
  second(u: T, g: T, first: T): T;
}

/** The derivatives of uⁿ. */
export const powerDerivatives = <T>({ constant, scale, power }: Arithmetic<T>, n: number): Derivatives<T> => ({
  first: (u) => (n === 0 ? constant(0) : scale(n, power(u, n - 1))),
  second: (u) => (n === 0 || n === 1 ? constant(0) : scale(n * (n - 1), power(u, n - 2))),
});

/** The table of derivatives of all smooth functions of one variable, over real numbers or over intervals. */
export function derivativesIn<T>(arithmetic: Arithmetic<T>): Readonly<Record<UnaryName, Derivatives<T>>> {
  const { constant, add, times, scale, power, functions } = arithmetic;
  const onePlusSquare = (u: T): T => add(constant(1), power(u, 2));
  return {
    unaryMinus: { first: () => constant(-1), second: () => constant(0) },
    exp: { first: (_u, g) => g, second: (_u, g) => g },
    log: { first: (u) => power(u, -1), second: (u) => scale(-1, power(u, -2)) },
    sqrt: powerDerivatives(arithmetic, 0.5),
    sin: { first: (u) => functions.cos(u), second: (_u, g) => scale(-1, g) },
    cos: { first: (u) => scale(-1, functions.sin(u)), second: (_u, g) => scale(-1, g) },
    tan: { first: (_u, g) => onePlusSquare(g), second: (_u, g, first) => scale(2, times(g, first)) },
    sinh: { first: (u) => functions.cosh(u), second: (_u, g) => g },
    cosh: { first: (u) => functions.sinh(u), second: (_u, g) => g },
    tanh: { first: (u) => power(functions.cosh(u), -2), second: (_u, g, first) => scale(-2, times(g, first)) },
    asinh: { first: (u) => power(onePlusSquare(u), -0.5), second: (u, _g, first) => scale(-1, times(u, power(first, 3))) },
    atan: { first: (u) => power(onePlusSquare(u), -1), second: (u, _g, first) => scale(-2, times(u, power(first, 2))) },
  };
}

/** aⁿ, for small integers by repeated squaring: several times as fast as Math.pow. */
function realPower(a: number, n: number): number {
  if (n === -0.5) return 1 / Math.sqrt(a);
  if (!Number.isInteger(n) || Math.abs(n) > 16) return Math.pow(a, n);
  let [result, square] = [1, a];
  for (let bits = Math.abs(n); bits > 0; bits >>= 1) {
    if (bits & 1) result *= square;
    square *= square;
  }
  return n < 0 ? 1 / result : result;
}

const real: Arithmetic<number> = {
  constant: (value) => value,
  add: (a, b) => a + b,
  times: (a, b) => a * b,
  scale: (factor, a) => factor * a,
  power: realPower,
  functions: operations,
};
const realDerivatives = derivativesIn(real);

/** φ′ and φ″ of a formula. */
export interface PointDerivatives {
  df(z: number): number;
  ddf(z: number): number;
}

/**
 * φ′ and φ″ by forward automatic differentiation: the 2-jet (u, u′, u″) of every subexpression, in order of evaluation (Wengert 1964).
 * At a kink of an |u| both are the mean of the one-sided limits. Where a rule is 0/0 or ∞/∞, as that of sqrt(z^4) at 0, the central
 * difference of f or φ′ is used instead.
 */
export function pointDerivatives(expr: Expr, f: (z: number) => number): PointDerivatives {
  const tape = recordTape(expr);
  const oneSided = (at: (z: number, side: number) => number, z: number): number => (at(z, -1) + at(z, 1)) / 2;
  const df = (z: number): number => {
    const plain = tape.first(z, 0);
    if (Number.isFinite(plain)) return plain;
    const mean = oneSided(tape.first, z);
    return Number.isFinite(mean) ? mean : centralDifference(f, z, 1e-6);
  };
  return {
    df,
    ddf(z) {
      const plain = tape.second(z, 0);
      if (Number.isFinite(plain)) return plain;
      const mean = oneSided(tape.second, z);
      return Number.isFinite(mean) ? mean : centralDifference(df, z, 1e-5);
    },
  };
}

/** The difference quotient of g with a step relative to max(1, |z|). */
function centralDifference(g: (z: number) => number, z: number, step: number): number {
  const h = step * Math.max(1, Math.abs(z));
  return (g(z + h) - g(z - h)) / (2 * h);
}

/**
 * A formula as two lists of operations on registers, for φ and φ′ and for φ″, with each subexpression once; what does not depend on z is
 * a constant. Returns the derivatives at z: two-sided ones, NaN at a kink (side 0), or limits from the left (−1) or the right (1).
 */
function recordTape(expr: Expr) {
  const values: number[] = [NaN]; // of the constants, by register; register 0 is z
  const registers = new Map<string, number>([[variable.key, 0]]);
  const [firstOrder, secondOrder]: [(() => void)[], (() => void)[]] = [[], []];
  let [side, isSecondCurrent] = [0, false];

  const allocate = (value: number): number => values.push(value) - 1;
  const record = (node: Expr): number => {
    const recorded = registers.get(node.key);
    if (recorded !== undefined) return recorded;
    const k = node.dependsOnZ ? recordCall(node) : allocate(compile(node)(0));
    registers.set(node.key, k);
    return k;
  };
  const recordCall = (node: Expr): number => {
    const [first, second] = node.kind === 'call' ? node.args : [];
    if (node.kind !== 'call' || !first) throw new Error('a call has no argument');
    const { name } = node;
    if (name === 'pow' && second && second.dependsOnZ) return record(exponential(first, second));
    const [i, j] = [record(first), second ? record(second) : 0];
    const k = allocate(NaN);
    if (name === 'multiply' && !first.dependsOnZ) scaled(k, j, values[i]!);
    else if (name === 'multiply' && second && !second.dependsOnZ) scaled(k, i, values[j]!);
    else if (name === 'divide' && second && !second.dependsOnZ) scaled(k, i, 1 / values[j]!);
    else if (name === 'pow') composed(k, i, (u) => realPower(u, values[j]!), powerDerivatives(real, values[j]!));
    else if (name === 'add' || name === 'subtract') sum(k, i, j, name === 'add' ? 1 : -1);
    else if (name === 'multiply') product(k, i, j);
    else if (name === 'divide') quotient(k, i, j);
    else if (name === 'abs') modulus(k, i);
    else composed(k, i, operations[name], realDerivatives[name]);
    return k;
  };

  const scaled = (k: number, i: number, factor: number): void => {
    firstOrder.push(() => {
      v[k] = factor * v[i]!;
      d[k] = factor * d[i]!;
    });
    secondOrder.push(() => {
      s[k] = factor * s[i]!;
    });
  };
  /** g(u): (g∘u)′ = g′u′ and (g∘u)″ = g″u′² + g′u″. */
  const composed = (k: number, i: number, g: (u: number) => number, { first, second }: Derivatives<number>): void => {
    firstOrder.push(() => {
      const u = v[i]!;
      const value = g(u);
      const slope = first(u, value);
      v[k] = value;
      slopes[k] = slope;
      d[k] = slope * d[i]!;
    });
    secondOrder.push(() => {
      const [slope, du] = [slopes[k]!, d[i]!];
      s[k] = second(v[i]!, v[k]!, slope) * du * du + slope * s[i]!;
    });
  };
  const sum = (k: number, i: number, j: number, sign: 1 | -1): void => {
    firstOrder.push(() => {
      v[k] = v[i]! + sign * v[j]!;
      d[k] = d[i]! + sign * d[j]!;
    });
    secondOrder.push(() => {
      s[k] = s[i]! + sign * s[j]!;
    });
  };
  const product = (k: number, i: number, j: number): void => {
    firstOrder.push(() => {
      v[k] = v[i]! * v[j]!;
      d[k] = d[i]! * v[j]! + v[i]! * d[j]!;
    });
    secondOrder.push(() => {
      s[k] = s[i]! * v[j]! + 2 * d[i]! * d[j]! + v[i]! * s[j]!;
    });
  };
  const quotient = (k: number, i: number, j: number): void => {
    firstOrder.push(() => {
      v[k] = v[i]! / v[j]!;
      d[k] = (d[i]! - v[k] * d[j]!) / v[j]!;
    });
    secondOrder.push(() => {
      s[k] = (s[i]! - 2 * d[k]! * d[j]! - v[k]! * s[j]!) / v[j]!;
    });
  };
  /** |u|; where u is 0, the sign that its Taylor polynomial has on the chosen side. */
  const modulus = (k: number, i: number): void => {
    firstOrder.push(() => {
      const [u, du] = [v[i]!, d[i]!];
      v[k] = Math.abs(u);
      slopes[k] = u !== 0 ? Math.sign(u) : side === 0 ? NaN : Math.sign(side * du);
      d[k] = slopes[k] * du;
    });
    secondOrder.push(() => {
      s[k] = slopes[k] === 0 ? Math.abs(s[i]!) : slopes[k]! * s[i]!;
    });
  };

  const result = record(expr);
  const v = Float64Array.from(values);
  const [d, s, slopes] = [new Float64Array(v.length), new Float64Array(v.length), new Float64Array(v.length)];
  d[0] = 1;
  const runFirst = (z: number, from: number): void => {
    if (z === v[0] && from === side) return;
    [v[0], side, isSecondCurrent] = [z, from, false];
    for (const step of firstOrder) step();
  };
  return {
    first(z: number, from: number): number {
      runFirst(z, from);
      return d[result]!;
    },
    second(z: number, from: number): number {
      runFirst(z, from);
      if (!isSecondCurrent) for (const step of secondOrder) step();
      isSecondCurrent = true;
      return s[result]!;
    },
  };
}

/** aᵇ as exp(b log a). */
const exponential = (a: Expr, b: Expr): Expr => call('exp', call('multiply', b, call('log', a)));
