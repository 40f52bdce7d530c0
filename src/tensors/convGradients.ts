import type { Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from './tf';
import { composes, filterGradient, inputGradient, type ConvShape } from './wasmConv';

type GradConfig = Parameters<Tf['registerGradient']>[0];
type Attributes = Parameters<GradConfig['gradFunc']>[2];
/** Of each input, computed only where it is asked for. */
type Gradients = Record<'x' | 'filter', () => Tensor>;

/**
 * Gives Conv2D and FusedConv2D (bias, relu) gradients that compute only what is asked for: by pixel alone in an attack, not by pixel in the
 * first layer of a training step. On WASM, where the library has no filter gradient and a slow input gradient, both are composed.
 */
export function registerConvGradients(tf: Tf): void {
  tf.registerGradient({
    kernelName: tf.Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attributes) => gradientsOf(tf, only(dy), four(x), four(filter), attributes),
  });
  tf.registerGradient({
    kernelName: tf.FusedConv2D,
    inputsToSave: ['x', 'filter', 'bias'],
    outputsToSave: [true],
    gradFunc: (dy, [x, filter, bias, y], attributes) => {
      const active = attributes.activation === 'relu' ? tf.mul(only(dy), tf.step(four(y))) : only(dy);
      return {
        ...gradientsOf(tf, four(active), four(x), four(filter), attributes),
        // A product with a row of ones adds over images and positions on the fastest path of every backend.
        bias: () => {
          const [channels = 1] = bias?.shape ?? [];
          const flat = tf.reshape(active, [-1, channels]);
          return tf.reshape(tf.matMul(tf.ones([1, flat.size / channels]), flat), [channels]);
        },
      };
    },
  });
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

function gradientsOf(tf: Tf, dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attributes: Attributes): Gradients {
  const stride = Number(Array.isArray(attributes.strides) ? attributes.strides[0] : attributes.strides);
  const pad = attributes.pad === 'same' ? 'same' : 'valid';
  if (attributes.pad !== pad) throw new Error(`a convolution padded by ${JSON.stringify(attributes.pad)} has no gradient here`);
  const { padInfo } = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, stride, 1, pad);
  const shape: ConvShape = { input: x.shape, filter: filter.shape, output: dy.shape, stride, before: [padInfo.top, padInfo.left] };
  const wasm = tf.getBackend() === 'wasm';
  return {
    x: () => (wasm && composes(shape) ? inputGradient(tf, dy, filter, shape) : tf.conv2dTranspose(dy, filter, x.shape, stride, pad)),
    filter: () => {
      if (wasm) return filterGradient(tf, x, dy, shape);
      const rest = { strides: [stride, stride], pad, dataFormat: 'NHWC', filterShape: [...filter.shape] };
      return tf.engine().runKernel<Tensor4D>(tf.Conv2DBackpropFilter, { x, dy }, rest);
    },
  };
}

const only = (dy: Tensor | Tensor[]): Tensor4D => four(Array.isArray(dy) ? dy[0] : dy);

/** Tells the type system what the convolution has made sure of. */
function four(tensor: Tensor | undefined): Tensor4D {
  if (!hasRankFour(tensor)) throw new Error('a convolution works on [N, H, W, channels]');
  return tensor;
}
const hasRankFour = (tensor: Tensor | undefined): tensor is Tensor4D => tensor?.rank === 4;
