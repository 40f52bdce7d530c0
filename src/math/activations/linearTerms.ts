import type { Expr } from './formulaParser';

/** A term coefficient · atom of a sum. An atom |e| has the terms of e, which replace it where e has one sign. */
export interface Term {
  readonly coefficient: number;
  readonly atom: Expr;
  readonly key: string;
  readonly modulus?: { readonly of: Expr; readonly terms: readonly Term[] };
}

/** Key of the constant 1. */
export const UNIT_KEY = '1';

const number = (value: number): Expr => ({ kind: 'const', value });

/**
 * An expression as a sum of terms, with sums, differences and constant factors multiplied out: terms that cancel, as in
 * relu(u) = (u + |u|)/2 for u < 0, then cancel in enclosures too. For the same reason cos² becomes 1 − sin², and cosh² 1 + sinh².
 */
export function termsOf(expr: Expr): Term[] {
  if (expr.kind === 'const') return [{ coefficient: expr.value, atom: number(1), key: UNIT_KEY }];
  if (expr.kind === 'z') return [atomOf(expr)];
  const [first, second] = expr.args;
  if (!first) return [atomOf(expr)];
  if (expr.name === 'unaryMinus') return times(-1, termsOf(first));
  if (!second) {
    if (expr.name !== 'abs') return [atomOf(expr)];
    return [{ ...atomOf(expr), modulus: { of: first, terms: termsOf(first) } }];
  }
  if (expr.name === 'add') return [...termsOf(first), ...termsOf(second)];
  if (expr.name === 'subtract') return [...termsOf(first), ...times(-1, termsOf(second))];
  const [p, q] = [constant(first), constant(second)];
  if (expr.name === 'multiply' && p !== undefined) return times(p, termsOf(second));
  if (expr.name === 'multiply' && q !== undefined) return times(q, termsOf(first));
  if (expr.name === 'divide' && q !== undefined && q !== 0) return times(1 / q, termsOf(first));
  if (expr.name === 'multiply' && keyOf(first) === keyOf(second)) return termsOf({ kind: 'call', name: 'pow', args: [first, number(2)] });
  if (expr.name === 'pow' && q === 2 && first.kind === 'call' && (first.name === 'cos' || first.name === 'cosh')) {
    const other: Expr = { kind: 'call', name: first.name === 'cos' ? 'sin' : 'sinh', args: first.args };
    return [...termsOf(number(1)), ...times(first.name === 'cos' ? -1 : 1, [atomOf({ kind: 'call', name: 'pow', args: [other, number(2)] })])];
  }
  return [atomOf(expr)];
}

const atomOf = (atom: Expr): Term => ({ coefficient: 1, atom, key: keyOf(atom) });
const times = (factor: number, terms: readonly Term[]): Term[] => terms.map((term) => ({ ...term, coefficient: factor * term.coefficient }));

/** The value of an expression that is a number, or a sum or product of numbers. */
function constant(expr: Expr): number | undefined {
  if (expr.kind === 'const') return expr.value;
  if (expr.kind === 'z' || expr.name !== 'unaryMinus') return undefined;
  const [of] = expr.args;
  const value = of && constant(of);
  return value === undefined ? undefined : -value;
}

/** The key of an expression: equal for equal trees. */
export function keyOf(expr: Expr): string {
  if (expr.kind === 'const') return String(expr.value);
  return expr.kind === 'z' ? 'z' : `${expr.name}(${expr.args.map(keyOf).join()})`;
}
