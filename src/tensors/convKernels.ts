import type * as core from '@tensorflow/tfjs-core';
import type { Rank, Tensor, Tensor1D, Tensor4D } from '@tensorflow/tfjs-core';

export type Tf = typeof core;

type GradConfig = Parameters<Tf['registerGradient']>[0];
type Attributes = Parameters<GradConfig['gradFunc']>[2];
/** The gradient with respect to each input, evaluated on demand. */
type Gradients = Record<'x' | 'filter', () => Tensor>;

/**
 * Registers gradients of Conv2D and FusedConv2D (bias, relu) that are evaluated on demand: with respect to pixels alone in an attack, to
 * weights alone in the first layer of a training step. On WASM, which has no filter gradient and a slow input gradient, both are composed.
 */
export function registerConvGradients(tf: Tf): void {
  tf.registerGradient({
    kernelName: tf.Conv2D,
    inputsToSave: ['x', 'filter'],
    gradFunc: (dy, [x, filter], attributes) => convGradients(tf, singleGradient(dy), asRankFour(x), asRankFour(filter), attributes),
  });
  tf.registerGradient({
    kernelName: tf.FusedConv2D,
    inputsToSave: ['x', 'filter', 'bias'],
    outputsToSave: [true],
    gradFunc: (dy, [x, filter, bias, y], attributes) => {
      const active = attributes.activation === 'relu' ? tf.mul(singleGradient(dy), tf.step(asRankFour(y))) : singleGradient(dy);
      return {
        ...convGradients(tf, asRankFour(active), asRankFour(x), asRankFour(filter), attributes),
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

function convGradients(tf: Tf, dy: Tensor4D, x: Tensor4D, filter: Tensor4D, attributes: Attributes): Gradients {
  const stride = Number(Array.isArray(attributes.strides) ? attributes.strides[0] : attributes.strides);
  const pad = attributes.pad === 'same' ? 'same' : 'valid';
  if (attributes.pad !== pad) throw new Error(`a convolution padded by ${JSON.stringify(attributes.pad)} has no gradient here`);
  const { padInfo } = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, stride, 1, pad);
  const shape: ConvShape = { input: x.shape, filter: filter.shape, output: dy.shape, stride, before: [padInfo.top, padInfo.left] };
  const wasm = tf.getBackend() === 'wasm';
  return {
    x: () => (wasm && canComposeInputGradient(shape) ? inputGradient(tf, dy, filter, shape) : tf.conv2dTranspose(dy, filter, x.shape, stride, pad)),
    filter: () => {
      if (wasm) return filterGradient(tf, x, dy, shape);
      const rest = { strides: [stride, stride], pad, dataFormat: 'NHWC', filterShape: [...filter.shape] };
      return tf.engine().runKernel<Tensor4D>(tf.Conv2DBackpropFilter, { x, dy }, rest);
    },
  };
}

const singleGradient = (dy: Tensor | Tensor[]): Tensor4D => asRankFour(Array.isArray(dy) ? dy[0] : dy);

/** Narrows the type: convolutions have inputs of rank four. */
function asRankFour(tensor: Tensor | undefined): Tensor4D {
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
 * ∂/∂filter [kh, kw, in, out]: the input correlated with the gradient. Images and channels are transposed, so that the sum over images and
 * positions is one forward convolution, which is fast on WASM; the stride of the forward pass becomes a dilation.
 */
export function filterGradient(tf: Tf, x: Tensor4D, dy: Tensor4D, shape: ConvShape): Tensor4D {
  const { input, filter, output, stride } = shape;
  const [kh, kw, channels, outputs] = filter;
  const sides = [1, 2].map((axis) => {
    const [before, reach] = [shape.before[axis - 1] ?? 0, (filter[axis - 1] ?? 1) + ((output[axis] ?? 1) - 1) * stride];
    return [before, Math.max(0, reach - before - (input[axis] ?? 1))] as [number, number];
  });
  const [rows = [0, 0], columns = [0, 0]] = sides;
  const images = tf.transpose(x, [3, 1, 2, 0]); // [in, H, W, N]
  const kernel = tf.transpose(dy, [1, 2, 0, 3]); // [H′, W′, N, out]
  const sums: Tensor4D = tf.conv2d(images, kernel, 1, [[0, 0], rows, columns, [0, 0]], 'NHWC', stride);
  return tf.slice(tf.transpose(sums, [1, 2, 0, 3]), [0, 0, 0, 0], [kh, kw, channels, outputs]);
}

/** The taps of a filter of `size` that reach input positions ≡ phase (mod stride), as a polyphase component: w[tap] with dy[j + q − t]. */
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

/** Whether `inputGradient` applies: sizes are whole multiples of the stride, and no padding is negative. */
export function canComposeInputGradient({ input, filter, output, stride, before }: ConvShape): boolean {
  return [0, 1].every((side) => {
    if ((input[side + 1] ?? 0) !== (output[side + 1] ?? 0) * stride) return false;
    return phasesOf(filter[side] ?? 1, stride, before[side] ?? 0).every((phase) => phase.taps.length === 0 || phase.before >= 0);
  });
}

/**
 * ∂/∂input [N, H, W, in] by polyphase decomposition: one convolution of dy for the rows ≡ a (mod stride). Columns ≡ b are blocks of output
 * channels, so that [N, H′, W′, stride · in] reshaped to [N, H′, W, in] interleaves them; rows are interleaved by joining [N·H′, W·in].
 */
export function inputGradient(tf: Tf, dy: Tensor4D, filter: Tensor4D, shape: ConvShape): Tensor4D {
  const { input, output, stride, before } = shape;
  const [count, height, width, channels] = input;
  const [kh, kw, , outputs] = shape.filter;
  const columns = phasesOf(kw, stride, before[1]);
  const [left, right] = [Math.max(...columns.map((phase) => phase.before)), Math.max(...columns.map((phase) => phase.after))];
  const transposed = tf.transpose(filter, [0, 1, 3, 2]); // [kh, kw, out, in]
  const zeros = (size: number): Tensor4D[] => (size > 0 ? [tf.zeros<Rank.R4>([kh, size, outputs, channels])] : []);
  const blocks = columns.map(({ taps, before: zerosBefore, after }) => {
    const columnsOfTaps = taps.map((tap) => tf.slice(transposed, [0, tap, 0, 0], [kh, 1, outputs, channels]));
    return tf.concat([...zeros(left - zerosBefore), ...columnsOfTaps, ...zeros(right - after)], 1);
  });
  const kernels = tf.concat(blocks, 3); // [kh, left + 1 + right, out, stride · in]
  const rows = phasesOf(kh, stride, before[0]).map(({ taps, before: above, after: below }) => {
    if (taps.length === 0) return tf.zeros([count * output[1], width * channels]);
    const kernel: Tensor4D = tf.concat(
      taps.map((tap) => tf.slice(kernels, [tap, 0, 0, 0], [1, left + 1 + right, outputs, stride * channels])),
      0,
    );
    const row = tf.conv2d(dy, kernel, 1, [
      [0, 0],
      [above, below],
      [left, right],
      [0, 0],
    ]);
    return tf.reshape(row, [count * output[1], width * channels]);
  });
  return tf.reshape(tf.concat(rows, 1), [count, height, width, channels]);
}
