import { type Device, free, valueAndGradients } from '../../tensors/device';
import { crossEntropy, oneHotOf } from '../attacks/losses';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import type { Batch } from '../models/types';
import type { SavedTensor } from '../models/weights';
import type { EvaluatedNet } from '../training/evaluate';

/** A loss and its gradient by the weights. */
export interface LossGradient {
  readonly value: number;
  readonly gradient: readonly SavedTensor[];
}

/** Mean cross-entropy in mode 'eval' over batches whose pixels `attacked` gives, owned by this function; δ is held, as Danskin's theorem has it. */
export async function* lossGradient<B extends Batch>(
  device: Device,
  at: EvaluatedNet,
  batches: readonly B[],
  attacked: (batch: B) => AsyncGenerator<undefined, Tensor4D>,
): AsyncGenerator<undefined, LossGradient> {
  const { model, weights, statistics } = at;
  const total = batches.reduce((sum, { y }) => sum + y.size, 0);
  let sums: Tensor[] = [];
  try {
    for (const batch of batches) {
      const pixels = yield* attacked(batch);
      try {
        const next = device.make((tf) => {
          const labels = oneHotOf(tf, batch.y, model.input.classes);
          const pass = valueAndGradients(tf, weights, () => ({
            value: crossEntropy(tf, model.forward(tf, weights, statistics, pixels, 'eval').logits, labels),
          }));
          const parts = [pass.value, ...pass.gradients].map((t) => tf.mul(t, batch.y.size / total));
          return sums.length > 0 ? parts.map((t, k) => tf.add(t, sums[k] ?? t)) : parts;
        });
        free(sums);
        sums = next;
      } finally {
        free([pixels]);
      }
      yield;
    }
    const [value, ...gradients] = await device.read((tf) => sums.map((t) => tf.clone(t)));
    const gradient = model.outline.weights.map(({ name, shape }, k) => ({ name, shape, values: gradients[k] ?? new Float32Array() }));
    return { value: value?.[0] ?? NaN, gradient };
  } finally {
    free(sums);
  }
}
