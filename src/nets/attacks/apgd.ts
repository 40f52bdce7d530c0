import { type Device, free, valueAndGradients } from '../../tensors/device';
import { type Ball, imageNorms, signOf } from './ball';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** The attacked network: logits, and the loss of each image that is to be raised. */
export interface ApgdTarget {
  logits(tf: Tf, pixels: Tensor4D): Tensor2D;
  losses(tf: Tf, logits: Tensor2D): Tensor1D;
  /** 1 where the class is still right. */
  correct(tf: Tf, logits: Tensor2D): Tensor1D;
}

/** Everything that goes from step to step; [N] but for pixels and gradients. */
export type ApgdState = {
  readonly pixels: Tensor4D;
  readonly before: Tensor4D;
  readonly gradient: Tensor4D;
  readonly loss: Tensor1D;
  readonly best: Tensor4D;
  readonly bestGradient: Tensor4D;
  readonly bestLoss: Tensor1D;
  /** bestLoss at the last checkpoint, and whether the step was halved there. */
  readonly checked: Tensor1D;
  readonly halved: Tensor1D;
  /** Increases of the loss since then. */
  readonly rises: Tensor1D;
  readonly step: Tensor1D;
  /** 1 where no iterate was misclassified. */
  readonly right: Tensor1D;
};

/** Iterations (from 0) after which steps are looked at: windows of 22 %, each 3 % shorter down to 6 % (Croce and Hein 2020). */
export function checkpoints(iterations: number): number[] {
  const share = (part: number): number => Math.max(Math.trunc(part * iterations), 1);
  const found: number[] = [];
  let [window, next] = [share(0.22), -1];
  while ((next += window) < iterations) {
    found.push(next);
    window = Math.max(window - share(0.03), share(0.06));
  }
  return found;
}

/** Share of increases below which an image's step is halved, and the weight of the new step against the old direction. */
const [RHO, NEW] = [0.75, 0.75];

/**
 * APGD (Croce and Hein 2020): ascent with momentum whose step, begun at 2ε, is halved for each image that stops rising, which then goes on from
 * its best point. `start` and x are the caller's; so is what is returned, the best images and the whole state. `seen` watches every iteration.
 */
export function* apgd(
  device: Device,
  target: ApgdTarget,
  x: Tensor4D,
  start: Tensor4D,
  ball: Ball,
  iterations: number,
  seen?: (iteration: number, state: ApgdState) => void,
): Generator<undefined, ApgdState> {
  const checks = new Set(checkpoints(iterations));
  let state = device.make((tf) => initialState(tf, target, x, start, ball));
  let complete = false;
  try {
    for (let k = 0; k < iterations; k += 1) {
      yield;
      const next = device.make((tf) => {
        const moved = ascentWithMomentum(tf, target, x, ball, state, k === 0 ? 1 : NEW);
        return checks.has(k) ? halveStalledSteps(tf, moved, [...checks], k) : moved;
      });
      const kept = new Set<Tensor>(Object.values(next));
      free(Object.values(state).filter((tensor) => !kept.has(tensor)));
      state = next;
      seen?.(k, state);
    }
    complete = true;
    return state;
  } finally {
    if (!complete) free(Object.values(state));
  }
}

interface Evaluation {
  readonly loss: Tensor1D;
  readonly gradient: Tensor4D;
  readonly correct: Tensor1D;
}
function evaluateAt(tf: Tf, target: ApgdTarget, pixels: Tensor4D): Evaluation {
  const { gradients, extra } = valueAndGradients(tf, [pixels], () => {
    const logits = target.logits(tf, pixels);
    const loss = target.losses(tf, logits);
    return { value: tf.sum(loss), extra: [loss, target.correct(tf, logits)] };
  });
  const [loss = pixels, right = pixels] = extra;
  const n = pixels.shape[0];
  return { loss: tf.reshape(loss, [n]), correct: tf.reshape(right, [n]), gradient: tf.reshape(gradients[0] ?? pixels, pixels.shape) };
}

function initialState(tf: Tf, target: ApgdTarget, x: Tensor4D, start: Tensor4D, { epsilon }: Ball): ApgdState {
  const pixels: Tensor4D = tf.clipByValue(tf.add(x, start), 0, 1);
  const { loss, gradient, correct: right } = evaluateAt(tf, target, pixels);
  const step: Tensor1D = tf.fill(loss.shape, 2 * epsilon);
  const best = { best: tf.clone(pixels), bestGradient: tf.clone(gradient), bestLoss: tf.clone(loss), checked: tf.clone(loss) };
  const counts = { halved: tf.onesLike(loss), rises: tf.zerosLike(loss) };
  return { pixels, before: tf.clone(pixels), gradient, loss: tf.zerosLike(loss), ...best, ...counts, step, right }; // the first loss is compared with 0
}

/** One step: towards z = Π(x_k + step·direction), with a share of the step before it. */
function ascentWithMomentum(tf: Tf, target: ApgdTarget, x: Tensor4D, ball: Ball, state: ApgdState, share: number): ApgdState {
  const { pixels, before, gradient, step } = state;
  const direction = ball.norm === 'inf' ? signOf(tf, gradient) : tf.div(gradient, tf.add(imageNorms(tf, gradient), 1e-12));
  const z = project(tf, tf.add(pixels, tf.mul(perImage(tf, step), direction)), x, ball);
  const both = tf.add(tf.mul(tf.sub(z, pixels), share), tf.mul(tf.sub(pixels, before), 1 - share));
  const moved = project(tf, tf.add(pixels, both), x, ball);
  const { loss, gradient: g, correct: right } = evaluateAt(tf, target, moved);
  const better = isPositive(tf, tf.sub(loss, state.bestLoss));
  return {
    ...state,
    ...{ pixels: moved, before: tf.clone(pixels), gradient: g, loss },
    best: select(tf, better, moved, state.best),
    bestGradient: select(tf, better, g, state.bestGradient),
    bestLoss: tf.maximum(loss, state.bestLoss),
    rises: tf.add(state.rises, isPositive(tf, tf.sub(loss, state.loss))),
    right: tf.mul(state.right, right),
  };
}

/** At a checkpoint: halves the step where too few iterations rose, or where nothing was gained since one that was not halved. */
function halveStalledSteps(tf: Tf, state: ApgdState, checks: readonly number[], k: number): ApgdState {
  const window = k - (checks[checks.indexOf(k) - 1] ?? -1);
  const few = tf.sub(1, isPositive(tf, tf.sub(state.rises, window * RHO)));
  const idle = tf.mul(tf.sub(1, state.halved), tf.sub(1, isPositive(tf, tf.sub(state.bestLoss, state.checked))));
  const halved: Tensor1D = tf.maximum(few, idle);
  return {
    ...state,
    halved,
    step: tf.mul(state.step, tf.sub(1, tf.mul(halved, 0.5))),
    pixels: select(tf, halved, state.best, state.pixels),
    gradient: select(tf, halved, state.bestGradient, state.gradient),
    checked: tf.clone(state.bestLoss),
    rises: tf.zerosLike(state.rises),
  };
}

/** The nearest pixels in the ball around x (L2: along the ray) and in [0, 1]. */
function project(tf: Tf, pixels: Tensor, x: Tensor4D, { norm, epsilon }: Ball): Tensor4D {
  if (norm === 'inf') return tf.clipByValue(tf.minimum(tf.maximum(pixels, tf.sub(x, epsilon)), tf.add(x, epsilon)), 0, 1);
  const away = tf.sub(pixels, x);
  return tf.clipByValue(tf.add(x, tf.mul(away, tf.minimum(tf.div(epsilon, tf.maximum(imageNorms(tf, away), 1e-12)), 1))), 0, 1);
}

/** 1 where d > 0, else 0. */
const isPositive = (tf: Tf, d: Tensor): Tensor1D => tf.cast(tf.greater(d, 0), 'float32');
const perImage = (tf: Tf, values: Tensor1D): Tensor4D => tf.reshape(values, [values.size, 1, 1, 1]);
/** a where mask is 1, b where it is 0. */
function select(tf: Tf, mask: Tensor1D, a: Tensor4D, b: Tensor4D): Tensor4D {
  const m = perImage(tf, mask);
  return tf.add(tf.mul(a, m), tf.mul(b, tf.sub(1, m)));
}
