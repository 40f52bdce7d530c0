/** The backends, fastest first; float64 is plain arithmetic and always available. */
export const backendOrder: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'float64'];

/** The backend to try after `failed`; undefined after float64. */
export function nextBackend(failed: BackendName): BackendName | undefined {
  return backendOrder[backendOrder.indexOf(failed) + 1];
}

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'float64';

export type BackendChoice = 'auto' | BackendName;

/** A backend that failed, with one sentence. */
export interface BackendFailure {
  readonly backend: BackendName;
  readonly why: string;
}

/** Which backend computed a surface, and how accurately. */
export interface Report {
  readonly backend: BackendName;
  /** The adapter as the browser names it; empty for float64. */
  readonly adapter: string;
  readonly precision: 'float64' | 'float32';
  /** Computing time in milliseconds, transfers within the worker included. */
  readonly ms: number;
  /** Largest |value − float64| over the `checked` nodes of this surface, relative to max(1, |value|). */
  readonly difference: number;
  readonly checked: number;
  /** Error estimate of float64 itself on those nodes, same scale: the quadrature's own, or from a closer search, or from a dense attack on a formula. */
  readonly estimate: number;
  /** Error estimate of the gradient of an integral in float64, in nats per unit of θ; else 0. */
  readonly gradientEstimate: number;
  /** Whether this is a coarse draft of progressive rendering; where the whole takes long, with its fraction done, from 0 to 1. */
  readonly draft: boolean;
  readonly fraction?: number;
  /** Backends that failed before this one succeeded. */
  readonly failedBackends: readonly BackendFailure[];
}
