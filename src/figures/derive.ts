import type { SurfaceResult } from '../engine/protocol';
import { extremes } from './range';
import { valueAt } from './sample';

/** The same lattice with other values; what was known of the old ones is dropped. */
function withValues(result: SurfaceResult, z: Float64Array): SurfaceResult {
  const { grid, report } = result;
  const [lo] = extremes(z);
  const at = Math.max(0, z.indexOf(lo));
  const theta = [grid.x[at % grid.n]!, grid.y[Math.floor(at / grid.n)]!] as const;
  return {
    grid: { n: grid.n, x: grid.x.slice(), y: grid.y.slice(), z },
    minimum: { theta, loss: lo },
    creases: result.creases,
    report,
  };
}

/** b − a on b's nodes; a is read between its own nodes where the lattices differ, and missing outside. */
export function subtract(b: SurfaceResult, a: SurfaceResult): SurfaceResult {
  const { n, x, y, z } = b.grid;
  const same = a.grid.n === n && [0, n - 1].every((k) => a.grid.x[k] === x[k] && a.grid.y[k] === y[k]);
  return withValues(
    b,
    z.map((value, at) => value - (same ? a.grid.z[at]! : valueAt(a.grid, [x[at % n]!, y[Math.floor(at / n)]!]))),
  );
}

/** Length of the gradient at every node; where it does not exist, the mean of its neighbours' lengths. */
export function gradientNorm(result: SurfaceResult): SurfaceResult {
  const { gradient, grid } = result;
  const { n } = grid;
  const exact = grid.z.map((_, at) => (gradient ? Math.hypot(gradient.g1[at]!, gradient.g2[at]!) : NaN));
  const filled = exact.map((value, at) => {
    if (Number.isFinite(value)) return value;
    const [i, j] = [Math.floor(at / n), at % n];
    const near: number[] = [];
    for (let k = Math.max(0, i - 1); k <= Math.min(n - 1, i + 1); k += 1)
      for (let l = Math.max(0, j - 1); l <= Math.min(n - 1, j + 1); l += 1) if (Number.isFinite(exact[k * n + l]!)) near.push(exact[k * n + l]!);
    return near.length > 0 ? near.reduce((sum, v) => sum + v, 0) / near.length : NaN;
  });
  return withValues(result, filled);
}
