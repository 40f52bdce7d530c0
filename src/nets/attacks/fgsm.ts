import type { Tensor4D } from '@tensorflow/tfjs-core';
import { free, type Device } from '../../tensors/tf';
import type { Ball, Objective } from './kinds';
import { pgd } from './pgd';

/** The fast gradient sign method (Goodfellow et al. 2015): one step of length ε from the image itself. */
export function* fgsm(device: Device, raised: Objective, x: Tensor4D, ball: Ball): Generator<undefined, Tensor4D> {
  const start = device.make((tf) => tf.zerosLike(x));
  try {
    return yield* pgd(device, raised, x, start, { ...ball, steps: 1, stepSize: ball.epsilon });
  } finally {
    free([start]);
  }
}
