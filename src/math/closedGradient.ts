import type { AttackScene, Landscape, Pair, Point } from './kinds';
import { sigmoid } from './logistic';

/**
 * Gradient of the mean adversarial loss of an exact attack (ε = 0: of none), written out for speed: every point is attacked
 * along the same steepest direction, so −y σ(u) φ′(z) (x + δ) needs no δ of its own. Undefined on a crease.
 */
export function closedGradient(scene: AttackScene & { readonly points: readonly Point[] }, epsilon: number): Landscape['gradient'] {
  const { activation, norm, critical, points, kinks = [] } = scene;
  const { f, df } = activation;
  const flat = Float64Array.from(points.flatMap(({ x, y }) => [...x, y])); // [points, 3]
  return (a, b): Pair | undefined => {
    const r = epsilon === 0 ? 0 : epsilon * norm.dualPair(a, b);
    const creased = epsilon > 0 && norm.creased([a, b]);
    const [s1 = 0, s2 = 0] = epsilon > 0 ? norm.steepest([a, b]) : [];
    let [g1, g2] = [0, 0];
    for (let k = 0; k < flat.length; k += 3) {
      const [x1, x2, y] = [flat[k]!, flat[k + 1]!, flat[k + 2]!];
      const centre = a * x1 + b * x2;
      const [lo, hi] = [centre - r, centre + r];
      const [atLo, atHi] = [y * f(lo), y * f(hi)];
      let [z, least, share] = atLo < atHi ? [lo, atLo, -epsilon] : [hi, atHi, epsilon];
      let inside = false;
      for (const c of critical) {
        if (c <= lo || c >= hi) continue;
        const value = y * f(c);
        if (value < least) [z, least, share, inside] = [c, value, (epsilon * (c - centre)) / r, true];
      }
      const slope = df(z);
      if (!inside && kinks.some((kink) => Math.abs(z - kink) <= 1e-12 * Math.max(1, Math.abs(z)))) return undefined; // φ has no slope there
      if (r > 0 && atLo === atHi && !inside) return undefined; // both ends are equally bad
      if (creased && slope !== 0 && !critical.includes(z)) return undefined;
      const push = -y * sigmoid(-least) * slope;
      g1 += push * (x1 + share * s1);
      g2 += push * (x2 + share * s2);
    }
    return [g1 / points.length + 0, g2 / points.length + 0]; // + 0: no −0
  };
}
