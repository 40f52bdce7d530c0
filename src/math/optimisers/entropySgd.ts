import { entropyStep, unusedHyperparameters, displacementFromMean } from './entropyStep';
import { entropyChoices, entropySpecs, stepSizeSpec } from './specs';
import { defineOptimiser } from './types';

/** EntropySGD (Chaudhari et al. 2017): θ ← θ − ηγ(θ − E θ′), a gradient step on F of Eq. 10. */
export const entropySgd = defineOptimiser({
  label: 'EntropySGD',
  note: "Chaudhari et al. 2017: $\\theta\\leftarrow\\theta-\\eta\\gamma(\\theta-\\mathbb{E}\\,\\theta')$, a gradient step on $F$ (Eqs. 10, 11).",
  stroke: { light: '#0067B0', dark: '#5AA9F0', width: 2.4, dash: [], marker: 'circle' },
  specs: {
    stepSize: stepSizeSpec(1, 'Stable below $2/\\gamma$, since $\\nabla^2F\\preceq\\gamma I$; in the authors’ code below $2$.'),
    ...entropySpecs,
  },
  choices: entropyChoices,
  step(objective, state, values, rng) {
    const published = values.form === 'published';
    return entropyStep(
      objective,
      state,
      values,
      (theta, moments, gamma) => {
        const displacement = displacementFromMean(theta, moments, gamma);
        return published ? displacement.map((c) => gamma * c) : displacement;
      },
      rng,
    );
  },
  idle: unusedHyperparameters,
});
