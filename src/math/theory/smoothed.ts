import { eigenvalues, eigenvector, spectralNorm } from '../curvature';
import { linspace } from '../grid';
import type { Pair } from '../kinds';
import type { Rng } from '../rng';
import { entropySgd } from '../smoothings/entropySgd';
import { highestLoss, integrateMoments, integratingMoments } from '../smoothings/integrate';
import type { Hessian, Integral } from '../smoothings/kinds';
import type { Progress, Study } from './kinds';

/** F̂, ∇F and ∇²F of EntropySGD at one weight. */
export interface SmoothPoint {
  readonly theta: Pair;
  /** F + (d/2) log(2π/γ) = −log E[e^{−L}] ≥ 0. */
  readonly value: number;
  readonly gradient: Pair;
  readonly hessian: Hessian;
}

/** Nodes a side of the lattice, and single weights where a lattice over the whole range would cost too much. */
const SIDE = 33;
const SINGLES = 160;
/** Quadrature nodes beyond which single weights are cheaper. */
const DEAR = 4e5;

export const integralOf = (study: Study): Integral => entropySgd.integral({ gamma: study.gamma, normalised: true });

/** A sample of weights with F̂, ∇F and ∇²F: a lattice from one sweep, or seeded single weights where γ is large for the range. */
export function* smoothSample(study: Study, rng: Rng): Progress<SmoothPoint[]> {
  const { landscape, theta1, theta2, gamma } = study;
  const integral = integralOf(study);
  const range = integral.range(landscape.slope, highestLoss(landscape, theta1, theta2));
  const along = ([lo, hi]: Pair): number => ((hi - lo + 2 * range) * Math.sqrt(gamma) * 10) / 4;
  if (along(theta1) * along(theta2) > DEAR) {
    const points: SmoothPoint[] = [];
    for (let k = 0; k < SINGLES; k += 1) {
      points.push(smoothAt(study, integral, drawIn(study, rng, k)));
      if (k % 4 === 3) yield k / SINGLES;
    }
    return points;
  }
  const [x, y] = [linspace(...theta1, SIDE), linspace(...theta2, SIDE)];
  const sweep = integratingMoments(landscape, integral, x, y);
  for (let steps = 1; ; steps += 1) {
    const { done, value } = sweep.next();
    if (!done) {
      if (steps % 8 === 0) yield steps / (steps + 100);
      continue;
    }
    return Array.from(value.value, (v, k) => ({
      theta: [x[k % SIDE] ?? 0, y[Math.floor(k / SIDE)] ?? 0],
      value: v,
      gradient: [value.g1[k] ?? 0, value.g2[k] ?? 0],
      hessian: value.hessian(k),
    }));
  }
}

/** A weight of the range; one in three on an axis, where the creases that are smoothed lie. */
function drawIn({ theta1, theta2 }: Study, rng: Rng, k: number): Pair {
  const draw = ([lo, hi]: Pair): number => lo + (hi - lo) * rng();
  const clear = ([lo, hi]: Pair): number => Math.min(hi, Math.max(lo, 0));
  const [a, b] = [draw(theta1), draw(theta2)];
  return k % 3 === 0 ? (k % 2 === 0 ? [a, clear(theta2)] : [clear(theta1), b]) : [a, b];
}

export function smoothAt({ landscape }: Study, integral: Integral, theta: Pair): SmoothPoint {
  const { value, g1, g2, hessian } = integrateMoments(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]));
  return { theta, value: value[0] ?? 0, gradient: [g1[0] ?? 0, g2[0] ?? 0], hessian: hessian(0) };
}

/** ‖∇²F‖. */
export const curvatureOf = ({ hessian: [a, b, , c] }: SmoothPoint): number => spectralNorm(a, b, c);

/** Two weights a short step apart along the direction of largest |curvature|. */
export function alongCurvature({ theta, hessian: [a, b, , c] }: SmoothPoint, step: number): readonly [Pair, Pair] {
  const [least, most] = eigenvalues(a, b, c);
  const [v1, v2] = eigenvector(a, b, c, Math.abs(least) > Math.abs(most) ? least : most);
  return [
    [theta[0] - step * v1, theta[1] - step * v2],
    [theta[0] + step * v1, theta[1] + step * v2],
  ];
}

/** ‖∇²F(θ)‖ / bound climbed from `start` by compass search with halving steps; each look costs an integral. */
export function climb(study: Study, start: SmoothPoint, score: (point: SmoothPoint) => number, looks = 28): SmoothPoint {
  const { theta1, theta2 } = study;
  const integral = integralOf(study);
  let [best, top] = [start, score(start)];
  let step = Math.min((theta1[1] - theta1[0]) / SIDE, 1 / Math.sqrt(study.gamma));
  for (let k = 0; k < looks; k += 4) {
    const from = best.theta;
    let better = false;
    for (const [u, v] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ] as const) {
      const theta: Pair = [from[0] + u * step, from[1] + v * step];
      if (theta[0] < theta1[0] || theta[0] > theta1[1] || theta[1] < theta2[0] || theta[1] > theta2[1]) continue;
      const point = smoothAt(study, integral, theta);
      if (score(point) <= top) continue;
      [best, top, better] = [point, score(point), true];
    }
    if (!better) step /= 2;
  }
  return best;
}
