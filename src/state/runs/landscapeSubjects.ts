import { dimensionsOf, type LandscapeChoice, landscapeChoiceOf, type LandscapeDocument, landscapeSpecs } from '../../documents/landscapeDocument';
import { parseLandscape } from '../../documents/parseLandscape';
import { VERSION } from '../../documents/surfaceDocument';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { datasets, isDataset } from '../../nets/datasets';
import { directionKinds } from '../../nets/landscape/directions';
import { lossKinds } from '../../nets/landscape/lossKinds';
import type { EstimateResult } from '../../worker/rpc/estimateProtocol';
import { type DrawnSlice, type LandscapeSubject, subjectKey } from './landscapes';
import type { Measurement } from './measurements';
import { hasWeights, type TrainRun } from './trainingRun';

/** Weights that a slice can go through: the best ones of a run of the visitor, or a shipped file. */
export interface WeightSource {
  /** Of the run, or of the run that holds the shipped weights. */
  readonly id: string;
  readonly document: TrainingDocument;
  readonly seed: number;
  /** The shipped file; absent for a run. */
  readonly file?: string;
}

/** What there is to choose from: runs with weights, the newest first, then shipped ones. */
export const weightSources = (
  runs: readonly TrainRun[],
  shipped: readonly (Pick<WeightSource, 'document' | 'seed'> & { readonly weights: { readonly file: string } })[],
): readonly WeightSource[] => [
  ...runs.filter(hasWeights).sort((a, b) => b.order - a.order),
  ...shipped.map(({ document, seed, weights: { file } }) => ({ id: `shipped ${file}`, document, seed, file })),
];

/** Images and nodes a side of a first slice: a picture within seconds. */
const FIRST = { count: 50, n: 9 };

/** Images that a split of a source has. */
export const imagesOf = (source: string, split: 'train' | 'test'): number =>
  isDataset(source) ? datasets[source].counts[split] : landscapeSpecs.count.allowed.max;

/** The same images as far as the split has them. */
export function withinSource(data: LandscapeChoice['data']): LandscapeChoice['data'] {
  const available = imagesOf(data.source, data.split);
  const from = Math.min(data.from, available - 1);
  return { ...data, from, count: Math.min(data.count, available - from) };
}

/** The document of a slice through weights: their network, data and ball; what was chosen of the rest stays. */
export function landscapeOf({ id, document }: WeightSource, before?: LandscapeDocument): LandscapeDocument {
  const { net, data, evaluate } = document;
  const images = { source: data.source, count: Math.min(FIRST.count, imagesOf(data.source, 'test')) };
  const parsed = parseLandscape({
    ...{ kind: 'landscape', grid: { a: [-1, 1], b: [-1, 1], n: FIRST.n }, attack: { norm: evaluate.norm, epsilon: evaluate.epsilon } },
    ...before,
    ...{ smoothscape: 1, weights: id, net, data: before?.data.source === data.source ? before.data : images },
  });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return parsed.document;
}

/** One slice of a figure. */
export interface LandscapeVariant {
  readonly title: string;
  readonly document: LandscapeDocument;
}

/** Direction seeds that are compared. */
const SEEDS = 3;
const SPLITS = { test: 'Test images', train: 'Training images' } as const;

/** What a figure compares: the slices of a document that stand side by side. */
export const comparisons = {
  none: { label: 'one slice', variants: (document) => [{ title: '', document }] },
  attack: {
    label: 'attack run anew | frozen',
    variants: (document) => [
      { title: 'Attack run anew', document: { ...document, loss: 'adversarial' } },
      { title: 'Attack frozen at the centre', document: { ...document, loss: 'frozen' } },
    ],
  },
  split: {
    label: 'test | training images',
    variants: (document) =>
      (['test', 'train'] as const).map((split) => ({
        title: SPLITS[split],
        document: { ...document, data: withinSource({ ...document.data, split }) },
      })),
  },
  seeds: {
    label: 'three seeds of the directions',
    variants: (document) =>
      directionKinds[document.directions.kind].seeded
        ? Array.from({ length: SEEDS }, (_, k) => document.directions.seed + k).map((seed) => ({
            title: `Directions of seed ${seed}`,
            document: { ...document, directions: { ...document.directions, seed } },
          }))
        : [{ title: '', document }],
  },
} satisfies Record<string, { readonly label: string; readonly variants: (document: LandscapeDocument) => readonly LandscapeVariant[] }>;

export type ComparisonName = keyof typeof comparisons;
export const comparisonNames = Object.keys(comparisons) as readonly ComparisonName[];

/** What is measured of a document: the runs beside the centre are named by its files. */
export const subjectOf = (document: LandscapeDocument): LandscapeSubject => {
  const { files = [], ...directions } = document.directions;
  return { run: document.weights, choice: landscapeChoiceOf({ ...document, directions }), others: files };
};

/** The document by which a slice is measured elsewhere: weights are named by the files in which they are saved. */
export function writtenLandscape({ run, others }: LandscapeSubject, choice: LandscapeChoice, sources: readonly WeightSource[]): LandscapeDocument {
  const fileOf = (id: string): string => {
    const source = sources.find((one) => one.id === id);
    return source?.file ?? `weights-${source?.seed ?? 1}.safetensors`;
  };
  const { files: _ids, ...directions } = choice.directions;
  const named = others.length > 0 ? { ...directions, files: others.map(fileOf) } : directions;
  return { smoothscape: VERSION, kind: 'landscape', weights: fileOf(run), ...landscapeChoiceOf(choice), directions: named };
}

/** What is chosen on the page. */
export interface ChosenLandscape {
  readonly source: WeightSource;
  readonly document: LandscapeDocument;
  readonly variants: readonly LandscapeVariant[];
}

/** The chosen weights and slices; the first weights there are, until some are chosen. */
export function chosenLandscape(
  chosen: LandscapeDocument | undefined,
  comparison: ComparisonName,
  sources: readonly WeightSource[],
): ChosenLandscape | undefined {
  const source = sources.find(({ id }) => id === chosen?.weights) ?? sources[0];
  if (!source) return undefined;
  const document = chosen?.weights === source.id ? chosen : landscapeOf(source, chosen);
  return { source, document, variants: comparisons[comparison].variants(document) };
}

/** A pane with what is measured of it. */
export interface ShownSlice extends DrawnSlice {
  readonly landscape: Measurement<'landscape'> | undefined;
}

/** The slices that the figure shows: those chosen once they are begun, before that the ones drawn last. */
export function shownSlices(
  { source, variants }: ChosenLandscape,
  byKey: Readonly<Record<string, Measurement<'landscape'>>>,
  drawn: Readonly<Record<string, readonly DrawnSlice[]>>,
): readonly ShownSlice[] {
  const chosen = variants.map(({ title, document }) => ({ title, key: subjectKey(subjectOf(document)) }));
  const panes = chosen.some(({ key }) => byKey[key]) ? chosen : (drawn[source.id] ?? chosen);
  return panes.map((pane) => ({ ...pane, landscape: byKey[pane.key] }));
}

/** Forward passes that a gradient by pixels costs, and products of the Hessian that eigenvectors take at most. */
const GRADIENT_COST = 3;
const PRODUCTS = { count: 60, cost: 6 };

/** Seconds that a slice takes about, from the speed of a training step on this machine. */
export function landscapeSeconds(document: LandscapeDocument, { forwardMacs, macsPerSecond }: EstimateResult): number | undefined {
  if (macsPerSecond === undefined) return undefined;
  const { grid, loss, attack, data, directions } = document;
  const nodes = grid.n ** dimensionsOf(document);
  const attacks = lossKinds[loss].attacked ? GRADIENT_COST * attack.steps : 0;
  const passes = loss === 'frozen' ? nodes + attacks : nodes * (1 + attacks);
  const products = directions.kind === 'hessian' ? PRODUCTS.count * PRODUCTS.cost : 0;
  return ((passes + products) * data.count * forwardMacs) / macsPerSecond;
}
