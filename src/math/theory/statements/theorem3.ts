import { none } from '../../attack/solvers';
import { linspace } from '../../core/grid';
import type { Rng } from '../../core/random';
import { eigenvalues } from '../../core/symmetric2x2';
import { boundedWeights, epsilonOf, exactAttack } from '../assumptions';
import { sizesOf } from '../constants';
import { fourDigits, searchOutside, worstOf } from '../counterexampleSearch';
import { distanceOf, gradientMove, lipschitz } from '../measures';
import { pairsIn, pairsAcross, widthOf } from '../pairSampling';
import type { Assumption, Constant, Exhibit, SuggestedCase, OutsideSearch, ProgressiveTask, Search, TheoremContext, Theorem } from '../types';
import {
  alongCurvature,
  curvatureOf,
  dear,
  settled,
  type Smoothed,
  smoothedOf,
  smoothLattice,
  type SmoothPoint,
  smoothSample,
  zoom,
} from './smoothedGradient';
import type { BenchOptions } from '../options';

/** Share of γ that the quadrature may leave in a curvature that is judged, and in the sample that it is chosen from. */
const [QUADRATURE, SAMPLE] = [1e-6, 1e-4];

/** Weights of the sample this many places apart are neighbours. */
const NEIGHBOURS = 40;

/** A curvature bound on F at each weight, and the Lipschitz constant of ∇F over the sample that follows from it, if any. */
interface CurvatureBound {
  /** Assumed besides L ≥ 0. */
  readonly assumptions?: (study: TheoremContext) => Assumption[];
  /** Left side of the inequality; the spectral norm ‖∇²F‖ by default. */
  readonly left?: (point: SmoothPoint, study: TheoremContext, quadrature: number) => number;
  readonly bound: (point: SmoothPoint, study: TheoremContext) => number;
  readonly slope: (points: readonly SmoothPoint[], study: TheoremContext) => number | undefined;
  readonly constants: (study: TheoremContext) => Constant[];
}

const entropySgdCase: SuggestedCase = {
  label: 'Linear model with EntropySGD',
  pane: { model: 'linear', smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true } },
};

/** The theorem that EntropySGD's curvature obeys a bound. */
export function smoothedCurvatureTheorem({ assumptions, left = curvatureOf, bound, slope, constants }: CurvatureBound): Theorem {
  return {
    assumptions: (study) => [{ text: '$L\\ge0$', met: true }, ...(assumptions?.(study) ?? []), ...exactAttack(study)],
    constants,
    *inside(study, options, rng) {
      const smoothed = smoothedOf(study);
      const points = yield* smoothSample(smoothed, rng);
      const score = (point: SmoothPoint, quadrature = SAMPLE): number => left(point, study, quadrature) / bound(point, study);
      const pointwise = points.reduce((top, next) => (score(next) > score(top) ? next : top));
      const top = closely(smoothed, [zoom(smoothed, pointwise, score), points.reduce(flatter)], (point) => score(point, QUADRATURE));
      const step = 1e-3 / Math.sqrt(study.gamma);
      const asWorst = (point: SmoothPoint) => {
        const [first, second] = alongCurvature(point, step);
        return worstOf(first, second, left(point, study, QUADRATURE) * 2 * step, Math.min(bound(point, study), 1e300) * 2 * step);
      };
      const single = { sampled: asWorst(pointwise), worst: asWorst(top), count: points.length, of: 'weights' } as const;
      const across = yield* pairsAmong(smoothed, points, slope(points, study), options.pairs, rng);
      const found = !across ? single : across.worst.ratio > single.worst.ratio ? across : { ...single, pairs: across.count };
      const { worst } = found;
      return { ...found, slack: worst.right - worst.left, violated: worst.left > worst.right * (1 + QUADRATURE) + 1e-300 };
    },
    outside: unsmoothed,
    exhibits: (study) => [differences(study)],
    suggestedCase: entropySgdCase,
  };
}

/** The one with the smaller least eigenvalue. */
function flatter(p: SmoothPoint, q: SmoothPoint): SmoothPoint {
  const [least, other] = [p, q].map(({ hessian: [a, b, , c] }) => eigenvalues(a, b, c)[0]);
  return other! < least! ? q : p;
}

/** The worst of some weights of the sample; one that comes near its bound is integrated again in full accuracy. */
function closely(smoothed: Smoothed, points: readonly SmoothPoint[], score: (point: SmoothPoint) => number): SmoothPoint {
  const [first = points[0]!, ...others] = points.map((point) => (score(point) > 1 - SAMPLE ? settled(smoothed, point) : point));
  return others.reduce((top, next) => (score(next) > score(top) ? next : top), first);
}

/** ‖∇F(θ₁) − ∇F(θ₂)‖ ≤ slope ‖θ₁ − θ₂‖ over seeded pairs of the sample. */
function* pairsAmong(
  smoothed: Smoothed,
  points: readonly SmoothPoint[],
  slope: number | undefined,
  count: number,
  rng: Rng,
): ProgressiveTask<Omit<Search, 'slack' | 'violated'> | undefined> {
  if (slope === undefined || !Number.isFinite(slope)) return undefined;
  const flat = Float64Array.from(points.flatMap(({ theta, gradient }) => [...theta, ...gradient]));
  let [best, p, q] = [-1, 0, 0];
  for (let k = 0; k < count; k += 1) {
    if (k % 4000 === 3999) yield 0.9 + (0.1 * k) / count;
    const i = 4 * Math.floor(rng() * points.length);
    const j = rng() < 0.5 ? 4 * Math.floor(rng() * points.length) : (i + 4 + 4 * Math.floor(rng() * NEIGHBOURS)) % flat.length; // one in two close by
    if (i === j) continue;
    const distance = Math.sqrt((flat[i]! - flat[j]!) ** 2 + (flat[i + 1]! - flat[j + 1]!) ** 2);
    const turn = Math.sqrt((flat[i + 2]! - flat[j + 2]!) ** 2 + (flat[i + 3]! - flat[j + 3]!) ** 2);
    if (distance === 0 || turn <= best * distance) continue;
    [best, p, q] = [turn / distance, i / 4, j / 4];
  }
  const [a, b] = [points[p], points[q]];
  if (!a || !b || a === b) return undefined;
  const distance = Math.hypot(a.theta[0] - b.theta[0], a.theta[1] - b.theta[1]);
  const near = best > slope * (1 - SAMPLE);
  const [g, h] = [a, b].map((point) => (near ? settled(smoothed, point) : point).gradient);
  const worst = worstOf(a.theta, b.theta, Math.hypot(g![0] - h![0], g![1] - h![1]), slope * distance);
  return { sampled: worst, worst, count, of: 'pairs' };
}

/** The same Lipschitz claim for L itself: under L∞, L1 or at θ = 0 no constant exists. */
function* unsmoothed(study: TheoremContext, { pairs }: BenchOptions, rng: Rng): ProgressiveTask<OutsideSearch | undefined> {
  const { scene, gamma } = study;
  if (scene.attack === none || epsilonOf(scene) === 0) return undefined;
  const { p } = scene.norm;
  const diagonal = Math.SQRT1_2;
  const normals =
    p === 1
      ? ([
          [diagonal, -diagonal],
          [diagonal, diagonal],
        ] as const)
      : ([
          [1, 0],
          [0, 1],
        ] as const);
  const region =
    p === 1 || p === Infinity ? pairsAcross(study, normals) : pairsIn(study, (pair) => distanceOf(pair) > 0, 1e-7 * widthOf(study), 1e-8);
  return yield* searchOutside(
    { region, measure: lipschitz(gradientMove(scene), gamma), noise: 1e-9 },
    'the smoothing: the same for $L_\\varepsilon$ itself, with $C=\\gamma$',
    ({ quotient, distance }) =>
      `Without smoothing the gradient turns ${fourDigits(quotient)} times as far as the weights move, ${fourDigits(distance)} apart; smoothed, at most γ-bounded.`,
    pairs,
    rng,
  );
}

/** ∇²F = γI − γ²Cov against differences of ∇F = γ(θ − E θ′), at three weights. */
function differences(study: TheoremContext): Exhibit {
  const smoothed = smoothedOf(study);
  const h = 1e-3 / Math.sqrt(study.gamma);
  const at = ([lo, hi]: readonly [number, number], share: number): number => lo + (hi - lo) * share;
  const rows = (dear(study) ? [0.62] : [0.5, 0.62, 0.2]).flatMap((share) => {
    const [a, b] = [at(study.theta1, share), at(study.theta2, 1 - share)];
    const [left, middle, right] = smoothLattice(smoothed, linspace(a - h, a + h, 3), Float64Array.of(b));
    if (!left || !middle || !right) return [];
    const [h11, h12, , h22] = middle.hessian;
    return [[a, b, h11, (right.gradient[0] - left.gradient[0]) / (2 * h), eigenvalues(h11, h12, h22)[1]]];
  });
  return {
    kind: 'table',
    title: 'Curvature of F',
    columns: ['\\theta_1', '\\theta_2', "\\gamma-\\gamma^2\\,\\mathrm{Var}\\,\\theta'_1", '\\Delta\\partial_1F/\\Delta\\theta_1', '\\lambda_{\\max}'],
    rows,
  };
}

/** ‖Σ‖_F of Cov θ′ = (γI − ∇²F)/γ². */
const covarianceNorm = ({ hessian: [a, b, , c] }: SmoothPoint, gamma: number): number => Math.hypot(gamma - a, b, b, gamma - c) / (gamma * gamma);

const gammaConstant = ({ gamma }: TheoremContext): Constant => ({ tex: `\\gamma=${fourDigits(gamma)}`, value: gamma });

/** Theorem 3: EntropySGD makes the gradient Lipschitz on bounded sets, whatever the loss. */
export const theorem3 = smoothedCurvatureTheorem({
  assumptions: (study) => [boundedWeights(sizesOf(study))],
  bound: (point, { gamma }) => gamma + gamma * gamma * covarianceNorm(point, gamma),
  slope: (points, { gamma }) => Math.max(...points.map((point) => gamma + gamma * gamma * covarianceNorm(point, gamma))),
  constants: (study) => [gammaConstant(study)],
});

/** Ours: Var_p(vᵀθ′) ≤ 1/(γ Ẑ) with Ẑ = e^{−F̂}, so the bound needs no set to be bounded. */
export const theorem3b = smoothedCurvatureTheorem({
  bound: ({ value }, { gamma }) => gamma * Math.max(1, Math.expm1(value)),
  slope: () => undefined,
  constants: (study) => [gammaConstant(study)],
});

const isConvex = ({ landscape, scene }: TheoremContext): Assumption => ({
  text: landscape.convex ? '$L$ convex, as every adversarial loss of the linear model is' : `$L$ convex: of ${scene.activation.label} it need not be`,
  met: landscape.convex,
});

/** Ours: a convex loss gives 0 ⪯ ∇²F ⪯ γI everywhere, however many creases it has. A negative eigenvalue −λ counts as γ + λ. */
export const theorem3c = smoothedCurvatureTheorem({
  assumptions: (study) => [isConvex(study)],
  left: ({ hessian: [a, b, , c] }, { gamma }, quadrature) => {
    const [least, most] = eigenvalues(a, b, c);
    return least < -quadrature * gamma ? gamma - least : most;
  },
  bound: (_point, { gamma }) => gamma,
  slope: (_points, { gamma }) => gamma,
  constants: (study) => [gammaConstant(study)],
});

const steep = ({ landscape: { lipschitz: slope }, gamma }: TheoremContext): number =>
  Math.max(gamma, (slope * (slope + Math.sqrt(slope * slope + 4 * gamma))) / 2);

/** Ours: a loss of slope at most G gives one constant on all of R^d. */
export const theorem3d = smoothedCurvatureTheorem({
  assumptions: () => [{ text: '$L$ is $G$-Lipschitz, by Equation 8', met: true }],
  bound: (_point, study) => steep(study),
  slope: (_points, study) => steep(study),
  constants: (study) => [
    { tex: `G=C_\\theta=${fourDigits(study.landscape.lipschitz)}`, value: study.landscape.lipschitz },
    gammaConstant(study),
    { tex: `\\max(\\gamma,\\tfrac G2(G+\\sqrt{G^2+4\\gamma}))=${fourDigits(steep(study))}`, value: steep(study) },
  ],
});
