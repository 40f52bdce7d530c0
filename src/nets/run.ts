import type { Metrics } from '../engine/netProtocol';
import type { SavedTensor } from './weights';

/** All of a run outside of every device: kept, exported, gone on from. Nothing random is in it: streams know epoch and call. */
export interface RunState {
  /** Epochs finished and evaluated. */
  readonly epoch: number;
  /** Gradient calls done of the next one. */
  readonly call: number;
  /** Sum of the training loss over those calls. */
  readonly lossSum: number;
  /** Of training and evaluation so far, pauses left out. */
  readonly seconds: number;
  /** Name of the optimiser whose lists follow, and its count of calls. */
  readonly optimiser: string;
  readonly count: number;
  /** By list: "weights" or "centre", "velocity", … each in the order of the network's outline. */
  readonly lists: Readonly<Record<string, readonly SavedTensor[]>>;
  readonly statistics: readonly SavedTensor[];
  /** Early stopping: the weights and statistics of the epoch with the best robust test accuracy. */
  readonly best: Best | null;
  readonly metrics: readonly Metrics[];
}
export interface Best {
  readonly epoch: number;
  readonly testRobust: number;
  readonly weights: readonly SavedTensor[];
  readonly statistics: readonly SavedTensor[];
}

/** What a run says between two pieces of work; leaving at any of them frees every tensor. `snapshot` is good until the next one. */
export type TrainEvent = { readonly snapshot: () => Promise<RunState> } & (
  | { readonly kind: 'step' } // one gradient of an inner attack
  | { readonly kind: 'batch'; readonly epoch: number; readonly call: number; readonly calls: number; readonly images: number; readonly loss: number }
  | { readonly kind: 'evaluating'; readonly epoch: number; readonly done: number; readonly of: number }
  | { readonly kind: 'epoch'; readonly metrics?: Metrics; readonly state: RunState } // metrics where evaluate.every falls
);
