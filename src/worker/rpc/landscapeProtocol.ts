import type { LandscapeChoice } from '../../documents/landscapeDocument';
import type { LocalEntropy } from '../../nets/landscape/localEntropy';
import type { Projection } from '../../nets/landscape/path';
import type { SelfCheck } from '../../nets/landscape/selfTest';
import type { SliceState } from '../../nets/landscape/slice';
import type { BackendChoice, BackendFailure, BackendName } from './backendNames';

/** Measures a slice of the loss around the best weights of a run, from coarse to fine. */
export interface LandscapeRequest {
  readonly run: string;
  readonly choice: LandscapeChoice;
  /** Runs whose best weights lie at 1 (directions "between"), or on the path ("path"). */
  readonly others: readonly string[];
  /** Raw directions as safetensors, in place of random ones. */
  readonly raw?: readonly Uint8Array[];
  readonly backend: BackendChoice;
  /** Whether to go on with the kept slice of the same choice. */
  readonly resume: boolean;
  /** A slice to go on with, where the browser keeps none. */
  readonly state?: SliceState;
  readonly failedBackends?: readonly BackendFailure[];
}

/** What is said of the directions of a slice. */
export interface DirectionFacts {
  readonly sha256: string;
  readonly cosine?: number;
  readonly norms: readonly number[];
  readonly layers: readonly { readonly name: string; readonly ratios: readonly number[] }[];
  /** Eigenvalues under "hessian", shares of variance under "path". */
  readonly weightings?: readonly number[];
}

/** Weights of the training on a slice: where they are projected to, and the loss there beside their own. */
export interface PathPoint extends Projection {
  readonly epoch: number;
  /** Nats, as the slice draws it, and of the weights themselves. */
  readonly drawn: number;
  readonly own: number;
}

export interface LandscapeResult {
  readonly stage: 'directions' | 'measuring' | 'testing' | 'path' | 'done';
  readonly choice: LandscapeChoice;
  readonly others: readonly string[];
  readonly directions: DirectionFacts | null;
  readonly slice: SliceState;
  /** Nodes measured, all of them, the level of bisection that is complete, and seconds left. */
  readonly done: number;
  readonly of: number;
  readonly level: number;
  readonly secondsLeft?: number;
  /** EntropySGD's loss on the slice, where it is asked for and all nodes are measured; or why there is none. */
  readonly smoothed: LocalEntropy | null;
  readonly notices: readonly string[];
  /** Checks of the code that measured it; null before they are run. */
  readonly selfTest: readonly SelfCheck[] | null;
  /** The kept weights of the training on the slice, by epoch; null before they are measured, and where none are kept. */
  readonly path: readonly PathPoint[] | null;
  readonly backend: BackendName;
  /** Complete epochs behind the weights. */
  readonly epoch: number;
}

/** Lists the landscapes that the browser keeps of these runs. */
export interface KeptLandscapesRequest {
  readonly runs: readonly string[];
}
export interface KeptLandscapesResult {
  readonly landscapes: readonly { readonly run: string; readonly result: LandscapeResult }[];
}
