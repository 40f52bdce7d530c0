import { streamOf } from '../../math/core/random';
import { sha256 } from '../../math/core/sha256';
import type { SavedTensor } from '../models/weights';

/** A vector of weight space in the memory of the page: one tensor a parameter, in the order of the network's outline. */
export type WeightVector = readonly SavedTensor[];

/** Number k of a list of tensors. */
const at = (v: WeightVector, k: number): SavedTensor => {
  const tensor = v[k];
  if (!tensor) throw new Error(`A list of ${v.length} tensors has no number ${k}`);
  return tensor;
};

/** Inner product Σ aᵢbᵢ of the values of two tensors, summed in float64. */
export function valueProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** Inner product over all tensors, in float64. */
export const vectorProduct = (a: WeightVector, b: WeightVector): number =>
  a.reduce((sum, { values }, k) => sum + valueProduct(values, at(b, k).values), 0);

/** Euclidean norm over all tensors. */
export const vectorNorm = (v: WeightVector): number => Math.sqrt(vectorProduct(v, v));

/** Σ cₖ·vₖ, rounded to float32 once. */
export function linearCombination(terms: readonly (readonly [factor: number, vector: WeightVector])[]): SavedTensor[] {
  const [first] = terms;
  if (!first) throw new Error('A linear combination of no vectors has no shape');
  return first[1].map(({ name, shape, values }, k) => {
    const sum = new Float64Array(values.length);
    for (const [factor, vector] of terms) {
      const of = at(vector, k).values;
      for (let i = 0; i < sum.length; i += 1) sum[i] = sum[i]! + factor * of[i]!;
    }
    return { name, shape, values: Float32Array.from(sum) };
  });
}

/** SHA-256 of some lists of numbers: float32, little-endian, list after list. */
export function digestOfValues(lists: readonly Float32Array[]): string {
  const view = new DataView(new ArrayBuffer(4 * lists.reduce((size, values) => size + values.length, 0)));
  let offset = 0;
  for (const values of lists)
    for (const value of values) {
      view.setFloat32(offset, value, true);
      offset += 4;
    }
  return sha256(new Uint8Array(view.buffer));
}

/** SHA-256 of the values of some vectors, tensor after tensor in the order of the outline, vector after vector. */
export const digestOf = (vectors: readonly WeightVector[]): string => digestOfValues(vectors.flat().map(({ values }) => values));

/** Throws a sentence unless `v` has the names and shapes of `like`, in this order, and finite values; `what` begins it: "The direction". */
export function requireLike(v: WeightVector, like: WeightVector, what: string): void {
  if (v.length !== like.length) throw new Error(`${what} has ${v.length} tensors, the network ${like.length}`);
  like.forEach(({ name, shape }, k) => {
    const tensor = at(v, k);
    if (tensor.name !== name) throw new Error(`${what} has ${tensor.name} where the network has ${name}`);
    if (tensor.shape.join() !== shape.join())
      throw new Error(`${what} has ${name} of shape [${tensor.shape.join(', ')}], the network [${shape.join(', ')}]`);
    if (!tensor.values.every(Number.isFinite)) throw new Error(`${what} has a value in ${name} that is no finite number`);
  });
}

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
