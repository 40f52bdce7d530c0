import { entropyStep } from './entropyStep';
import { entropySpecs, type NetOptimiser } from './types';

export const entropySgd2: NetOptimiser = {
  label: 'EntropySGD, 2nd order',
  note: 'Eq. 77: $\\theta\\leftarrow\\theta-\\eta(\\theta-\\mu)/(1-\\gamma s)$ with the variance $s$ of the walk, $1-\\gamma s$ held at $\\kappa$ or more.',
  specs: entropySpecs,
  ...entropyStep(2),
};
