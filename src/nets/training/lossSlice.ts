import { type Stream, streamOf } from '../../math/core/random';
import { type Device, free } from '../../tensors/device';
import { unitVectors, vectorNorms } from '../../tensors/unitVectors';
import { type PgdOptions, randomStart } from '../attacks/ball';
import { crossEntropy, oneHotOf } from '../attacks/losses';
import type { Batch, Outline, Weights } from '../models/types';
import { addScaled, type SavedTensor, zipTensors } from '../models/weights';
import { type EvaluatedNet, evaluationBatch } from './evaluate';
import type { Scalar, Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** A standard normal direction in weight space, number `k` of a seed. */
export const randomDirection = ({ weights }: Outline, seed: number, k: number): SavedTensor[] =>
  weights.map(({ name, shape }, i) => ({
    name,
    shape,
    values: streamOf(seed, 'direction', k, i).normal(
      shape.reduce((n, side) => n * side, 1),
      1,
    ),
  }));

/** Filter normalisation (Li et al. 2018): each filter of d is scaled to the norm of that filter of the weights; biases, γ and β get 0. Run in a tidy. */
export function filterNormalise(tf: Tf, direction: Weights, weights: Weights): Tensor[] {
  const axesOf = ({ rank }: Tensor): number[] => Array.from({ length: rank - 1 }, (_, axis) => axis); // all but the last, which counts the filters
  return zipTensors(
    (d, w) => (w.rank > 1 ? tf.mul(unitVectors(tf, d, axesOf(d)), vectorNorms(tf, w, axesOf(w))) : tf.zerosLike(w)),
    direction,
    weights,
  );
}

/** Mean cross-entropies at one point of a slice of the loss: clean, at the start of the attack, and under the attack. */
export interface SliceLosses {
  readonly clean: number;
  readonly start: number;
  readonly adversarial: number;
}

/** The losses at w + a·d₁ + b·d₂ in mode 'eval', with the attack run at these weights. Yields between gradients; frees its tensors. */
export async function* sliceLossesAt(
  device: Device,
  { model, weights, statistics }: EvaluatedNet,
  steps: readonly (readonly [length: number, direction: Weights])[],
  batch: Batch,
  attack: PgdOptions,
  stream: Stream,
): AsyncGenerator<undefined, SliceLosses> {
  const moved = device.make((tf) => steps.reduce<Tensor[]>((w, [length, d]) => addScaled(tf, w, length, d), [...weights]).map((w) => tf.clone(w)));
  const trace: Tensor[] = [];
  try {
    const [images, ...sides] = batch.x.shape;
    const starts = randomStart(
      stream,
      attack,
      images,
      sides.reduce((size, side) => size * side, 1),
    );
    const { pixels, stalled } = yield* evaluationBatch(device, { model, weights: moved, statistics }, batch, attack, starts, trace);
    free([pixels, stalled]);
    const [clean, start, adversarial] = await device.read((tf) => {
      const { logits } = model.forward(tf, moved, statistics, batch.x, 'eval');
      const loss: Scalar = crossEntropy(tf, logits, oneHotOf(tf, batch.y, model.input.classes));
      return [loss, ...[trace.at(0), trace.at(-1)].map((value) => (value ? tf.mean(tf.softplus(value)) : loss))];
    });
    return { clean: clean?.[0] ?? NaN, start: start?.[0] ?? NaN, adversarial: adversarial?.[0] ?? NaN };
  } finally {
    free([...moved, ...trace]);
  }
}
