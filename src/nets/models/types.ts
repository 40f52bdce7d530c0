import type { Specs, ValuesOf } from '../../math/core/paramSpec';
import type { Tensor, Tensor1D, Tensor2D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** Trainable tensors in the order of `Outline.weights`; or anything shaped like them (gradients, directions, moments). */
export type Weights = readonly Tensor[];
/** Running statistics of batch norm in the order of `Outline.statistics`; empty without batch norm. */
export type Statistics = readonly Tensor[];
/** Mode of batch norm. 'train': batch statistics, running ones updated; 'batch': batch statistics, running ones fixed; 'eval': running statistics. */
export type Mode = 'train' | 'batch' | 'eval';

/** Images as stored: bytes, row-major, channels last, count·height·width·channels of them; the network's input is byte/255. */
export interface Images {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: 3;
}

/** A data set with training and test split. */
export interface Dataset {
  readonly train: Images;
  readonly test: Images;
  /** Names of the classes, by label. */
  readonly classes: readonly string[];
  /** Per channel, of pixels in [0, 1]. */
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
  /** Synthetic: drawn by the program, not photographed. */
  readonly generated: boolean;
}

/** Shape of the input, number of classes, and the moments by channel that standardise pixels. */
export interface InputShape {
  readonly height: number;
  readonly width: number;
  readonly classes: number;
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** Name and shape of one tensor of a network: "conv1/w" [3, 3, 3, 16]. */
export interface TensorSpec {
  readonly name: string;
  readonly shape: readonly number[];
  /** 'he': normal of variance 2 / fan-in (He et al. 2015). */
  readonly init: 'he' | 'zeros' | 'ones';
  /** Of a filter: the batch norm that follows directly, so that multiplying the filter changes nothing. */
  readonly norm?: string;
}

/** Tensors and costs of a network, known before any tensor is allocated. */
export interface Outline {
  readonly weights: readonly TensorSpec[];
  /** Running mean and variance, in pairs "bn1/mean", "bn1/var". */
  readonly statistics: readonly TensorSpec[];
  /** Multiply-adds of one forward pass of one image. */
  readonly macs: number;
  /** Activations stored for the backward pass of one image. */
  readonly activations: number;
}

/** A batch in pixels [0, 1]: x [N, H, W, 3], y [N] (int32 class). */
export interface Batch {
  readonly x: Tensor4D;
  readonly y: Tensor1D;
}

/**
 * A rule for names of PyTorch modules: what published code calls a layer, and its name here (with dots), or a function of the match's groups; null
 * for a module that its forward pass does not use.
 */
export type PublishedName = readonly [pattern: RegExp, layer: string | ((groups: readonly string[]) => string) | null];

/** A network family: label and specs for the panel (no tensor code runs on the page), `outline` and `apply` for the worker. */
export interface Net<S extends Specs = Specs> {
  readonly label: string;
  readonly note: string;
  readonly specs: S;
  /** Names of the layers in published PyTorch code, applied in order to the path of a module. */
  readonly published: readonly PublishedName[];
  outline(input: InputShape, values: ValuesOf<S>): Outline;
  /** Logits [N, classes] and the statistics after this pass (the same tensors unless mode is 'train'). Run in a tidy. */
  apply(tf: Tf, input: InputShape, values: ValuesOf<S>): (weights: Weights, statistics: Statistics, x: Tensor4D, mode: Mode) => ForwardResult;
  /** Logits [N, classes] in mode 'eval' and their derivative along `direction`, itself differentiable. Run in a tidy. */
  tangent(
    tf: Tf,
    input: InputShape,
    values: ValuesOf<S>,
  ): (weights: Weights, direction: Weights, statistics: Statistics, x: Tensor4D) => TangentResult;
}
/** Logits and their derivative along a direction of the weights. */
export interface TangentResult {
  readonly logits: Tensor2D;
  readonly slope: Tensor2D;
}
export interface ForwardResult {
  readonly logits: Tensor2D;
  readonly statistics: Statistics;
}
