import type { Rng } from '../../core/random';
import type { Pair } from '../../core/types';
import { singleEvaluator } from '../../loss/batchLoss';
import { exactAttack } from '../assumptions';
import { sizesOf } from '../constants';
import { type InequalitySides, fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { type Minimum, minimumOf } from '../minimum';
import { distanceOf } from '../measures';
import type { Region, Weights } from '../pairSampling';
import type { Assumption, TheoremContext, Theorem } from '../types';
import type { BenchOptions } from '../options';

/** Pairs of the minimum and a weight within α of it. A pair whose first weight moved is put back. */
function around(theta: Pair, alpha: number): Region {
  const holds = (pair: Weights): boolean => {
    pair[0] = theta[0];
    pair[1] = theta[1];
    const r = Math.hypot(pair[2]! - theta[0], pair[3]! - theta[1]);
    return r <= alpha && r >= 1e-3 * alpha;
  };
  const draw = (rng: Rng, pair: Weights): boolean => {
    const [r, turn] = [alpha * Math.max(1e-2, Math.sqrt(rng())), 2 * Math.PI * rng()];
    pair[2] = theta[0] + 0.9999 * r * Math.cos(turn);
    pair[3] = theta[1] + 0.9999 * r * Math.sin(turn);
    return holds(pair);
  };
  return {
    holds,
    width: alpha,
    alone: true,
    beside: draw,
    draw,
  };
}

/** An approximate bound that is exceeded by more is said to be. */
const WELL_ABOVE = 1.05;

/** What the table of ψ may miss of a loss, and what rounding may add to a difference of losses. */
const [MISSED, NOTHING] = [1e-11, 1e-15];

/**
 * Rise of the loss over 1 + L(θ) against ½ sup‖∇²L‖ r² over the same. All pairs share the minimum, so only their second weight is
 * read: by the table of ψ first, and by the loss itself where that could make the pair the worst.
 */
function measure(study: TheoremContext, { theta, loss, highest }: Minimum): InequalitySides {
  const { landscape } = study;
  const quick = singleEvaluator(study.landscape);
  return {
    size: 1,
    cost: 1, // a table's losses are cheap enough for every pair to have its own
    read: (a, b, out, at) => {
      out[at] = a === theta[0] && b === theta[1] ? loss : quick(a, b);
    },
    sides: (pair, read, _p, q, sides, best) => {
      const rise = Math.max(0, read[q]! - loss);
      const right = (highest * distanceOf(pair) ** 2) / 2;
      const exact = !(rise + MISSED <= best * right) ? riseOf(landscape.value(pair[2]!, pair[3]!), loss) : rise;
      sides[0] = exact / (1 + loss);
      sides[1] = right / (1 + loss);
    },
  };
}

/** The largest rise over 1 + L on the circle of radius α. */
function sharpnessOf(study: TheoremContext, options: BenchOptions): number {
  const { theta, loss } = minimumOf(study, options);
  const rim = Array.from({ length: 360 }, (_, k) => {
    const turn = (k * Math.PI) / 180;
    return study.landscape.value(theta[0] + options.alpha * Math.cos(turn), theta[1] + options.alpha * Math.sin(turn));
  });
  return riseOf(Math.max(...rim), loss) / (1 + loss);
}

/** By how much a loss is higher than another, rounding aside. */
const riseOf = (high: number, low: number): number => (high - low > NOTHING * (1 + low) ? high - low : 0);

const isMinimum = (study: TheoremContext, { slope }: Minimum): boolean => slope <= 1e-5 * Math.max(study.landscape.lipschitz, 1e-12);

/** What an attack leaves of a loss: under L2 and its like one point, under L∞ and L1 whole lines. */
const edgeOf = ({ scene: { norm, critical } }: TheoremContext): string => (norm.p > 1 && norm.p <= 2 && critical.length === 0 ? 'a tip' : 'a crease');

function assumptionsOf(study: TheoremContext, options: BenchOptions): Assumption[] {
  const minimum = minimumOf(study, options);
  const here = `$(${fourDigits(minimum.theta[0])},${fourDigits(minimum.theta[1])})$`;
  const flat = isMinimum(study, minimum);
  return [
    {
      text: flat
        ? `a minimum at ${here}`
        : minimum.slope === Infinity
          ? `$\\nabla L=0$: at the lowest weight ${here} the loss has ${edgeOf(study)}`
          : `$\\nabla L=0$: the lowest weight of the range ${here} has slope ${fourDigits(minimum.slope)}`,
      met: flat,
    },
    {
      text: minimum.creased
        ? `twice differentiable within $\\alpha=${fourDigits(options.alpha)}$: the loss has ${edgeOf(study)} there`
        : `twice differentiable within $\\alpha=${fourDigits(options.alpha)}$`,
      met: !minimum.creased,
    },
    ...exactAttack(study),
  ];
}

/** Definition 2 (Dinh et al. 2017) and its estimate by the Hessian, the paper's Eq. 74. */
export const definition2: Theorem = {
  assumptions: assumptionsOf,
  obstacle: (study, options) => {
    const minimum = minimumOf(study, options);
    if (minimum.slope === Infinity || (minimum.creased && isMinimum(study, minimum)))
      return `At the minimum the loss has ${edgeOf(study)}: it rises in proportion to α, not to α², and no Hessian tells how sharp it is.`;
    return isMinimum(study, minimum) ? undefined : 'The loss falls towards the edge of the range: there is no minimum inside it to measure.';
  },
  constants: (study, options) => {
    const { alpha } = options;
    const { loss, curvature, highest } = minimumOf(study, options);
    const sharp = sharpnessOf(study, options);
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
  correction: (study, options) => {
    const { loss, curvature } = minimumOf(study, options);
    const [sharp, estimate] = [sharpnessOf(study, options), (curvature * options.alpha ** 2) / (2 * (1 + loss))];
    return sharp > WELL_ABOVE * estimate + NOTHING
      ? `With the Hessian at the minimum alone the left side is ${fourDigits(sharp / estimate)} times the right: the estimate leaves out third order. The largest $\\lVert\\nabla^2L\\rVert$ within $\\alpha$ bounds it.`
      : undefined;
  },
  *inside(study, options, rng) {
    const minimum = minimumOf(study, options);
    const noise = 1e-13 * (1 + sizesOf(study).furthest * study.landscape.lipschitz);
    const rest = minimum.slope * options.alpha; // what is left of the slope at the point found
    return yield* searchPairs(
      { region: around(minimum.theta, options.alpha), measure: measure(study, minimum), noise: noise + rest },
      options.pairs,
      rng,
    );
  },
  *outside(study, options, rng) {
    const minimum = minimumOf(study, options);
    if (!minimum.creased) return undefined;
    return yield* searchOutside(
      { region: around(minimum.theta, options.alpha), measure: measure(study, minimum), noise: 1e-12 },
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
