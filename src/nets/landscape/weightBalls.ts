import { streamOf } from '../../math/core/random';
import type { SavedTensor } from '../models/weights';
import { valueProduct, vectorNorm, type WeightVector } from './weightVectors';

/**
 * A ball of weights about w. 'relative': ‖ν‖ ≤ radius·‖w‖ for every tensor by itself, which no scaling of layers changes (Stutz et al. 2021, eq. 3);
 * 'euclidean': ‖ν‖₂ ≤ radius over all weights, the ball of Definition 2.
 */
export interface WeightBall {
  readonly kind: 'relative' | 'euclidean';
  readonly radius: number;
}

const scaled = (v: WeightVector, factorOf: (k: number) => number): SavedTensor[] =>
  v.map((t, k) => {
    const factor = factorOf(k);
    return { ...t, values: t.values.map((value) => value * factor) };
  });
const tensorNorm = ({ values }: SavedTensor): number => Math.sqrt(valueProduct(values, values));

/** The radius of tensor k of a relative ball about w. */
const radii = (w: WeightVector, radius: number): number[] => w.map((t) => radius * tensorNorm(t));

/** The vector of given length in the direction of v, tensor by tensor or as a whole; 0 for v = 0. */
export function ofLength(v: WeightVector, w: WeightVector, { kind, radius }: WeightBall): SavedTensor[] {
  const over = (length: number, norm: number): number => (norm > 0 ? length / norm : 0);
  if (kind === 'euclidean') {
    const factor = over(radius, vectorNorm(v));
    return scaled(v, () => factor);
  }
  const lengths = radii(w, radius);
  return scaled(v, (k) => over(lengths[k] ?? 0, tensorNorm(v[k]!)));
}

/** Projection on the ball: what lies outside is shortened. */
export function projected(v: WeightVector, w: WeightVector, { kind, radius }: WeightBall): SavedTensor[] {
  const within = (length: number, norm: number): number => (norm > length ? length / norm : 1);
  if (kind === 'euclidean') {
    const factor = within(radius, vectorNorm(v));
    return scaled(v, () => factor);
  }
  const lengths = radii(w, radius);
  return scaled(v, (k) => within(lengths[k] ?? 0, tensorNorm(v[k]!)));
}

/** Number k of a seed's perturbations, uniform in the ball: a normal direction, its length distributed as the n-th root of a uniform number. */
export function uniformIn(w: WeightVector, ball: WeightBall, seed: number, k: number): SavedTensor[] {
  const direction = w.map(({ name, shape, values }, i) => ({ name, shape, values: streamOf(seed, 'ball', k, i).normal(values.length, 1) }));
  const share = (n: number, i: number): number => (1 - (streamOf(seed, 'radius', k, i).uniform(1, 0, 1)[0] ?? 0)) ** (1 / n);
  const boundary = ofLength(direction, w, ball);
  if (ball.kind === 'euclidean') {
    const factor = share(
      w.reduce((n, { values }) => n + values.length, 0),
      0,
    );
    return scaled(boundary, () => factor);
  }
  return scaled(boundary, (i) => share(w[i]!.values.length, i));
}
