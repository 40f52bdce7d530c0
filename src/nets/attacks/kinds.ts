import type { Scalar, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/tf';

/** The ball of an attack, in pixels of [0, 1]. */
export interface Ball {
  readonly norm: 'inf' | 2;
  readonly epsilon: number;
}
export interface Steps extends Ball {
  readonly steps: number;
  readonly stepSize: number;
}

/** What an attack raises, as a function of the attacked pixels. Called in a tidy. */
export type Objective = (tf: Tf, pixels: Tensor4D) => Scalar;
