import type { BackendChoice, BackendFailure, BackendName } from './backendNames';
import type { EstimateRequest, EstimateResult } from './estimateProtocol';
import type { KeptLandscapesRequest, KeptLandscapesResult, LandscapeRequest, LandscapeResult } from './landscapeProtocol';
import type { SpectrumRequest, SpectrumResult } from './spectrumProtocol';
import type { AutoAttackState } from '../../nets/autoAttack/verdicts';
import type { AutoAttackChoice, Metrics, InnerAttackChoice, TrainingChoice } from '../../nets/training/types';

/** Trains one seed of one training document, from the start or from the checkpoint stored under `run`. */
export interface TrainRequest {
  /** Key of the run in the browser's storage. */
  readonly run: string;
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: BackendChoice;
  readonly resume: boolean;
  /** Backends under which the worker crashed already: the run resumes with the next one. */
  readonly failedBackends?: readonly BackendFailure[];
}

/** Progress of a run; posted after every few batches and after every epoch. */
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
  /** Epoch of the last checkpoint in the browser's storage; 0 without one. */
  readonly saved: number;
  readonly backend: BackendName;
  /** The adapter as the browser names it. */
  readonly adapter: string;
  readonly trial: readonly Trial[];
  /** Warnings for the user (a lost device, full storage), one sentence each. */
  readonly notices: readonly string[];
}

/** Timed trial of one training step on a backend: milliseconds, or why there are none. */
export interface Trial {
  readonly backend: BackendName;
  readonly ms?: number;
  readonly why?: string;
}

/** Unperturbed images of a data set: for a picker, before any run. */
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
  /** Synthetic, not photographed. */
  readonly generated: boolean;
}

/** An attack on the weights of a run for some images; while the run trains, on its current weights. */
export interface AttackImagesRequest {
  readonly run: string;
  readonly weights: 'now' | 'best';
  readonly split: 'train' | 'test';
  readonly images: readonly number[];
  readonly attack: InnerAttackChoice;
}
export interface AttackImagesResult extends Pictures {
  /** Complete epochs behind these weights. */
  readonly epoch: number;
  readonly adversarial: Float32Array;
  /** Logits [images, classes] of the clean and of the attacked image. */
  readonly before: Float32Array;
  readonly after: Float32Array;
  /** 1 for each image that the attack had no gradient for, else 0, [images]. */
  readonly stalled: Float32Array;
  readonly attack: InnerAttackChoice;
}

/** Imports the user's archives or files into the browser's storage. Nothing is sent anywhere. */
export interface ImportDataRequest {
  readonly files: readonly File[];
}
export interface ImportDataResult {
  /** From 0 to 1: the first half is reading, the second storing. */
  readonly fraction: number;
  /** The data sets among the files as they are stored; empty until all is read. */
  readonly sources: readonly StoredSource[];
  /** A sentence for every file that was left out. */
  readonly problems: readonly string[];
}

/** Lists the user's data sets in the browser's storage; `forget` names one to delete first. */
export interface StoredDataRequest {
  readonly forget?: string;
}
export interface StoredDataResult {
  readonly sources: readonly StoredSource[];
}
/** A stored data set of the user; it needs both splits before it can be trained on. */
export interface StoredSource {
  /** As in `data.source`. */
  readonly name: string;
  readonly files: readonly string[];
  readonly counts: { readonly train: number; readonly test: number };
  readonly notices: readonly string[];
}

/** Exports a run as a file: the weights of early stopping, the latest weights, or the whole state needed to resume. */
export interface RunFileRequest {
  readonly run: string;
  readonly what: 'best' | 'now' | 'state';
}
export interface RunFileResult {
  /** safetensors; its metadata hold the training document and the metrics. */
  readonly bytes: Uint8Array;
  /** The backend that the run used last. */
  readonly backend: BackendName;
}

/** Imports a state file, or weights with their document, as the run `run`. */
export interface TakeRunRequest {
  readonly run: string;
  readonly bytes: Uint8Array;
}
export interface TakeRunResult {
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  /** Whether it can resume; bare weights can only be viewed. */
  readonly whole: boolean;
}

/** Imports weights made elsewhere (.safetensors or .npz of a PyTorch state_dict, or with our names) as the run `run`. */
export interface TakeWeightsRequest {
  readonly run: string;
  readonly bytes: Uint8Array;
  /** The file's name. */
  readonly origin: string;
  /** Data, network and attacks that the weights are taken with. */
  readonly training: TrainingChoice;
  readonly seed: number;
  /** Whether weights of another network of ours are taken with that network. */
  readonly anyNet: boolean;
}
export interface TakeWeightsResult {
  /** The choice with the network that the weights fit. */
  readonly training: TrainingChoice;
  /** A sentence for each tensor that does not fit, layer by layer; then nothing is stored. */
  readonly mismatches: readonly string[];
  /** Share of the first `count` test images that are classified correctly, which proves the mapping. */
  readonly clean: number;
  readonly count: number;
}

/** Judges the best weights of a run image by image: by AutoAttack, or by PGD with the numbers of the run's evaluation. */
export interface EvaluateRequest {
  readonly run: string;
  readonly autoattack: AutoAttackChoice | false;
  readonly backend: BackendChoice;
  /** Whether to go on from the last checkpoint of the same evaluation. */
  readonly resume: boolean;
  /** A checkpoint to go on from, where the browser keeps none. */
  readonly state?: AutoAttackState;
  readonly failedBackends?: readonly BackendFailure[];
}
export interface EvaluateResult {
  readonly done: boolean;
  readonly autoattack: AutoAttackChoice | false;
  /** Names of the attacks, in order. */
  readonly attacks: readonly string[];
  /** The attack that runs; null before the first, and at the end. */
  readonly attack: string | null;
  /** Share of the work done, and the seconds left at most once something is done. */
  readonly fraction: number;
  readonly secondsLeft?: number | undefined;
  /** Shares of the images judged so far: right without an attack, under all attacks so far, and after each. */
  readonly clean: number;
  readonly robust: number;
  readonly by: Readonly<Record<string, number>>;
  /** Images to judge, those of `state` included. */
  readonly count: number;
  readonly seed: number;
  /** Whether this is the standard version of AutoAttack. */
  readonly standard: boolean;
  readonly warnings: readonly string[];
  readonly backend: BackendName;
  /** Complete epochs behind the weights. */
  readonly epoch: number;
  /** A verdict for each image, from which the evaluation goes on. */
  readonly state: AutoAttackState;
}

/** Lists the evaluations that the browser keeps of these runs. */
export interface KeptEvaluationsRequest {
  readonly runs: readonly string[];
}
export interface KeptEvaluationsResult {
  readonly evaluations: readonly { readonly run: string; readonly result: EvaluateResult }[];
}

/** Deletes everything stored of a run. */
export interface ForgetRunRequest {
  readonly run: string;
}

/** The jobs of the training worker, which loads network code. */
export interface TrainingJobs {
  train: { request: TrainRequest; result: TrainResult };
  pictures: { request: PicturesRequest; result: Pictures };
  attackImages: { request: AttackImagesRequest; result: AttackImagesResult };
  estimate: { request: EstimateRequest; result: EstimateResult };
  importData: { request: ImportDataRequest; result: ImportDataResult };
  keptData: { request: StoredDataRequest; result: StoredDataResult };
  runFile: { request: RunFileRequest; result: RunFileResult };
  takeRun: { request: TakeRunRequest; result: TakeRunResult };
  takeWeights: { request: TakeWeightsRequest; result: TakeWeightsResult };
  evaluate: { request: EvaluateRequest; result: EvaluateResult };
  keptEvaluations: { request: KeptEvaluationsRequest; result: KeptEvaluationsResult };
  landscape: { request: LandscapeRequest; result: LandscapeResult };
  spectrum: { request: SpectrumRequest; result: SpectrumResult };
  keptLandscapes: { request: KeptLandscapesRequest; result: KeptLandscapesResult };
  forgetRun: { request: ForgetRunRequest; result: Record<string, never> };
}
