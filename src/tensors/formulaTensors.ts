import { type Expr, type OperationName, operations, subexpressions } from '../math/activations/expression';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from './convKernels';

type Value = Tensor | number;

/** Functions that GPU drivers compute too inaccurately (errors of sin and cos: up to 1.9e-4). */
const inaccurateCalls: ReadonlySet<OperationName> = new Set<OperationName>(['sin', 'cos', 'tan']);

/** The first function in the expression that GPUs compute too inaccurately. */
export function inaccurateCall(expr: Expr): OperationName | undefined {
  for (const { expr: node } of subexpressions(expr).values()) if (node.kind === 'call' && inaccurateCalls.has(node.name)) return node.name;
  return undefined;
}

/** The expression as a function of tensors of any shape; each subexpression is evaluated once. */
export function compileTensor(tf: Tf, expr: Expr): (z: Tensor) => Tensor {
  const nodes = [...subexpressions(expr).values()];
  return (z) => {
    const values = new Map<string, Value>();
    for (const { expr: node } of nodes) values.set(node.key, evaluate(tf, node, z, values));
    const value = values.get(expr.key) ?? NaN;
    return typeof value === 'number' ? tf.fill(z.shape, value) : value;
  };
}

function evaluate(tf: Tf, expr: Expr, z: Tensor, values: ReadonlyMap<string, Value>): Value {
  if (expr.kind === 'z') return z;
  if (expr.kind === 'const') return expr.value;
  const [a = 0, b = 0] = expr.args.map(({ key }) => values.get(key) ?? NaN);
  if (typeof a === 'number' && typeof b === 'number') return callNumbers(expr.name, a, b);
  return expr.args.length > 1 ? binary(tf, expr.name, a, b) : unary(tf, expr.name, asTensor(tf, a));
}

function callNumbers(name: OperationName, a: number, b: number): number {
  const call: (a: number, b: number) => number = operations[name];
  return call(a, b);
}

const asTensor = (tf: Tf, value: Value): Tensor => (typeof value === 'number' ? tf.scalar(value) : value);

function binary(tf: Tf, name: OperationName, a: Value, b: Value): Tensor {
  switch (name) {
    case 'add':
      return tf.add(a, b);
    case 'subtract':
      return tf.sub(a, b);
    case 'multiply':
      return tf.mul(a, b);
    case 'divide':
      return tf.div(a, b);
    case 'pow':
      return typeof b === 'number' && Number.isInteger(b) && Math.abs(b) <= 64 ? wholePower(tf, asTensor(tf, a), b) : tf.pow(a, b);
    default:
      throw new Error(`The GPU has no ${name} of two arguments`);
  }
}

/** aⁿ by repeated squaring: exact up to rounding and defined for negative a, unlike pow in shaders. */
function wholePower(tf: Tf, a: Tensor, n: number): Tensor {
  if (n < 0) return tf.div(1, wholePower(tf, a, -n));
  if (n === 0) return tf.onesLike(a);
  if (n === 1) return a;
  const half = wholePower(tf, a, Math.floor(n / 2));
  const square = tf.mul(half, half);
  return n % 2 === 0 ? square : tf.mul(square, a);
}

function unary(tf: Tf, name: OperationName, a: Tensor): Tensor {
  switch (name) {
    case 'unaryMinus':
      return tf.neg(a);
    case 'exp':
    case 'log':
    case 'sqrt':
    case 'abs':
    case 'sin':
    case 'cos':
    case 'tan':
    case 'atan':
      return tf[name](a);
    case 'tanh': // the quotient stays finite for every a
      return withSign(tf, a, (size) => {
        const e = tf.exp(tf.mul(size, -2));
        return tf.div(tf.sub(1, e), tf.add(1, e));
      });
    case 'sinh':
      return tf.mul(tf.sub(tf.exp(a), tf.exp(tf.neg(a))), 0.5);
    case 'cosh':
      return tf.mul(tf.add(tf.exp(a), tf.exp(tf.neg(a))), 0.5);
    case 'asinh': // from |a|: the plain logarithm cancels for a < 0
      return withSign(tf, a, (size) => tf.log(tf.add(size, tf.sqrt(tf.add(tf.mul(size, size), 1)))));
    default:
      throw new Error(`The GPU has no ${name} of one argument`);
  }
}

/** An odd function from its values at |a|. */
function withSign(tf: Tf, a: Tensor, at: (size: Tensor) => Tensor): Tensor {
  const value = at(tf.abs(a));
  return tf.where(tf.less(a, 0), tf.neg(value), value);
}
