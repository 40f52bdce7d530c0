import type { Problem, VERSION } from './document';

/** The training document of the file format, every default filled in. */
export interface TrainingDocument extends TrainingChoice {
  readonly smoothscape: typeof VERSION;
  readonly kind: 'training';
}

/** Everything that the numbers of a run depend on, and nothing else. */
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
  readonly evaluate: { readonly every: number; readonly steps: number; readonly count: number; readonly autoattack: boolean };
}

export type MethodChoice = 'standard' | 'at' | 'trades';
/** Pixels in [0, 1]. `beta` is TRADES's weight of the KL term. */
export interface InnerAttackChoice {
  readonly norm: 'inf' | 2;
  readonly epsilon: number;
  readonly steps: number;
  readonly stepSize: number;
  readonly beta?: number;
}
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

export type ParsedTraining =
  { readonly ok: true; readonly document: TrainingDocument } | { readonly ok: false; readonly problems: readonly Problem[] };
