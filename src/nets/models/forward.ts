import { convolve, type Tf } from '../../tensors/convKernels';
import { batchNorm, type Body, type ConvOptions, type Layers, NORM_EPSILON, scaleAndShift, usesBatchStatistics } from './layers';
import type { ForwardResult, InputShape, Mode, Outline, Statistics, TangentResult, Weights } from './types';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

type Apply = (weights: Weights, statistics: Statistics, x: Tensor4D, mode: Mode) => ForwardResult;

/** The forward pass: the layers of the body as tensor operations on the weights of the outline's names. */
export function forwardPass(tf: Tf, body: Body, outline: Outline, input: InputShape): Apply {
  const weightAt = new Map(outline.weights.map(({ name }, i) => [name, i]));
  const statisticAt = new Map(outline.statistics.map(({ name }, i) => [name, i]));
  return (weights, statistics, x, mode) => {
    const updated = [...statistics];
    const find =
      (list: Weights, at: ReadonlyMap<string, number>) =>
      (name: string): Tensor => {
        const tensor = list[at.get(name) ?? -1];
        if (!tensor) throw new Error(`The network has no tensor ${name}`);
        return tensor;
      };
    const [weight, statistic] = [find(weights, weightAt), find(statistics, statisticAt)];
    const vector = (name: string): Tensor1D => tf.reshape(weight(name), [-1]);
    const conv = (h: Tensor, filter: Tensor, { stride, relu }: ConvOptions, bias: Tensor1D): Tensor4D =>
      convolve(tf, image(tf, h), image(tf, filter), bias, { stride, relu: relu === true });
    const bare = (name: string, h: Tensor, { stride }: ConvOptions): Tensor =>
      tf.conv2d(image(tf, h), image(tf, weight(`${name}/w`)), stride, 'same');
    const rectified = (h: Tensor, { relu }: ConvOptions): Tensor => (relu ? tf.relu(h) : h);
    const normed = (name: string, h: Tensor): Tensor => {
      const [gamma, beta] = [vector(`${name}/gamma`), vector(`${name}/beta`)];
      if (!usesBatchStatistics(mode)) {
        const { scale, shift } = scaleAndShift(tf, gamma, beta, statistic(`${name}/mean`), statistic(`${name}/var`));
        return tf.add(tf.mul(h, scale), shift);
      }
      const { out, running } = batchNorm(tf, image(tf, h), gamma, beta);
      if (mode === 'train') {
        const [mean, variance] = [statisticAt.get(`${name}/mean`) ?? 0, statisticAt.get(`${name}/var`) ?? 0];
        [updated[mean], updated[variance]] = running(statistic(`${name}/mean`), statistic(`${name}/var`));
      }
      return out;
    };
    const layers: Layers<Tensor> = {
      standardise: (pixels) => tf.div(tf.sub(pixels, tf.tensor1d([...input.mean])), tf.tensor1d([...input.std])),
      conv: (name, h, options) => conv(h, weight(`${name}/w`), options, vector(`${name}/b`)),
      convBare: (name, h, options) => rectified(bare(name, h, options), options),
      convNorm(name, bn, h, options) {
        if (usesBatchStatistics(mode)) return rectified(normed(bn, bare(name, h, options)), options);
        const { scale, shift } = scaleAndShift(tf, vector(`${bn}/gamma`), vector(`${bn}/beta`), statistic(`${bn}/mean`), statistic(`${bn}/var`));
        return conv(h, tf.mul(weight(`${name}/w`), scale), options, shift); // the output channel is the filter's last axis
      },
      norm: normed,
      relu: (h) => tf.relu(h),
      add: (a, b) => tf.add(a, b),
      pool: (h) => tf.mean(h, [1, 2]),
      dense: (name, h, units) => tf.add(tf.matMul(tf.reshape(h, [x.shape[0], -1]), weight(`${name}/w`)), tf.reshape(weight(`${name}/b`), [1, units])),
    };
    return { logits: tf.reshape(body<Tensor>(layers, x, input.classes), [x.shape[0], input.classes]), statistics: updated };
  };
}

const image = (tf: Tf, h: Tensor): Tensor4D => {
  const [n = 0, height = 0, width = 0, channels = 0] = h.shape;
  return tf.reshape(h, [n, height, width, channels]);
};

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
