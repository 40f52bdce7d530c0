import { none } from '../../attack/solvers';
import { linspace } from '../../core/grid';
import type { Rng } from '../../core/random';
import { eigenvalues } from '../../core/linearAlgebra';
import { boundedWeights, epsilonOf, exactAttack, normBoundsOf } from '../constants';
import { fourDigits, searchOutside, worstPair } from '../counterexampleSearch';
import { distanceOf, gradientDifference, lipschitzInequality } from '../measures';
import { pairsIn, pairsAcrossLines, halfDiagonalOf, kinkNormals } from '../pairSampling';
import type {
  Assumption,
  Constant,
  Exhibit,
  SuggestedCase,
  OutsideSearchResult,
  ProgressiveTask,
  SearchResult,
  TheoremContext,
  Theorem,
} from '../types';
import {
  pairAlongCurvature,
  curvatureOf,
  isExpensive,
  recomputed,
  type SmoothedLoss,
  smoothedLoss,
  smoothedLattice,
  type SmoothedPoint,
  sampleSmoothed,
  refinedMaximum,
} from './smoothedGradient';
import type { BenchOptions } from '../options';

/** Quadrature errors relative to γ: of a curvature that decides the verdict, and of the sample. */
const ACCURATE_TOLERANCE = 1e-6;
const SAMPLE_TOLERANCE = 1e-4;

/** Half of the pairs are at most this many places apart in the sample. */
const MAX_NEIGHBOUR_OFFSET = 40;
/** Pairs between two reports of progress. */
const PAIRS_PER_REPORT = 4000;

/** A curvature bound on F at each weight, and the Lipschitz constant of ∇F over the sample that follows from it, if any. */
interface CurvatureBound {
  /** Assumed besides L ≥ 0. */
  readonly assumptions?: (context: TheoremContext) => Assumption[];
  /** Left side of the inequality; the spectral norm ‖∇²F‖ by default. */
  readonly left?: (point: SmoothedPoint, context: TheoremContext, tolerance: number) => number;
  readonly bound: (point: SmoothedPoint, context: TheoremContext) => number;
  readonly slope: (points: readonly SmoothedPoint[], context: TheoremContext) => number | undefined;
  readonly constants: (context: TheoremContext) => Constant[];
}

const entropySgdCase: SuggestedCase = {
  label: 'Linear model with EntropySGD',
  pane: { model: 'linear', smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true } },
};

/** The theorem that EntropySGD's curvature obeys a bound. */
export function smoothedCurvatureTheorem({ assumptions, left = curvatureOf, bound, slope, constants }: CurvatureBound): Theorem {
  return {
    assumptions: (context) => [{ text: '$L\\ge0$', met: true }, ...(assumptions?.(context) ?? []), ...exactAttack(context)],
    constants,
    *inside(context, options, rng) {
      const smoothed = smoothedLoss(context);
      const points = yield* sampleSmoothed(smoothed, rng);
      const score = (point: SmoothedPoint, tolerance = SAMPLE_TOLERANCE): number => left(point, context, tolerance) / bound(point, context);
      const pointwise = points.reduce((top, next) => (score(next) > score(top) ? next : top));
      const top = accurateMaximum(smoothed, [refinedMaximum(smoothed, pointwise, score), points.reduce(smallerEigenvalue)], (point) =>
        score(point, ACCURATE_TOLERANCE),
      );
      const step = 1e-3 / Math.sqrt(context.gamma);
      const pairAt = (point: SmoothedPoint) => {
        const [first, second] = pairAlongCurvature(point, step);
        return worstPair(first, second, left(point, context, ACCURATE_TOLERANCE) * 2 * step, Math.min(bound(point, context), 1e300) * 2 * step);
      };
      const single = { worst: pairAt(top), count: points.length, unit: 'weights' } as const;
      const ofPairs = yield* pairsAmong(smoothed, points, slope(points, context), options.pairs, rng);
      const result = !ofPairs ? single : ofPairs.worst.ratio > single.worst.ratio ? ofPairs : { ...single, pairs: ofPairs.count };
      const { worst } = result;
      return { ...result, violated: worst.left > worst.right * (1 + ACCURATE_TOLERANCE) + 1e-300 };
    },
    outside: searchUnsmoothed,
    exhibits: (context) => [curvatureTable(context)],
    suggestedCase: entropySgdCase,
  };
}

/** The point with the smaller minimal eigenvalue. */
function smallerEigenvalue(p: SmoothedPoint, q: SmoothedPoint): SmoothedPoint {
  const [ofP, ofQ] = [p, q].map(({ hessian: [a, b, , c] }) => eigenvalues(a, b, c)[0]);
  return ofQ! < ofP! ? q : p;
}

/** The point of the largest score; points near their bound are first integrated with full accuracy. */
function accurateMaximum(smoothed: SmoothedLoss, points: readonly SmoothedPoint[], score: (point: SmoothedPoint) => number): SmoothedPoint {
  const [first = points[0]!, ...others] = points.map((point) => (score(point) > 1 - SAMPLE_TOLERANCE ? recomputed(smoothed, point) : point));
  return others.reduce((top, next) => (score(next) > score(top) ? next : top), first);
}

/** Searches random pairs of the sample for the largest ‖∇F(θ₁) − ∇F(θ₂)‖ against slope ‖θ₁ − θ₂‖. */
function* pairsAmong(
  smoothed: SmoothedLoss,
  points: readonly SmoothedPoint[],
  slope: number | undefined,
  count: number,
  rng: Rng,
): ProgressiveTask<Omit<SearchResult, 'violated'> | undefined> {
  if (slope === undefined || !Number.isFinite(slope)) return undefined;
  const flat = Float64Array.from(points.flatMap(({ theta, gradient }) => [...theta, ...gradient]));
  let [best, p, q] = [-1, 0, 0];
  for (let k = 0; k < count; k += 1) {
    if (k % PAIRS_PER_REPORT === PAIRS_PER_REPORT - 1) yield 0.9 + (0.1 * k) / count;
    const i = 4 * Math.floor(rng() * points.length);
    const j = rng() < 0.5 ? 4 * Math.floor(rng() * points.length) : (i + 4 + 4 * Math.floor(rng() * MAX_NEIGHBOUR_OFFSET)) % flat.length;
    if (i === j) continue;
    const distance = Math.sqrt((flat[i]! - flat[j]!) ** 2 + (flat[i + 1]! - flat[j + 1]!) ** 2);
    const change = Math.sqrt((flat[i + 2]! - flat[j + 2]!) ** 2 + (flat[i + 3]! - flat[j + 3]!) ** 2);
    if (distance === 0 || change <= best * distance) continue;
    [best, p, q] = [change / distance, i / 4, j / 4];
  }
  const [a, b] = [points[p], points[q]];
  if (!a || !b || a === b) return undefined;
  const distance = Math.hypot(a.theta[0] - b.theta[0], a.theta[1] - b.theta[1]);
  const near = best > slope * (1 - SAMPLE_TOLERANCE);
  const [g, h] = [a, b].map((point) => (near ? recomputed(smoothed, point) : point).gradient);
  const worst = worstPair(a.theta, b.theta, Math.hypot(g![0] - h![0], g![1] - h![1]), slope * distance);
  return { worst, count, unit: 'pairs' };
}

/** The same Lipschitz inequality for L itself: under L∞, L1 or at θ = 0 no constant exists. */
function* searchUnsmoothed(context: TheoremContext, { pairs }: BenchOptions, rng: Rng): ProgressiveTask<OutsideSearchResult | undefined> {
  const { problem, gamma } = context;
  if (problem.attack === none || epsilonOf(problem) === 0) return undefined;
  const { p } = problem.norm;
  const region =
    p === 1 || p === Infinity
      ? pairsAcrossLines(context, kinkNormals(p))
      : pairsIn(context, (pair) => distanceOf(pair) > 0, 1e-7 * halfDiagonalOf(context), 1e-8);
  return yield* searchOutside(
    { region, inequality: lipschitzInequality(gradientDifference(problem), gamma), rounding: 1e-9 },
    'the smoothing: the same for $L_\\varepsilon$ itself, with $C=\\gamma$',
    ({ quotient, distance }) =>
      `Without smoothing the gradient turns ${fourDigits(quotient)} times as far as the weights move, ${fourDigits(distance)} apart; smoothed, at most γ-bounded.`,
    pairs,
    rng,
  );
}

/** Table of ∇²F = γI − γ²Cov against differences of ∇F = γ(θ − E θ′) at three weights. */
function curvatureTable(context: TheoremContext): Exhibit {
  const smoothed = smoothedLoss(context);
  const h = 1e-3 / Math.sqrt(context.gamma);
  const at = ([lo, hi]: readonly [number, number], fraction: number): number => lo + (hi - lo) * fraction;
  const rows = (isExpensive(context) ? [0.62] : [0.5, 0.62, 0.2]).flatMap((fraction) => {
    const [a, b] = [at(context.theta1, fraction), at(context.theta2, 1 - fraction)];
    const [left, middle, right] = smoothedLattice(smoothed, linspace(a - h, a + h, 3), Float64Array.of(b));
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
const covarianceNorm = ({ hessian: [a, b, , c] }: SmoothedPoint, gamma: number): number => Math.hypot(gamma - a, b, b, gamma - c) / (gamma * gamma);

const gammaConstant = ({ gamma }: TheoremContext): Constant => ({ tex: `\\gamma=${fourDigits(gamma)}`, value: gamma });

/** Theorem 3: EntropySGD makes the gradient Lipschitz on bounded sets, whatever the loss. */
export const theorem3 = smoothedCurvatureTheorem({
  assumptions: (context) => [boundedWeights(normBoundsOf(context))],
  bound: (point, { gamma }) => gamma + gamma * gamma * covarianceNorm(point, gamma),
  slope: (points, { gamma }) => Math.max(...points.map((point) => gamma + gamma * gamma * covarianceNorm(point, gamma))),
  constants: (context) => [gammaConstant(context)],
});

/** Ours: Var_p(vᵀθ′) ≤ 1/(γ Ẑ) with Ẑ = e^{−F̂}, so the bound needs no set to be bounded. */
export const theorem3b = smoothedCurvatureTheorem({
  bound: ({ value }, { gamma }) => gamma * Math.max(1, Math.expm1(value)),
  slope: () => undefined,
  constants: (context) => [gammaConstant(context)],
});

const convexLoss = ({ landscape, problem }: TheoremContext): Assumption => ({
  text: landscape.convex
    ? '$L$ convex, as every adversarial loss of the linear model is'
    : `$L$ convex: of ${problem.activation.label} it need not be`,
  met: landscape.convex,
});

/** Ours: a convex loss gives 0 ⪯ ∇²F ⪯ γI everywhere, however many creases it has. A negative eigenvalue −λ counts as γ + λ. */
export const theorem3c = smoothedCurvatureTheorem({
  assumptions: (context) => [convexLoss(context)],
  left: ({ hessian: [a, b, , c] }, { gamma }, tolerance) => {
    const [min, max] = eigenvalues(a, b, c);
    return min < -tolerance * gamma ? gamma - min : max;
  },
  bound: (_point, { gamma }) => gamma,
  slope: (_points, { gamma }) => gamma,
  constants: (context) => [gammaConstant(context)],
});

const lipschitzLossBound = ({ landscape: { lipschitz: slope }, gamma }: TheoremContext): number =>
  Math.max(gamma, (slope * (slope + Math.sqrt(slope * slope + 4 * gamma))) / 2);

/** Ours: a loss of slope at most G gives one constant on all of R^d. */
export const theorem3d = smoothedCurvatureTheorem({
  assumptions: () => [{ text: '$L$ is $G$-Lipschitz, by Equation 8', met: true }],
  bound: (_point, context) => lipschitzLossBound(context),
  slope: (_points, context) => lipschitzLossBound(context),
  constants: (context) => [
    { tex: `G=C_\\theta=${fourDigits(context.landscape.lipschitz)}`, value: context.landscape.lipschitz },
    gammaConstant(context),
    { tex: `\\max(\\gamma,\\tfrac G2(G+\\sqrt{G^2+4\\gamma}))=${fourDigits(lipschitzLossBound(context))}`, value: lipschitzLossBound(context) },
  ],
});
