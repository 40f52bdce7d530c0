import type { Stream } from '../../math/core/random';
import type { Tf } from '../../tensors/convKernels';
import type { Ball } from '../attacks/ball';
import type { Scalar, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';

/** What the inner attack of a method raises and where it starts. */
export interface InnerAttack {
  /** n images of `size` numbers. */
  start(stream: Stream, ball: Ball, n: number, size: number): Float32Array;
  /** Whether the start is brought into [0, 1] before the first gradient. */
  readonly clipStart: boolean;
  /** Held fixed during the attack: the labels, or the logits of the clean images. */
  target(tf: Tf, labels: Tensor2D, natural: () => Tensor2D): Tensor2D;
  objective(tf: Tf, logits: Tensor2D, target: Tensor2D): Scalar;
}

/** A training loss. `labels` are one-hot [N, classes]; `logits` may be asked twice, and moves the running statistics each time. */
export interface Method {
  readonly label: string;
  readonly note: string;
  /** Absent: the images themselves are trained on. */
  readonly inner?: InnerAttack;
  loss(tf: Tf, logits: (pixels: Tensor4D) => Tensor2D, clean: Tensor4D, attacked: Tensor4D, labels: Tensor2D, beta: number): Scalar;
}
