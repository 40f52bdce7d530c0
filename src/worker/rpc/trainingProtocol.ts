import type { BackendChoice, BackendName } from './backendNames';
import type { Metrics, InnerAttackChoice, TrainingChoice } from '../../nets/training/types';

/** One seed of one training document. Begins anew, or goes on from the state that is kept under `run`. */
export interface TrainRequest {
  /** Names the run in the page's storage. */
  readonly run: string;
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly resume: boolean;
  /** Backends under which the worker died already, with one sentence each: the run goes on with the next. */
  readonly fell?: readonly Fall[];
}
export interface Fall {
  readonly backend: BackendName;
  readonly why: string;
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
  /** 0 while nothing has been measured. */
  readonly imagesPerSecond: number;
  /** Until the last epoch is evaluated; absent while nothing has been measured. */
  readonly secondsLeft?: number;
  /** All epochs that are evaluated, whether before or after a reload. */
  readonly metrics: readonly Metrics[];
  /** Last epoch whose state is kept in the browser; 0 when none is. */
  readonly saved: number;
  readonly backend: BackendName;
  /** The adapter as the browser names it. */
  readonly adapter: string;
  readonly trial: readonly Trial[];
  /** What the user should know: a lost device, full storage; one sentence each. */
  readonly notices: readonly string[];
}

/** What a backend did in the trial of the actual step: its milliseconds, or why it has none. */
export interface Trial {
  readonly backend: BackendName;
  readonly ms?: number;
  readonly why?: string;
}

/** Images that a network has not seen changed: for a picker, before any run. */
export interface PicturesRequest {
  readonly data: TrainingChoice['data'];
  readonly split: 'train' | 'test';
  readonly images: readonly number[];
}
export interface Pictures {
  readonly height: number;
  readonly width: number;
  /** Pixels in [0, 1], row-major, channels last: [images, height, width, 3]. */
  readonly pixels: Float32Array;
  /** Classes by number, one an image, and their names. */
  readonly labels: readonly number[];
  readonly classes: readonly string[];
  /** Made here, not photographed. */
  readonly generated: boolean;
}

/** The weights of a run, attacked on some images; while the run trains, its weights of this moment. */
export interface AttackImagesRequest {
  readonly run: string;
  readonly weights: 'now' | 'best';
  readonly split: 'train' | 'test';
  readonly images: readonly number[];
  readonly attack: InnerAttackChoice;
}
export interface AttackImagesResult extends Pictures {
  /** Epochs that these weights have seen whole. */
  readonly epoch: number;
  readonly adversarial: Float32Array;
  /** Logits [images, classes] of the clean and of the attacked image. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  readonly attack: InnerAttackChoice;
}

/** What a run will need, before it starts. */
export interface EstimateRequest {
  readonly training: TrainingChoice;
}
export interface EstimateResult {
  /** Trainable numbers. */
  readonly parameters: number;
  /** Bytes while it trains (weights, memory of the optimiser, one batch forward and backward), and bytes kept in the browser. */
  readonly memory: number;
  readonly kept: number;
  /** Multiply-adds of one epoch with its attacks and evaluation. */
  readonly macs: number;
  /** By multiply-adds, from a timed step of a small network here; absent when none could be timed. */
  readonly secondsPerEpoch?: number;
  /** Plain sentences where that is hopeless or will not be kept. */
  readonly warnings: readonly string[];
}

/** Reads the user's own archives or files and keeps them for next time. Nothing is sent anywhere. */
export interface ImportDataRequest {
  readonly files: readonly File[];
}
export interface ImportDataResult {
  /** From 0 to 1: the first half is reading, the second keeping. */
  readonly share: number;
  /** The data sets among the files, as they are kept now; empty until all is read. */
  readonly sources: readonly KeptSource[];
}

/** Which of the user's own data sets are kept in this browser; `forget` names one that is to go first. */
export interface KeptDataRequest {
  readonly forget?: string;
}
export interface KeptDataResult {
  readonly sources: readonly KeptSource[];
}
/** What is kept of a data set of the user's: both splits must be there before it can be trained on. */
export interface KeptSource {
  /** As in `data.source`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly counts: { readonly train: number; readonly test: number };
  readonly notices: readonly string[];
}

/** A run as a file: the weights that early stopping keeps, the latest ones, or all that is needed to go on. */
export interface RunFileRequest {
  readonly run: string;
  readonly what: 'best' | 'now' | 'state';
}
export interface RunFileResult {
  /** safetensors; its metadata hold the training document and the metrics. */
  readonly bytes: Uint8Array;
  /** The backend of the run so far. */
  readonly backend: BackendName;
}

/** Takes a state file, or weights with their document, in as the run `run`. */
export interface TakeRunRequest {
  readonly run: string;
  readonly bytes: Uint8Array;
}
export interface TakeRunResult {
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  /** Whether it can go on; bare weights can only be looked at. */
  readonly whole: boolean;
}

/** Frees what is kept of a run. */
export interface ForgetRunRequest {
  readonly run: string;
}

/** The kinds of work of the second worker, which loads network code. */
export interface NetJobs {
  train: { request: TrainRequest; result: TrainResult };
  pictures: { request: PicturesRequest; result: Pictures };
  attackImages: { request: AttackImagesRequest; result: AttackImagesResult };
  estimate: { request: EstimateRequest; result: EstimateResult };
  importData: { request: ImportDataRequest; result: ImportDataResult };
  keptData: { request: KeptDataRequest; result: KeptDataResult };
  runFile: { request: RunFileRequest; result: RunFileResult };
  takeRun: { request: TakeRunRequest; result: TakeRunResult };
  forgetRun: { request: ForgetRunRequest; result: Record<string, never> };
}
