import type { Weights } from '../models/types';
import { zipTensors, addScaled } from '../models/weights';
import { momentumStep } from './sgd';
import { requireList, type NetOptimiser, type OptState, type NetHyperparameters } from './types';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/**
 * EntropySGD as a pair init/update, one call a gradient. State: centre θ, Langevin walk θ′, exponential averages mean and square of θ′ − θ and
 * its square over one outer step, momenta inner and velocity. Averages are about the centre: m₂ − μ² of raw weights would cancel to noise.
 */
export function entropyStep(order: 1 | 2): Omit<NetOptimiser, 'label' | 'note' | 'specs'> {
  return {
    init(tf, weights) {
      const zeros = (): Tensor[] => weights.map((w) => tf.zerosLike(w));
      const copies = (): Tensor[] => weights.map((w) => tf.clone(w));
      return { lists: { centre: copies(), walk: copies(), mean: zeros(), ...(order === 2 && { square: zeros() }) }, count: 0 };
    },
    gradientPoint: (state) => requireList(state, 'walk'),
    centre: (state) => requireList(state, 'centre'),
    update(tf, state, gradients, values, noise) {
      const { extra, calls, gamma } = scheduleOf(state, values);
      const phase = state.count % calls;
      if (phase < extra) return afterExtraCall(tf, state, gradients, values);
      const walked = innerStep(tf, state, gradients, values, gamma, phase === extra, noise);
      return phase === calls - 1 ? outerStep(tf, order, walked, values, gamma) : walked;
    },
  };
}

/** Gradient calls of one outer step, `extra` of them unused (as in the authors' code), and γ at this outer step. */
function scheduleOf({ count }: OptState, { form, L, gamma, scoping }: NetHyperparameters): { extra: number; calls: number; gamma: number } {
  const extra = form === 'code' ? 1 : 0;
  return { extra, calls: L + extra, gamma: gamma * (1 + scoping) ** Math.floor(count / (L + extra)) };
}

/** The extra call of the authors' code before the inner loop: its gradient only initialises the outer momentum, the first time. */
function afterExtraCall(tf: Tf, { lists, count }: OptState, gradients: Weights, { momentum }: NetHyperparameters): OptState {
  const velocity = momentum > 0 && !lists['velocity'] ? { velocity: gradients.map((g) => tf.clone(g)) } : {};
  return { lists: { ...lists, ...velocity }, count: count + 1 };
}

/** One step of the Langevin walk, θ′ ← θ′ − η′(g + λθ′, with momentum, − γ(θ − θ′)) + noise, and the update of the averages. */
function innerStep(
  tf: Tf,
  state: OptState,
  gradients: Weights,
  values: NetHyperparameters,
  gamma: number,
  first: boolean,
  noise: () => Weights,
): OptState {
  const { form, innerLr, alpha, weightDecay } = values;
  const published = form === 'published';
  const [centre, walk] = [requireList(state, 'centre'), requireList(state, 'walk')];
  const momentum = published ? 0 : values.momentum;
  const decayed = published ? gradients : addScaled(tf, gradients, weightDecay, walk);
  const { step, velocity } = momentumStep(tf, decayed, first ? undefined : state.lists['inner'], { ...values, momentum });
  const pulled = zipTensors((w, d, c) => tf.sub(w, tf.mul(tf.sub(d, tf.mul(tf.sub(c, w), gamma)), innerLr)), walk, step, centre);
  const deviation = values.noise * Math.sqrt(published ? innerLr : 2 * innerLr); // temperature noise²/2 (published) or noise² (code)
  const moved = deviation > 0 ? addScaled(tf, pulled, deviation, noise()) : pulled;
  const sampleWeight = published ? alpha : 1 - alpha;
  const average = (name: string, sample: Weights): Tensor[] =>
    first
      ? sample.map((s) => tf.mul(s, sampleWeight))
      : zipTensors((m, s) => tf.add(tf.mul(m, 1 - sampleWeight), tf.mul(s, sampleWeight)), requireList(state, name), sample);
  const offset = zipTensors((w, c) => tf.sub(w, c), moved, centre);
  return {
    lists: {
      ...state.lists,
      walk: moved,
      mean: average('mean', offset),
      ...(state.lists['square'] && {
        square: average(
          'square',
          offset.map((u) => tf.square(u)),
        ),
      }),
      ...(velocity.velocity && { inner: velocity.velocity }),
    },
    count: state.count + 1,
  };
}

/** The outer step θ ← θ − η(θ − μ): published with a factor γ; second order divided by 1 − γs (paper, Eq. 77); else with decay and momentum. */
function outerStep(tf: Tf, order: 1 | 2, state: OptState, values: NetHyperparameters, gamma: number): OptState {
  const { form, lr, weightDecay, minDenominator } = values;
  const [centre, mean] = [requireList(state, 'centre'), requireList(state, 'mean')];
  const published = form === 'published';
  const direction =
    order === 2
      ? zipTensors((m, s) => tf.div(tf.neg(m), tf.maximum(tf.sub(1, tf.mul(s, gamma)), minDenominator)), mean, variance(tf, state))
      : mean.map((m) => tf.mul(m, published ? -gamma : -1));
  const decayed = published ? direction : addScaled(tf, direction, weightDecay, centre);
  const { step, velocity } = momentumStep(tf, decayed, state.lists['velocity'], { ...values, momentum: published ? 0 : values.momentum });
  const next = zipTensors((w, d) => tf.sub(w, tf.mul(d, lr)), centre, step);
  return { lists: { ...state.lists, centre: next, walk: next.map((w) => tf.clone(w)), ...velocity }, count: state.count };
}

/** Variance of the walk, s = m₂ − μ² about the centre. */
export const variance = (tf: Tf, state: OptState): Tensor[] =>
  zipTensors((m2, m) => tf.sub(m2, tf.square(m)), requireList(state, 'square'), requireList(state, 'mean'));
