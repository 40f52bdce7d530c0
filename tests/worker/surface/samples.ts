import type { SurfaceChoice } from '../../../src/documents/surfaceDocument';
import type { Report } from '../../../src/worker/rpc/backendNames';
import type { SurfaceRequest, SurfaceResult } from '../../../src/worker/rpc/protocol';

export const choice: SurfaceChoice = {
  model: 'linear',
  points: [{ x: [1, 1], y: 1 }],
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
  smoothing: { kind: 'none' },
  grid: { theta1: [-3, 3], theta2: [-3, 3], n: 21 },
  seed: 1,
};

/** A request that a test can tell from others by its seed. */
export const asking = (seed: number): SurfaceRequest => ({ surface: { ...choice, seed }, backend: 'float64', gradient: false });

const report: Report = {
  backend: 'float64',
  adapter: '',
  precision: 'float64',
  ms: 0,
  difference: 0,
  checked: 0,
  estimate: 0,
  gradientEstimate: 0,
  draft: false,
  failedBackends: [],
};

/** A result of one node that carries a number. */
export const result = (z: number, more: Partial<Report> = {}): SurfaceResult => ({
  grid: { n: 1, x: Float64Array.of(0), y: Float64Array.of(0), z: Float64Array.of(z) },
  minimum: { theta: [0, 0], loss: z },
  creases: [],
  report: { ...report, ...more },
});
