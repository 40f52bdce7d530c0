import { spreadOf } from '../../math/core/statistics';
import { type Device, free } from '../../tensors/device';
import type { Weights } from '../models/types';
import type { SavedTensor } from '../models/weights';
import type { LossKind, PointValues } from './lossKinds';
import type { MeasuredLoss, NetworkLoss } from './networkLoss';
import { ofLength, projected, uniformIn, type WeightBall, linearCombination, type WeightVector } from './weightVectors';

/** What the flatness of a loss is measured with. */
export interface FlatnessOptions {
  /** Which loss; 'adversarial' attacks anew at every perturbed weight, as robust flatness is defined. */
  readonly kind: LossKind;
  readonly ball: WeightBall;
  readonly seed: number;
}

/** Average-case flatness: the mean rise of the loss over random perturbations of the weights. */
export interface AverageFlatness {
  /** Loss at the weights, nats. */
  readonly loss: number;
  /** E L(w + ν) − L(w), ν uniform in the ball, and the standard error of it; NaN for one sample. */
  readonly rise: number;
  readonly standardError: number;
  /** L(w + ν), sample by sample. */
  readonly losses: readonly number[];
}

/** Samples or steps done. */
export interface FlatnessProgress {
  readonly done: number;
  readonly of: number;
}

/** Average-case flatness (Stutz, Hein and Schiele 2021, eq. 4), in a relative ball of the robust loss as there. The weights are only read. */
export async function* averageFlatness(
  device: Device,
  weights: WeightVector,
  loss: MeasuredLoss,
  { kind, ball, seed, samples }: FlatnessOptions & { readonly samples: number },
): AsyncGenerator<FlatnessProgress | undefined, AverageFlatness> {
  const centre = lossIn(yield* withTensors(device, weights, (w) => loss.at(w)), kind);
  const losses: number[] = [];
  for (let k = 0; k < samples; k += 1) {
    const moved = plus(weights, uniformIn(weights, ball, seed, k));
    losses.push(lossIn(yield* withTensors(device, moved, (w) => loss.at(w)), kind));
    yield { done: k + 1, of: samples };
  }
  const { mean, std } = spreadOf(losses);
  return { loss: centre, rise: mean - centre, standardError: (std ?? NaN) / Math.sqrt(samples), losses };
}

/** Worst-case flatness: the largest rise of the loss that was found in the ball, so a lower bound of the largest there is. */
export interface WorstFlatness {
  readonly loss: number;
  readonly rise: number;
  /** Loss before each step and after the last. */
  readonly losses: readonly number[];
  /** The worst perturbation found; 0 where nothing rose. */
  readonly perturbation: readonly SavedTensor[];
}

/** Share of the radius that all steps of the ascent cover together: they can cross the ball (as PGD's on images). */
const REACH = 2.5;

/**
 * Worst-case flatness (Stutz, Hein and Schiele 2021, eq. 5) by projected gradient ascent on the weights from a random point of the ball; the attack on
 * the images is run anew at every step. Yields after each step.
 */
export async function* worstFlatness(
  device: Device,
  weights: WeightVector,
  loss: NetworkLoss,
  { kind, ball, seed, steps }: FlatnessOptions & { readonly steps: number },
): AsyncGenerator<FlatnessProgress | undefined, WorstFlatness> {
  const centre = lossIn(yield* withTensors(device, weights, (w) => loss.at(w)), kind);
  const step: WeightBall = { ...ball, radius: (REACH * ball.radius) / Math.max(1, steps) };
  let perturbation = uniformIn(weights, ball, seed, 0);
  let [worst, most] = [linearCombination([[0, weights]]), centre];
  const losses: number[] = [];
  for (let k = 0; k <= steps; k += 1) {
    const moved = plus(weights, perturbation);
    const { value, gradient } = yield* withTensors(device, moved, (w) => loss.gradient(w, kind));
    losses.push(value);
    if (value > most) [worst, most] = [perturbation, value];
    if (k < steps) perturbation = projected(plus(perturbation, ofLength(gradient, weights, step)), weights, ball);
    yield { done: k, of: steps };
  }
  return { loss: centre, rise: most - centre, losses, perturbation: worst };
}

/** Sharpness of a minimum, the paper's Definition 2 (after Dinh et al. 2017): max over ‖θ′ − θ‖ ≤ α of (L(θ′) − L(θ))/(1 + L(θ)). */
export interface Sharpness {
  /** From the largest rise that the search in the ball reached. */
  readonly lowerBound: number;
  /** To second order, ‖∇²L‖₂ α²/(2(1 + L)) (eq. 74). */
  readonly quadratic: number;
}

/** Sharpness from the search in a Euclidean ball of radius α, and from the largest modulus of an eigenvalue of the Hessian. */
export const sharpnessOf = ({ loss, rise }: Pick<WorstFlatness, 'loss' | 'rise'>, spectralNorm: number, alpha: number): Sharpness => ({
  lowerBound: rise / (1 + loss),
  quadratic: (spectralNorm * alpha ** 2) / (2 * (1 + loss)),
});

const plus = (a: WeightVector, b: WeightVector): SavedTensor[] =>
  linearCombination([
    [1, a],
    [1, b],
  ]);

function lossIn(values: PointValues, kind: LossKind): number {
  const measured = values[kind];
  if (!measured) throw new Error(`The ${kind} loss is not measured`);
  return measured.loss;
}

/** Runs `work` with copies of the tensors on the device. */
export async function* withTensors<T>(
  device: Device,
  vector: WeightVector,
  work: (weights: Weights) => AsyncGenerator<undefined, T>,
): AsyncGenerator<undefined, T> {
  const tensors = device.make((tf) => vector.map(({ shape, values }) => tf.tensor(values, [...shape])));
  try {
    return yield* work(tensors);
  } finally {
    free(tensors);
  }
}
