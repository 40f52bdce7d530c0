import type { SurfaceRequest, SurfaceResult } from '../../src/worker/rpc/protocol';
import type { FigureStyle } from '../../src/figures/base/types';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { linspace } from '../../src/math/core/grid';
import { sigmoid, softplus } from '../../src/math/core/logisticLoss';

export const look: FigureStyle = { dark: false, colours: 'tide', size: 'large', creases: true, minimum: true, arrows: true, cursor: [1, -1.5] };

/** The L∞ loss of x = (1, 1), y = +1 under ε: log(1 + exp(−(θ₁ + θ₂) + ε‖θ‖₁)), with its gradient off the axes. */
export function squareLoss(n = 13, epsilon = 0.5): SurfaceResult {
  const [x, y] = [linspace(-3, 3, n), linspace(-3, 3, n)];
  const [z, g1, g2] = [new Float64Array(n * n), new Float64Array(n * n), new Float64Array(n * n)];
  for (let i = 0; i < n; i += 1)
    for (let j = 0; j < n; j += 1) {
      const [a, b] = [x[j]!, y[i]!];
      const u = epsilon * (Math.abs(a) + Math.abs(b)) - a - b;
      z[i * n + j] = softplus(u);
      g1[i * n + j] = a === 0 ? NaN : sigmoid(u) * (epsilon * Math.sign(a) - 1);
      g2[i * n + j] = b === 0 ? NaN : sigmoid(u) * (epsilon * Math.sign(b) - 1);
    }
  return {
    grid: { n, x, y, z },
    gradient: { g1, g2 },
    minimum: { theta: [3, 3], loss: z[n * n - 1]! },
    creases: [
      { theta: [[0, -3], [0, 3]], jump: [0.9, 0.2] },
      { theta: [[-3, 0], [3, 0]], jump: [0.9, 0.2] },
      { theta: [[0, 0]], jump: [0.5] },
    ],
    report: { backend: 'float64', adapter: '', precision: 'float64', ms: 1, difference: 0, checked: 64, estimate: 0, gradientEstimate: 0, draft: false, failedBackends: [] },
  }; // prettier-ignore
}

export const request: SurfaceRequest = { surface: surfaceDefaults, backend: 'auto', gradient: true };

/** Every object and array reachable from a value. */
export function objectsIn(value: unknown, found = new Set<object>()): Set<object> {
  if (typeof value !== 'object' || value === null || found.has(value)) return found;
  found.add(value);
  if (!ArrayBuffer.isView(value)) for (const inner of Object.values(value)) objectsIn(inner, found);
  return found;
}
