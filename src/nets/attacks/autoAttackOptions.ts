import { defaultsOf, type ParamSpec, rangeError, type ValuesOf } from '../../math/core/paramSpec';
import type { Ball } from './ball';

/** Names of the attacks in documents, with label and note for the page; apart from their code, which needs tensors. */
export const attackCatalogue = {
  'apgd-ce': {
    label: 'APGD-CE',
    note: 'Auto-PGD on the cross-entropy (Croce and Hein 2020), raised as log((1 − p_y)/p_y), which has its directions and does not saturate.',
  },
  'apgd-t': { label: 'APGD-T', note: 'Auto-PGD on the targeted difference of logits ratio (Croce and Hein 2020), a run for each target class.' },
  'fab-t': {
    label: 'FAB-T',
    note: 'Fast adaptive boundary attack (Croce and Hein 2020): the nearest misclassified image, a run for each target class.',
  },
  square: { label: 'Square', note: 'Square Attack (Andriushchenko et al. 2020): random search in square windows, without gradients.' },
  'apgd-dlr': { label: 'APGD-DLR', note: 'Auto-PGD on the difference of logits ratio (Croce and Hein 2020).' },
} as const;
export type AttackName = keyof typeof attackCatalogue;

const count = (symbol: string, label: string, hint: string, slider: readonly [number, number], max: number, value: number): ParamSpec => ({
  ...{ symbol, label, hint, slider, default: value, allowed: { min: 1, max } },
  ...{ scale: 'linear', integer: true, digits: 0, tone: 'ink' },
});
const share = (symbol: string, label: string, hint: string, value: number): ParamSpec => ({
  ...{ symbol, label, hint, slider: [0, 1], default: value, allowed: { min: 0, max: 1 } },
  ...{ scale: 'linear', digits: 2, tone: 'ink' },
});

/** The numbers of AutoAttack: ranges, and the standard version's values as defaults (Croce and Hein 2020). */
export const autoAttackSpecs = {
  iterations: count('N', 'iterations', 'Gradient steps of APGD and FAB, for each target and start.', [10, 200], 10_000, 100),
  targets: count(
    'T',
    'targets',
    'Classes that APGD-T and FAB-T aim at, by rank of the clean logits; at most one less than there are.',
    [1, 9],
    1000,
    9,
  ),
  queries: count('Q', 'queries', 'Forward passes of Square for each start.', [100, 10_000], 1_000_000, 5000),
  restarts: count('R', 'restarts', 'Starts of every attack.', [1, 5], 1000, 1),
  rho: share('\\rho', 'increases', 'APGD halves a step when at most this share of a window raised the loss.', 0.75),
  alphaMax: share('\\alpha_{\\max}', 'bias', 'FAB: largest weight of the step from the clean image.', 0.1),
  eta: {
    ...{ symbol: '\\eta', label: 'overshoot', hint: 'FAB steps this many times the way to the linearised boundary.', slider: [1, 1.5] },
    ...{ allowed: { min: 1, max: 10 }, default: 1.05, scale: 'linear', digits: 2, tone: 'ink' },
  },
  beta: share('\\beta', 'backward step', 'FAB: share of the way from the clean image that is kept once an iterate is misclassified.', 0.9),
  pInit: share('p', 'window', 'Square: share of the pixels that its first window covers.', 0.8),
} as const satisfies Readonly<Record<string, ParamSpec>>;

/** The attacks of the standard version in its order. */
export const STANDARD_ATTACKS: readonly string[] = ['apgd-ce', 'apgd-t', 'fab-t', 'square'];

/** All that a verdict depends on, beside the classifier, the image and its place in the data set. */
export interface AutoAttackOptions extends Ball, ValuesOf<typeof autoAttackSpecs> {
  /** Names of rows of the table of attacks, in order; each attacks what is still correct. */
  readonly attacks: readonly string[];
  /** Windows of Square halve at fixed queries, as in the standard version, or at those times queries/10,000. */
  readonly schedule: 'unscaled' | 'scaled';
  /** Places of Square's windows: all of the image, as in the paper, or all but its last row and column, as in the published code. */
  readonly windows: 'all' | 'published';
  readonly seed: number;
}

/** The standard version in a ball. */
export const standardOptions = (ball: Ball, seed: number): AutoAttackOptions => ({
  ...{ norm: ball.norm, epsilon: ball.epsilon, seed },
  ...defaultsOf(autoAttackSpecs),
  ...{ attacks: STANDARD_ATTACKS, schedule: 'unscaled', windows: 'all' },
});

/** Whether these are the attacks and numbers of the standard version. Norm, radius and seed are free; both choices of `windows` count. */
export function isStandard(options: AutoAttackOptions): boolean {
  const numbers = Object.entries(autoAttackSpecs).every(([key, spec]) => options[key as keyof typeof autoAttackSpecs] === spec.default);
  return numbers && options.attacks.join() === STANDARD_ATTACKS.join() && options.schedule === 'unscaled';
}

/** The first number out of its range as a sentence, "iterations: 0 is not ≥ 1"; nothing where all are valid. */
export function optionsError(options: AutoAttackOptions): string | undefined {
  if (!(options.epsilon >= 0 && options.epsilon < Infinity)) return `epsilon: ${options.epsilon} is not a finite number ≥ 0`;
  for (const [key, spec] of Object.entries(autoAttackSpecs)) {
    const problem = rangeError(options[key as keyof typeof autoAttackSpecs], spec);
    if (problem !== undefined) return `${key}: ${problem}`;
  }
  return undefined;
}

/** Number of classes that targeted attacks aim at. */
export const targetCount = ({ targets }: Pick<AutoAttackOptions, 'targets'>, classes: number): number => Math.min(targets, classes - 1);
