import { compile, type Expr, type OperationName, subexpressions } from '../../math/activations/expression';

/** Operations that Python writes between or before their operands. */
const operators: Partial<Record<OperationName, string>> = { add: '+', subtract: '-', multiply: '*', divide: '/', pow: '**' };
/** Functions of NumPy that have another name than the operation; `absolute` stands in surface.py. */
const functions: Partial<Record<OperationName, string>> = { asinh: 'np.arcsinh', atan: 'np.arctan', abs: 'absolute' };

/** A float64 as a Python literal that reads back to it. */
export function pythonNumber(value: number): string {
  if (Number.isNaN(value)) return 'np.nan';
  if (!Number.isFinite(value)) return value > 0 ? 'np.inf' : '-np.inf';
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
}

/** The body of a Python function of z that returns an expression: a line for each subexpression that stands in several places, then the return. */
export function pythonBody(expr: Expr): readonly string[] {
  const texts = new Map<string, string>();
  const lines: string[] = [];
  for (const { expr: node, uses } of subexpressions(expr).values()) {
    const text = textOf(node, texts);
    const isNamed = uses > 1 && node.kind === 'call' && node.dependsOnZ;
    if (isNamed) lines.push(`t${lines.length + 1} = ${text}`);
    texts.set(node.key, isNamed ? `t${lines.length}` : text);
  }
  const result = texts.get(expr.key)!;
  return [...lines, `return ${expr.dependsOnZ ? result : `${result} + 0 * z`}`];
}

function textOf(node: Expr, texts: ReadonlyMap<string, string>): string {
  if (node.kind === 'z') return 'z';
  if (!node.dependsOnZ) return pythonNumber(compile(node)(0));
  if (node.kind === 'const') return pythonNumber(node.value);
  const args = node.args.map(({ key }) => texts.get(key)!);
  if (node.name === 'unaryMinus') return `(-${args[0]})`;
  const operator = operators[node.name];
  return operator ? `(${args.join(` ${operator} `)})` : `${functions[node.name] ?? `np.${node.name}`}(${args[0]})`;
}
