import type { SmoothingChoice, SurfaceChoice } from '../../documents/surfaceDocument';
import type { RegionMinimum } from '../../math/analysis/minimumSearch';
import type { StepBound } from '../../math/analysis/stepSizeBound';
import type { InputWindow, LevelLine } from '../../math/attack/inputContours';
import type { AttackSet } from '../../math/attack/optimalPerturbations';
import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { OptimiserName } from '../../math/optimisers';
import type { LangevinStudy } from '../../math/optimisers/langevinStudy';
import type { Trajectory } from '../../math/optimisers/trajectory';
import type { HyperparameterValues } from '../../math/optimisers/types';
import type { KinksRequest, KinksResult, MapRequest, MapResult, TheoremRequest, TheoremResult } from './theoryProtocol';
import type { TrainingJobs } from './trainingProtocol';
import type { BackendName, BackendChoice, Report } from './backendNames';

export type { KinksRequest, KinksResult, MapRequest, MapResult, TheoremRequest, TheoremResult };

export interface SurfaceRequest {
  readonly surface: SurfaceChoice;
  readonly backend: BackendChoice;
  /** Also compute the gradient at every node. */
  readonly gradient: boolean;
  /** The weight at which every δ is optimised and then frozen, instead of optimising δ at every weight. */
  readonly frozenAt?: Pair;
  /** Backends that failed under this request already (the worker crashed): not to be tried again, but reported. */
  readonly failedBackends?: Report['failedBackends'];
}

/** A place where the gradient jumps: a polyline, or a single point. */
export interface Crease {
  readonly theta: readonly Pair[];
  /** Size of the jump at each vertex. */
  readonly jump: readonly number[];
  /** 2 where the gradient is continuous and the Hessian jumps. */
  readonly order?: 1 | 2;
}

export interface SurfaceResult {
  readonly grid: Grid;
  /** ∂/∂θ₁ and ∂/∂θ₂, laid out as grid.z; NaN where the gradient does not exist. */
  readonly gradient?: { readonly g1: Float64Array; readonly g2: Float64Array };
  readonly minimum: { readonly theta: Pair; readonly loss: number };
  readonly creases: readonly Crease[];
  readonly report: Report;
}

export interface PointRequest {
  readonly surface: SurfaceChoice;
  readonly theta: Pair;
}

/** Values at one θ, in float64. */
export interface PointResult {
  readonly theta: Pair;
  /** The value of the displayed surface (smoothed when smoothing is on). */
  readonly shown: number;
  readonly adversarial: number;
  readonly clean: number;
  /** Gradient of `shown`; absent on a crease. */
  readonly gradient?: Pair;
  /** Hessian of `shown` by rows, where the smoothing gives it. */
  readonly hessian?: readonly [number, number, number, number];
  /** The optimal perturbation of each data point. */
  readonly deltas: readonly Pair[];
  /** u_n = −y f(x_n + δ_n), so that the loss is the mean of log(1 + eᵘ). */
  readonly u: readonly number[];
}

/** The attack in input space at θ, and at a second weight where there is one. */
export interface InputRequest {
  readonly surface: SurfaceChoice;
  readonly theta: Pair;
  readonly second?: Pair;
  /** The part of input space that is drawn; what points and balls need when absent. */
  readonly window?: InputWindow;
}

/** The attack on one data point at one θ. */
export interface InputPoint {
  /** The perturbation x′ − x of the chosen solver. */
  readonly delta: Pair;
  /** All optimal δ, whatever the solver. */
  readonly set: AttackSet;
  readonly loss: number;
  /** The loss at an optimal δ; `loss` where the solver is exact. */
  readonly worst: number;
}

/** The paper's bound of ‖x′(θ₁) − x′(θ₂)‖, where one of its lemmas applies to this document. */
export type InputBound =
  | {
      readonly lemma: 2;
      /** ε / min‖θ‖ and 2ε / (‖θ₁‖ + ‖θ₂‖), both per unit of ‖θ₁ − θ₂‖. */
      readonly constant: number;
      readonly sharper: number;
    }
  | {
      readonly lemma: 3;
      /** Signs of θ that differ, and 2ε √flips. */
      readonly flips: number;
      readonly limit: number;
    }
  | { readonly lemma: undefined; readonly why: string };

export interface InputResult {
  readonly theta: Pair;
  readonly window: InputWindow;
  /** Rims of the chosen ball and of the other norm's, about 0; empty without an attack. */
  readonly ball: readonly Pair[];
  readonly other: readonly Pair[];
  readonly levels: readonly LevelLine[];
  /** Where f(x) = 0. */
  readonly boundary: readonly (readonly [Pair, Pair])[];
  readonly points: readonly InputPoint[];
  readonly second?: {
    readonly theta: Pair;
    readonly points: readonly InputPoint[];
    /** ‖θ₁ − θ₂‖ */
    readonly weights: number;
    /** ‖x′(θ₁) − x′(θ₂)‖ of each point. */
    readonly distances: readonly number[];
    readonly bound: InputBound;
  };
}

/** The loss on the straight line through two weights, with `smoothing` and without. */
export interface LineRequest {
  readonly surface: SurfaceChoice;
  readonly smoothing: SmoothingChoice;
  readonly from: Pair;
  readonly to: Pair;
  readonly frozenAt?: Pair;
}

/** Values and directional derivatives (per unit length of θ) at t. */
export interface LineCurve {
  readonly t: Float64Array;
  readonly value: Float64Array;
  readonly slope: Float64Array;
}

export interface LineResult {
  /** t = 0 at `from`, t = `length` at `to`; the ends lie on the border of the grid. */
  readonly span: Pair;
  readonly length: number;
  /** A kink stands in t twice, with the slopes of its two sides. */
  readonly plain: LineCurve;
  readonly smoothed: LineCurve;
  readonly frozen?: LineCurve;
  readonly kinks: readonly { readonly t: number; readonly left: number; readonly right: number }[];
}

/** A method with the hyperparameters that differ from their defaults. */
export interface RaceEntry {
  readonly name: OptimiserName;
  readonly values: HyperparameterValues;
}

/** A race of methods from one start on the smoothed surface; EntropySGD's exact mean needs one without smoothing. */
export interface RaceRequest {
  readonly surface: SurfaceChoice;
  readonly start: Pair;
  readonly racers: readonly RaceEntry[];
  readonly steps: number;
  /** Every method is seeded with it separately, so that removing one changes no other. */
  readonly seed: number;
}

/** Posted while the race runs, with the methods that are done; the last one has all of them, in the order of the request. */
export interface RaceResult {
  /** Fraction of all steps done, from 0 to 1. */
  readonly fraction: number;
  readonly runs: readonly (RaceEntry & { readonly run: Trajectory })[];
  /** The minimum of the objective: of the visible region, or of a path that went lower. */
  readonly minimum: RegionMinimum;
  /** Step size against 2/C of Eq. 4; absent on a smoothed surface other than an integral. */
  readonly bound?: StepBound;
  /** Computing time in milliseconds. */
  readonly ms: number;
}

/** A Langevin study: one inner walk of EntropySGD at θ beside the integral that it estimates, on the loss without smoothing. */
export interface WalkRequest {
  readonly surface: SurfaceChoice;
  readonly theta: Pair;
  readonly values: HyperparameterValues;
  readonly seed: number;
  /** Walks averaged for each point of the curves. */
  readonly repeats: number;
}

/** The jobs of the surface worker. */
export interface SurfaceJobs {
  surface: { request: SurfaceRequest; result: SurfaceResult };
  point: { request: PointRequest; result: PointResult };
  input: { request: InputRequest; result: InputResult };
  line: { request: LineRequest; result: LineResult };
  race: { request: RaceRequest; result: RaceResult };
  walk: { request: WalkRequest; result: LangevinStudy };
  theorem: { request: TheoremRequest; result: TheoremResult };
  map: { request: MapRequest; result: MapResult };
  kinks: { request: KinksRequest; result: KinksResult };
}
export type SurfaceKind = keyof SurfaceJobs;
/** Every kind of job: request in, results out (drafts first). All are plain data; array buffers are transferred. */
export type Jobs = SurfaceJobs & TrainingJobs;
export type JobKind = keyof Jobs;
export type JobId = number & { readonly brand: 'JobId' };

/** One request for a job of kind K. */
export type Ask<K extends JobKind = JobKind> = {
  [P in K]: { readonly type: 'ask'; readonly id: JobId; readonly kind: P; readonly request: Jobs[P]['request'] };
}[K];

/** Page → worker. */
export type ToWorker = Ask | { readonly type: 'cancel'; readonly id: JobId };

/** One result of a job of kind K. */
export type Part<K extends JobKind = JobKind> = {
  [P in K]: { readonly type: 'part'; readonly id: JobId; readonly kind: P; readonly result: Jobs[P]['result'] };
}[K];

/**
 * Worker → page: `ready` once its code is loaded; for each job parts, then exactly one end or failed. `backend`: the backend about to be tried;
 * `progress`: the fraction done; `lacks`: what the worker waits for, as sentences by key.
 */
export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'lacks'; readonly sentences: Readonly<Record<string, string>> }
  | Part
  | { readonly type: 'backend'; readonly id: JobId; readonly backend: BackendName }
  | { readonly type: 'progress'; readonly id: JobId; readonly fraction: number }
  | { readonly type: 'end'; readonly id: JobId }
  | { readonly type: 'failed'; readonly id: JobId; readonly message: string };
