import { type Device, free, valueAndGradients } from '../../tensors/device';
import { ascentStep, type Ball, type Objective, type PgdOptions } from './ball';
import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';

/**
 * Projected gradient ascent (Madry et al. 2018) from x + start; the last iterate. Yields between gradients. The caller owns x, the start and
 * what is returned: pixels in [0, 1]. `trace` receives the objective before every step and at the end, for the caller to free.
 */
export function* pgd(
  device: Device,
  raised: Objective,
  x: Tensor4D,
  start: Tensor4D,
  choice: PgdOptions,
  trace?: Tensor[],
): Generator<undefined, Tensor4D> {
  let delta = device.make((tf) => tf.clone(start));
  try {
    for (let k = 0; k < choice.steps; k += 1) {
      const next = device.make((tf) => {
        const { value, gradients } = valueAndGradients(tf, [delta], () => ({ value: raised(tf, tf.add(x, delta)) }));
        const [g = delta] = gradients;
        return { delta: ascentStep(tf, delta, g, x, choice, choice.stepSize), ...(trace && { value }) };
      });
      free([delta]);
      delta = next.delta;
      if (next.value) trace?.push(next.value);
      yield;
    }
    if (trace) trace.push(device.make((tf) => raised(tf, tf.add(x, delta))));
    return device.make((tf) => tf.clipByValue(tf.add(x, delta), 0, 1));
  } finally {
    free([delta]);
  }
}

/** The fast gradient sign method (Goodfellow et al. 2015): one step of length ε from the image itself. */
export function* fgsm(device: Device, raised: Objective, x: Tensor4D, ball: Ball): Generator<undefined, Tensor4D> {
  const start = device.make((tf) => tf.zerosLike(x));
  try {
    return yield* pgd(device, raised, x, start, { ...ball, steps: 1, stepSize: ball.epsilon });
  } finally {
    free([start]);
  }
}
