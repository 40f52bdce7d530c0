import type { Rng } from '../../core/random';
import type { Pair } from '../../core/types';
import { singleEvaluator } from '../../loss/batchLoss';
import { exactAttack, normBoundsOf } from '../constants';
import { type InequalitySides, fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { type Minimum, minimumOf, distanceOf } from '../measures';
import type { Region, WeightPair } from '../pairSampling';
import type { Assumption, TheoremContext, Theorem } from '../types';
import type { BenchOptions } from '../options';

/** Pairs of the minimum and a weight within α of it; contains() restores the first weight. */
function around(theta: Pair, alpha: number): Region {
  const contains = (pair: WeightPair): boolean => {
    pair[0] = theta[0];
    pair[1] = theta[1];
    const r = Math.hypot(pair[2]! - theta[0], pair[3]! - theta[1]);
    return r <= alpha && r >= 1e-3 * alpha;
  };
  const draw = (rng: Rng, pair: WeightPair): boolean => {
    const [r, angle] = [alpha * Math.max(1e-2, Math.sqrt(rng())), 2 * Math.PI * rng()];
    pair[2] = theta[0] + 0.9999 * r * Math.cos(angle);
    pair[3] = theta[1] + 0.9999 * r * Math.sin(angle);
    return contains(pair);
  };
  return {
    contains,
    halfDiagonal: alpha,
    fixedFirst: true,
    drawSecond: draw,
    draw,
  };
}

/** Ratio above which the approximate bound (≲) counts as exceeded. */
const APPROXIMATE_BOUND = 1.05;

/** Error of the interpolated loss, and relative rounding error of a difference of losses. */
const INTERPOLATION_ERROR = 1e-11;
const ROUNDING = 1e-15;

/**
 * Rise of the loss over 1 + L(θ) against ½ sup‖∇²L‖ r² over the same. All pairs share the minimum, so only the second weight is
 * evaluated: by interpolation first, and exactly where that could make the pair the worst.
 */
function sharpnessInequality(context: TheoremContext, { theta, loss, highest }: Minimum): InequalitySides {
  const { landscape } = context;
  const interpolated = singleEvaluator(context.landscape);
  return {
    featureCount: 1,
    cost: 1, // interpolated losses are cheap enough not to share weights
    features: (a, b, out, at) => {
      out[at] = a === theta[0] && b === theta[1] ? loss : interpolated(a, b);
    },
    sides: (pair, features, _p, q, sides, best) => {
      const rise = Math.max(0, features[q]! - loss);
      const right = (highest * distanceOf(pair) ** 2) / 2;
      const exact = !(rise + INTERPOLATION_ERROR <= best * right) ? riseOf(landscape.value(pair[2]!, pair[3]!), loss) : rise;
      sides[0] = exact / (1 + loss);
      sides[1] = right / (1 + loss);
    },
  };
}

/** Sharpness by Definition 2: the largest rise over 1 + L on the circle of radius α. */
function sharpnessOf(context: TheoremContext, options: BenchOptions): number {
  const { theta, loss } = minimumOf(context, options);
  const circle = Array.from({ length: 360 }, (_, k) => {
    const angle = (k * Math.PI) / 180;
    return context.landscape.value(theta[0] + options.alpha * Math.cos(angle), theta[1] + options.alpha * Math.sin(angle));
  });
  return riseOf(Math.max(...circle), loss) / (1 + loss);
}

/** high − low; 0 below rounding errors. */
const riseOf = (high: number, low: number): number => (high - low > ROUNDING * (1 + low) ? high - low : 0);

const isMinimum = (context: TheoremContext, { slope }: Minimum): boolean => slope <= 1e-5 * Math.max(context.landscape.lipschitz, 1e-12);

/** Name of the loss's singularity at the minimum: an isolated one for 1 < p ≤ 2, else lines. */
const singularityOf = ({ problem: { norm, critical } }: TheoremContext): string =>
  norm.p > 1 && norm.p <= 2 && critical.length === 0 ? 'a tip' : 'a crease';

function assumptionsOf(context: TheoremContext, options: BenchOptions): Assumption[] {
  const minimum = minimumOf(context, options);
  const position = `$(${fourDigits(minimum.theta[0])},${fourDigits(minimum.theta[1])})$`;
  const flat = isMinimum(context, minimum);
  return [
    {
      text: flat
        ? `a minimum at ${position}`
        : minimum.slope === Infinity
          ? `$\\nabla L=0$: at the lowest weight ${position} the loss has ${singularityOf(context)}`
          : `$\\nabla L=0$: the lowest weight of the range ${position} has slope ${fourDigits(minimum.slope)}`,
      met: flat,
    },
    {
      text: minimum.creased
        ? `twice differentiable within $\\alpha=${fourDigits(options.alpha)}$: the loss has ${singularityOf(context)} there`
        : `twice differentiable within $\\alpha=${fourDigits(options.alpha)}$`,
      met: !minimum.creased,
    },
    ...exactAttack(context),
  ];
}

/** Definition 2 (Dinh et al. 2017) and its estimate by the Hessian, the paper's Eq. 74. */
export const definition2: Theorem = {
  assumptions: assumptionsOf,
  obstacle: (context, options) => {
    const minimum = minimumOf(context, options);
    if (minimum.slope === Infinity || (minimum.creased && isMinimum(context, minimum)))
      return `At the minimum the loss has ${singularityOf(context)}: it rises in proportion to α, not to α², and no Hessian tells how sharp it is.`;
    return isMinimum(context, minimum) ? undefined : 'The loss falls towards the edge of the range: there is no minimum inside it to measure.';
  },
  constants: (context, options) => {
    const { alpha } = options;
    const { loss, curvature, highest } = minimumOf(context, options);
    const sharp = sharpnessOf(context, options);
    const [estimate, bound] = [curvature, highest].map((norm) => (norm * alpha * alpha) / (2 * (1 + loss))) as [number, number];
    return [
      { tex: `L(\\theta)=${fourDigits(loss)}`, value: loss },
      { tex: `\\max\\frac{L(\\theta')-L(\\theta)}{1+L(\\theta)}=${fourDigits(sharp)}`, value: sharp, numerical: true },
      { tex: `\\frac{\\lVert\\nabla^2L\\rVert\\alpha^2}{2(1+L)}=${fourDigits(estimate)}`, value: estimate },
      {
        tex: `\\text{tried: }\\sup_{\\lVert\\theta'-\\theta\\rVert\\le\\alpha}\\lVert\\nabla^2L(\\theta')\\rVert\\tfrac{\\alpha^2}{2(1+L)}=${fourDigits(bound)}`,
        value: bound,
        numerical: true,
      },
    ];
  },
  correction: (context, options) => {
    const { loss, curvature } = minimumOf(context, options);
    const [sharp, estimate] = [sharpnessOf(context, options), (curvature * options.alpha ** 2) / (2 * (1 + loss))];
    return sharp > APPROXIMATE_BOUND * estimate + ROUNDING
      ? `With the Hessian at the minimum alone the left side is ${fourDigits(sharp / estimate)} times the right: the estimate leaves out third order. The largest $\\lVert\\nabla^2L\\rVert$ within $\\alpha$ bounds it.`
      : undefined;
  },
  *inside(context, options, rng) {
    const minimum = minimumOf(context, options);
    const rounding = 1e-13 * (1 + normBoundsOf(context).maxWeightNorm * context.landscape.lipschitz);
    const slopeTerm = minimum.slope * options.alpha; // gradient left at the numerical minimum
    return yield* searchPairs(
      { region: around(minimum.theta, options.alpha), inequality: sharpnessInequality(context, minimum), rounding: rounding + slopeTerm },
      options.pairs,
      rng,
    );
  },
  *outside(context, options, rng) {
    const minimum = minimumOf(context, options);
    if (!minimum.creased) return undefined;
    return yield* searchOutside(
      { region: around(minimum.theta, options.alpha), inequality: sharpnessInequality(context, minimum), rounding: 1e-12 },
      'twice differentiable near the minimum',
      ({ ratio }) => `At the crease the loss rises ${fourDigits(ratio)} times as much as the Hessians beside it allow.`,
      options.pairs,
      rng,
    );
  },
  suggestedCase: {
    label: 'Three points, L2, a minimum inside',
    pane: {
      model: 'linear',
      points: [
        { x: [1, 0], y: 1 },
        { x: [-1, 0], y: -1 },
        { x: [-0.3, 0], y: 1 },
      ],
      attack: { norm: 2, epsilon: 0.2, solver: 'exact' },
      grid: { theta1: [-3, 3], theta2: [-3, 3] },
    },
  },
};
