import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import { free, type Device, type Tf } from '../tensors/tf';
import type { Steps } from './attacks/kinds';
import { attackedBatch } from './gradient';
import type { Batch, Outline, Statistics, Weights } from './kinds';
import { crossEntropy, oneHotOf } from './losses';
import { at } from './methods/at';
import type { Model } from './model';
import { streamOf, type Stream } from './streams';
import { each, plus, type SavedTensor } from './weights';

/** A Gaussian direction in the space of weights, number `k` of a seed. */
export const randomDirection = ({ weights }: Outline, seed: number, k: number): SavedTensor[] =>
  weights.map(({ name, shape }, i) => ({
    name,
    shape,
    values: streamOf(seed, 'direction', k, i).normal(
      shape.reduce((n, side) => n * side, 1),
      1,
    ),
  }));

/** Filter normalisation (Li et al. 2018): each filter of d has the norm of the weights' own; biases, γ and β stay where they are. Run in a tidy. */
export function filterNormalised(tf: Tf, direction: Weights, weights: Weights): Tensor[] {
  const lengths = (t: Tensor): Tensor => tf.sqrt(tf.sum(tf.square(tf.reshape(t, [-1, t.shape.at(-1) ?? 1])), 0)); // [filters]
  return each((d, w) => (w.rank > 1 ? tf.mul(d, tf.div(lengths(w), tf.add(lengths(d), 1e-10))) : tf.zerosLike(w)), direction, weights);
}

/** Mean cross-entropies at one place: of the images, at the start of the attack, and under it. */
export interface Heights {
  readonly clean: number;
  readonly start: number;
  readonly adversarial: number;
}

/** Heights at w + a·d₁ + b·d₂ in mode 'eval', the attack run anew there. Yields between gradients; frees all that it makes. */
export async function* heightsAt(
  device: Device,
  { model, weights, statistics }: { readonly model: Model; readonly weights: Weights; readonly statistics: Statistics },
  steps: readonly (readonly [length: number, direction: Weights])[],
  batch: Batch,
  attack: Steps,
  stream: Stream,
): AsyncGenerator<undefined, Heights> {
  const there = device.make((tf) => steps.reduce<Tensor[]>((w, [length, d]) => plus(tf, w, length, d), [...weights]).map((w) => tf.clone(w)));
  const trace: Tensor[] = [];
  const recipe = { method: at, attack, beta: 0, awp: 0, weightDecay: 0, attackMode: 'eval' } as const;
  try {
    free([yield* attackedBatch(device, model, recipe, there, statistics, batch, stream, trace)]);
    const [clean, start, adversarial] = await device.read((tf) => {
      const { logits } = model.forward(tf, there, statistics, batch.x, 'eval');
      const loss: Scalar = crossEntropy(tf, logits, oneHotOf(tf, batch.y, model.input.classes));
      return [loss, ...[trace.at(0), trace.at(-1)].map((value) => (value ? tf.clone(value) : loss))];
    });
    return { clean: clean?.[0] ?? NaN, start: start?.[0] ?? NaN, adversarial: adversarial?.[0] ?? NaN };
  } finally {
    free([...there, ...trace]);
  }
}
