import { type Device, free } from '../../tensors/device';
import type { PgdOptions } from '../attacks/ball';
import type { Batch, Images, TensorSpec } from '../models/types';
import type { SavedTensor } from '../models/weights';
import { batchOf, batchRanges } from '../training/batches';
import { type EvaluatedNet, evaluationBatch, startsOf } from '../training/evaluate';
import { hessianProduct } from './hessian';
import type { SymmetricOperator } from './operator';
import type { Tensor } from '@tensorflow/tfjs-core';

/** What the loss is the mean over, and how it is attacked. */
export interface HessianOptions {
  readonly images: Images;
  readonly indices: readonly number[];
  /** Images a batch. */
  readonly batch: number;
  /** Attacks the images once, at these weights, and keeps them: the Hessian of the adversarial loss with δ held. Null: clean images. */
  readonly attack: PgdOptions | null;
  /** Of the attack's starts, as in `evaluate`. */
  readonly seed: number;
}

/** The Hessian of a network's loss. */
export interface HessianOperator extends SymmetricOperator {
  /** Frees its tensors. */
  close(): void;
}

/** The Hessian of the mean cross-entropy at the network's weights in mode 'eval', over all parameters in the order of the outline. Yields between gradients. */
export async function* openHessian(device: Device, net: EvaluatedNet, options: HessianOptions): AsyncGenerator<undefined, HessianOperator> {
  const { images, indices, attack, seed } = options;
  const { weights: specs } = net.model.outline;
  if (indices.length === 0) throw new Error('A Hessian needs at least one image');
  const batches: Batch[] = [];
  const close = (): void => free(batches.flatMap(({ x, y }) => [x, y]));
  let open = false;
  try {
    for (const { from, to } of batchRanges(indices.length, options.batch)) {
      const chosen = indices.slice(from, to);
      const batch = device.make((tf) => ({ ...batchOf(tf, images, chosen) }));
      batches.push(batch);
      if (!attack) continue;
      const { pixels, stalled } = yield* evaluationBatch(device, net, batch, attack, startsOf(seed, chosen, attack, images));
      free([stalled, batch.x]);
      batches[batches.length - 1] = { x: pixels, y: batch.y };
    }
    open = true;
    return {
      size: specs.reduce((sum, spec) => sum + sizeOf(spec), 0),
      product: (v) => productOver(device, net, batches, indices.length, v),
      close,
    };
  } finally {
    if (!open) close();
  }
}

async function* productOver(
  device: Device,
  net: EvaluatedNet,
  batches: readonly Batch[],
  total: number,
  v: Float64Array,
): AsyncGenerator<undefined, Float64Array> {
  const direction = device.make((tf) => splitVector(net.model.outline.weights, v).map(({ shape, values }) => tf.tensor(values, [...shape])));
  let sum: Tensor[] = [];
  try {
    for (const batch of batches) {
      const next = device.make((tf) => {
        const product = hessianProduct(tf, { ...net, batch }, direction).map((t) => tf.mul(t, batch.y.size / total));
        return sum.length > 0 ? product.map((t, k) => tf.add(t, sum[k] ?? t)) : product;
      });
      free(sum);
      sum = next;
      yield;
    }
    return joinVectors(await device.read((tf) => sum.map((t) => tf.clone(t))));
  } finally {
    free([...direction, ...sum]);
  }
}

const sizeOf = ({ shape }: TensorSpec): number => shape.reduce((n, side) => n * side, 1);

/** A flat vector as named tensors of the outline's shapes. */
export function splitVector(specs: readonly TensorSpec[], v: Float64Array): SavedTensor[] {
  let from = 0;
  return specs.map((spec) => {
    const values = Float32Array.from(v.subarray(from, from + sizeOf(spec)));
    from += values.length;
    return { name: spec.name, shape: spec.shape, values };
  });
}

/** Tensors after one another as one flat vector. */
export function joinVectors(lists: readonly Float32Array[]): Float64Array {
  const joined = new Float64Array(lists.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const values of lists) {
    joined.set(values, from);
    from += values.length;
  }
  return joined;
}
