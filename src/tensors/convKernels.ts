import type * as core from '@tensorflow/tfjs-core';
import type { Rank, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

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

/** A convolution, channels last, without dilation: sizes and strides as [rows, columns]. */
export interface ConvShape {
  readonly input: readonly [number, number, number, number];
  readonly filter: readonly [number, number, number, number];
  readonly output: readonly [number, number, number, number];
  readonly stride: number;
  /** Zeros before the first row and before the first column. */
  readonly before: readonly [number, number];
}

/**
 * ∂/∂filter [kh, kw, in, out]: the input correlated with the gradient, images and channels having changed places, so that the whole sum
 * over images and positions runs on WASM's fast forward convolution; a stride of the forward pass is a dilation here.
 */
export function filterGradient(tf: Tf, x: Tensor4D, dy: Tensor4D, shape: ConvShape): Tensor4D {
  const { input, filter, output, stride } = shape;
  const [kh, kw, channels, made] = filter;
  const sides = [1, 2].map((axis) => {
    const [before, reach] = [shape.before[axis - 1] ?? 0, (filter[axis - 1] ?? 1) + ((output[axis] ?? 1) - 1) * stride];
    return [before, Math.max(0, reach - before - (input[axis] ?? 1))] as [number, number];
  });
  const [rows = [0, 0], columns = [0, 0]] = sides;
  const images = tf.transpose(x, [3, 1, 2, 0]); // [in, H, W, N]
  const kernel = tf.transpose(dy, [1, 2, 0, 3]); // [H′, W′, N, out]
  const sums: Tensor4D = tf.conv2d(images, kernel, 1, [[0, 0], rows, columns, [0, 0]], 'NHWC', stride);
  return tf.slice(tf.transpose(sums, [1, 2, 0, 3]), [0, 0, 0, 0], [kh, kw, channels, made]);
}

/** Which taps of a filter of `size` reach the positions ≡ phase (mod stride) of the input: w[tap] with dy[j + q − t]. */
interface Phase {
  readonly taps: readonly number[];
  /** Zeros before and after dy. */
  readonly before: number;
  readonly after: number;
}

function phaseOf(phase: number, size: number, stride: number, padding: number): Phase {
  const first = (phase + padding) % stride;
  const after = Math.floor((phase + padding) / stride);
  const taps = Array.from({ length: Math.max(0, Math.ceil((size - first) / stride)) }, (_, t) => first + stride * t).reverse();
  return { taps, before: taps.length - 1 - after, after };
}

const phasesOf = (size: number, stride: number, padding: number): Phase[] =>
  Array.from({ length: stride }, (_, phase) => phaseOf(phase, size, stride, padding));

/** Whether the input gradient is composed here: whole multiples of the stride, nothing to be cut off. */
export function composes({ input, filter, output, stride, before }: ConvShape): boolean {
  return [0, 1].every((side) => {
    if ((input[side + 1] ?? 0) !== (output[side + 1] ?? 0) * stride) return false;
    return phasesOf(filter[side] ?? 1, stride, before[side] ?? 0).every((phase) => phase.taps.length === 0 || phase.before >= 0);
  });
}

/**
 * ∂/∂input [N, H, W, in] as plain convolutions of dy, one for each row ≡ a (mod stride). Columns ≡ b are blocks of output channels, so that
 * [N, H′, W′, stride · in] read as [N, H′, W, in] has them in place; rows are put in place by joining [N·H′, W·in] side by side.
 */
export function inputGradient(tf: Tf, dy: Tensor4D, filter: Tensor4D, shape: ConvShape): Tensor4D {
  const { input, output, stride, before } = shape;
  const [count, height, width, channels] = input;
  const [kh, kw, , made] = shape.filter;
  const columns = phasesOf(kw, stride, before[1]);
  const [left, right] = [Math.max(...columns.map((phase) => phase.before)), Math.max(...columns.map((phase) => phase.after))];
  const turned = tf.transpose(filter, [0, 1, 3, 2]); // [kh, kw, out, in]
  const blank = (size: number): Tensor4D[] => (size > 0 ? [tf.zeros<Rank.R4>([kh, size, made, channels])] : []);
  const blocks = columns.map(({ taps, before: own, after }) =>
    tf.concat([...blank(left - own), ...taps.map((tap) => tf.slice(turned, [0, tap, 0, 0], [kh, 1, made, channels])), ...blank(right - after)], 1),
  );
  const wide = tf.concat(blocks, 3); // [kh, left + 1 + right, out, stride · in]
  const rows = phasesOf(kh, stride, before[0]).map(({ taps, before: above, after: below }) => {
    if (taps.length === 0) return tf.zeros([count * output[1], width * channels]);
    const kernel: Tensor4D = tf.concat(
      taps.map((tap) => tf.slice(wide, [tap, 0, 0, 0], [1, left + 1 + right, made, stride * channels])),
      0,
    );
    const part = tf.conv2d(dy, kernel, 1, [
      [0, 0],
      [above, below],
      [left, right],
      [0, 0],
    ]);
    return tf.reshape(part, [count * output[1], width * channels]);
  });
  return tf.reshape(tf.concat(rows, 1), [count, height, width, channels]);
}

export type Tf = typeof core;
