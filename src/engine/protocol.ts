import type { SurfaceChoice } from '../experiment/document';
import type { Grid } from '../math/grid';
import type { Pair } from '../math/kinds';

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'float64';
export type BackendChoice = 'auto' | BackendName;

export interface SurfaceRequest {
  readonly surface: SurfaceChoice;
  readonly backend: BackendChoice;
  /** Also fill in the gradient at every node. */
  readonly gradient: boolean;
  /** Backends that failed under this request already (a worker that died): not to be tried again, and to be reported. */
  readonly fell?: Report['fell'];
}

/** What really ran, and how far it may be trusted. */
export interface Report {
  readonly backend: BackendName;
  /** The adapter as the browser names it; empty for float64. */
  readonly adapter: string;
  readonly precision: 'float64' | 'float32';
  /** Milliseconds of computing, transfers within the worker included. */
  readonly ms: number;
  /** Largest |value − float64| over `checked` nodes of this surface, relative to max(1, |value|). */
  readonly difference: number;
  readonly checked: number;
  /** Largest difference between two resolutions of the quadrature on those nodes, same scale; 0 when closed-form. */
  readonly estimate: number;
  /** A coarse picture on the way to the real one. */
  readonly draft: boolean;
  /** Backends that failed on the way, each with one sentence. */
  readonly fell: readonly { readonly backend: BackendName; readonly why: string }[];
}

/** A place where the gradient jumps: a polyline, or a single point. */
export interface Crease {
  readonly theta: readonly Pair[];
  /** Size of the jump at each vertex. */
  readonly jump: readonly number[];
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

/** The reading at one θ, in float64. */
export interface PointResult {
  readonly theta: Pair;
  /** The value that the surface shows (smoothed when smoothing is on). */
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

/** Every kind of work: request in, results out (drafts first). All are plain data; arrays are transferred. */
export interface Jobs {
  surface: { request: SurfaceRequest; result: SurfaceResult };
  point: { request: PointRequest; result: PointResult };
}
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

/** Worker → page: parts while it runs, then exactly one end or failed. `uses` names the backend that a job is about to try. */
export type FromWorker =
  | Part
  | { readonly type: 'uses'; readonly id: JobId; readonly backend: BackendName }
  | { readonly type: 'end'; readonly id: JobId }
  | { readonly type: 'failed'; readonly id: JobId; readonly message: string };
