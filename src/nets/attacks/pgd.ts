import { type Device, free, valueAndGradients } from '../../tensors/device';
import { ascentStep, type Objective, type PgdOptions } from './ball';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Projected gradient ascent on `objective` (Madry et al. 2018) from x + start: the last iterate, pixels in [0, 1]. Yields between gradients.
 * The caller owns x, the start and what is returned; `trace` receives the objective before every step and at the end, for the caller to free.
 */
export function* pgd(
  device: Device,
  objective: Objective,
  x: Tensor4D,
  start: Tensor4D,
  options: PgdOptions,
  trace?: Tensor[],
): Generator<undefined, Tensor4D> {
  let delta = device.make((tf) => tf.clone(start));
  try {
    for (let k = 0; k < options.steps; k += 1) {
      const next = device.make((tf) => {
        const { value, gradients } = valueAndGradients(tf, [delta], () => ({ value: objective(tf, tf.add(x, delta)) }));
        const [g = delta] = gradients;
        return { delta: ascentStep(tf, delta, g, x, options, options.stepSize), ...(trace && { value }) };
      });
      free([delta]);
      delta = next.delta;
      if (next.value) trace?.push(next.value);
      yield;
    }
    if (trace) trace.push(device.make((tf) => objective(tf, tf.add(x, delta))));
    return device.make((tf) => tf.clipByValue(tf.add(x, delta), 0, 1));
  } finally {
    free([delta]);
  }
}
