import { linear } from '../../activations/linear';
import type { Pair } from '../../core/types';
import { DERIVATIVES_SIZE, lossDerivatives } from '../../loss/derivatives';
import { boundedWeights, exactAttack, gradientRounding, normBoundsOf } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { subLevelSetOf, pairsInSubLevelSet, recessionDirection } from '../levelSet';
import { gradientDifference, lipschitzInequality } from '../measures';
import { halfDiagonalOf } from '../pairSampling';
import type { Assumption, Exhibit, TheoremContext, Theorem } from '../types';
import type { BenchOptions } from '../options';

/** Radius of the numerical boundedness test in half-diagonals of the box. */
const CIRCLE_RADIUS = 100;

/** Numerical boundedness test: a level set without a weight on a large circle has a bounded part inside it. */
function boundedNumerically(context: TheoremContext, options: BenchOptions): Assumption {
  const { loss } = subLevelSetOf(context, options);
  const r = CIRCLE_RADIUS * halfDiagonalOf(context);
  const circle = Array.from({ length: 720 }, (_, k): Pair => [r * Math.cos((k * Math.PI) / 360), r * Math.sin((k * Math.PI) / 360)]);
  const inside = circle.find(([a, b]) => context.landscape.value(a, b) <= loss);
  return inside === undefined
    ? { text: `bounded level set: it meets no weight of $\\lVert\\theta\\rVert=${fourDigits(r)}$, as found numerically`, met: true }
    : {
        text: `bounded level set: it still contains $(${fourDigits(inside[0])},${fourDigits(inside[1])})$; tried in the range`,
        met: false,
        waived: true,
      };
}

/** Boundedness of the level set: by recession directions for the linear model, else numerically. */
function boundedLevelSet(context: TheoremContext, options: BenchOptions): Assumption {
  if (context.problem.activation !== linear) return boundedNumerically(context, options);
  const direction = recessionDirection(context);
  return direction === undefined
    ? { text: 'bounded level set', met: true }
    : {
        text: `bounded level set: here the loss never rises towards $(${fourDigits(direction[0])},${fourDigits(direction[1])})$; tried in the range`,
        met: false,
        waived: true,
      };
}

/** Eq. 4 (Bertsekas): a Lipschitz gradient on the level set of the start lets gradient descent with a step below 2/C descend. */
export const equation4: Theorem = {
  assumptions: (context, options) => {
    const { constant } = subLevelSetOf(context, options);
    return [
      { text: 'reason' in constant ? 'a Lipschitz constant on the level set' : 'the level set avoids every crease', met: !('reason' in constant) },
      boundedLevelSet(context, options),
      boundedWeights(normBoundsOf(context)),
      ...exactAttack(context),
    ];
  },
  obstacle: (context, options) => {
    const { constant } = subLevelSetOf(context, options);
    return 'reason' in constant ? constant.reason : undefined;
  },
  constants: (context, options) => {
    const { theta0, loss, constant } = subLevelSetOf(context, options);
    const start = { tex: `L(\\theta^0)=L(${fourDigits(theta0[0])},${fourDigits(theta0[1])})=${fourDigits(loss)}`, value: loss };
    if ('reason' in constant) return [start];
    const step = 2 / constant.value;
    return [start, constant, { tex: `2/C=${fourDigits(step)}`, value: step }];
  },
  *inside(context, options, rng) {
    const level = subLevelSetOf(context, options);
    if ('reason' in level.constant) return level.constant.reason;
    const bounds = normBoundsOf(context);
    const inequality = lipschitzInequality(gradientDifference(context.problem), level.constant.value);
    return yield* searchPairs(
      {
        region: pairsInSubLevelSet(context, level.loss, false),
        inequality,
        rounding: gradientRounding(bounds, { theta: context.landscape.lipschitz }),
      },
      options.pairs,
      rng,
    );
  },
  *outside(context, options, rng) {
    const level = subLevelSetOf(context, options);
    const bounds = normBoundsOf(context);
    if (!('reason' in level.constant) || !level.constant.meetsKink) return undefined;
    if (bounds.epsilon === 0) return undefined;
    const smooth = Math.max(...bounds.attackedNorms) ** 2 / 4;
    return yield* searchOutside(
      {
        region: pairsInSubLevelSet(context, level.loss, true),
        inequality: lipschitzInequality(gradientDifference(context.problem), smooth),
        rounding: gradientRounding(bounds, { theta: context.landscape.lipschitz }),
      },
      'the level set avoids every crease',
      ({ quotient, distance }) =>
        `Inside the level set two gradients lie ${fourDigits(quotient)} times as far apart as their weights, which are ${fourDigits(distance)} apart.`,
      options.pairs,
      rng,
    );
  },
  exhibits: (context, options) => [descentCurves(context, options)],
  start: (context, options) => {
    const { theta0, loss } = subLevelSetOf(context, options);
    return { theta: theta0, loss };
  },
  suggestedCase: {
    label: 'Linear model, L2, a low start',
    pane: { model: 'linear', points: [{ x: [1, 1], y: 1 }], attack: { norm: 2, epsilon: 0.5, solver: 'exact' } },
    options: { theta0: [1.5, 1.5] },
  },
};

const DESCENT_STEPS = 60;

/** Loss along gradient descent from θ⁰ with step sizes 1/C, 1.9/C and, beyond the bound 2/C, 8/C; C of the smooth part where none exists. */
function descentCurves(context: TheoremContext, options: BenchOptions): Exhibit {
  const { theta0, constant } = subLevelSetOf(context, options);
  const c = 'reason' in constant ? Math.max(...normBoundsOf(context).attackedNorms) ** 2 / 4 : constant.value;
  const [local, out] = [lossDerivatives(context.problem, 1), new Float64Array(DERIVATIVES_SIZE)];
  const losses = (factor: number): Float64Array => {
    let [a, b] = theta0;
    return Float64Array.from({ length: DESCENT_STEPS + 1 }, () => {
      local(a, b, out);
      const loss = out[0]!;
      if (c > 0) [a, b] = [a - (factor / c) * out[1]!, b - (factor / c) * out[2]!];
      return loss;
    });
  };
  return {
    kind: 'curves',
    title: 'Gradient descent from θ⁰',
    x: { tex: 'k', values: Float64Array.from({ length: DESCENT_STEPS + 1 }, (_, k) => k) },
    lines: [1, 1.9, 8].map((factor) => ({ tex: `\\eta=${factor}/C`, values: losses(factor) })),
  };
}
