import { call, constant, type Expr } from './expression';

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
