import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../tensors/tf';
import type { TensorSpec, Weights } from './kinds';
import { each } from './weights';

/** Adversarial weight perturbation (Wu et al. 2020) moves filters and matrices; never biases, γ or β of a norm. */
export const perturbed = ({ name, shape }: TensorSpec): boolean => shape.length > 1 && name.endsWith('/w');

/** v = size·‖w‖·g/(‖g‖ + 1e-20) for each perturbed tensor, 0 for the others: one ascent step, whose own learning rate cancels. Run in a tidy. */
export function perturbation(tf: Tf, specs: readonly TensorSpec[], weights: Weights, gradients: Weights, size: number): Tensor[] {
  const length = (t: Tensor): Tensor => tf.sqrt(tf.sum(tf.square(t)));
  const whole = each((w, g) => tf.mul(g, tf.div(tf.mul(length(w), size), tf.add(length(g), 1e-20))), weights, gradients);
  return whole.map((v, i) => (specs[i] && perturbed(specs[i]) ? v : tf.zerosLike(v)));
}
