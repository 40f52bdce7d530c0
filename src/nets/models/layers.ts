import type { Tf } from '../../tensors/convKernels';
import type { Mode, PublishedName } from './types';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

/** A convolution; padding is TensorFlow's 'same' (at stride 2 on even sizes: below and on the right only). */
export interface ConvOptions {
  readonly filters: number;
  readonly size: 1 | 3;
  readonly stride: 1 | 2;
  /** ReLU after the convolution and its norm; fused into one kernel where possible. */
  readonly relu?: true;
}

/** The layers of a network, over hidden layers of type H: tensors, shapes, or dual numbers. */
export interface Layers<H> {
  /** Standardised pixels, (x − mean)/std by channel. */
  standardise(x: H): H;
  /** Convolution with bias: "name/w", "name/b". */
  conv(name: string, h: H, options: ConvOptions): H;
  /** Convolution "conv/w" without bias, then batch norm "norm/gamma", "norm/beta"; folded into one convolution in mode 'eval'. */
  convNorm(conv: string, norm: string, h: H, options: ConvOptions): H;
  /** Convolution "name/w" without bias or norm. */
  convBare(name: string, h: H, options: ConvOptions): H;
  norm(name: string, h: H): H;
  relu(h: H): H;
  add(a: H, b: H): H;
  /** Global average pooling: [N, H, W, C] → [N, C]. */
  pool(h: H): H;
  /** Fully connected layer "name/w", "name/b": [N, C] → [N, units]. */
  dense(name: string, h: H, units: number): H;
}

/** A network: logits from pixels, for every H. */
export type Body = <H>(layers: Layers<H>, x: H, classes: number) => H;

/** Constants of PyTorch's batch norm: √(variance + NORM_EPSILON); running ← (1 − NORM_MOMENTUM) running + NORM_MOMENTUM batch. */
export const NORM_EPSILON = 1e-5;
export const NORM_MOMENTUM = 0.1;

/** Whether batch norm uses the statistics of the batch in this mode. */
export const usesBatchStatistics = (mode: Mode): boolean => mode !== 'eval';

/** Batch norm with fixed statistics, as the affine map h·scale + shift. */
export function scaleAndShift(tf: Tf, gamma: Tensor1D, beta: Tensor1D, mean: Tensor, variance: Tensor): { scale: Tensor1D; shift: Tensor1D } {
  const scale: Tensor1D = tf.div(gamma, tf.sqrt(tf.add(variance, NORM_EPSILON)));
  return { scale, shift: tf.sub(beta, tf.mul(mean, scale)) };
}

interface BatchNormResult {
  readonly out: Tensor4D;
  /** The running mean and variance, updated by this batch. */
  running(mean: Tensor, variance: Tensor): [mean: Tensor, variance: Tensor];
}

/** Batch norm with the statistics of the batch, as in PyTorch: biased variance to normalise, unbiased for the running variance. */
export function batchNorm(tf: Tf, h: Tensor4D, gamma: Tensor1D, beta: Tensor1D): BatchNormResult {
  const [images, height, width] = h.shape;
  const n = images * height * width;
  const mean: Tensor1D = tf.mean(h, [0, 1, 2]);
  const centred = tf.sub(h, mean);
  const variance: Tensor1D = tf.mean(tf.square(centred), [0, 1, 2]);
  const out: Tensor4D = tf.add(tf.mul(centred, tf.div(gamma, tf.sqrt(tf.add(variance, NORM_EPSILON)))), beta);
  return {
    out,
    running: (runningMean, runningVariance) => [
      tf.add(tf.mul(runningMean, 1 - NORM_MOMENTUM), tf.mul(mean, NORM_MOMENTUM)),
      tf.add(tf.mul(runningVariance, 1 - NORM_MOMENTUM), tf.mul(variance, (NORM_MOMENTUM * n) / (n - 1))),
    ],
  };
}

/**
 * Pre-activation residual block (He et al. 2016b): a = relu(BN h), out = conv(relu(BN(conv a))) + shortcut, where the shortcut
 * is h itself or a 1×1 convolution of a where size or number of channels changes.
 */
export function preactBlock<H>(net: Layers<H>, name: string, h: H, filters: number, stride: 1 | 2, changes: boolean): H {
  const active = net.relu(net.norm(`${name}/bn1`, h));
  const short = changes ? net.convBare(`${name}/short`, active, { filters, size: 1, stride }) : h;
  const inner = net.relu(net.norm(`${name}/bn2`, net.convBare(`${name}/conv1`, active, { filters, size: 3, stride })));
  return net.add(net.convBare(`${name}/conv2`, inner, { filters, size: 3, stride: 1 }), short);
}

/** Groups of `blocks` pre-activation blocks; every group but the first halves the image. */
export function preactGroups<H>(net: Layers<H>, h: H, inputChannels: number, groups: readonly number[], blocks: number): H {
  let channels = inputChannels;
  groups.forEach((filters, g) => {
    for (let b = 0; b < blocks; b += 1) {
      const stride = b === 0 && g > 0 ? 2 : 1;
      h = preactBlock(net, `group${g + 1}/block${b + 1}`, h, filters, stride, stride === 2 || channels !== filters);
      channels = filters;
    }
  });
  return net.relu(net.norm('bn', h));
}

/** Names of the last layer in published code. */
export const publishedDense: PublishedName = [/^(fc|linear|classifier|head)$/, 'dense'];
/** Names of the parts of a residual network: stem, and 1×1 convolution on a shortcut, its norm the third of the block. */
export const publishedResidual: readonly PublishedName[] = [
  [/^conv1$/, 'conv'],
  [/\.(shortcut|downsample)\.0$|\.convShortcut$/, '.short'],
  [/\.(shortcut|downsample)\.1$/, '.bn3'],
  publishedDense,
];
/** Blocks are counted from 0 there. */
export const publishedBlock = ([, group = '', block = '']: readonly string[]): string => `group${group}.block${Number(block) + 1}.`;
