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
