import type { ParamSpec } from '../core/paramSpec';
import { stepSizeSpec } from './specs';
import { defineOptimiser } from './types';
import { zeros } from '../core/linearAlgebra';

const decayRate = (symbol: string, of: string, value: number, digits: number) =>
  ({
    symbol,
    label: `memory of ${of}`,
    hint: `Share of the running mean of ${of} that is kept.`,
    slider: [0, 0.9999],
    allowed: { min: 0, max: 0.999999 },
    default: value,
    scale: 'linear',
    digits,
    tone: 'ink',
  }) as const satisfies ParamSpec;

const guard = {
  symbol: '\\hat\\epsilon',
  label: 'guard',
  hint: 'Keeps the division by $\\sqrt{\\hat v}$ finite; not the radius $\\varepsilon$ of the attack.',
  slider: [1e-10, 1e-2],
  allowed: { min: 0, max: 1, open: true },
  default: 1e-8,
  scale: 'log',
  digits: 10,
  tone: 'ink',
} as const satisfies ParamSpec;

/** Adam (Kingma & Ba 2015, Alg. 1). */
export const adam = defineOptimiser({
  label: 'Adam',
  note: 'Kingma & Ba 2015: $\\theta\\leftarrow\\theta-\\eta\\,\\hat m/(\\sqrt{\\hat v}+\\hat\\epsilon)$, every coordinate on its own scale.',
  stroke: { light: '#B57500', dark: '#E0A030', width: 1.8, dash: [7, 4], marker: 'diamond' },
  specs: {
    stepSize: stepSizeSpec(0.12, 'About the distance that each coordinate moves in a step, whatever the slope.'),
    beta1: decayRate('\\beta_1', 'the gradient', 0.9, 2),
    beta2: decayRate('\\beta_2', 'its square', 0.999, 4),
    guard,
  },
  choices: {},
  step(objective, { theta, memory, count }, { stepSize: eta, beta1, beta2, guard: epsilon }) {
    const gradient = objective.gradient(theta);
    const { m: lastM = zeros(theta), v: lastV = zeros(theta) } = memory;
    const m = lastM.map((c, i) => beta1 * c + (1 - beta1) * (gradient[i] ?? 0));
    const v = lastV.map((c, i) => beta2 * c + (1 - beta2) * (gradient[i] ?? 0) ** 2);
    const [biasM, biasV] = [1 - beta1 ** (count + 1), 1 - beta2 ** (count + 1)]; // bias corrections, since both means start at 0
    const moved = theta.map((t, i) => t - (eta * (m[i] ?? 0)) / biasM / (Math.sqrt((v[i] ?? 0) / biasV) + epsilon));
    return { theta: moved, memory: { m, v } };
  },
});
