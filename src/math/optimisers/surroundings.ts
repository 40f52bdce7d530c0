import type { Landscape, Pair, Vector } from '../kinds';
import { entropySgd } from '../smoothings/entropySgd';
import { nodesFor } from '../smoothings/integrate';
import { densityOf, type Integral, type LocalMoments } from '../smoothings/kinds';
import type { Surrounding } from './kinds';

/** One θ of an integral: log of it, and the moments of θ′ − θ under its density. */
export interface Local extends LocalMoments {
  readonly logZ: number;
}

/** Terms below e⁻³⁶ of the largest are left out. */
const CUT = 36;
/** Half the side of the square of θ that one set of nodes serves, in widths 1/√γ. */
const REACH = 0.5;

interface Patch {
  readonly centre: Pair;
  readonly range: number;
  readonly rows: readonly { readonly t: number; readonly s: Float64Array; readonly logWeight: Float64Array }[];
}

/**
 * An integral at one θ after another, as a path asks for it: nodes are laid and the loss is taken once for a small square,
 * and serve every θ in it. Same quadrature as the surface's.
 */
export function openLocal(landscape: Landscape, integral: Integral): (theta: Pair) => Local {
  const half = REACH / Math.sqrt(integral.gamma);
  let patch: Patch | undefined;
  return (theta) => {
    if (!patch || Math.max(Math.abs(theta[0] - patch.centre[0]), Math.abs(theta[1] - patch.centre[1])) > half)
      patch = lay(landscape, integral, theta, half);
    return gather(patch, integral.gamma, theta);
  };
}

function lay(landscape: Landscape, integral: Integral, centre: Pair, half: number): Patch {
  const span = (c: number): Float64Array => Float64Array.of(c - half, c + half);
  const { rows, rowLogWeights, nodes, logWeights, range } = nodesFor(landscape, integral, span(centre[0]), span(centre[1]));
  const density = densityOf(integral);
  return {
    centre,
    range,
    rows: nodes.map((s, k) => {
      const t = rows[k] ?? 0;
      return { t, s, logWeight: s.map((v, j) => (logWeights[k]?.[j] ?? 0) + (rowLogWeights[k] ?? 0) + density(landscape.value(v, t))) };
    }),
  };
}

function gather({ rows, range }: Patch, gamma: number, [a, b]: Pair): Local {
  let top = -Infinity;
  for (const { t, s, logWeight } of rows) {
    const far = (gamma / 2) * (t - b) ** 2;
    for (let j = 0; j < s.length; j += 1) top = Math.max(top, logWeight[j]! - far - (gamma / 2) * (s[j]! - a) ** 2);
  }
  let [z, m1, m2, s11, s12, s22] = [0, 0, 0, 0, 0, 0];
  for (const { t, s, logWeight } of rows) {
    const d2 = t - b;
    if (Math.abs(d2) > range) continue;
    const floor = top + (gamma / 2) * d2 * d2;
    for (let j = 0; j < s.length; j += 1) {
      const d1 = s[j]! - a;
      const exponent = logWeight[j]! - floor - (gamma / 2) * d1 * d1;
      if (exponent < -CUT) continue;
      const e = Math.exp(exponent);
      z += e;
      m1 += e * d1;
      m2 += e * d2;
      s11 += e * d1 * d1;
      s12 += e * d1 * d2;
      s22 += e * d2 * d2;
    }
  }
  return { logZ: top + Math.log(z), mean: [m1 / z, m2 / z], second: [s11 / z, s12 / z, s22 / z] };
}

/** E θ′ and Var θ′ around one θ after another; γ may change between them. */
export function openSurroundings(landscape: Landscape): (theta: Vector, gamma: number) => Surrounding {
  let last: { readonly gamma: number; at(theta: Pair): Local } | undefined;
  return ([a = NaN, b = NaN], gamma) => {
    if (last?.gamma !== gamma) last = { gamma, at: openLocal(landscape, entropySgd.integral({ gamma, normalised: true })) };
    const { mean, second } = last.at([a, b]);
    return { mean: [a + mean[0], b + mean[1]], variance: [second[0] - mean[0] ** 2, second[2] - mean[1] ** 2] };
  };
}
