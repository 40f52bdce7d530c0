import type { PgdOptions } from '../attacks/ball';
import { netOptimisers } from '../optimisers';
import { entropySpecs } from '../optimisers/specs';
import type { NetHyperparameters } from '../optimisers/types';
import { methods } from '../methods';
import type { GradientOptions } from './trainingGradient';
import type { TrainingChoice } from './types';

/** TRADES's weight of the KL term where a document names none (Zhang et al. 2019: 1/λ = 6). */
const DEFAULT_BETA = 6;
/** Where 1 − γs of second-order EntropySGD is held. */
const MIN_DENOMINATOR = 0.1;

/** η in an epoch (counted from 0): a milestone is a share of all epochs. */
export const learningRateAt = ({ optimiser, schedule, epochs }: TrainingChoice, epoch: number): number =>
  optimiser.lr * schedule.factor ** schedule.milestones.filter((share) => epoch >= share * epochs).length;

/** Which optimiser an epoch has: EntropySGD may begin after a warm-up, and give way to SGD ("tuned"). */
export const optimiserAt = ({ optimiser: { name, warmup = 0, until = Infinity } }: TrainingChoice, epoch: number): keyof typeof netOptimisers =>
  epoch < warmup || epoch >= until ? 'sgd' : name;

/** All knobs of an epoch, defaults filled in. Nesterov is EntropySGD's habit and not SGD's (the AWP code). */
export function hyperparametersAt(choice: TrainingChoice, epoch: number): NetHyperparameters {
  const { optimiser } = choice;
  const known = Object.fromEntries(Object.entries(entropySpecs).map(([key, spec]) => [key, spec.default]));
  return {
    gamma: known['gamma'] ?? 0,
    scoping: known['scoping'] ?? 0,
    innerLr: known['innerLr'] ?? 0,
    noise: known['noise'] ?? 0,
    alpha: known['alpha'] ?? 0,
    L: known['L'] ?? 1,
    nesterov: optimiserAt(choice, epoch) !== 'sgd',
    form: 'paper',
    minDenominator: MIN_DENOMINATOR,
    ...optimiser,
    lr: learningRateAt(choice, epoch),
  };
}

/** How a gradient of an epoch is made. */
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

/** The attack that a trained network is judged by. */
export const evaluationAttack = ({ attack, evaluate }: TrainingChoice): PgdOptions => ({ ...attack, steps: evaluate.steps });
