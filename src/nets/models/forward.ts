import { convolve, type Tf } from '../../tensors/convKernels';
import { batchNorm, type Body, type ConvOptions, usesBatchStatistics, type Layers, scaleAndShift } from './layers';
import type { ForwardResult, InputShape, Mode, Outline, Statistics, Weights } from './types';
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
