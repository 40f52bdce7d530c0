import type { AutoAttackOptions } from '../attacks/autoAttackOptions';
import type { PgdOptions } from '../attacks/ball';
import type { SavedTensor } from '../models/weights';

/** A checkpoint of a run, outside of every device. It has no state of random generators, since streams are addressed by epoch and call. */
export interface RunState {
  /** Epochs finished and evaluated. */
  readonly epoch: number;
  /** Gradient calls done in the next epoch. */
  readonly call: number;
  /** Sum of the training loss over those calls. */
  readonly lossSum: number;
  /** Of training and evaluation so far, without pauses. */
  readonly seconds: number;
  /** Name of the optimiser whose lists follow, and its count of calls. */
  readonly optimiser: string;
  readonly count: number;
  /** By list: "weights" or "centre", "velocity", … each in the order of the network's outline. */
  readonly lists: Readonly<Record<string, readonly SavedTensor[]>>;
  readonly statistics: readonly SavedTensor[];
  /** Early stopping: the epoch with the best robust test accuracy. */
  readonly best: BestEpoch | null;
  readonly metrics: readonly Metrics[];
}
export interface BestEpoch {
  readonly epoch: number;
  readonly testRobust: number;
  readonly weights: readonly SavedTensor[];
  readonly statistics: readonly SavedTensor[];
}

/** An event of training. Returning from the generator at any event frees every tensor; `snapshot` is valid until the next event. */
export type TrainEvent = { readonly snapshot: () => Promise<RunState> } & (
  | { readonly kind: 'step' } // after one gradient of an inner attack
  | { readonly kind: 'batch'; readonly epoch: number; readonly call: number; readonly calls: number; readonly images: number; readonly loss: number }
  | { readonly kind: 'evaluating'; readonly epoch: number; readonly done: number; readonly of: number }
  | { readonly kind: 'epoch'; readonly metrics?: Metrics; readonly state: RunState } // metrics every `evaluate.every` epochs
);

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
  /** Share of the test images on which the attack ended without a gradient; absent in runs of earlier versions. */
  readonly testStalled?: number;
}

/** The choices that determine the results of a run. */
export interface TrainingChoice {
  readonly data: { readonly source: string; readonly train: number; readonly test: number };
  /** The name of a network and its own options. */
  readonly net: { readonly name: string; readonly [option: string]: string | number };
  readonly method: MethodChoice;
  readonly attack: InnerAttackChoice;
  readonly awp: AwpChoice | null;
  readonly optimiser: OptimiserChoice;
  readonly schedule: { readonly milestones: readonly number[]; readonly factor: number };
  readonly epochs: number;
  readonly batch: number;
  readonly seeds: readonly number[];
  readonly evaluate: EvaluationChoice;
}

export type MethodChoice = 'standard' | 'at' | 'trades';

/** Pixels in [0, 1]. `beta` is TRADES's weight of the KL term. */
export interface InnerAttackChoice extends PgdOptions {
  readonly beta?: number;
}

/** How accuracies are measured: the attack, with numbers of its own, on `count` images every so many epochs. */
export interface EvaluationChoice extends PgdOptions {
  readonly every: number;
  readonly count: number;
  /** What judges the best weights once, at the end of a run; false: nothing. */
  readonly autoattack: AutoAttackChoice | false;
}
/** The attacks and numbers of AutoAttack that a document chooses. */
export type AutoAttackChoice = Pick<AutoAttackOptions, 'attacks' | 'iterations' | 'targets' | 'queries' | 'restarts'>;

export interface AwpChoice {
  readonly size: number;
  /** Epochs before it begins. */
  readonly warmup: number;
}

export interface OptimiserChoice {
  readonly name: 'sgd' | 'entropy-sgd' | 'entropy-sgd-2';
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov?: boolean;
  readonly weightDecay: number;
  /** EntropySGD only. */
  readonly gamma?: number;
  readonly scoping?: number;
  readonly innerLr?: number;
  readonly noise?: number;
  readonly alpha?: number;
  readonly L?: number;
  /** 'paper': Algorithm 1 of the paper. 'published': Chaudhari et al. 2017. 'code': their Python file, one extra call a step. */
  readonly form?: 'paper' | 'published' | 'code';
  /** Epochs of plain SGD before EntropySGD begins (the paper: 5 on SVHN, 10 with TRADES); absent: none. */
  readonly warmup?: number;
  /** Epoch from which plain SGD goes on ("tuned"); absent: never. */
  readonly until?: number;
}
