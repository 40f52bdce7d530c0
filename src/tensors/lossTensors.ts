import { type Expr, type OperationName, operations, subexpressions } from '../math/activations/expression';
import { parseFormula } from '../math/activations/formula';
import { attacks } from '../math/attack/solvers';
import type { AdversarialProblem, Attack } from '../math/core/types';
import { negativeMargins } from './attackTensors';
import type { Tf } from './convKernels';
import { inTidy, type TensorBackend } from './device';
import type { Tensor } from '@tensorflow/tfjs-core';

type Value = Tensor | number;

/** Functions that GPU drivers compute too inaccurately (errors of sin and cos: up to 1.9e-4). */
const inaccurateCalls: ReadonlySet<OperationName> = new Set<OperationName>(['sin', 'cos', 'tan']);

/** The first function in the expression that GPUs compute too inaccurately. */
function inaccurateCall(expr: Expr): OperationName | undefined {
  for (const { expr: node } of subexpressions(expr).values()) if (node.kind === 'call' && inaccurateCalls.has(node.name)) return node.name;
  return undefined;
}

/** The expression as a function of tensors of any shape; each subexpression is evaluated once. */
function compileTensor(tf: Tf, expr: Expr): (z: Tensor) => Tensor {
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

/** Elements of the largest intermediate tensor. */
const MAX_CHUNK_ELEMENTS = 2 ** 21;

/** Critical points of φ that the exact attack compares one by one. */
const MAX_CRITICAL_POINTS = 64;

/** Attacks with a tensor form in negativeMargins(); any other is computed in float64. */
const tensorAttacks: readonly Attack[] = [attacks.none, attacks.exact, attacks.fgsm, attacks.pgd];

/** Why this problem cannot be computed on that backend, as a sentence; undefined when it can. */
export function unsupportedReason(problem: AdversarialProblem, backend: TensorBackend): string | undefined {
  const inaccurate = backend === 'wasm' ? undefined : inaccurateCall(parseFormula(problem.activation.expression));
  if (inaccurate !== undefined) return `GPUs compute ${inaccurate} too roughly`;
  if (!tensorAttacks.includes(problem.attack)) return `${problem.attack.label} is computed in float64 only`;
  if (problem.attack === attacks.exact && problem.critical.length > MAX_CRITICAL_POINTS)
    return `φ turns ${problem.critical.length} times, and ${backend} compares no more than ${MAX_CRITICAL_POINTS}`;
  const { p } = problem.norm;
  if (problem.attack === attacks.pgd && p !== 1 && p !== 2 && p !== Infinity) return `PGD in the L${p} ball has no closed projection`;
  return undefined;
}

export type LossFunction = (theta1: Tensor, theta2: Tensor) => Tensor;

/** The mean adversarial loss [1, N] as a function of θ₁ and θ₂, each [1, N]. */
export function lossFunction(tf: Tf, problem: AdversarialProblem): LossFunction {
  const phi = compileTensor(tf, parseFormula(problem.activation.expression));
  const count = problem.points.length;
  return (theta1, theta2) =>
    inTidy(tf, () => {
      const loss = softplusTensor(tf, negativeMargins(tf, problem, phi, theta1, theta2)); // [P, N]
      // A product with a row of ones adds over the points on the fastest path of every backend.
      return count === 1 ? loss : tf.matMul(tf.fill([1, count], 1 / count), loss);
    });
}

/** `build` over chunks of the weights, small enough for the number of points; its results joined to [N] each. */
export function mapInChunks(
  tf: Tf,
  problem: AdversarialProblem,
  theta1: Float32Array,
  theta2: Float32Array,
  build: (a: Tensor, b: Tensor) => Tensor[],
): Tensor[] {
  const size = Math.max(1, Math.floor(MAX_CHUNK_ELEMENTS / problem.points.length));
  const parts: Tensor[][] = [];
  for (let from = 0; from < theta1.length; from += size) {
    const [a, b] = [theta1.subarray(from, from + size), theta2.subarray(from, from + size)];
    const shape: [number, number] = [1, a.length];
    parts.push(inTidy(tf, () => build(tf.tensor2d(a, shape), tf.tensor2d(b, shape)).map((part) => tf.reshape(part, [a.length]))));
  }
  const [first = [], ...more] = parts;
  return more.length === 0 ? first : first.map((_, k) => tf.concat(parts.flatMap((part) => part[k] ?? [])));
}

/** The mean adversarial loss [N] at N pairs of weights. Run it in a tidy. */
export function lossTensor(tf: Tf, problem: AdversarialProblem, theta1: Float32Array, theta2: Float32Array): Tensor {
  const loss = lossFunction(tf, problem);
  const [values] = mapInChunks(tf, problem, theta1, theta2, (a, b) => [loss(a, b)]);
  if (!values) throw new Error('there are no weights to compute the loss at');
  return values;
}

/** softplus, log(1 + eᵘ), without overflow; log1p would gain nothing at float32 accuracy relative to max(1, ·). */
function softplusTensor(tf: Tf, u: Tensor): Tensor {
  return tf.add(tf.relu(u), tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(u))))));
}
