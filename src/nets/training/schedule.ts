import { weaknesses } from '../attacks/attackNumbers';
import type { PgdOptions } from '../attacks/ball';
import { netOptimisers } from '../optimisers';
import { entropySpecs, type NetHyperparameters } from '../optimisers/types';
import { methods } from '../methods';
import type { GradientOptions } from './trainingGradient';
import type { TrainingChoice } from './types';

/** TRADES's weight of the KL term where a document names none (Zhang et al. 2019: 1/λ = 6). */
const DEFAULT_BETA = 6;
/** Lower bound of 1 − γs in second-order EntropySGD. */
const MIN_DENOMINATOR = 0.1;

/** Learning rate η in an epoch (from 0): multiplied by `factor` at each milestone, a fraction of all epochs. */
export const learningRateAt = ({ optimiser, schedule, epochs }: TrainingChoice, epoch: number): number =>
  optimiser.lr * schedule.factor ** schedule.milestones.filter((fraction) => epoch >= fraction * epochs).length;

/** The optimiser of an epoch: EntropySGD may begin after a warm-up by SGD, and be followed by SGD ("tuned"). */
export const optimiserAt = ({ optimiser: { name, warmup = 0, until = Infinity } }: TrainingChoice, epoch: number): keyof typeof netOptimisers =>
  epoch < warmup || epoch >= until ? 'sgd' : name;

/** The hyperparameters of an epoch, defaults filled in. EntropySGD has Nesterov momentum, SGD has not (as in the code of AWP). */
export function hyperparametersAt(choice: TrainingChoice, epoch: number): NetHyperparameters {
  const { optimiser } = choice;
  const defaults = Object.fromEntries(Object.entries(entropySpecs).map(([key, spec]) => [key, spec.default]));
  return {
    gamma: defaults['gamma'] ?? 0,
    scoping: defaults['scoping'] ?? 0,
    innerLr: defaults['innerLr'] ?? 0,
    noise: defaults['noise'] ?? 0,
    alpha: defaults['alpha'] ?? 0,
    L: defaults['L'] ?? 1,
    nesterov: optimiserAt(choice, epoch) !== 'sgd',
    form: 'paper',
    minDenominator: MIN_DENOMINATOR,
    ...optimiser,
    lr: learningRateAt(choice, epoch),
  };
}

/** The options of the training gradient in an epoch. */
export function gradientOptionsAt({ method, attack, awp, optimiser }: TrainingChoice, epoch: number): GradientOptions {
  return {
    method: methods[method],
    attack,
    beta: attack.beta ?? DEFAULT_BETA,
    awp: awp && epoch >= awp.warmup ? awp.size : 0,
    weightDecay: optimiser.weightDecay,
    attackMode: 'eval',
  };
}

/** The attack of the evaluation, by its own numbers alone. */
export const evaluationAttack = ({ evaluate: { norm, epsilon, steps, stepSize } }: Pick<TrainingChoice, 'evaluate'>): PgdOptions => ({
  norm,
  epsilon,
  steps,
  stepSize,
});

/** What weakens the attacks of a training although it is allowed, one sentence each. */
export function attackWarnings({ method, attack, evaluate }: Pick<TrainingChoice, 'method' | 'attack' | 'evaluate'>): string[] {
  const sameRadius = evaluate.norm !== attack.norm && evaluate.epsilon === attack.epsilon && attack.epsilon > 0;
  return [
    ...(method === 'standard' ? [] : weaknesses('attack', attack)),
    ...weaknesses('evaluate', evaluationAttack({ evaluate })),
    ...(sameRadius ? [`evaluate.epsilon: ${evaluate.epsilon} is the radius of the training attack, which has another norm`] : []),
  ];
}
