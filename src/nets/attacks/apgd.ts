import { type Device, free, valueAndGradients } from '../../tensors/device';
import { type Ball, shrinkingFactor, steepestDirection } from './ball';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** The attacked network: logits, and the loss of each image that the attack maximises. */
export interface ApgdTarget {
  logits(tf: Tf, pixels: Tensor4D): Tensor2D;
  losses(tf: Tf, logits: Tensor2D): Tensor1D;
  /** 1 where the image is classified correctly. */
  correct(tf: Tf, logits: Tensor2D): Tensor1D;
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

/** ρ: the step of an image is halved when a smaller fraction of iterations increased its loss. */
const MIN_INCREASE_FRACTION = 0.75;
/** α: weight of the gradient step; the rest is momentum. */
const GRADIENT_STEP_WEIGHT = 0.75;

/**
 * Auto-PGD (Croce and Hein 2020): ascent with momentum from step size 2ε, halved for each image whose loss stalls, which restarts from its best
 * iterate. Returns the final state, the best images in it. The caller owns `start`, x and the state; `onIteration` sees each state.
 */
export function* apgd(
  device: Device,
  target: ApgdTarget,
  x: Tensor4D,
  start: Tensor4D,
  ball: Ball,
  iterations: number,
  onIteration?: (iteration: number, state: ApgdState) => void,
): Generator<undefined, ApgdState> {
  const checks = new Set(checkpoints(iterations));
  let state = device.make((tf) => initialState(tf, target, x, start, ball));
  let complete = false;
  try {
    for (let k = 0; k < iterations; k += 1) {
      yield;
      const next = device.make((tf) => {
        const moved = ascentWithMomentum(tf, target, x, ball, state, k === 0 ? 1 : GRADIENT_STEP_WEIGHT);
        return checks.has(k) ? halveStalledSteps(tf, moved, [...checks], k) : moved;
      });
      const retained = new Set<Tensor>(Object.values(next));
      free(Object.values(state).filter((tensor) => !retained.has(tensor)));
      state = next;
      onIteration?.(k, state);
    }
    complete = true;
    return state;
  } finally {
    if (!complete) free(Object.values(state));
  }
}

function evaluateAt(tf: Tf, target: ApgdTarget, pixels: Tensor4D): Pick<ApgdState, 'loss' | 'gradient' | 'correct'> {
  const { gradients, extra } = valueAndGradients(tf, [pixels], () => {
    const logits = target.logits(tf, pixels);
    const loss = target.losses(tf, logits);
    return { value: tf.sum(loss), extra: [loss, target.correct(tf, logits)] };
  });
  const [loss = pixels, correct = pixels] = extra;
  const n = pixels.shape[0];
  return { loss: tf.reshape(loss, [n]), correct: tf.reshape(correct, [n]), gradient: tf.reshape(gradients[0] ?? pixels, pixels.shape) };
}

function initialState(tf: Tf, target: ApgdTarget, x: Tensor4D, start: Tensor4D, { epsilon }: Ball): ApgdState {
  const pixels: Tensor4D = tf.clipByValue(tf.add(x, start), 0, 1);
  const { loss, gradient, correct } = evaluateAt(tf, target, pixels);
  const step: Tensor1D = tf.fill(loss.shape, 2 * epsilon);
  const best = { best: tf.clone(pixels), bestGradient: tf.clone(gradient), bestLoss: tf.clone(loss), bestLossAtCheckpoint: tf.clone(loss) };
  const counts = { halved: tf.onesLike(loss), increases: tf.zerosLike(loss) };
  return { pixels, previous: tf.clone(pixels), gradient, loss: tf.zerosLike(loss), ...best, ...counts, step, correct }; // the first loss is compared with 0
}

/** One iteration: `weight` times the projected gradient step, plus momentum, 1 − weight times the last step. */
function ascentWithMomentum(tf: Tf, target: ApgdTarget, x: Tensor4D, ball: Ball, state: ApgdState, weight: number): ApgdState {
  const { pixels, previous, gradient, step } = state;
  const z = project(tf, tf.add(pixels, tf.mul(perImage(tf, step), steepestDirection(tf, gradient, ball.norm))), x, ball);
  const both = tf.add(tf.mul(tf.sub(z, pixels), weight), tf.mul(tf.sub(pixels, previous), 1 - weight));
  const moved = project(tf, tf.add(pixels, both), x, ball);
  const { loss, gradient: g, correct } = evaluateAt(tf, target, moved);
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

/** A checkpoint: halves the step where too few iterations increased the loss, or where neither step nor best loss changed since the last one. */
function halveStalledSteps(tf: Tf, state: ApgdState, checks: readonly number[], k: number): ApgdState {
  const window = k - (checks[checks.indexOf(k) - 1] ?? -1);
  const few = tf.sub(1, isPositive(tf, tf.sub(state.increases, window * MIN_INCREASE_FRACTION)));
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
  if (norm === 'inf') return tf.clipByValue(tf.minimum(tf.maximum(pixels, tf.sub(x, epsilon)), tf.add(x, epsilon)), 0, 1);
  const away: Tensor4D = tf.sub(pixels, x);
  return tf.clipByValue(tf.add(x, tf.mul(away, shrinkingFactor(tf, away, epsilon))), 0, 1);
}

/** 1 where d > 0, else 0. */
const isPositive = (tf: Tf, d: Tensor): Tensor1D => tf.cast(tf.greater(d, 0), 'float32');
const perImage = (tf: Tf, values: Tensor1D): Tensor4D => tf.reshape(values, [values.size, 1, 1, 1]);
/** a where mask is 1, b where it is 0. */
function select(tf: Tf, mask: Tensor1D, a: Tensor4D, b: Tensor4D): Tensor4D {
  const m = perImage(tf, mask);
  return tf.add(tf.mul(a, m), tf.mul(b, tf.sub(1, m)));
}
