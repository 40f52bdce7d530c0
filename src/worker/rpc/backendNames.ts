/** Fastest first; the last needs nothing but arithmetic. */
export const backendOrder: readonly BackendName[] = ['webgpu', 'webgl', 'wasm', 'float64'];

/** The backend to try after `failed`; nothing follows float64. */
export function nextBackend(failed: BackendName): BackendName | undefined {
  return backendOrder[backendOrder.indexOf(failed) + 1];
}

export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'float64';

export type BackendChoice = 'auto' | BackendName;

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
  /** Error of float64 itself on those nodes, same scale: from a finer quadrature, a closer search, a dense attack on a formula. */
  readonly estimate: number;
  /** A coarse picture on the way to the real one, and the share of that (0 to 1) that is done where it takes long. */
  readonly draft: boolean;
  readonly share?: number;
  /** Backends that failed on the way, each with one sentence. */
  readonly failedBackends: readonly { readonly backend: BackendName; readonly why: string }[];
}
