import { type Device, free, valueAndGradients } from '../../tensors/device';
import { vanished } from '../../tensors/attackTensors';
import { ascentStep, IMAGE_AXES, type Objective, type PgdOptions } from './ball';
import type { Rank, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** The last iterate, pixels in [0, 1]; and 1 for each image whose gradient was 0 in the last step, so that the attack stood still, [N]. */
export type Attacked = {
  readonly pixels: Tensor4D;
  readonly stalled: Tensor1D;
};

/**
 * Projected gradient ascent on `objective` (Madry et al. 2018) from x + start; each image moves along the gradient of its own objective. Yields
 * between gradients. The caller owns x, the start and what is returned; `trace` receives the objective before every step and at the end, for the
 * caller to free.
 */
export function* pgd(
  device: Device,
  objective: Objective,
  x: Tensor4D,
  start: Tensor4D,
  options: PgdOptions,
  trace?: Tensor[],
): Generator<undefined, Attacked> {
  let { delta, stalled } = device.make((tf) => ({ delta: tf.clone(start), stalled: tf.zeros<Rank.R1>([x.shape[0]]) }));
  try {
    for (let k = 0; k < options.steps; k += 1) {
      const next = device.make((tf) => {
        const { gradients, extra } = valueAndGradients(tf, [delta], () => {
          const raised = objective(tf, tf.add(x, delta));
          return { value: tf.sum(raised), extra: trace ? [raised] : [] };
        });
        const [g = delta] = gradients;
        const moved = ascentStep(tf, delta, tf.reshape(g, x.shape), x, options, options.stepSize);
        return { delta: moved, stalled: tf.reshape<Rank.R1>(vanished(tf, g, IMAGE_AXES), [-1]), extra };
      });
      free([delta, stalled]);
      ({ delta, stalled } = next);
      trace?.push(...next.extra);
      yield;
    }
    if (trace) trace.push(device.make((tf) => objective(tf, tf.add(x, delta))));
    return device.make((tf) => ({ pixels: tf.clipByValue<Tensor4D>(tf.add(x, delta), 0, 1), stalled: tf.clone(stalled) }));
  } finally {
    free([delta, stalled]);
  }
}
