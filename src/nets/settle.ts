import type { Tensor } from '@tensorflow/tfjs-core';
import { free, type Device } from '../tensors/tf';
import { batchOf, pieces } from './batches';
import type { Images, Weights } from './kinds';
import type { Live } from './live';

/**
 * The running statistics a network is judged with, owned by who called. Those of SGD are its own. Those of EntropySGD belong to the walk and
 * not to the centre, so the training images pass once more at the centre (the authors' "dry feed"); the run's own statistics stay as they are.
 */
export async function* settled(
  device: Device,
  { model, optimiser, statistics }: Pick<Live, 'model' | 'optimiser' | 'statistics'>,
  weights: Weights,
  images: Images,
  count: number,
  batch: number,
): AsyncGenerator<undefined, Tensor[]> {
  let held = device.make((tf) => statistics.map((tensor) => tf.clone(tensor)));
  if (held.length === 0 || optimiser === 'sgd') return held;
  let complete = false;
  try {
    for (const { from, to } of pieces(count, batch)) {
      const next = device.make((tf) => {
        const { x } = batchOf(
          tf,
          images,
          Array.from({ length: to - from }, (_, i) => from + i),
        );
        return [...model.forward(tf, weights, held, x, 'train').statistics];
      });
      free(held);
      held = next;
      yield;
    }
    complete = true;
    return held;
  } finally {
    if (!complete) free(held);
  }
}
