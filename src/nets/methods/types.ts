import type { Stream } from '../../math/core/random';
import type { Tf } from '../../tensors/convKernels';
import type { Ball } from '../attacks/ball';
import type { Scalar, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** The inner maximisation of a method: its objective and its start. */
export interface InnerAttack {
  /** The first perturbation of n images of `size` numbers. */
  start(stream: Stream, ball: Ball, n: number, size: number): Float32Array;
  /** Whether the start is projected on pixels in [0, 1] before the first gradient. */
  readonly clipStart: boolean;
  /** Constant during the attack: the labels, or the logits of the clean images. */
  target(tf: Tf, labels: Tensor2D, natural: () => Tensor2D): Tensor2D;
  /** What the attack raises for each image, [N]. */
  objective(tf: Tf, logits: Tensor2D, target: Tensor2D): Tensor1D;
  /** A rising function of the objective with gradients where the objective saturates; in place of it where images do not share batch statistics. */
  readonly unsaturated?: InnerAttack['objective'];
}

/** A training loss. `labels` are one-hot [N, classes]; `logits` may be called twice, and updates the running statistics each time. */
export interface Method {
  readonly label: string;
  readonly note: string;
  /** Absent: training on the clean images. */
  readonly inner?: InnerAttack;
  loss(tf: Tf, logits: (pixels: Tensor4D) => Tensor2D, clean: Tensor4D, attacked: Tensor4D, labels: Tensor2D, beta: number): Scalar;
}
