import { valueAndGradients } from '../../tensors/device';
import { type Ball, shrinkingFactor, steepestDirection } from './ball';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** The attacked network: logits, and the loss of each image that the attack maximises. */
export interface ApgdTarget {
  logits(tf: Tf, pixels: Tensor4D): Tensor2D;
  losses(tf: Tf, logits: Tensor2D): Tensor1D;
  /** 1 where the image is classified correctly. */
  correct(tf: Tf, logits: Tensor2D): Tensor1D;
  /** What the loss of the first iteration is compared with; 0 in the published code, whose loss before it is an entry not yet written. */
  readonly previousLoss?: number;
}

/** The state between two iterations: pixels and gradients [N, H, W, 3], all else [N]. */
export type ApgdState = {
  readonly pixels: Tensor4D;
  readonly previous: Tensor4D;
  readonly gradient: Tensor4D;
  readonly loss: Tensor1D;
  readonly best: Tensor4D;
  readonly bestGradient: Tensor4D;
  readonly bestLoss: Tensor1D;
  /** bestLoss at the last checkpoint, and whether the step was halved there. */
  readonly bestLossAtCheckpoint: Tensor1D;
  readonly halved: Tensor1D;
  /** Number of increases of the loss since then. */
  readonly increases: Tensor1D;
  readonly step: Tensor1D;
  /** 1 where no iterate was misclassified. */
  readonly correct: Tensor1D;
};

/** Iterations (from 0) after which step sizes are adapted: windows of 22 %, each 3 % shorter down to 6 % (Croce and Hein 2020). */
export function checkpoints(iterations: number): number[] {
  const iterationsOf = (fraction: number): number => Math.max(Math.trunc(fraction * iterations), 1);
  const list: number[] = [];
  let [window, next] = [iterationsOf(0.22), -1];
  while ((next += window) < iterations) {
    list.push(next);
    window = Math.max(window - iterationsOf(0.03), iterationsOf(0.06));
  }
  return list;
}

/** α: weight of the gradient step; the rest is momentum. */
const GRADIENT_STEP_WEIGHT = 0.75;

function evaluateAt(tf: Tf, target: ApgdTarget, pixels: Tensor4D): Pick<ApgdState, 'loss' | 'gradient' | 'correct'> {
  const { gradients, extra } = valueAndGradients(tf, [pixels], () => {
    const logits = target.logits(tf, pixels);
    const loss = target.losses(tf, logits);
    return { value: tf.sum(loss), extra: [loss, target.correct(tf, logits)] };
  });
  const [loss = pixels, correct = pixels] = extra;
  const n = pixels.shape[0];
  const gradient: Tensor4D = tf.reshape(gradients[0] ?? pixels, pixels.shape);
  return { loss: leastWhereNaN(tf, tf.reshape(loss, [n])), correct: tf.reshape(correct, [n]), gradient: zeroWhereInfinite(tf, gradient) };
}

/** The same without the gradient, which stays what it was: the last iterate has no step after it. */
function lossAt(tf: Tf, target: ApgdTarget, pixels: Tensor4D, gradient: Tensor4D): Pick<ApgdState, 'loss' | 'gradient' | 'correct'> {
  const logits = target.logits(tf, pixels);
  return { loss: leastWhereNaN(tf, target.losses(tf, logits)), correct: target.correct(tf, logits), gradient };
}

/** The state at x + start, where the perturbation must lie in the ball. */
export function initialState(tf: Tf, target: ApgdTarget, x: Tensor4D, start: Tensor4D, { epsilon }: Ball): ApgdState {
  const pixels: Tensor4D = tf.clipByValue(tf.add(x, start), 0, 1);
  const { loss, gradient, correct } = evaluateAt(tf, target, pixels);
  const step: Tensor1D = tf.fill(loss.shape, 2 * epsilon);
  const best = { best: tf.clone(pixels), bestGradient: tf.clone(gradient), bestLoss: tf.clone(loss), bestLossAtCheckpoint: tf.clone(loss) };
  const counts = { halved: tf.onesLike(loss), increases: tf.zerosLike(loss) };
  return { pixels, previous: tf.clone(pixels), gradient, loss: tf.fill(loss.shape, target.previousLoss ?? 0), ...best, ...counts, step, correct };
}

/**
 * Iteration k of Auto-PGD (Croce and Hein 2020), from 0: the projected step along the gradient with weight 0.75, from the second iteration on, and
 * momentum. `pixels`, `loss` and `correct` are then those of the new iterate. At a checkpoint `adaptSteps` follows.
 */
export function ascend(tf: Tf, target: ApgdTarget, x: Tensor4D, ball: Ball, state: ApgdState, k: number, last = false): ApgdState {
  const { pixels, previous, gradient, step } = state;
  const weight = k === 0 ? 1 : GRADIENT_STEP_WEIGHT;
  const z = project(tf, tf.add(pixels, tf.mul(perImage(tf, step), steepestDirection(tf, gradient, ball.norm))), x, ball);
  const both = tf.add(tf.mul(tf.sub(z, pixels), weight), tf.mul(tf.sub(pixels, previous), 1 - weight));
  const moved = project(tf, tf.add(pixels, both), x, ball);
  const { loss, gradient: g, correct } = last ? lossAt(tf, target, moved, gradient) : evaluateAt(tf, target, moved);
  const better = isPositive(tf, tf.sub(loss, state.bestLoss));
  return {
    ...state,
    ...{ pixels: moved, previous: tf.clone(pixels), gradient: g, loss },
    best: select(tf, better, moved, state.best),
    bestGradient: select(tf, better, g, state.bestGradient),
    bestLoss: tf.maximum(loss, state.bestLoss),
    increases: tf.add(state.increases, isPositive(tf, tf.sub(loss, state.loss))),
    correct: tf.mul(state.correct, correct),
  };
}

/**
 * A checkpoint after a window of so many iterations: the step of an image is halved, and the image goes back to its best iterate, where at most a
 * share ρ of them increased its loss, or where neither step nor best loss changed since the last checkpoint.
 */
export function adaptSteps(tf: Tf, state: ApgdState, window: number, rho: number): ApgdState {
  const few = tf.sub(1, isPositive(tf, tf.sub(state.increases, window * rho)));
  const stalled = tf.mul(tf.sub(1, state.halved), tf.sub(1, isPositive(tf, tf.sub(state.bestLoss, state.bestLossAtCheckpoint))));
  const halved: Tensor1D = tf.maximum(few, stalled);
  return {
    ...state,
    halved,
    step: tf.mul(state.step, tf.sub(1, tf.mul(halved, 0.5))),
    pixels: select(tf, halved, state.best, state.pixels),
    gradient: select(tf, halved, state.bestGradient, state.gradient),
    bestLossAtCheckpoint: tf.clone(state.bestLoss),
    increases: tf.zerosLike(state.increases),
  };
}

/** Projection of the pixels on the ball around x (L2: along the ray), then on [0, 1]. */
function project(tf: Tf, pixels: Tensor, x: Tensor4D, { norm, epsilon }: Ball): Tensor4D {
  const away: Tensor4D = tf.sub(pixels, x);
  const inside = norm === 'inf' ? tf.clipByValue(away, -epsilon, epsilon) : tf.mul(away, shrinkingFactor(tf, away, epsilon));
  return tf.clipByValue(tf.add(x, inside), 0, 1);
}

/** 1 where d > 0, else 0. */
const isPositive = (tf: Tf, d: Tensor): Tensor1D => tf.cast(tf.greater(d, 0), 'float32');
const perImage = (tf: Tf, values: Tensor1D): Tensor4D => tf.reshape(values, [values.size, 1, 1, 1]);
/** a where mask is 1, b where it is 0. */
function select(tf: Tf, mask: Tensor1D, a: Tensor4D, b: Tensor4D): Tensor4D {
  const m = perImage(tf, mask);
  return tf.add(tf.mul(a, m), tf.mul(b, tf.sub(1, m)));
}
/** A loss that is NaN counts as the least, so that its iterate is never the best. */
const leastWhereNaN = (tf: Tf, loss: Tensor1D): Tensor1D => tf.where(tf.isNaN(loss), tf.fill(loss.shape, -3e38), loss);
/** Gradients that overflowed or are NaN count as 0, so that no pixel becomes NaN. */
const zeroWhereInfinite = (tf: Tf, g: Tensor4D): Tensor4D => tf.where(tf.isFinite(g), g, tf.zerosLike(g));
