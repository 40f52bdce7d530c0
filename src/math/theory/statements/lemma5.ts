import { pointLoss } from '../../core/logisticLoss';
import type { Pair } from '../../core/types';
import { awayFromZero, ball, epsilonOf, exactAttack, linearCaseL2, smoothActivation } from '../assumptions';
import { lipschitzOf, sizesOf, thetaXConstant } from '../constants';
import { type InequalitySides, fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { costOf, distanceOf, perturbationShifts } from '../measures';
import { pairsIn, type Weights } from '../pairSampling';
import type { TheoremContext, Theorem } from '../types';
import { flattening, jacobianTable, smallestSingular } from './inputFlatness';
import { outsideDisc } from './lemma2';

/** Smallest singular value of the bordered Hessian of point n at θ whose attack sits on the circle at τ = ±ε. */
function singularAt({ scene }: TheoremContext): (n: number, a: number, b: number, tau: number) => number {
  const { first, second } = pointLoss(scene.activation);
  const epsilon = epsilonOf(scene);
  return (n, a, b, tau) => {
    const { x, y } = scene.points[n]!;
    const size = Math.sqrt(a * a + b * b);
    const z = a * x[0] + b * x[1] + tau * size;
    return smallestSingular(size, epsilon, first(y, z), second(y, z));
  };
}

/** Points on the circle at both weights, on the same side: their movement against (C_θx/c)‖θ₁ − θ₂‖; `kept` fixes c. */
function measure(study: TheoremContext, kept?: number): InequalitySides {
  const { scene } = study;
  const [moves, singular, epsilon, count] = [perturbationShifts(scene), singularAt(study), epsilonOf(scene), scene.points.length];
  const thetaX = Float64Array.from(lipschitzOf(study, sizesOf(study)).thetaXOf);
  return {
    size: 2 * count + 3, // s, τ_n, then C_θx/σ_min(B) of each point (∞ off the circle), then the least of these
    cost: 2 * costOf(scene),
    read: (a, b, out, at) => {
      moves(a, b, out, at);
      const from = at + 2 + count;
      let least = Infinity;
      for (let n = 0; n < count; n += 1) {
        const tau = out[at + 2 + n]!;
        const slope = Math.abs(tau) === epsilon ? thetaX[n]! / (kept ?? singular(n, a, b, tau)) : Infinity;
        out[from + n] = slope;
        if (slope < least) least = slope;
      }
      out[from + count] = least;
    },
    sides: (pair, read, p, q, sides, best) => {
      const d1 = read[p]! - read[q]!;
      const d2 = read[p + 1]! - read[q + 1]!;
      const left = epsilon * Math.sqrt(d1 * d1 + d2 * d2);
      const distance = distanceOf(pair);
      const from = 2 + count;
      let slope = Math.max(read[p + from + count]!, read[q + from + count]!); // no point has a smaller one at both
      if (left > best * slope * distance) {
        slope = Infinity;
        for (let n = 0; n < count; n += 1) {
          if (read[p + 2 + n] !== read[q + 2 + n]) continue;
          const larger = Math.max(read[p + from + n]!, read[q + from + n]!);
          if (larger < slope) slope = larger;
        }
      }
      const none = slope === Infinity;
      sides[0] = none ? 0 : left;
      sides[1] = none ? 1 : slope * distance;
    },
  };
}

/** Found once a study and θ_min: assumptions, constants and the search outside ask for it. */
const found = new WeakMap<TheoremContext, { readonly thetaMin: number; readonly least: number | undefined }>();

/** Smallest σ_min(B) over a lattice of the range with ‖θ‖ ≥ θ_min, all boundary maximisers; nothing where there is none. */
function leastSingular(study: TheoremContext, thetaMin: number): number | undefined {
  const had = found.get(study);
  if (had?.thetaMin === thetaMin) return had.least;
  const least = searched(study, thetaMin);
  found.set(study, { thetaMin, least });
  return least;
}

function searched(study: TheoremContext, thetaMin: number): number | undefined {
  const { scene, theta1, theta2 } = study;
  const [moves, singular, epsilon] = [perturbationShifts(scene), singularAt(study), epsilonOf(scene)];
  const out = new Float64Array(scene.points.length + 2);
  const side = scene.points.length > 24 ? 24 : 48;
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * (k + 0.5)) / side;
  let least: number | undefined;
  for (let k = 0; k < side * side; k += 1) {
    const [a, b] = [at(theta1, k % side), at(theta2, Math.floor(k / side))];
    if (Math.hypot(a, b) < thetaMin) continue;
    moves(a, b, out);
    for (let n = 0; n < scene.points.length; n += 1) {
      if (Math.abs(out[n + 2]!) === epsilon) least = Math.min(least ?? Infinity, singular(n, a, b, out[n + 2]!));
    }
  }
  return least;
}

/** Lemma 5: an attack on the rim of the L2 ball moves smoothly while the bordered Hessian is regular; for f = φ(θ·x) its Jacobian is exactly ε/‖θ‖. */
export const lemma5: Theorem = {
  assumptions: (study, { thetaMin }) => {
    const sizes = sizesOf(study);
    const onCircle = ball(study, 2, 'L_2');
    const least = onCircle.met && sizes.epsilon > 0 ? leastSingular(study, thetaMin) : undefined;
    return [
      onCircle,
      { text: sizes.epsilon > 0 ? '$\\varepsilon>0$' : '$\\varepsilon>0$: here $\\varepsilon=0$', met: sizes.epsilon > 0 },
      { text: 'a maximiser on the rim', met: onCircle.met && sizes.epsilon > 0 ? least !== undefined : undefined },
      { text: `bordered Hessian regular: $\\sigma_{\\min}(B)\\ge c$`, met: least === undefined ? undefined : least > 0 },
      awayFromZero(sizes, thetaMin),
      smoothActivation(lipschitzOf(study, sizes)),
      ...exactAttack(study),
    ];
  },
  constants: (study, { thetaMin }) => {
    const sizes = sizesOf(study);
    const constants = lipschitzOf(study, sizes);
    const c = leastSingular(study, thetaMin) ?? 0;
    return [
      thetaXConstant(study, sizes, constants),
      { tex: `c=\\min\\sigma_{\\min}(B)=${fourDigits(c)}`, value: c, numerical: true },
      {
        tex: `\\lVert\\nabla_\\theta x^\\ast\\rVert=\\varepsilon/\\lVert\\theta\\rVert\\le${fourDigits(sizes.epsilon / thetaMin)}`,
        value: sizes.epsilon / thetaMin,
      },
    ];
  },
  *inside(study, { pairs, thetaMin }, rng) {
    const region = pairsIn(study, outsideDisc(thetaMin), thetaMin);
    return yield* searchPairs({ region, measure: measure(study), noise: 1e-15 * (1 + epsilonOf(study.scene)) }, pairs, rng);
  },
  *outside(study, { pairs, thetaMin }, rng) {
    const kept = leastSingular(study, thetaMin);
    if (kept === undefined || kept === 0) return undefined;
    const short = (pair: Weights): boolean => !outsideDisc(thetaMin)(pair);
    return yield* searchOutside(
      { region: pairsIn(study, short, 1e-9, 1e-9), measure: measure(study, kept), noise: 1e-15 * (1 + epsilonOf(study.scene)) },
      `$\\sigma_{\\min}(B)\\ge c$: weights shorter than ${fourDigits(thetaMin)}, with $c=${fourDigits(kept)}$ kept`,
      ({ quotient }) =>
        `Towards θ = 0 the bordered Hessian becomes singular, and the attack moves ${fourDigits(quotient)} times as far as the weights.`,
      pairs,
      rng,
    );
  },
  exhibits: (study) => (study.scene.norm.p === 2 && epsilonOf(study.scene) > 0 ? [jacobianTable(study), flattening(study)] : []),
  suggestedCase: linearCaseL2,
};
