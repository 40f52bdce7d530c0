import { none } from '../attack/solvers';
import { exact } from '../attack/solvers/exact';
import { bisect } from '../core/scalarSolvers';
import type { Pair, AdversarialProblem } from '../core/types';

/** Places looked at along a line, in search of sign changes. */
const SCAN = 240;

/**
 * Every t in (lo, hi) at which the gradient may jump on the line from + t·way: where it crosses an axis (L∞), a diagonal (L1) or passes
 * the origin, where an end of a point's attainable interval meets a corner of φ, and where both ends are equally bad. Ascending.
 */
export function kinksOnLine(scene: AdversarialProblem, from: Pair, way: Pair, [lo, hi]: Pair): number[] {
  const { norm, activation, kinks = [], points, critical } = scene;
  const epsilon = scene.attack === none ? 0 : scene.epsilon;
  const [[a, b], [u, v]] = [from, way];
  const zero = (start: number, step: number): number[] => (step === 0 ? [] : [-start / step]);
  const found =
    epsilon === 0
      ? []
      : norm.p === Infinity
        ? [...zero(a, u), ...zero(b, v)]
        : norm.p === 1
          ? [...zero(a - b, u - v), ...zero(a + b, u + v)]
          : [-(a * u + b * v)];
  const at = Array.from({ length: SCAN + 1 }, (_, k) => lo + ((hi - lo) * k) / SCAN);
  const roots = (f: (t: number) => number): void => {
    const values = at.map(f);
    for (let k = 0; k < SCAN; k += 1) if (values[k]! * values[k + 1]! < 0) found.push(bisect(f, at[k]!, at[k + 1]!));
  };
  const ties = scene.attack === exact && epsilon > 0 && critical.length > 0;
  const sides = epsilon > 0 ? ([-1, 1] as const) : ([1] as const);
  for (const { x } of points) {
    const end = (side: number) => (t: number) => {
      const [p, q] = [a + t * u, b + t * v];
      return p * x[0] + q * x[1] + side * epsilon * norm.dualPair(p, q);
    };
    const [lower, upper] = [end(-1), end(1)];
    for (const z of kinks) for (const side of sides) roots((t) => (side < 0 ? lower(t) : upper(t)) - z);
    if (ties) roots((t) => activation.f(lower(t)) - activation.f(upper(t)));
  }
  return [...new Set(found)].filter((t) => t > lo && t < hi).sort((s, t) => s - t);
}
