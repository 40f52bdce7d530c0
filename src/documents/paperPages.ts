import type { TrainingDocument } from './trainingDocument';
import { trainingPresets } from './trainingPresets';

/** A method of the paper's tables as a training document describes it. */
interface PaperMethod {
  readonly label: string;
  matches(document: Pick<TrainingDocument, 'method' | 'awp' | 'optimiser'>): boolean;
}

/** The size of AWP alone that the paper follows; the small one is what it takes together with EntropySGD. */
const AWP_SIZE = 0.01;
const method = (
  label: string,
  loss: TrainingDocument['method'],
  awp: 'none' | 'any' | 'full' | 'small',
  optimiser: TrainingDocument['optimiser']['name'],
  tuned = false,
): PaperMethod => ({
  label,
  matches: (document) => {
    const size = document.awp?.size;
    const perturbed = { none: size === undefined, any: size !== undefined, full: (size ?? 0) >= AWP_SIZE, small: (size ?? AWP_SIZE) < AWP_SIZE }[awp];
    return document.method === loss && perturbed && document.optimiser.name === optimiser && (document.optimiser.until !== undefined) === tuned;
  },
});

/** Methods of the paper's figures and tables. */
export const paperMethods = {
  at: method('AT', 'at', 'none', 'sgd'),
  ensgd: method('AT + EnSGD', 'at', 'none', 'entropy-sgd'),
  second: method('AT + 2nd EnSGD', 'at', 'none', 'entropy-sgd-2'),
  awp: method('AWP', 'at', 'full', 'sgd'),
  'awp-small': method('AWP, small size', 'at', 'small', 'sgd'),
  'awp-ensgd': method('AWP + EnSGD', 'at', 'any', 'entropy-sgd'),
  trades: method('TRADES', 'trades', 'none', 'sgd'),
  'trades-ensgd': method('TRADES + EnSGD', 'trades', 'none', 'entropy-sgd'),
  'trades-awp': method('TRADES + AWP', 'trades', 'any', 'sgd'),
  'trades-awp-ensgd': method('TRADES + AWP + EnSGD', 'trades', 'any', 'entropy-sgd'),
  tuned: method('TRADES + AWP + EnSGD, tuned', 'trades', 'any', 'entropy-sgd', true),
} as const satisfies Record<string, PaperMethod>;
export type PaperMethodId = keyof typeof paperMethods;

/** An order of robust accuracies that the paper states in words; its numbers could not be read. */
export type PaperOrder =
  | { readonly kind: 'above'; readonly methods: readonly [better: PaperMethodId, worse: PaperMethodId]; readonly where?: string }
  | { readonly kind: 'alike'; readonly methods: readonly [PaperMethodId, PaperMethodId]; readonly where?: string }
  | { readonly kind: 'best'; readonly methods: readonly [PaperMethodId]; readonly where?: string };

export interface PaperPage {
  readonly label: string;
  readonly title: string;
  /** On its card. */
  readonly short: string;
  /** What the paper shows, as far as it could be read. */
  readonly note: string;
  readonly kind: 'curves' | 'table' | 'slices';
  /** What robust accuracy is ranked by, where all runs have it. */
  readonly judge: 'pgd' | 'autoattack';
  readonly methods: readonly PaperMethodId[];
  /** Data sets of the paper's runs, those that a page prefers. */
  readonly sources: readonly string[];
  /** Data, network and epochs of the paper in words. */
  readonly setting: string;
  readonly orders: readonly PaperOrder[];
}

const cifar10 = ['cifar10', 'cifar10-full'];
const above = (better: PaperMethodId, worse: PaperMethodId, where?: string): PaperOrder => ({
  kind: 'above',
  methods: [better, worse],
  ...(where && { where }),
});
const alike = (a: PaperMethodId, b: PaperMethodId, where?: string): PaperOrder => ({ kind: 'alike', methods: [a, b], ...(where && { where }) });
const RESNET = 'ResNet-18, 50,000 images of CIFAR-10, 200 epochs of batch 128, PGD-10';
const tableMethods = ['at', 'ensgd', 'second', 'awp', 'awp-ensgd'] as const;
const usualOrders = [above('ensgd', 'at'), above('awp-ensgd', 'awp')];

/** The paper's figures and tables of training. Which row stands in which table could not be read; the grouping is ours. */
export const paperPages = {
  'figure-3': {
    label: 'Figure 3',
    title: 'Robust accuracy against epochs and run time',
    short: 'Epochs, time',
    note: 'Accuracy under PGD on training and test images of CIFAR-10, against epochs and against run time.',
    kind: 'curves',
    judge: 'pgd',
    methods: ['at', 'ensgd', 'awp', 'awp-ensgd'],
    sources: cifar10,
    setting: RESNET,
    orders: usualOrders,
  },
  'figure-6': {
    label: 'Figure 6',
    title: 'The same with the small weight perturbation under SGD',
    short: 'Smaller AWP',
    note: 'As Figure 3, and AWP under SGD with the small size that AWP takes together with EntropySGD.',
    kind: 'curves',
    judge: 'pgd',
    methods: ['at', 'ensgd', 'awp', 'awp-small', 'awp-ensgd'],
    sources: cifar10,
    setting: RESNET,
    orders: usualOrders,
  },
  'figure-7': {
    label: 'Figure 7',
    title: 'The loss around the best weights',
    short: 'Loss slices',
    note: 'Adversarial loss along one filter-normalised random direction through the best weights, on training and on test images.',
    kind: 'slices',
    judge: 'pgd',
    methods: ['at', 'ensgd', 'awp', 'awp-ensgd'],
    sources: cifar10,
    setting: RESNET,
    orders: [],
  },
  'table-1': {
    label: 'Table 1',
    title: 'Robust accuracy on CIFAR-10 under AutoAttack',
    short: 'CIFAR-10',
    note: 'Robust accuracy of ResNet-18 and WRN-34-10 on CIFAR-10 under AutoAttack.',
    kind: 'table',
    judge: 'autoattack',
    methods: tableMethods,
    sources: cifar10,
    setting: 'ResNet-18 and WRN-34-10, 50,000 images of CIFAR-10, 200 epochs of batch 128, PGD-10',
    orders: [...usualOrders, alike('second', 'ensgd'), alike('ensgd', 'awp', 'under AutoAttack')],
  },
  'table-2': {
    label: 'Table 2',
    title: 'Robust accuracy on SVHN and CIFAR-100 under PGD',
    short: 'Other data',
    note: 'Robust accuracy of ResNet-18 on SVHN and CIFAR-100 under PGD-20.',
    kind: 'table',
    judge: 'pgd',
    methods: tableMethods,
    sources: ['svhn', 'cifar100'],
    setting: 'ResNet-18, the whole of SVHN and of CIFAR-100, 200 epochs of batch 128, PGD-10',
    orders: [
      above('ensgd', 'at'),
      above('awp-ensgd', 'awp', 'SVHN'),
      above('awp', 'awp-ensgd', 'CIFAR-100, by 0.05 points'),
      alike('second', 'ensgd'),
    ],
  },
  'table-3': {
    label: 'Table 3',
    title: 'TRADES on CIFAR-10 under AutoAttack',
    short: 'TRADES',
    note: 'Robust accuracy of WRN-34-10 trained by TRADES on CIFAR-10, under AutoAttack; “tuned” is EntropySGD for 150 epochs, then SGD.',
    kind: 'table',
    judge: 'autoattack',
    methods: ['trades', 'trades-ensgd', 'trades-awp', 'trades-awp-ensgd', 'tuned'],
    sources: cifar10,
    setting: 'WRN-34-10, 50,000 images of CIFAR-10, 200 epochs of batch 128, 10 of them warm-up, 10 attack steps',
    orders: [above('trades-ensgd', 'trades'), above('trades-awp-ensgd', 'trades-awp'), { kind: 'best', methods: ['tuned'] }],
  },
} as const satisfies Record<string, PaperPage>;
export type PaperPageId = keyof typeof paperPages;
export const paperPageIds = Object.keys(paperPages) as readonly PaperPageId[];

/** Seeds of a page's documents: the paper trains three times. */
const SEEDS = [1, 2, 3];
const SMALL_AWP_SIZE = 0.005;

/** A document for each method of a page, at the settings of the paper's rows scaled to what a page can train, three seeds each. */
export const paperDocuments = ({ methods, sources: [source] }: PaperPage): readonly TrainingDocument[] =>
  methods.flatMap((id) => {
    const rows = Object.values(trainingPresets).map(({ document }) => document);
    const ofData = rows.filter(({ data }) => data.source === source);
    const document = ofData.find((row) => paperMethods[id === 'awp-small' ? 'awp' : id].matches(row));
    if (!document) return [];
    return [{ ...document, seeds: SEEDS, ...(id === 'awp-small' && { awp: { size: SMALL_AWP_SIZE, warmup: 0 } }) }];
  });
