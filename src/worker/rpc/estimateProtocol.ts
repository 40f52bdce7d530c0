import type { TrainingChoice } from '../../nets/training/types';

/** Estimated cost of a run, before it starts. */
export interface EstimateRequest {
  readonly training: TrainingChoice;
}
export interface EstimateResult {
  /** Number of trainable parameters. */
  readonly parameters: number;
  /** Bytes of memory during training (weights, optimiser state, one batch forward and backward), and bytes of storage in the browser. */
  readonly memory: number;
  readonly storage: number;
  /** Multiply-adds of one epoch with its attacks and evaluation. */
  readonly macs: number;
  /** Multiply-adds of one image's forward pass, and how many this machine makes in a second of training; absent when none could be timed. */
  readonly forwardMacs: number;
  readonly macsPerSecond?: number;
  /** From the multiply-adds and a timed step of a small network on this machine; absent when none could be timed. */
  readonly secondsPerEpoch?: number;
  /** Sentences where the run is too costly or cannot be stored. */
  readonly warnings: readonly string[];
}
