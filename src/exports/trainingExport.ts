import { methodKey, methodLabel, type TrainingDocument } from '../documents/trainingDocument';
import { fixedText } from '../figures/base/ticks';
import { isClean, isRobust } from '../nets/autoAttack/verdicts';
import { curveCharts, type TrainedMethod, type TrainingPage, trainingPageCommands } from '../figures/networks/trainingPage';
import { attackText, lengthText, normText } from '../nets/attacks/attackNumbers';
import { evaluationAttack } from '../nets/training/schedule';
import {
  bestOf,
  distinctSeeds,
  type MetricName,
  runWarnings,
  uniqueMethodNames,
  type Spreads,
  spreadsOf,
  methodResults,
} from '../state/runs/trainingResults';
import { type Spread, spreadOf } from '../math/core/statistics';
import { shortestText } from './surface/csv';
import { distinct, versionLine } from './base/provenance';
import { type Picture, pictureFile, type PictureFormat, type PictureOptions } from './base/pictures';
import type { Metrics } from '../nets/training/types';
import type { EvaluateResult } from '../worker/rpc/trainingProtocol';

/** One seed of a document, evaluated. */
export interface SeedRun {
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  readonly backend: string;
}

/** Columns of metrics.csv after the seed, and where they come from. */
export const columns = {
  epoch: 'epoch',
  seconds: 'seconds',
  lr: 'lr',
  train_loss: 'trainLoss',
  train_clean: 'trainClean',
  train_robust: 'trainRobust',
  test_clean: 'testClean',
  test_robust: 'testRobust',
} as const satisfies Record<string, MetricName>;

/** The header of metrics.csv after the seed. */
export const metricsHeader = `seed,${Object.keys(columns).join(',')}`;
/** A row an evaluated epoch, in the shortest form that reads back. */
export const metricsRows = ({ seed, metrics }: Pick<SeedRun, 'seed' | 'metrics'>): string[] =>
  metrics.map((row) => [seed, ...Object.values(columns).map((name) => shortestText(row[name]))].join(','));

/** metrics.csv of the contract: seeds one after the other. */
export const metricsCsvOf = (runs: readonly SeedRun[]): string => [metricsHeader, ...runs.flatMap(metricsRows), ''].join('\n');

/** Mean and sample standard deviation (n − 1; null with one seed) over seeds at the early-stopping epoch, and all that made them. */
export function summaryOf(
  document: TrainingDocument,
  runs: readonly SeedRun[],
  version: string,
  evaluations: readonly Pick<EvaluateResult, 'seed' | 'clean' | 'robust' | 'by' | 'standard' | 'warnings'>[] = [],
): string {
  const rows = runs.flatMap(({ seed, metrics }) => {
    const best = bestOf(metrics);
    return best ? [{ seed, best }] : [];
  });
  const over = spreadsOf(rows.map(({ best }) => best));
  const named = <T>(of: (name: MetricName) => T): Record<string, T> =>
    Object.fromEntries(Object.entries(columns).map(([column, name]) => [column, of(name)]));
  const part = (key: keyof Spreads[keyof Spreads]) => named((name) => over[name][key]);
  const summary = {
    smoothscape: document.smoothscape,
    version,
    backend: [...new Set(runs.map(({ backend }) => backend))].join(', '),
    evaluation: { attack: 'pgd', ...evaluationAttack(document), start: 'random', count: document.evaluate.count },
    warnings: [...new Set([...runs.flatMap(({ metrics }) => runWarnings(document, metrics)), ...evaluations.flatMap(({ warnings }) => warnings)])],
    early_stopping: 'the first epoch of the highest test_robust',
    mean: part('mean'),
    std: part('std'),
    seeds: rows.map(({ seed, best }) => ({ seed, ...named((name) => best[name]), test_zero_gradient: best.testStalled ?? null })),
    ...(evaluations.length > 0 && { autoattack: autoattackOf(evaluations) }),
    document,
  };
  return `${JSON.stringify(summary, null, 2)}\n`;
}

/** AutoAttack on the best weights of each seed: shares of the test images, and their spread over seeds. */
function autoattackOf(evaluations: readonly Pick<EvaluateResult, 'seed' | 'clean' | 'robust' | 'by' | 'standard'>[]) {
  const [clean, robust] = [spreadOf(evaluations.map((one) => one.clean)), spreadOf(evaluations.map((one) => one.robust))];
  return {
    standard: evaluations.every(({ standard }) => standard),
    mean: { clean: clean.mean, robust: robust.mean },
    std: { clean: clean.std, robust: robust.std },
    seeds: evaluations.map(({ seed, clean: share, robust: left, by }) => ({ seed, clean: share, robust: left, by })),
  };
}

/** evaluation.csv of the contract: a row an image. Of a misclassified image it is the image itself that is kept, at distance 0. */
export function evaluationCsv({ state: { verdicts } }: Pick<EvaluateResult, 'state'>): string {
  const rows = verdicts.map((verdict) => {
    const { index, label, predicted, attack, gradients, queries } = verdict;
    const distance = isRobust(verdict) ? '' : isClean(verdict) ? shortestText(verdict.distance ?? NaN) : '0';
    return [index, label, predicted, isRobust(verdict) ? 1 : 0, attack ?? '', gradients, queries, distance].join(',');
  });
  return ['index,label,clean,robust,attack,iterations,queries,distance', ...rows, ''].join('\n');
}

/** evaluation.json of the contract. */
export function evaluationJson(document: TrainingDocument, result: EvaluateResult, version: string): string {
  const { clean, robust, by, count, seed, backend, warnings, standard } = result;
  return `${JSON.stringify({ clean, robust, by, count, seed, standard, document, version, backend, warnings }, null, 2)}\n`;
}

/** One evaluated run of the page. */
export interface TrainedRun {
  readonly document: TrainingDocument;
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  readonly backend?: string;
}

/** One document a method, with all its seeds, in the order of the runs. */
export function trainedDocuments(runs: readonly Pick<TrainedRun, 'document' | 'seed'>[]): readonly TrainingDocument[] {
  const byMethod = new Map<string, TrainingDocument>();
  for (const { document, seed } of runs) {
    const earlier = byMethod.get(methodKey(document));
    byMethod.set(methodKey(document), { ...document, seeds: [...new Set([...(earlier?.seeds ?? []), seed])] });
  }
  return [...byMethod.values()];
}

/** What a file carries: the document, or a list where there are several methods. */
const carried = (documents: readonly TrainingDocument[]): TrainingDocument | readonly TrainingDocument[] =>
  (documents.length === 1 ? documents[0] : undefined) ?? documents;

/** Curves and table as a picture, or every evaluated epoch as rows; the documents inside. */
export async function trainingFile(
  runs: readonly TrainedRun[],
  format: PictureFormat | 'csv' | 'json',
  options: PictureOptions,
): Promise<Uint8Array> {
  const documents = carried(trainedDocuments(runs));
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (format === 'json') return encode(`${JSON.stringify(documents, null, 2)}\n`);
  if (format === 'csv') return encode(trainingCsv(runs, __VERSION__));
  return pictureFile(trainingPicture(runs, options.dark), format, options);
}

/** What made trained runs beside their documents, a line each. */
export const trainingProvenance = (
  runs: readonly (Pick<TrainedRun, 'document' | 'seed'> & { readonly backend?: string | undefined })[],
): readonly string[] => [
  versionLine(),
  `seed: ${distinct(runs.map(({ seed }) => seed))}`,
  `data: ${distinct(runs.map(({ document: { data } }) => `${data.source}, ${data.train} + ${data.test} images`))}`,
  `backend: ${distinct(runs.flatMap(({ backend }) => backend ?? []))}`,
  'precision: float32',
];

export function trainingPicture(runs: readonly TrainedRun[], dark: boolean): Picture {
  const page = trainingPageOf(runs, dark);
  const document = carried(trainedDocuments(runs));
  return { title: page.title, draw: (width, height) => trainingPageCommands(page, width, height), document, provenance: trainingProvenance(runs) };
}

/** The recipe, then metrics.csv with the method before it, numbered as in the legend where two have one name. */
export function trainingCsv(opened: readonly TrainedRun[], version: string): string {
  const runs = distinctSeeds(opened);
  const documents = trainedDocuments(runs);
  const names = uniqueMethodNames(documents);
  const named = new Map(documents.map((document, i) => [methodKey(document), names[i]?.label ?? methodLabel(document)]));
  return [
    `# document: ${JSON.stringify(carried(documents))}`,
    `# version: smoothscape ${version}`,
    `# backend: ${[...new Set(runs.flatMap(({ backend }) => backend ?? []))].join(', ')}`,
    `method,${metricsHeader}`,
    ...runs.flatMap((run) => metricsRows(run).map((row) => `${named.get(methodKey(run.document))},${row}`)),
    '',
  ].join('\n');
}

/** What is printed beside the curves: what was trained on what, and the table. */
export function trainingPageOf(opened: readonly TrainedRun[], dark: boolean): TrainingPage {
  const runs = distinctSeeds(opened);
  const documents = trainedDocuments(runs);
  const standings = new Map(methodResults(runs).map((standing) => [standing.key, standing]));
  const names = uniqueMethodNames(documents);
  const [first] = documents;
  if (!first) throw new Error('Nothing has been trained yet.');
  const { data, net, attack, epochs } = first;
  const setupOf = ({ data, net, attack: { norm, epsilon }, epochs }: TrainingDocument): string => JSON.stringify([data, net, norm, epsilon, epochs]);
  const sameSetup = documents.every((other) => setupOf(other) === setupOf(first));
  const judges = documents.map(({ evaluate }) => `${attackText(evaluate)}, ${evaluate.count} images`);
  const judged = new Set(judges).size === 1 ? judges[0] : names.map(({ label }, i) => `${label}: ${judges[i]}`).join('; ');
  const warnings = [...new Set(runs.flatMap(({ document, metrics }) => runWarnings(document, metrics)))];
  const methods = names.map((name, i): TrainedMethod => {
    const document = documents[i] ?? first;
    const methodRuns = runs.filter((run) => methodKey(run.document) === methodKey(document));
    const over = standings.get(methodKey(document))?.spreads;
    const pace = methodRuns.flatMap(({ metrics }) => metrics.slice(-1).map(({ seconds, epoch }) => seconds / epoch));
    return {
      key: methodKey(document),
      ...name,
      runs: methodRuns.map(({ metrics }) => metrics),
      cells: [
        percent(over?.testClean),
        percent(over?.testRobust),
        over ? fixedText(100 * (over.trainRobust.mean - over.testRobust.mean), 1) : '–',
        over ? fixedText(over.epoch.mean, over.epoch.std === null ? 0 : 1) : '–',
        pace.length > 0 ? fixedText(spreadOf(pace).mean, 2) : '–',
        String(methodRuns.length),
      ],
    };
  });
  return {
    title: `Adversarial training: ${documents.length === 1 ? methodLabel(first) : `${documents.length} methods`}`,
    note: sameSetup
      ? `${data.source}, ${data.train} training and ${data.test} test images · ${net.name} · ${normText(attack.norm)}, ε = ${lengthText(attack.norm, attack.epsilon)} · ${epochs} epochs`
      : 'Runs on different data, networks, attacks or lengths; the documents are in this file',
    caption: [
      `Robust accuracy under ${judged}`,
      'Bold: test images, thin: training images; bands: ±1 standard deviation over seeds',
      'Table: at the epoch of best robust test accuracy',
      ...warnings,
      '',
    ]
      .join('. ')
      .trimEnd(),
    methods,
    charts: curveCharts({ methods, dark }),
    columns: ['clean, %', 'robust, %', 'train − test, %', 'best epoch', 's per epoch', 'seeds'],
    dark,
  };
}

const percent = (spread: Spread | undefined): string =>
  spread ? `${fixedText(100 * spread.mean, 1)}${spread.std === null ? '' : ` ± ${fixedText(100 * spread.std, 1)}`}` : '–';
