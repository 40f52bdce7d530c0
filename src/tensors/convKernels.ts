import type * as core from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

export type Tf = typeof core;

/** Kernel of the gradient of a bias on WASM, which tfjs has no name for: { dy, y? } → [channels]. */
export const CONV_BIAS_GRADIENT = 'Conv2DBackpropBias';

type GradConfig = Parameters<Tf['registerGradient']>[0];
type Attributes = Parameters<GradConfig['gradFunc']>[2];
/** The gradient with respect to each input, evaluated on demand. */
type Gradients = Record<'x' | 'filter', () => Tensor>;

/**
 * Registers gradients of Conv2D and FusedConv2D (bias, relu) that are evaluated on demand: with respect to pixels alone in an attack, to
 * weights alone in the first layer of a training step. On WASM kernels of our own compute them, with the gradient of ReLU.
 */
export function registerConvGradients(tf: Tf): void {
  tf.registerGradient({
    kernelName: tf.Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attributes) => convGradients(tf, { dy: singleGradient(dy) }, asRankFour(x), asRankFour(filter), attributes),
  });
  tf.registerGradient({
    kernelName: tf.FusedConv2D,
    inputsToSave: ['x', 'filter', 'bias'],
    outputsToSave: [true],
    gradFunc: (given, [x, filter, , output], attributes) => {
      const [dy, y] = [singleGradient(given), asRankFour(output)];
      const incoming: Incoming = attributes.activation !== 'relu' ? { dy } : onWasm(tf) ? { dy, y } : { dy: tf.mul(dy, tf.step(y)) };
      return { ...convGradients(tf, incoming, asRankFour(x), asRankFour(filter), attributes), bias: () => biasGradient(tf, incoming) };
    },
  });
}

const onWasm = (tf: Tf): boolean => tf.getBackend() === 'wasm';

/** The gradient dy with respect to a convolution; on WASM, y is its output after ReLU, and dy counts where y is positive. */
type Incoming = Record<'dy', Tensor4D> & Partial<Record<'y', Tensor4D>>;

function biasGradient(tf: Tf, incoming: Incoming): Tensor {
  if (onWasm(tf)) return tf.engine().runKernel<Tensor1D>(CONV_BIAS_GRADIENT, incoming, { strides: 1, pad: 'valid' });
  const channels = incoming.dy.shape[3];
  const flat = tf.reshape(incoming.dy, [-1, channels]);
  // A product with a row of ones adds over images and positions on the fastest path of every backend.
  return tf.reshape(tf.matMul(tf.fill([1, flat.size / channels], 1), flat), [channels]);
}

/** relu(x ∗ filter + bias), or without relu, by one kernel: x [N, H, W, in], filter [kh, kw, in, out], bias [out]; channels last. */
export function convolve(
  tf: Tf,
  x: Tensor4D,
  filter: Tensor4D,
  bias: Tensor1D,
  options: { readonly stride: number; readonly relu: boolean },
): Tensor4D {
  const attributes = {
    strides: [options.stride, options.stride],
    dilations: [1, 1],
    pad: 'same',
    dataFormat: 'NHWC',
    activation: options.relu ? 'relu' : 'linear',
  };
  return tf.engine().runKernel<Tensor4D>(tf.FusedConv2D, { x, filter, bias }, attributes);
}

function convGradients(tf: Tf, incoming: Incoming, x: Tensor4D, filter: Tensor4D, attributes: Attributes): Gradients {
  const { strides = 1, pad } = attributes;
  if (pad !== 'same' && pad !== 'valid') throw new Error(`a convolution padded by ${JSON.stringify(pad)} has no gradient here`);
  const rest = { strides, pad, dataFormat: 'NHWC' };
  return {
    x: () => tf.engine().runKernel<Tensor4D>(tf.Conv2DBackpropInput, { ...incoming, filter }, { ...rest, inputShape: [...x.shape] }),
    filter: () => tf.engine().runKernel<Tensor4D>(tf.Conv2DBackpropFilter, { ...incoming, x }, { ...rest, filterShape: [...filter.shape] }),
  };
}

const singleGradient = (dy: Tensor | Tensor[]): Tensor4D => asRankFour(Array.isArray(dy) ? dy[0] : dy);

/** Narrows the type: convolutions have inputs of rank four. */
function asRankFour(tensor: Tensor | undefined): Tensor4D {
  if (!hasRankFour(tensor)) throw new Error('a convolution works on [N, H, W, channels]');
  return tensor;
}
const hasRankFour = (tensor: Tensor | undefined): tensor is Tensor4D => tensor?.rank === 4;
