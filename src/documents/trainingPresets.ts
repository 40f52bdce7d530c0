import { parseTraining } from './parseTraining';
import type { TrainingDocument } from './trainingDocument';
import type { OptimiserChoice } from '../nets/training/types';

/** The source of a value of the paper: its text, the code it follows, an inference, or none. */
export type Provenance = 'stated' | 'code' | 'inferred' | 'unknown';
export interface PaperValue {
  readonly name: string;
  readonly value: string;
  readonly provenance: Provenance;
}

/** One row of the paper's Tables 1 to 3, scaled to what a page can train. */
export interface TrainingPreset {
  /** "CIFAR-10, ResNet-18: AT + EnSGD" */
  readonly title: string;
  readonly setting: string;
  readonly method: string;
  /** What the paper trained with, each value with its source. */
  readonly paper: readonly PaperValue[];
  /** How the document differs from the paper's training, in sentences. */
  readonly scalingNote: string;
  /** Whether the data set has to be imported from the user's files first. */
  readonly needsOwnFiles: boolean;
  readonly document: TrainingDocument;
}

const value = (name: string, text: string, standing: Provenance): PaperValue => ({ name, value: text, provenance: standing });

interface Setting {
  readonly label: string;
  readonly net: string;
  readonly source: string;
  readonly lr: number;
  readonly stepSize: number;
  /** Epochs without EntropySGD and AWP at the start, of 200. */
  readonly warmup: number;
  readonly awp: readonly [alone: number, withEntropy: number, standing: Provenance];
  readonly step: PaperValue;
}

/** Step size of two of the 255 pixel levels. */
const TWO_LEVELS = 2 / 255;
const settings = {
  'cifar10-resnet': {
    label: 'CIFAR-10, ResNet-18',
    net: 'ResNet-18 (PreActResNet-18 in the code it follows)',
    source: 'cifar10',
    lr: 0.1,
    stepSize: TWO_LEVELS,
    warmup: 0,
    awp: [0.01, 0.005, 'inferred'],
    step: value('step', '2/255', 'stated'),
  },
  'cifar10-wrn': {
    label: 'CIFAR-10, WRN-34-10',
    net: 'WRN-34-10',
    source: 'cifar10',
    lr: 0.1,
    stepSize: TWO_LEVELS,
    warmup: 0,
    awp: [0.01, 0.005, 'inferred'],
    step: value('step', '2/255', 'stated'),
  },
  svhn: {
    label: 'SVHN, ResNet-18',
    net: 'ResNet-18',
    source: 'svhn',
    lr: 0.01,
    stepSize: 1 / 255,
    warmup: 5,
    awp: [0.01, 0.005, 'stated'],
    step: value('step', '1/255', 'stated'),
  },
  cifar100: {
    label: 'CIFAR-100, ResNet-18',
    net: 'ResNet-18',
    source: 'cifar100',
    lr: 0.1,
    stepSize: TWO_LEVELS,
    warmup: 0,
    awp: [0.01, 0.007, 'stated'],
    step: value('step', '2/255', 'stated'),
  },
  trades: {
    label: 'CIFAR-10, WRN-34-10, TRADES',
    net: 'WRN-34-10',
    source: 'cifar10',
    lr: 0.1,
    stepSize: 0.003,
    warmup: 10,
    awp: [0.005, 0.005, 'inferred'],
    step: value('step', '0.003', 'stated'),
  },
} as const satisfies Record<string, Setting>;

/** One training method, named as in the tables. */
interface Row {
  readonly label: string;
  readonly awp?: true;
  readonly entropy?: 'entropy-sgd' | 'entropy-sgd-2';
  readonly alpha?: number;
  readonly L?: number;
  readonly tuned?: true;
}
const rows = {
  plain: { label: 'AT' },
  ensgd: { label: 'AT + EnSGD', entropy: 'entropy-sgd' },
  second: { label: 'AT + 2nd EnSGD', entropy: 'entropy-sgd-2' },
  awp: { label: 'AT + AWP', awp: true },
  'awp-ensgd': { label: 'AT + AWP + EnSGD', awp: true, entropy: 'entropy-sgd' },
} as const satisfies Record<string, Row>;
const tradesRows = {
  plain: { label: 'TRADES' },
  ensgd: { label: 'TRADES + EnSGD', entropy: 'entropy-sgd', L: 20 },
  awp: { label: 'TRADES + AWP', awp: true },
  'awp-ensgd': { label: 'TRADES + AWP + EnSGD', awp: true, entropy: 'entropy-sgd', alpha: 0.3, L: 30 },
  tuned: { label: 'TRADES + AWP + EnSGD, tuned', awp: true, entropy: 'entropy-sgd', alpha: 0.3, tuned: true },
} as const satisfies Record<string, Row>;

/** Assumed: what two cores without a GPU train in minutes. */
const EPOCHS = 10;
/** Gradient calls of one inner walk, L. */
const INNER_STEPS = 5;
const PAPER_EPOCHS = 200;

function paperValues(setting: Setting, row: Row, trades: boolean): PaperValue[] {
  const [alone, both, standing] = setting.awp;
  return [
    value('network', setting.net, 'stated'),
    value('images', `all of ${setting.label.split(',')[0] ?? ''}`, 'stated'),
    value('epochs, batch', '200, 128', 'code'),
    value('learning rate', `${setting.lr}, a tenth from epochs 100 and 150`, 'stated'),
    value('momentum, weight decay', '0.9, 0.0005', 'stated'),
    value('attack', trades ? 'L∞, ε 8/255 or 0.031, 10 steps' : 'L∞, ε 8/255, 10 steps', 'inferred'),
    setting.step,
    value('early stopping', 'PGD-20 on test images; 3 runs', 'stated'),
    ...(trades ? [value('β', '6', 'stated')] : []),
    ...(row.awp ? [value('AWP size', String(row.entropy ? both : alone), standing)] : []),
    ...(row.entropy
      ? [
          value('γ, noise, inner step', '0.03, 1e-4, 0.1', 'inferred'),
          value('α', String(row.alpha ?? 0.75), 'inferred'),
          row.L === undefined ? value('L', '20 or 30, it seems', 'unknown') : value('L', String(row.L), 'inferred'),
        ]
      : []),
    ...(row.tuned ? [value('then SGD', 'from epoch 150', 'stated'), value('built on', 'AWP + EnSGD', 'inferred')] : []),
    ...(setting.warmup > 0 && (row.awp ?? row.entropy) ? [value('warm-up', `${setting.warmup} epochs`, 'stated')] : []),
  ];
}

function scalingNote(setting: Setting, row: Row): string {
  const origin = setting.source === 'cifar10' ? '' : ' from your own files';
  const parts = [
    `Small CNN with batch norm instead of ${setting.net.split(' (')[0] ?? ''}; 2,000 training and 500 test images${origin}; ${EPOCHS} epochs instead of ${PAPER_EPOCHS}, milestones at the same shares; batch 64.`,
    row.entropy ? `L is ${INNER_STEPS}, since an epoch has 32 gradient calls here and 391 there.` : '',
    row.entropy ? ratesNote(setting) : '',
    setting.warmup > 0 && (row.awp ?? row.entropy) ? `The ${setting.warmup} epochs of warm-up are 1.` : '',
    row.tuned ? `SGD from epoch ${Math.round((150 / PAPER_EPOCHS) * EPOCHS)} of ${EPOCHS}.` : '',
    'One seed. The accuracies are not comparable with the paper’s.',
  ];
  return parts.filter((part) => part !== '').join(' ');
}

/** Assumed learning rates: an epoch has six outer steps, in which EntropySGD would hardly leave its start at the paper's rates. After a warm-up SGD's rate stays. */
const ratesOf = ({ warmup }: Setting) => (warmup > 0 ? { lr: 0.1, innerLr: 0.1 } : { lr: 0.5, innerLr: 0.05 });

function ratesNote(setting: Setting): string {
  const { lr, innerLr } = ratesOf(setting);
  if (lr === setting.lr) return '';
  const inner = innerLr === 0.1 ? '' : ` and the inner step ${innerLr} instead of 0.1`;
  return `The learning rate is ${lr} instead of ${setting.lr}${inner}, since an epoch has six outer steps here.`;
}

function presetOf(setting: Setting, row: Row, trades: boolean): TrainingPreset {
  const [alone, both] = setting.awp;
  const entropyOptions: Partial<OptimiserChoice> = {
    ...ratesOf(setting),
    ...(row.alpha !== undefined && { alpha: row.alpha }),
    ...(setting.warmup > 0 && { warmup: 1 }),
    L: INNER_STEPS,
    ...(row.tuned && { until: Math.round((150 / PAPER_EPOCHS) * EPOCHS) }),
  };
  const parsed = parseTraining({
    kind: 'training',
    data: { source: setting.source, train: 2000, test: 500 },
    net: { name: 'small-cnn-bn' }, // without batch norm the paper's rate ends in chance after so few steps
    method: trades ? 'trades' : 'at',
    attack: { norm: 'inf', epsilon: 8 / 255, steps: 10, stepSize: setting.stepSize },
    awp: row.awp ? { size: row.entropy ? both : alone, warmup: setting.warmup > 0 ? 1 : 0 } : null,
    optimiser: { name: row.entropy ?? 'sgd', lr: setting.lr, ...(row.entropy && entropyOptions) },
    epochs: EPOCHS,
    batch: 64,
    evaluate: { steps: 20, count: 500 },
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return {
    title: `${setting.label}: ${row.label}`,
    setting: setting.label,
    method: row.label,
    paper: paperValues(setting, row, trades),
    scalingNote: scalingNote(setting, row),
    needsOwnFiles: setting.source !== 'cifar10',
    document: parsed.document,
  };
}

const tableOf = (id: string, setting: Setting, table: Readonly<Record<string, Row>>, trades: boolean): [string, TrainingPreset][] =>
  Object.entries(table).map(([name, row]) => [`${id}-${name}`, presetOf(setting, row, trades)]);

/** Every row of Tables 1 to 3, by setting and method. Which table a row belongs to, and the numbers in them, could not be read. */
export const trainingPresets: Readonly<Record<string, TrainingPreset>> = Object.fromEntries([
  ...tableOf('cifar10-resnet', settings['cifar10-resnet'], rows, false),
  ...tableOf('cifar10-wrn', settings['cifar10-wrn'], rows, false),
  ...tableOf('svhn', settings.svhn, rows, false),
  ...tableOf('cifar100', settings.cifar100, rows, false),
  ...tableOf('trades', settings.trades, tradesRows, true),
]);
