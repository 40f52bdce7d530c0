import { parseFormula } from '../math/activations/formulaParser';
import { attacks } from '../math/attack/solvers';
import { attackedU } from './attackTensors';
import { distil, type TensorBackend } from './device';
import { compileTensor, roughCall } from './formulaTensors';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { AdversarialProblem } from '../math/core/types';
import type { Tf } from './convKernels';

/** Elements of one intermediate, at most. */
const CHUNK = 2 ** 21;

/** Turning points of φ that a GPU compares one by one, at most. */
const TURNS = 64;

/** Why this scene cannot be computed on that backend, in a sentence; nothing when it can. */
export function refusal(scene: AdversarialProblem, backend: TensorBackend): string | undefined {
  const rough = backend === 'wasm' ? undefined : roughCall(parseFormula(scene.activation.expression));
  if (rough !== undefined) return `GPUs compute ${rough} too roughly`;
  if (scene.attack === attacks.exact && scene.critical.length > TURNS)
    return `φ turns ${scene.critical.length} times, and ${backend} compares no more than ${TURNS}`;
  const { p } = scene.norm;
  if (scene.attack === attacks.pgd && p !== 1 && p !== 2 && p !== Infinity) return `PGD in the L${p} ball has no closed projection`;
  return undefined;
}

export type LossAt = (theta1: Tensor, theta2: Tensor) => Tensor;

/** The mean adversarial loss [1, N] as a function of θ₁ and θ₂, each [1, N]. */
export function lossAt(tf: Tf, scene: AdversarialProblem): LossAt {
  const phi = compileTensor(tf, parseFormula(scene.activation.expression));
  const count = scene.points.length;
  return (theta1, theta2) =>
    distil(tf, () => {
      const loss = softplusTensor(tf, attackedU(tf, scene, phi, theta1, theta2)); // [P, N]
      // A product with a row of ones adds over the points on the fastest path of every backend.
      return count === 1 ? loss : tf.matMul(tf.fill([1, count], 1 / count), loss);
    });
}

/** Runs `build` on pieces of two arrays, small enough for the number of points, and joins what it makes to [N] each. */
export function inChunks(
  tf: Tf,
  scene: AdversarialProblem,
  theta1: Float32Array,
  theta2: Float32Array,
  build: (a: Tensor, b: Tensor) => Tensor[],
): Tensor[] {
  const size = Math.max(1, Math.floor(CHUNK / scene.points.length));
  const parts: Tensor[][] = [];
  for (let from = 0; from < theta1.length; from += size) {
    const [a, b] = [theta1.subarray(from, from + size), theta2.subarray(from, from + size)];
    const shape: [number, number] = [1, a.length];
    parts.push(distil(tf, () => build(tf.tensor2d(a, shape), tf.tensor2d(b, shape)).map((part) => tf.reshape(part, [a.length]))));
  }
  const [first = [], ...more] = parts;
  return more.length === 0 ? first : first.map((_, k) => tf.concat(parts.flatMap((part) => part[k] ?? [])));
}

/** The mean adversarial loss [N] at N pairs of weights. Run it in a tidy. */
export function lossTensor(tf: Tf, scene: AdversarialProblem, theta1: Float32Array, theta2: Float32Array): Tensor {
  const loss = lossAt(tf, scene);
  const [values] = inChunks(tf, scene, theta1, theta2, (a, b) => [loss(a, b)]);
  if (!values) throw new Error('there are no weights to compute the loss at');
  return values;
}

/** log(1 + eᵘ) without overflow; log1p is not needed at the accuracy of float32 relative to max(1, ·). */
function softplusTensor(tf: Tf, u: Tensor): Tensor {
  return tf.add(tf.relu(u), tf.log(tf.add(1, tf.exp(tf.neg(tf.abs(u))))));
}
