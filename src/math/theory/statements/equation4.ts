import { linear } from '../../activations/linear';
import type { Pair } from '../../core/types';
import { DERIVATIVES_SIZE, lossDerivatives } from '../../loss/derivatives';
import { boundedWeights, exactAttack } from '../assumptions';
import { roundingOf, sizesOf } from '../constants';
import { fourDigits, searchOutside, searchPairs } from '../counterexampleSearch';
import { levelOf, pairsBelow, recession } from '../levelSet';
import { gradientMove, lipschitz } from '../measures';
import { widthOf } from '../pairSampling';
import type { Assumption, Exhibit, TheoremContext, Theorem } from '../types';
import type { BenchOptions } from '../options';

/** Radius of the circle that is searched where no formula tells whether a level set is bounded, in half-diagonals of the range. */
const FAR = 100;

/** No weight of a far circle lies in the level set: its part inside is bounded. */
function enclosed(study: TheoremContext, options: BenchOptions): Assumption {
  const { loss } = levelOf(study, options);
  const r = FAR * widthOf(study);
  const turns = Array.from({ length: 720 }, (_, k): Pair => [r * Math.cos((k * Math.PI) / 360), r * Math.sin((k * Math.PI) / 360)]);
  const inside = turns.find(([a, b]) => study.landscape.value(a, b) <= loss);
  return inside === undefined
    ? { text: `bounded level set: it meets no weight of $\\lVert\\theta\\rVert=${fourDigits(r)}$, as found numerically`, met: true }
    : {
        text: `bounded level set: it still holds $(${fourDigits(inside[0])},${fourDigits(inside[1])})$; tried in the range`,
        met: false,
        waived: true,
      };
}

function bounded(study: TheoremContext, options: BenchOptions): Assumption {
  if (study.scene.activation !== linear) return enclosed(study, options);
  const way = recession(study);
  return way === undefined
    ? { text: 'bounded level set', met: true }
    : {
        text: `bounded level set: here the loss never rises towards $(${fourDigits(way[0])},${fourDigits(way[1])})$; tried in the range`,
        met: false,
        waived: true,
      };
}

/** Eq. 4 (Bertsekas): a Lipschitz gradient on the level set of the start lets gradient descent with a step below 2/C descend. */
export const equation4: Theorem = {
  assumptions: (study, options) => {
    const { constant } = levelOf(study, options);
    return [
      { text: 'why' in constant ? 'a Lipschitz constant on the level set' : 'the level set avoids every crease', met: !('why' in constant) },
      bounded(study, options),
      boundedWeights(sizesOf(study)),
      ...exactAttack(study),
    ];
  },
  obstacle: (study, options) => {
    const { constant } = levelOf(study, options);
    return 'why' in constant ? constant.why : undefined;
  },
  constants: (study, options) => {
    const { theta0, loss, constant } = levelOf(study, options);
    const start = { tex: `L(\\theta^0)=L(${fourDigits(theta0[0])},${fourDigits(theta0[1])})=${fourDigits(loss)}`, value: loss };
    if ('why' in constant) return [start];
    const step = 2 / constant.value;
    return [start, constant, { tex: `2/C=${fourDigits(step)}`, value: step }];
  },
  *inside(study, options, rng) {
    const level = levelOf(study, options);
    if ('why' in level.constant) return level.constant.why;
    const sizes = sizesOf(study);
    const measure = lipschitz(gradientMove(study.scene), level.constant.value);
    return yield* searchPairs(
      { region: pairsBelow(study, level.loss, false), measure, noise: roundingOf(sizes, { theta: study.landscape.lipschitz }) },
      options.pairs,
      rng,
    );
  },
  *outside(study, options, rng) {
    const level = levelOf(study, options);
    const sizes = sizesOf(study);
    if (!('why' in level.constant) || !level.constant.creased) return undefined;
    if (sizes.epsilon === 0) return undefined;
    const smooth = Math.max(...sizes.attacked) ** 2 / 4;
    return yield* searchOutside(
      {
        region: pairsBelow(study, level.loss, true),
        measure: lipschitz(gradientMove(study.scene), smooth),
        noise: roundingOf(sizes, { theta: study.landscape.lipschitz }),
      },
      'the level set avoids every crease',
      ({ quotient, distance }) =>
        `Inside the level set two gradients lie ${fourDigits(quotient)} times as far apart as their weights, which are ${fourDigits(distance)} apart.`,
      options.pairs,
      rng,
    );
  },
  exhibits: (study, options) => [descent(study, options)],
  start: (study, options) => {
    const { theta0, loss } = levelOf(study, options);
    return { theta: theta0, loss };
  },
  suggestedCase: {
    label: 'Linear model, L2, a low start',
    pane: { model: 'linear', points: [{ x: [1, 1], y: 1 }], attack: { norm: 2, epsilon: 0.5, solver: 'exact' } },
    options: { theta0: [1.5, 1.5] },
  },
};

const STEPS = 60;

/** Loss along gradient descent from θ⁰ with steps of 1/C, 1.9/C and, past the bound, 8/C; C of the smooth part where no other exists. */
function descent(study: TheoremContext, options: BenchOptions): Exhibit {
  const { theta0, constant } = levelOf(study, options);
  const c = 'why' in constant ? Math.max(...sizesOf(study).attacked) ** 2 / 4 : constant.value;
  const [local, out] = [lossDerivatives(study.scene, 1), new Float64Array(DERIVATIVES_SIZE)];
  const losses = (share: number): Float64Array => {
    let [a, b] = theta0;
    return Float64Array.from({ length: STEPS + 1 }, () => {
      local(a, b, out);
      const loss = out[0]!;
      if (c > 0) [a, b] = [a - (share / c) * out[1]!, b - (share / c) * out[2]!];
      return loss;
    });
  };
  return {
    kind: 'curves',
    title: 'Gradient descent from θ⁰',
    x: { tex: 'k', values: Float64Array.from({ length: STEPS + 1 }, (_, k) => k) },
    lines: [1, 1.9, 8].map((share) => ({ tex: `\\eta=${share}/C`, values: losses(share) })),
  };
}
