import { entropyStep } from './entropyStep';
import { entropySpecs, type NetOptimiser } from './types';

export const entropySgd: NetOptimiser = {
  label: 'EntropySGD',
  note: 'Steps towards the mean of a Langevin walk of $L$ gradients around the weights (Chaudhari et al. 2017): $\\theta\\leftarrow\\theta-\\eta(\\theta-\\mu)$.',
  specs: entropySpecs,
  ...entropyStep(1),
};
