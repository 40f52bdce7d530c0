import type { ParamSpec } from '../../core/paramSpec';
import type { Rng } from '../../core/random';
import type { Attack, AttackProblem, Vector } from '../../core/types';

const steps = {
  symbol: 'K',
  label: 'steps',
  hint: 'Number of projected gradient steps.',
  slider: [1, 200],
  allowed: { min: 1, max: 1000 },
  default: 100,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'epsilon',
} as const satisfies ParamSpec;

const stepSize = {
  symbol: '\\eta',
  label: 'step size',
  hint: 'Length of a step in the norm of the ball; ε/25 where the document says nothing.',
  slider: [0, 0.5],
  allowed: { min: 0, max: 100, open: true },
  default: 0.02,
  scale: 'linear',
  digits: 3,
  tone: 'epsilon',
} as const satisfies ParamSpec;

const restarts = {
  symbol: 'R',
  label: 'starts',
  hint: 'The first start is $\\delta=0$; the others are drawn from the ball by the seed. The worst result is kept.',
  slider: [1, 10],
  allowed: { min: 1, max: 20 },
  default: 1,
  scale: 'linear',
  integer: true,
  digits: 0,
  tone: 'epsilon',
} as const satisfies ParamSpec;

/** Projected gradient ascent on the loss (Madry et al. 2018): steepest ascent in the norm of the ball; returns the best iterate. */
export const pgd = {
  label: 'PGD',
  specs: { steps, stepSize, restarts },
  delta: (problem, theta, x, y, values, rng) => {
    const { steps: count = 0, stepSize: length = 0, restarts: starts = 1 } = values;
    let best = { delta: theta.map(() => 0), score: -Infinity };
    for (let r = 0; r < starts; r += 1) {
      let delta = r === 0 ? theta.map(() => 0) : randomStart(problem, theta.length, rng);
      for (let k = 0; k <= count; k += 1) {
        const z = theta.reduce((sum, t, i) => sum + t * ((x[i] ?? 0) + (delta[i] ?? 0)), 0);
        const score = -y * problem.activation.f(z);
        if (score > best.score) best = { delta, score };
        const slope = -y * problem.activation.df(z);
        const step = problem.norm.dualMaximiser(theta.map((t) => slope * t));
        delta = problem.norm.project(
          delta.map((d, i) => d + length * (step[i] ?? 0)),
          problem.epsilon,
        );
      }
    }
    return best.delta;
  },
} satisfies Attack;

/** A random point of the ball: uniform in the cube of side 2ε, projected onto the ball. */
export function randomStart({ norm, epsilon }: AttackProblem, d: number, rng: Rng): number[] {
  const cube: Vector = Array.from({ length: d }, () => epsilon * (2 * rng() - 1));
  return norm.project(cube, epsilon);
}
