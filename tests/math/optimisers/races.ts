import { runToCompletion } from '../../../src/math/core/cooperative';
import { sigmoid, softplus } from '../../../src/math/core/logisticLoss';
import { bisect } from '../../../src/math/core/scalarSolvers';
import type { Pair, Point } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { type OptimiserName, optimisers } from '../../../src/math/optimisers';
import { recordedObjective, type RecordedObjective, optimiseTask, type Trajectory } from '../../../src/math/optimisers/trajectory';
import type { Optimiser, HyperparameterValues } from '../../../src/math/optimisers/types';
import { testProblem, type ProblemInput } from '../oracles';

export const rows: readonly [OptimiserName, Optimiser][] = Object.entries(optimisers).flatMap(([name, row]): [OptimiserName, Optimiser][] =>
  isName(name) ? [[name, row]] : [],
);
function isName(name: string): name is OptimiserName {
  return Object.hasOwn(optimisers, name);
}

/** Not separable under ε = 0.2, and blind to θ₂ but for the attack: the best θ₂ is 0. */
export const points: readonly Point[] = [
  { x: [1, 0], y: 1 },
  { x: [-1, 0], y: -1 },
  { x: [-0.3, 0], y: 1 },
];
export const EPSILON = 0.2;

export const problemUnder = (p: ProblemInput['p']) => testProblem({ points, epsilon: EPSILON, p });
export const courseUnder = (p: ProblemInput['p']): RecordedObjective =>
  recordedObjective(landscapeOf(problemUnder(p)), landscapeOf(problemUnder('none')));

/** The least loss, stated: at θ₂ = 0 the loss is (2 log(1 + e^(−at)) + log(1 + e^(bt))) / 3 with a = 1 − ε, b = 0.3 + ε. */
export function leastUnder(p: ProblemInput['p']): number {
  const epsilon = p === 'none' ? 0 : EPSILON;
  const [a, b] = [1 - epsilon, 0.3 + epsilon];
  const t = bisect((s) => b * sigmoid(b * s) - 2 * a * sigmoid(-a * s), 0, 50);
  return (2 * softplus(-a * t) + softplus(b * t)) / 3;
}

export const START: Pair = [-2.4, 2.3];

export const run = (
  method: Optimiser,
  course: RecordedObjective,
  values: HyperparameterValues = {},
  steps = 400,
  start: readonly number[] = START,
  seed = 1,
): Trajectory => runToCompletion(optimiseTask(method, course, start, values, steps, seed));

/** L = a/2 ‖θ − c‖² in any number of dimensions, with its exact surroundings: E θ′ = (γθ + ac)/(γ + a), Var θ′ᵢ = 1/(γ + a). */
export function bowl(a: number, c = 0): RecordedObjective {
  const loss = (theta: readonly number[]): number => theta.reduce((sum, t) => sum + (a / 2) * (t - c) ** 2, 0);
  return {
    loss,
    adversarial: loss,
    clean: loss,
    gradient: (theta) => theta.map((t) => a * (t - c)),
    gibbsMoments: (theta, gamma) => ({ mean: theta.map((t) => (gamma * t + a * c) / (gamma + a)), variance: theta.map(() => 1 / (gamma + a)) }),
  };
}
