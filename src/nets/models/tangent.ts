import { convolve, type Tf } from '../../tensors/convKernels';
import { type Body, type ConvOptions, NORM_EPSILON, type Layers } from './layers';
import type { InputShape, Outline, TangentResult, Statistics, Weights } from './types';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** A dual number: a tensor and its derivative along a direction of the weights. */
interface Dual {
  readonly value: Tensor;
  readonly slope: Tensor;
}

/**
 * Jacobian-vector product: logits and their derivative along `direction`, by forward-mode differentiation (Pearlmutter 1994) with fixed running
 * statistics. Every operation is differentiable in turn.
 */
export function tangentPass(
  tf: Tf,
  body: Body,
  outline: Outline,
  input: InputShape,
): (weights: Weights, direction: Weights, statistics: Statistics, x: Tensor4D) => TangentResult {
  const weightAt = new Map(outline.weights.map(({ name }, i) => [name, i]));
  const statisticAt = new Map(outline.statistics.map(({ name }, i) => [name, i]));
  return (weights, direction, statistics, x) => {
    const find = (list: Weights, at: ReadonlyMap<string, number>, name: string): Tensor => {
      const tensor = list[at.get(name) ?? -1];
      if (!tensor) throw new Error(`The network has no tensor ${name}`);
      return tensor;
    };
    const dual = (name: string): Dual => ({ value: find(weights, weightAt, name), slope: find(direction, weightAt, name) });
    const linear = (map: (t: Tensor) => Tensor, { value, slope }: Dual): Dual => ({ value: map(value), slope: map(slope) });
    const rectified = (h: Dual, { relu }: Pick<ConvOptions, 'relu'>): Dual =>
      relu ? { value: tf.relu(h.value), slope: tf.mul(h.slope, tf.step(h.value)) } : h;
    const conv = (h: Dual, w: Dual, b: Dual, { stride }: ConvOptions): Dual => {
      const run = (a: Tensor, filter: Tensor, bias: Tensor): Tensor =>
        convolve(tf, four(tf, a), four(tf, filter), one(tf, bias), { stride, relu: false });
      return { value: run(h.value, w.value, b.value), slope: tf.add(run(h.slope, w.value, b.slope), run(h.value, w.slope, tf.zerosLike(b.slope))) };
    };
    const bare = (name: string, h: Dual, options: ConvOptions): Dual => {
      const zeros = tf.zeros([options.filters]);
      return conv(h, dual(`${name}/w`), { value: zeros, slope: zeros }, options);
    };
    const norm = (name: string, h: Dual): Dual => {
      const [mean, variance] = ['mean', 'var'].map((moment) => find(statistics, statisticAt, `${name}/${moment}`));
      if (!mean || !variance) return h;
      const [gamma, beta] = [dual(`${name}/gamma`), dual(`${name}/beta`)];
      const scale = linear((t) => tf.div(t, tf.sqrt(tf.add(variance, NORM_EPSILON))), gamma);
      const centred = tf.sub(h.value, mean);
      const slope = tf.add(tf.add(tf.mul(h.slope, scale.value), tf.mul(centred, scale.slope)), beta.slope);
      return { value: tf.add(tf.mul(centred, scale.value), beta.value), slope };
    };
    const layers: Layers<Dual> = {
      standardise: ({ value }) => {
        const standard = tf.div(tf.sub(value, tf.tensor1d([...input.mean])), tf.tensor1d([...input.std]));
        return { value: standard, slope: tf.zerosLike(standard) };
      },
      conv: (name, h, options) => rectified(conv(h, dual(`${name}/w`), dual(`${name}/b`), options), options),
      convBare: (name, h, options) => rectified(bare(name, h, options), options),
      convNorm: (name, bn, h, options) => rectified(norm(bn, bare(name, h, options)), options),
      norm,
      relu: (h) => rectified(h, { relu: true }),
      add: (a, b) => ({ value: tf.add(a.value, b.value), slope: tf.add(a.slope, b.slope) }),
      pool: (h) => linear((t) => tf.mean(t, [1, 2]), h),
      dense(name, h, units) {
        const [w, b] = [dual(`${name}/w`), dual(`${name}/b`)];
        const value = tf.add(tf.matMul(h.value, w.value), tf.reshape(b.value, [1, units]));
        const slope = tf.add(tf.matMul(h.slope, w.value), tf.matMul(h.value, w.slope));
        return { value, slope: tf.add(slope, tf.reshape(b.slope, [1, units])) };
      },
    };
    const { value, slope } = body<Dual>(layers, { value: x, slope: x }, input.classes);
    const shape: [number, number] = [x.shape[0], input.classes];
    return { logits: tf.reshape(value, shape), slope: tf.reshape(slope, shape) };
  };
}

const one = (tf: Tf, t: Tensor): Tensor1D => tf.reshape(t, [-1]);
const four = (tf: Tf, t: Tensor): Tensor4D => {
  const [a = 0, b = 0, c = 0, d = 0] = t.shape;
  return tf.reshape(t, [a, b, c, d]);
};
