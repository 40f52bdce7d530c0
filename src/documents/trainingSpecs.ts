import type { ParamSpec, Range } from '../math/core/paramSpec';
import { specs } from './surfaceSpecs';

type More = Partial<Pick<ParamSpec, 'scale' | 'integer' | 'unit' | 'tone'>>;

/** One knob; linear, real and ink where `more` says nothing else. */
function knob(
  symbol: string,
  label: string,
  hint: string,
  slider: readonly [number, number],
  allowed: Range,
  value: number,
  digits: number,
  more: More = {},
): ParamSpec {
  return { symbol, label, hint, slider, allowed, default: value, digits, scale: 'linear', tone: 'ink', ...more };
}
const whole = { integer: true } as const;
const positive = (max: number): Range => ({ min: 0, max, open: true });

/** Most images of a split that any source holds: CIFAR's 50,000 and 10,000, SVHN's 73,257 and 26,032. */
const MAX_TRAIN = 73257;
const MAX_TEST = 26032;

/** Every number of a training document, in the groups of the format: label, range, default, colour. Pixels in [0, 1]. */
export const trainingSpecs = {
  data: {
    train: knob('N', 'training images', 'Images that are trained on.', [100, 2500], { min: 1, max: MAX_TRAIN }, 2000, 0, whole),
    test: knob('M', 'test images', 'Images that are only measured on.', [100, 1000], { min: 1, max: MAX_TEST }, 500, 0, whole),
  },
  attack: {
    epsilon: knob('\\varepsilon', 'radius', 'Radius of the ball about each image.', [0, 0.1], { min: 0, max: 100 }, 0.031372549, 4, {
      tone: 'epsilon',
    }),
    steps: knob('K', 'steps', 'Gradient steps of the attack; 1 is FGSM from a random start.', [1, 20], { min: 0, max: 1000 }, 10, 0, whole),
    stepSize: knob('\\eta_\\delta', 'step', 'Length of one step of the attack.', [0, 0.03], { min: 0, max: 100 }, 0.0078431373, 4, {
      tone: 'epsilon',
    }),
  },
  trades: {
    beta: knob('\\beta', 'TRADES weight', 'Weight of the KL term; the paper takes 6.', [0, 10], { min: 0, max: 1000 }, 6, 1),
  },
  awp: {
    size: knob(
      '\\gamma_{\\mathrm{AWP}}',
      'size',
      'Length of the step in the weights, as a share of each layer’s norm.',
      [0, 0.02],
      { min: 0, max: 1 },
      0.01,
      4,
    ),
    warmup: knob('e_0', 'warm-up', 'Epochs before weights are perturbed.', [0, 20], { min: 0, max: 100_000 }, 0, 0, { ...whole, unit: 'epochs' }),
  },
  optimiser: {
    lr: knob('\\eta', 'learning rate', 'Step of the weights; the schedule divides it.', [0.001, 1], positive(100), 0.1, 3, { scale: 'log' }),
    momentum: knob('m', 'momentum', 'Share of the last step that is taken again.', [0, 0.99], { min: 0, max: 1 }, 0.9, 2),
    weightDecay: knob('\\lambda', 'weight decay', 'Pull of every weight towards 0.', [0, 0.01], { min: 0, max: 10 }, 0.0005, 4),
  },
  entropy: {
    gamma: knob('\\gamma', 'coupling', 'Pull of the inner walk back to its centre.', [0.0001, 10], positive(1e6), 0.03, 4, {
      scale: 'log',
      tone: 'gamma',
    }),
    scoping: knob(
      '\\gamma_1',
      'scoping',
      'Growth of γ a step, as a share; the authors’ code keeps γ as it is.',
      [0, 0.01],
      { min: 0, max: 1 },
      0,
      4,
      { tone: 'gamma' },
    ),
    innerLr: knob("\\eta'", 'inner step', 'Step of the inner walk.', [0.001, 1], positive(100), 0.1, 3, { scale: 'log' }),
    noise: knob('\\varepsilon_n', 'noise', 'Noise of the inner walk.', [0, 0.01], { min: 0, max: 100 }, 0.0001, 4),
    alpha: knob('\\alpha', 'memory', 'Weight of the old mean in the running mean of the walk.', [0, 0.99], { min: 0, max: 1 }, 0.75, 2),
    L: knob('L', 'walk', 'Gradient calls of one inner walk.', [1, 40], { min: 1, max: 10_000 }, 20, 0, whole),
  },
  warmup: {
    warmup: knob('e_s', 'warm-up by SGD', 'Epochs of plain SGD before EntropySGD begins.', [0, 20], { min: 0, max: 100_000 }, 0, 0, {
      ...whole,
      unit: 'epochs',
    }),
  },
  until: {
    until: knob('e_1', 'then SGD', 'Epoch from which plain SGD goes on.', [1, 200], { min: 1, max: 100_000 }, 7, 0, { ...whole, unit: 'epochs' }),
  },
  schedule: {
    milestone: knob('t', 'milestone', 'Share of all epochs after which the rate falls.', [0, 1], { min: 0, max: 1 }, 0.5, 2),
    factor: knob('q', 'factor', 'What the rate is multiplied by at each milestone.', [0.01, 1], positive(1), 0.1, 2, { scale: 'log' }),
  },
  run: {
    epochs: knob('E', 'epochs', 'Passes over the training images; EntropySGD’s inner calls count.', [1, 50], { min: 1, max: 100_000 }, 10, 0, whole),
    batch: knob('B', 'batch', 'Images of one gradient.', [8, 256], { min: 1, max: 4096 }, 128, 0, whole),
    seed: specs.seed,
  },
  evaluate: {
    every: knob('k', 'every', 'Epochs between evaluations; the last is always evaluated.', [1, 10], { min: 1, max: 100_000 }, 1, 0, {
      ...whole,
      unit: 'epochs',
    }),
    steps: knob('K_t', 'PGD steps', 'Steps of the attack that robust accuracy is measured with.', [1, 50], { min: 0, max: 1000 }, 20, 0, whole),
    count: knob('M_e', 'images', 'Images of each split that accuracies are measured on.', [50, 1000], { min: 1, max: MAX_TRAIN }, 500, 0, whole),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ParamSpec>>>>;
