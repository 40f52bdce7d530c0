import type { Stream } from '../../math/core/random';
import type { Device } from '../../tensors/device';
import type { AutoAttackOptions } from './autoAttackOptions';
import type { Classifier } from './classifier';

/** Correctly classified images that one attack runs on together; none is changed. */
export interface AttackBatch {
  /** [images, height, width, channels] in [0, 1]. */
  readonly pixels: Float32Array;
  /** Height, width and channels of one image. */
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly labels: readonly number[];
}

/** What an attack did to one image. */
export interface Outcome {
  /** The first iterate in the ball that was misclassified: its number, counted over targets and restarts (0 is the start), and its pixels. */
  readonly adversarial: { readonly at: number; readonly pixels: Float32Array } | null;
  /** Gradient steps taken: those behind `adversarial.at`, or the whole budget. */
  readonly gradients: number;
  /** Forward passes without a gradient, likewise. */
  readonly queries: number;
  /** Whether the gradient was 0 at every start: that the image withstood proves nothing. */
  readonly stalled: boolean;
  /** Least distance in the attack's norm at which an iterate was misclassified, inside or outside of the ball; ∞ for none. */
  readonly nearest: number;
}

/** Gradients and forward passes without a gradient that an image costs which withstands an attack. */
export interface Budget {
  readonly gradients: number;
  readonly queries: number;
}

/** One run of an attack on a batch. */
export interface AttackRun {
  readonly device: Device;
  readonly classifier: Classifier;
  readonly options: AutoAttackOptions;
  readonly batch: AttackBatch;
  /** The random stream of an image of the batch and of any numbers (restart, target): it depends on nothing else in the batch. */
  streamOf(image: number, ...address: readonly number[]): Stream;
}

/** A row of the table of attacks: label and note of the catalogue, `run` for the worker. */
export interface Attack {
  readonly label: string;
  readonly note: string;
  /** What an image costs that withstands the attack. */
  budget(options: AutoAttackOptions, classes: number): Budget;
  /** What takes the place of a loss that so few classes leave undefined, as a sentence; nothing where it is defined. */
  substitution?(classes: number): string | undefined;
  /** Attacks every image of the batch: one outcome each, in order. Yields after every gradient or query of the batch; returning frees every tensor. */
  run(run: AttackRun): AsyncGenerator<undefined, Outcome[]>;
}
