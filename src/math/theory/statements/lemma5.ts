import { pointLoss } from '../../core/logisticLoss';
import type { Pair } from '../../core/types';
import {
  awayFromZero,
  attackBall,
  epsilonOf,
  exactAttack,
  linearCaseL2,
  smoothActivation,
  lipschitzConstants,
  normBoundsOf,
  thetaXConstant,
} from '../constants';
import { type InequalitySides, fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { costOf, distanceOf, perturbationShifts } from '../measures';
import { pairsIn, type WeightPair } from '../pairSampling';
import type { TheoremContext, Theorem } from '../types';
import { flatnessExperiment, jacobianTable, sigmaMin } from './inputFlatness';
import { bothOutsideDisc } from './lemma2';

/** σ_min of the bordered Hessian of point n at θ = (a, b) with its maximiser on the circle, τ = ±ε. */
function sigmaMinAt({ problem }: TheoremContext): (n: number, a: number, b: number, tau: number) => number {
  const { first, second } = pointLoss(problem.activation);
  const epsilon = epsilonOf(problem);
  return (n, a, b, tau) => {
    const { x, y } = problem.points[n]!;
    const size = Math.sqrt(a * a + b * b);
    const z = a * x[0] + b * x[1] + tau * size;
    return sigmaMin(size, epsilon, first(y, z), second(y, z));
  };
}

/** ‖x*₁ − x*₂‖ ≤ (C_θx/c)‖θ₁ − θ₂‖ over the points that are on the same side of the circle at both weights; c = σ_min(B) unless given. */
function boundaryInequality(context: TheoremContext, fixedC?: number): InequalitySides {
  const { problem } = context;
  const [shifts, singular, epsilon, count] = [perturbationShifts(problem), sigmaMinAt(context), epsilonOf(problem), problem.points.length];
  const thetaX = Float64Array.from(lipschitzConstants(context, normBoundsOf(context)).thetaXOfPoints);
  return {
    featureCount: 2 * count + 3, // s, τ_n, C_θx/σ_min(B) of each point (∞ off the circle), their minimum
    cost: 2 * costOf(problem),
    features: (a, b, out, at) => {
      shifts(a, b, out, at);
      const from = at + 2 + count;
      let minSlope = Infinity;
      for (let n = 0; n < count; n += 1) {
        const tau = out[at + 2 + n]!;
        const slope = Math.abs(tau) === epsilon ? thetaX[n]! / (fixedC ?? singular(n, a, b, tau)) : Infinity;
        out[from + n] = slope;
        if (slope < minSlope) minSlope = slope;
      }
      out[from + count] = minSlope;
    },
    sides: (pair, features, p, q, sides, best) => {
      const d1 = features[p]! - features[q]!;
      const d2 = features[p + 1]! - features[q + 1]!;
      const left = epsilon * Math.sqrt(d1 * d1 + d2 * d2);
      const distance = distanceOf(pair);
      const from = 2 + count;
      let slope = Math.max(features[p + from + count]!, features[q + from + count]!); // a lower bound for every point
      if (left > best * slope * distance) {
        slope = Infinity;
        for (let n = 0; n < count; n += 1) {
          if (features[p + 2 + n] !== features[q + 2 + n]) continue;
          const larger = Math.max(features[p + from + n]!, features[q + from + n]!);
          if (larger < slope) slope = larger;
        }
      }
      const none = slope === Infinity;
      sides[0] = none ? 0 : left;
      sides[1] = none ? 1 : slope * distance;
    },
  };
}

/** Computed once per context and θ_min. */
const cache = new WeakMap<TheoremContext, { readonly thetaMin: number; readonly value: number | undefined }>();

/** Smallest σ_min(B) of all boundary maximisers over a lattice of the box with ‖θ‖ ≥ θ_min; undefined where there is none. */
function minSigma(context: TheoremContext, thetaMin: number): number | undefined {
  const cached = cache.get(context);
  if (cached?.thetaMin === thetaMin) return cached.value;
  const value = scanSigma(context, thetaMin);
  cache.set(context, { thetaMin, value });
  return value;
}

function scanSigma(context: TheoremContext, thetaMin: number): number | undefined {
  const { problem, theta1, theta2 } = context;
  const [shifts, singular, epsilon] = [perturbationShifts(problem), sigmaMinAt(context), epsilonOf(problem)];
  const out = new Float64Array(problem.points.length + 2);
  const size = problem.points.length > 24 ? 24 : 48;
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * (k + 0.5)) / size;
  let min: number | undefined;
  for (let k = 0; k < size * size; k += 1) {
    const [a, b] = [at(theta1, k % size), at(theta2, Math.floor(k / size))];
    if (Math.hypot(a, b) < thetaMin) continue;
    shifts(a, b, out);
    for (let n = 0; n < problem.points.length; n += 1) {
      if (Math.abs(out[n + 2]!) === epsilon) min = Math.min(min ?? Infinity, singular(n, a, b, out[n + 2]!));
    }
  }
  return min;
}

/** Lemma 5: a boundary maximiser of the L2 ball is Lipschitz in θ where the bordered Hessian is regular; for f = φ(θ·x) the norm of its Jacobian is ε/‖θ‖. */
export const lemma5: Theorem = {
  assumptions: (context, { thetaMin }) => {
    const bounds = normBoundsOf(context);
    const onCircle = attackBall(context, 2, 'L_2');
    const sigma = onCircle.met && bounds.epsilon > 0 ? minSigma(context, thetaMin) : undefined;
    return [
      onCircle,
      { text: bounds.epsilon > 0 ? '$\\varepsilon>0$' : '$\\varepsilon>0$: here $\\varepsilon=0$', met: bounds.epsilon > 0 },
      { text: 'a maximiser on the rim', met: onCircle.met && bounds.epsilon > 0 ? sigma !== undefined : undefined },
      { text: `bordered Hessian regular: $\\sigma_{\\min}(B)\\ge c$`, met: sigma === undefined ? undefined : sigma > 0 },
      awayFromZero(bounds, thetaMin),
      smoothActivation(lipschitzConstants(context, bounds)),
      ...exactAttack(context),
    ];
  },
  constants: (context, { thetaMin }) => {
    const bounds = normBoundsOf(context);
    const constants = lipschitzConstants(context, bounds);
    const c = minSigma(context, thetaMin) ?? 0;
    return [
      thetaXConstant(context, bounds, constants),
      { tex: `c=\\min\\sigma_{\\min}(B)=${fourDigits(c)}`, value: c, numerical: true },
      {
        tex: `\\lVert\\nabla_\\theta x^\\ast\\rVert=\\varepsilon/\\lVert\\theta\\rVert\\le${fourDigits(bounds.epsilon / thetaMin)}`,
        value: bounds.epsilon / thetaMin,
      },
    ];
  },
  *inside(context, { pairs, thetaMin }, rng) {
    const region = pairsIn(context, bothOutsideDisc(thetaMin), thetaMin);
    return yield* searchPairs({ region, inequality: boundaryInequality(context), rounding: 1e-15 * (1 + epsilonOf(context.problem)) }, pairs, rng);
  },
  *outside(context, { pairs, thetaMin }, rng) {
    const c = minSigma(context, thetaMin);
    if (c === undefined || c === 0) return undefined;
    const short = (pair: WeightPair): boolean => !bothOutsideDisc(thetaMin)(pair);
    return yield* searchOutside(
      { region: pairsIn(context, short, 1e-9, 1e-9), inequality: boundaryInequality(context, c), rounding: 1e-15 * (1 + epsilonOf(context.problem)) },
      `$\\sigma_{\\min}(B)\\ge c$: weights shorter than ${fourDigits(thetaMin)}, with $c=${fourDigits(c)}$ kept`,
      ({ quotient }) =>
        `Towards θ = 0 the bordered Hessian becomes singular, and the attack moves ${fourDigits(quotient)} times as far as the weights.`,
      pairs,
      rng,
    );
  },
  exhibits: (context) =>
    context.problem.norm.p === 2 && epsilonOf(context.problem) > 0 ? [jacobianTable(context), flatnessExperiment(context)] : [],
  suggestedCase: linearCaseL2,
};
