import type { TrainingChoice } from '../experiment/training';
import type { BackendChoice, BackendName } from './protocol';

/** One seed of one training document. Begins anew, or goes on from the state that is kept under `run`. */
export interface TrainRequest {
  /** Names the run in the page's storage. */
  readonly run: string;
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly resume: boolean;
}

/** One row of metrics.csv. Losses in nats, accuracies in [0, 1], seconds of training and evaluation so far. */
export interface Metrics {
  readonly epoch: number;
  readonly seconds: number;
  readonly lr: number;
  readonly trainLoss: number;
  readonly trainClean: number;
  readonly trainRobust: number;
  readonly testClean: number;
  readonly testRobust: number;
}

/** How far a run is; posted after every few batches and after every epoch. */
export interface TrainResult {
  readonly stage: 'loading' | 'trial' | 'training' | 'evaluating' | 'saving' | 'done';
  readonly epoch: number;
  readonly epochs: number;
  /** Gradient calls done of this epoch, and how many it has. */
  readonly batch: number;
  readonly batches: number;
  /** Mean training loss of this epoch so far. */
  readonly loss: number;
  readonly imagesPerSecond: number;
  readonly secondsLeft: number;
  /** All epochs that are evaluated, whether before or after a reload. */
  readonly metrics: readonly Metrics[];
  /** Last epoch whose state is kept in the browser. */
  readonly saved: number;
  readonly backend: BackendName;
  readonly trial: readonly { readonly backend: BackendName; readonly ms?: number; readonly why?: string }[];
  /** What the user should know: a lost device, full storage; one sentence each. */
  readonly notices: readonly string[];
}
