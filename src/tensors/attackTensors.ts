import { attacks } from '../math/attack/solvers';
import { randomStart } from '../math/attack/solvers/pgd';
import { seeded } from '../math/core/random';
import type { Activation, AdversarialProblem } from '../math/core/types';
import type { Tf } from './convKernels';
import { replaceTensors } from './device';
import type { Tensor } from '@tensorflow/tfjs-core';

type Map = (z: Tensor) => Tensor;

/** Negative margins u = −y φ(θ·(x + δ)) [P, N] under the attack, for every point and pair of weights; theta1 and theta2 are [1, N]. */
export function negativeMargins(tf: Tf, problem: AdversarialProblem, phi: Map, theta1: Tensor, theta2: Tensor): Tensor {
  const { points, attack } = problem;
  const x = tf.tensor2d(points.map((point) => [...point.x]));
  const minusY = tf.tensor2d(points.map((point) => [-point.y]));
  const centre = tf.matMul(x, tf.concat([theta1, theta2], 0)); // θ·x, [P, N]
  const score: Map = (z) => tf.mul(minusY, phi(z));
  if (attack === attacks.none || problem.epsilon === 0) return score(centre);
  if (attack === attacks.pgd) return pgdScore(tf, problem, score, minusY, centre, theta1, theta2);
  const reach = tf.mul(dualNorm(tf, problem.norm.p, theta1, theta2), problem.epsilon); // ε‖θ‖_q, [1, N]
  if (attack === attacks.fgsm)
    return score(tf.add(centre, tf.mul(reach, tf.mul(minusY, slopeSign(tf, derivativeSigns(problem.activation, problem.reach), centre)))));
  return exactScore(tf, problem, score, minusY, centre, reach);
}

/** The dual norm ‖θ‖_q, 1/p + 1/q = 1, elementwise over the weights. */
export function dualNorm(tf: Tf, p: number, theta1: Tensor, theta2: Tensor): Tensor {
  const [a, b] = [tf.abs(theta1), tf.abs(theta2)];
  if (p === Infinity) return tf.add(a, b);
  if (p === 1) return tf.maximum(a, b);
  const q = p / (p - 1);
  const [larger, smaller] = [tf.maximum(a, b), tf.minimum(a, b)];
  const ratio = tf.div(smaller, tf.maximum(larger, MIN_DENOMINATOR)); // in [0, 1]: powers of the entries themselves would vanish
  if (p === 2) return tf.mul(larger, tf.sqrt(tf.add(1, tf.square(ratio))));
  const power = tf.exp(tf.mul(tf.log(tf.maximum(ratio, MIN_DENOMINATOR)), q));
  return tf.mul(larger, tf.exp(tf.div(tf.log(tf.add(1, power)), q)));
}
/** Keeps quotients and logarithms finite in float32. */
const MIN_DENOMINATOR = 1e-30;

/** The exact attack: the largest u at both ends of the attainable interval and at the critical points inside it. */
function exactScore(tf: Tf, problem: AdversarialProblem, score: Map, minusY: Tensor, centre: Tensor, reach: Tensor): Tensor {
  const { critical, activation } = problem;
  if (critical.length === 0 && activation.f(1) > activation.f(0)) return score(tf.add(centre, tf.mul(reach, minusY))); // rising throughout
  const [lo, hi] = [tf.sub(centre, reach), tf.add(centre, reach)];
  let worst = tf.maximum(score(lo), score(hi));
  for (const c of critical) {
    const inside = tf.logicalAnd(tf.less(lo, c), tf.greater(hi, c));
    const value = tf.mul(minusY, activation.f(c)); // [P, 1]
    worst = tf.where(inside, tf.maximum(worst, value), worst);
  }
  return worst;
}

/** The sign of φ′(z) as a step function of its breakpoints: a derivative computed in float32 would vanish too soon. */
function slopeSign(tf: Tf, { first, breakpoints, signs }: SignPattern, z: Tensor): Tensor {
  return breakpoints.reduce((sign, at, i) => tf.where(tf.greater(z, at), tf.fill(z.shape, signs[i] ?? first), sign), tf.fill(z.shape, first));
}

/** Projected steepest ascent, as in math/attack/solvers/pgd: u of the best iterate of all starts. δ has two components, each [P, N]. */
function pgdScore(tf: Tf, problem: AdversarialProblem, score: Map, minusY: Tensor, centre: Tensor, theta1: Tensor, theta2: Tensor): Tensor {
  const { norm, epsilon, values, seed } = problem;
  const { steps = 0, stepSize = 0, restarts = 1 } = values;
  const signs = derivativeSigns(problem.activation, problem.reach);
  const [s1, s2] = steepestStep(tf, norm.p, theta1, theta2);
  const reached = (d1: Tensor, d2: Tensor): Tensor => tf.add(centre, tf.add(tf.mul(theta1, d1), tf.mul(theta2, d2)));
  const rng = seeded(seed); // the same starts for every point and θ, as in float64
  let worst = score(centre);
  for (let r = 0; r < restarts; r += 1) {
    const [a = 0, b = 0] = r === 0 ? [] : randomStart(problem, 2, rng);
    let iterate: Triple = [tf.clone(worst), tf.fill(centre.shape, a), tf.fill(centre.shape, b)];
    for (let k = 0; k <= steps; k += 1) {
      iterate = replaceTensors(tf, iterate, ([best, d1, d2]): Triple => {
        const z = reached(d1, d2);
        const length = tf.mul(tf.mul(minusY, slopeSign(tf, signs, z)), stepSize);
        const moved = project(tf, norm.p, epsilon, [tf.add(d1, tf.mul(length, s1)), tf.add(d2, tf.mul(length, s2))]);
        return [tf.maximum(best, score(z)), ...moved];
      });
    }
    [worst] = iterate;
  }
  return worst;
}

type Pair = [Tensor, Tensor];
type Triple = [Tensor, Tensor, Tensor];

/** The unit step δ that maximises θ·δ; 0 where θ = 0. Signs are comparisons, since tf.sign is wrong near 0 on WASM. */
function steepestStep(tf: Tf, p: number, theta1: Tensor, theta2: Tensor): Pair {
  const signOf = (v: Tensor): Tensor => tf.sub(tf.cast(tf.greater(v, 0), 'float32'), tf.cast(tf.less(v, 0), 'float32'));
  const [a, b] = [signOf(theta1), signOf(theta2)];
  if (p === Infinity) return [a, b];
  if (p === 1) {
    const first = tf.cast(tf.greaterEqual(tf.abs(theta1), tf.abs(theta2)), 'float32');
    return [tf.mul(a, first), tf.mul(b, tf.sub(1, first))];
  }
  const length = tf.maximum(dualNorm(tf, 2, theta1, theta2), MIN_DENOMINATOR);
  return [tf.div(theta1, length), tf.div(theta2, length)];
}

/** Euclidean projection of δ on the ball of radius r, for p = 1, 2 and ∞. */
function project(tf: Tf, p: number, r: number, [a, b]: Pair): Pair {
  if (p === Infinity) return [tf.clipByValue(a, -r, r), tf.clipByValue(b, -r, r)];
  if (p === 2) {
    const scale = tf.div(r, tf.maximum(dualNorm(tf, 2, a, b), r));
    return [tf.mul(a, scale), tf.mul(b, scale)];
  }
  // L1: both sizes lose the same amount, at most all of the smaller one.
  const [sizeA, sizeB] = [tf.abs(a), tf.abs(b)];
  const excess = tf.relu(tf.sub(tf.add(sizeA, sizeB), r));
  const shrink = (size: Tensor, other: Tensor): Tensor => {
    const half = tf.mul(excess, 0.5);
    const lost = tf.where(tf.greater(half, other), tf.sub(excess, other), half);
    return tf.relu(tf.sub(size, lost));
  };
  const restore = (value: Tensor, size: Tensor): Tensor => tf.where(tf.less(value, 0), tf.neg(size), size);
  return [restore(a, shrink(sizeA, sizeB)), restore(b, shrink(sizeB, sizeA))];
}

/** The sign of φ′ on the line: `first` left of all breakpoints, then signs[i] right of breakpoints[i]. */
interface SignPattern {
  readonly first: number;
  readonly breakpoints: readonly number[];
  readonly signs: readonly number[];
}

const SAMPLE_COUNT = 2001; // odd, so that 0 is one of them
/** A shorter interval of zeros counts as a single point where φ′ touches 0. */
const MIN_FLAT_WIDTH = 1e-6;

/** The sign changes of φ′ on [−reach, reach], by sampling and bisection in float64; flat intervals (sign 0) included. */
function derivativeSigns({ df }: Activation, reach: number): SignPattern {
  const stretch = Math.asinh(reach);
  const at = Array.from({ length: SAMPLE_COUNT }, (_, i) => Math.sinh(stretch * ((2 * i) / (SAMPLE_COUNT - 1) - 1)));
  const sign = (z: number): number => Math.sign(df(z)) || 0;
  const first = sign(at[0] ?? 0);
  const changes: { z: number; sign: number }[] = [];
  for (let i = 1; i < at.length; i += 1) {
    const [left, right] = [at[i - 1] ?? 0, at[i] ?? 0];
    if (sign(left) !== sign(right)) changes.push({ z: signBoundary(sign, left, right), sign: sign(right) });
  }
  const wide = changes.filter(({ z, sign: s }, i) => !(s === 0 && (changes[i + 1]?.z ?? Infinity) - z < MIN_FLAT_WIDTH));
  return { first, breakpoints: wide.map(({ z }) => z), signs: wide.map(({ sign: s }) => s) };
}

/** Bisection on [left, right] for the place where the sign leaves that of `left`. */
function signBoundary(sign: (z: number) => number, left: number, right: number): number {
  const start = sign(left);
  let [lo, hi] = [left, right];
  for (let step = 0; step < 60; step += 1) {
    const middle = (lo + hi) / 2;
    if (sign(middle) === start) lo = middle;
    else hi = middle;
  }
  return hi;
}

/** The smallest normal number of float32: below it GPUs count numbers as 0. */
export const SMALLEST_NORMAL = 2 ** -126;

/** Euclidean norms along the axes, which are kept as 1. Entries are divided by the largest first, since squares of float32 vanish below 1e-19. */
export function vectorNorms(tf: Tf, d: Tensor, axes?: number[]): Tensor {
  const { largest, scaled } = scaledByLargest(tf, d, axes);
  return tf.mul(largest, tf.sqrt(tf.sum(tf.square(scaled), axes, true)));
}

/** Unit vectors d/‖d‖ along the axes, whatever the size of d; 0 where d is 0. */
export function unitVectors<T extends Tensor>(tf: Tf, d: T, axes?: number[]): T {
  const { scaled } = scaledByLargest(tf, d, axes);
  return tf.div(scaled, tf.maximum(tf.sqrt(tf.sum(tf.square(scaled), axes, true)), 1)); // the norm of `scaled` is ≥ 1 unless d is 0
}

/** 1 where all entries along the axes are 0, else 0. */
export const vanished = (tf: Tf, d: Tensor, axes?: number[]): Tensor => tf.cast(tf.less(tf.max(tf.abs(d), axes), SMALLEST_NORMAL), 'float32');

function scaledByLargest(tf: Tf, d: Tensor, axes?: number[]): { readonly largest: Tensor; readonly scaled: Tensor } {
  const largest = tf.max(tf.abs(d), axes, true);
  return { largest, scaled: tf.div(d, tf.add(largest, tf.cast(tf.less(largest, SMALLEST_NORMAL), 'float32'))) };
}
