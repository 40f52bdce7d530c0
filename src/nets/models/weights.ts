import { streamOf } from '../../math/core/random';
import type { Outline, TensorSpec, Weights } from './types';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** A tensor in the memory of the page, outside of every device. */
export interface SavedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Applies `combine` tensor by tensor to lists of equal length. */
export function zipTensors(combine: (...parts: readonly Tensor[]) => Tensor, first: Weights, ...rest: readonly Weights[]): Tensor[] {
  return first.map((tensor, i) => combine(tensor, ...rest.map((list) => at(list, i))));
}
function at(list: Weights, i: number): Tensor {
  const tensor = list[i];
  if (!tensor) throw new Error(`A list of ${list.length} tensors has no number ${i}`);
  return tensor;
}

/** a + c·b, tensor by tensor. */
export const addScaled = (tf: Tf, a: Weights, c: number, b: Weights): Tensor[] => zipTensors((p, q) => tf.add(p, tf.mul(q, c)), a, b);

/** Initial weights: He normal, ones and zeros as in the outline, each tensor from a separate random stream. */
export function initialWeights({ weights }: Outline, seed: number): SavedTensor[] {
  return weights.map(({ name, shape, init }, i) => {
    const size = shape.reduce((n, side) => n * side, 1);
    const fanIn = size / (shape.at(-1) ?? 1);
    if (init === 'he') return { name, shape, values: streamOf(seed, 'weights', i).normal(size, Math.sqrt(2 / fanIn)) };
    return { name, shape, values: new Float32Array(size).fill(init === 'ones' ? 1 : 0) };
  });
}

/** Running statistics before the first batch: mean 0, variance 1. */
export const initialStatistics = ({ statistics }: Outline): SavedTensor[] =>
  statistics.map(({ name, shape, init }) => ({
    name,
    shape,
    values: new Float32Array(shape.reduce((n, side) => n * side, 1)).fill(init === 'ones' ? 1 : 0),
  }));

/** Copies saved tensors to the device, in the order of the specs. Throws unless names and shapes match. Run in a tidy. */
export function uploadTensors(tf: Tf, specs: readonly TensorSpec[], saved: readonly SavedTensor[]): Tensor[] {
  const byName = new Map(saved.map((tensor) => [tensor.name, tensor]));
  return specs.map(({ name, shape }) => {
    const tensor = byName.get(name);
    if (!tensor) throw new Error(`The weights hold no tensor ${name}`);
    if (tensor.shape.join() !== shape.join()) throw new Error(`${name} has the shape [${tensor.shape.join(', ')}], not [${shape.join(', ')}]`);
    return tf.tensor(tensor.values, [...shape]);
  });
}
