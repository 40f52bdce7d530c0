import { formatValue, type ParamSpec, type Range } from '../math/core/paramSpec';
import { DIAMETERS } from '../nets/attacks/attackNumbers';
import type { TrainingChoice } from '../nets/training/types';
import type { ValidationError, VERSION } from './surfaceDocument';
import { specs } from './surfaceSpecs';

/** The training document of the file format, every default filled in. */
export interface TrainingDocument extends TrainingChoice {
  readonly smoothscape: typeof VERSION;
  readonly kind: 'training';
}

export type ParsedTraining =
  { readonly ok: true; readonly document: TrainingDocument } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** The name of a run in tables and legends, "AT + AWP + EnSGD". */
export function methodLabel({ method, awp, optimiser }: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>): string {
  const base = { standard: 'Standard', at: 'AT', trades: 'TRADES' }[method];
  const entropy = { sgd: undefined, 'entropy-sgd': 'EnSGD', 'entropy-sgd-2': '2nd EnSGD' }[optimiser.name];
  const tuned = optimiser.until === undefined ? undefined : 'tuned';
  return [base, awp ? 'AWP' : undefined, entropy, tuned].filter((part) => part !== undefined).join(' + ');
}

/** Equality key of a method: equal for runs that differ only in their seed, or in the order of the keys in their files. */
export function methodKey({ seeds: _seeds, ...choice }: TrainingChoice): string {
  return JSON.stringify(choiceOf({ ...choice, seeds: [] }), (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
}

/** Whether `choice` is a run's own but for more epochs; seeds aside. */
export const isExtension = (trained: TrainingChoice, choice: TrainingChoice): boolean =>
  choice.epochs > trained.epochs && methodKey({ ...trained, epochs: choice.epochs }) === methodKey(choice);

/** Differing keys that a sentence names. */
const MAX_DIFFERENCES = 4;

/** The keys in which two choices differ, seeds aside: "epochs: 16, here 7; optimiser.name: "sgd", here "entropy-sgd"". */
export function differenceText(before: TrainingChoice, here: TrainingChoice): string {
  const [kept, asked] = [leavesOf({ ...choiceOf(before), seeds: null }), leavesOf({ ...choiceOf(here), seeds: null })];
  const keys = [...new Set([...asked.keys(), ...kept.keys()])].filter((key) => kept.get(key) !== asked.get(key));
  const named = keys.slice(0, MAX_DIFFERENCES).map((key) => `${key}: ${kept.get(key) ?? 'nothing'}, here ${asked.get(key) ?? 'nothing'}`);
  return [...named, ...(keys.length > MAX_DIFFERENCES ? [`and ${keys.length - MAX_DIFFERENCES} more`] : [])].join('; ');
}

/** Every value of nested records as JSON, by its key in a document: "optimiser.lr". */
function leavesOf(record: object, prefix = ''): Map<string, string> {
  const entries = Object.entries(record).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? [...leavesOf(value, `${prefix}${key}.`)]
      : [[`${prefix}${key}`, formatValue(value)]],
  );
  return new Map(entries);
}

/** The training choice of a document: everything that numbers depend on, in a fixed key order, without version and kind. */
export function choiceOf(choice: TrainingChoice): TrainingChoice {
  const { data, net, method, attack, awp, optimiser, schedule, epochs, batch, seeds, evaluate } = choice;
  return { data, net, method, attack, awp, optimiser, schedule, epochs, batch, seeds, evaluate };
}

/** The choice of a kept run. Earlier versions measured with norm, radius and step of the training attack and named none of them. */
export function recordedChoice<T extends TrainingChoice>(choice: T): T {
  const { norm, epsilon, stepSize } = choice.attack;
  const earlier = { norm, epsilon, stepSize };
  return { ...choice, evaluate: { ...earlier, ...choice.evaluate } };
}

type KnobOptions = Partial<Pick<ParamSpec, 'scale' | 'integer' | 'unit' | 'tone'>>;

/** One spec; linear, real-valued and ink-coloured unless `options` say otherwise. */
export function spec(
  symbol: string,
  label: string,
  hint: string,
  slider: readonly [number, number],
  allowed: Range,
  value: number,
  digits: number,
  options: KnobOptions = {},
): ParamSpec {
  return { symbol, label, hint, slider, allowed, default: value, digits, scale: 'linear', tone: 'ink', ...options };
}
const whole = { integer: true } as const;
const positive = (max: number): Range => ({ min: 0, max, open: true });

/** Images of the largest split of any source, SVHN; CIFAR has 50,000 and 10,000. */
const MAX_TRAIN_IMAGES = 73257;
const MAX_TEST_IMAGES = 26032;

/** Every number of a training document, in the groups of the format: label, range, default, colour. Pixels in [0, 1]. */
export const trainingSpecs = {
  data: {
    train: spec('N', 'training images', 'Images that are trained on.', [100, 2500], { min: 1, max: MAX_TRAIN_IMAGES }, 2000, 0, whole),
    test: spec('M', 'test images', 'Images that are only measured on.', [100, 1000], { min: 1, max: MAX_TEST_IMAGES }, 500, 0, whole),
  },
  attack: {
    epsilon: spec('\\varepsilon', 'radius', 'Radius of the ball about each image.', [0, 0.1], { min: 0, max: DIAMETERS[2] }, 0.031372549, 4, {
      tone: 'epsilon',
    }),
    steps: spec('K', 'steps', 'Gradient steps of the attack; 1 is FGSM from a random start.', [1, 20], { min: 1, max: 1000 }, 10, 0, whole),
    stepSize: spec(
      '\\eta_\\delta',
      'step',
      'Length of one step of the attack; ε/4, and from few steps 1.25·ε/K, where none is chosen.',
      [0, 0.03],
      positive(100),
      0.0078431373,
      4,
      {
        tone: 'epsilon',
      },
    ),
  },
  trades: {
    beta: spec('\\beta', 'TRADES weight', 'Weight of the KL term; the paper takes 6.', [0, 10], { min: 0, max: 1000 }, 6, 1),
  },
  awp: {
    size: spec(
      '\\gamma_{\\mathrm{AWP}}',
      'size',
      'Length of the step in the weights, as a share of each layer’s norm.',
      [0, 0.02],
      { min: 0, max: 1 },
      0.01,
      4,
    ),
    warmup: spec('e_0', 'warm-up', 'Epochs before weights are perturbed.', [0, 20], { min: 0, max: 100_000 }, 0, 0, { ...whole, unit: 'epochs' }),
  },
  optimiser: {
    lr: spec('\\eta', 'learning rate', 'Step of the weights; the schedule divides it.', [0.001, 1], positive(100), 0.1, 3, { scale: 'log' }),
    momentum: spec('m', 'momentum', 'Share of the last step that is taken again.', [0, 0.99], { min: 0, max: 1 }, 0.9, 2),
    weightDecay: spec('\\lambda', 'weight decay', 'Pull of every weight towards 0.', [0, 0.01], { min: 0, max: 10 }, 0.0005, 4),
  },
  entropy: {
    gamma: spec('\\gamma', 'coupling', 'Pull of the inner walk back to its centre.', [0.0001, 10], positive(1e6), 0.03, 4, {
      scale: 'log',
      tone: 'gamma',
    }),
    scoping: spec(
      '\\gamma_1',
      'scoping',
      'Growth of γ a step, as a share; the authors’ code keeps γ as it is.',
      [0, 0.01],
      { min: 0, max: 1 },
      0,
      4,
      { tone: 'gamma' },
    ),
    innerLr: spec("\\eta'", 'inner step', 'Step of the inner walk.', [0.001, 1], positive(100), 0.1, 3, { scale: 'log' }),
    noise: spec('\\varepsilon_n', 'noise', 'Noise of the inner walk.', [0, 0.01], { min: 0, max: 100 }, 0.0001, 4),
    alpha: spec('\\alpha', 'memory', 'Weight of the old mean in the running mean of the walk.', [0, 0.99], { min: 0, max: 1 }, 0.75, 2),
    L: spec('L', 'walk', 'Gradient calls of one inner walk.', [1, 40], { min: 1, max: 10_000 }, 20, 0, whole),
  },
  warmup: {
    warmup: spec('e_s', 'warm-up by SGD', 'Epochs of plain SGD before EntropySGD begins.', [0, 20], { min: 0, max: 100_000 }, 0, 0, {
      ...whole,
      unit: 'epochs',
    }),
  },
  until: {
    until: spec('e_1', 'then SGD', 'Epoch from which plain SGD goes on.', [1, 200], { min: 1, max: 100_000 }, 7, 0, { ...whole, unit: 'epochs' }),
  },
  schedule: {
    milestone: spec('t', 'milestone', 'Share of all epochs after which the rate falls.', [0, 1], { min: 0, max: 1 }, 0.5, 2),
    factor: spec('q', 'factor', 'What the rate is multiplied by at each milestone.', [0.01, 1], positive(1), 0.1, 2, { scale: 'log' }),
  },
  run: {
    epochs: spec('E', 'epochs', 'Passes over the training images; EntropySGD’s inner calls count.', [1, 50], { min: 1, max: 100_000 }, 10, 0, whole),
    batch: spec('B', 'batch', 'Images of one gradient.', [8, 256], { min: 1, max: 4096 }, 128, 0, whole),
    seed: specs.seed,
  },
  evaluate: {
    every: spec('k', 'every', 'Epochs between evaluations; the last is always evaluated.', [1, 10], { min: 1, max: 100_000 }, 1, 0, {
      ...whole,
      unit: 'epochs',
    }),
    steps: spec('K_t', 'PGD steps', 'Steps of the attack that robust accuracy is measured with.', [1, 50], { min: 1, max: 1000 }, 20, 0, whole),
    count: spec(
      'M_e',
      'images',
      'Images of each split that accuracies are measured on.',
      [50, 1000],
      { min: 1, max: MAX_TRAIN_IMAGES },
      500,
      0,
      whole,
    ),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ParamSpec>>>>;
