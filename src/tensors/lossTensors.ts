import { parseFormula } from '../math/activations/formulaParser';
import { attacks } from '../math/attack/solvers';
import { negativeMargins } from './attackTensors';
import { inTidy, type TensorBackend } from './device';
import { compileTensor, inaccurateCall } from './formulaTensors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdversarialProblem, Attack } from '../math/core/types';
import type { Tf } from './convKernels';

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
