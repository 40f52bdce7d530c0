import type { Rank, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from './tf';

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
