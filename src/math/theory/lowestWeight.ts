import { spectralNorm } from '../core/symmetric2x2';
import type { Pair } from '../core/types';
import { singleEvaluator } from '../loss/batchLoss';
import { DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';
import { epsilonOf } from './assumptions';
import { perturbationShifts } from './measures';
import type { TheoremContext } from './types';
import type { BenchOptions } from './options';

/** The lowest weight of the range, by a lattice and a compass search; and what the loss does there. */
export interface Minimum {
  readonly theta: Pair;
  readonly loss: number;
  /** ‖∇L‖; ∞ on a crease. */
  readonly slope: number;
  /** ‖∇²L‖ at the minimum, and its largest value within α. */
  readonly curvature: number;
  readonly highest: number;
  /** A crease lies within α. */
  readonly creased: boolean;
}

/** Found once a study and radius: every part of the card asks for it. */
const found = new WeakMap<TheoremContext, { readonly alpha: number; readonly minimum: Minimum }>();

export function minimumOf(study: TheoremContext, { alpha }: BenchOptions): Minimum {
  const had = found.get(study);
  if (had?.alpha === alpha) return had.minimum;
  const minimum = lowest(study, alpha);
  found.set(study, { alpha, minimum });
  return minimum;
}

function lowest(study: TheoremContext, alpha: number): Minimum {
  const { value } = study.landscape;
  const theta = descend(study);
  const [local, out] = [lossDerivatives(study.scene), new Float64Array(DERIVATIVES_SIZE)];
  const smooth = local(theta[0], theta[1], out);
  const slope = smooth ? Math.hypot(out[1]!, out[2]!) : Infinity;
  const curvature = smooth ? spectralNorm(out[3]!, out[4]!, out[5]!) : 0;
  let highest = curvature;
  const [rings, spokes] = study.scene.points.length > 24 ? [12, 48] : [32, 64];
  for (let k = 0; k < rings * spokes; k += 1) {
    const [r, turn] = [alpha * Math.sqrt((Math.floor(k / spokes) + 1) / rings), (2 * Math.PI * (k % spokes)) / spokes];
    if (!local(theta[0] + r * Math.cos(turn), theta[1] + r * Math.sin(turn), out)) continue;
    const norm = spectralNorm(out[3]!, out[4]!, out[5]!);
    if (Number.isFinite(norm)) highest = Math.max(highest, norm);
  }
  return { theta, loss: value(...theta), slope, curvature, highest: highest * 1.001, creased: !smooth || creaseWithin(study, theta, alpha) };
}

/** Whether an axis (p > 2), a diagonal (L1), the origin or a change of sides of some attack lies within α. */
function creaseWithin({ scene }: TheoremContext, [a, b]: Pair, alpha: number): boolean {
  if (epsilonOf(scene) === 0) return false;
  const { p } = scene.norm;
  if (p > 2 && Math.min(Math.abs(a), Math.abs(b)) <= alpha) return true; // for 2 < p < ∞ the curvature is infinite there
  if (p === 1 && Math.abs(Math.abs(a) - Math.abs(b)) <= Math.SQRT2 * alpha) return true;
  if (Math.hypot(a, b) <= alpha) return true;
  if (scene.critical.length === 0) return false;
  const [moves, out] = [perturbationShifts(scene), new Float64Array(scene.points.length + 2)];
  const seen = scene.points.map(() => 0);
  for (let k = 0; k < 256; k += 1) {
    const [r, turn] = [alpha * Math.sqrt((k % 8) / 7), (2 * Math.PI * Math.floor(k / 8)) / 32];
    moves(a + r * Math.cos(turn), b + r * Math.sin(turn), out);
    for (let n = 0; n < seen.length; n += 1) {
      if (Math.abs(out[n + 2]!) !== epsilonOf(scene)) continue;
      if (seen[n]! * out[n + 2]! < 0) return true; // from one end of the interval to the other: a tie between
      seen[n] = out[n + 2]!;
    }
  }
  return false;
}

function descend(study: TheoremContext): Pair {
  const { theta1, theta2 } = study;
  const quick = singleEvaluator(study.landscape);
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / 40;
  const clip = ([lo, hi]: Pair, t: number): number => Math.min(hi, Math.max(lo, t));
  let best: Pair = [at(theta1, 20), at(theta2, 20)];
  let value = quick;
  let least = value(...best);
  const look = (theta: Pair): boolean => {
    const loss = value(...theta);
    if (loss < least) [best, least] = [theta, loss];
    return loss === least && best === theta;
  };
  for (let k = 0; k < 41 * 41; k += 1) look([at(theta1, k % 41), at(theta2, Math.floor(k / 41))]);
  value = study.landscape.value;
  least = value(...best);
  for (let step = (theta1[1] - theta1[0]) / 40; step > 1e-10 * (1 + Math.abs(best[0]) + Math.abs(best[1]));) {
    const [a, b] = best;
    const moved = [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ].map(([u = 0, v = 0]) => look([clip(theta1, a + u), clip(theta2, b + v)]));
    if (!moved.includes(true)) step /= 2;
  }
  return best;
}
