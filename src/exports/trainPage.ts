import type { Metrics } from '../engine/netProtocol';
import type { TrainingDocument } from '../experiment/training';
import { methodKey, methodLabel } from '../experiment/trainingNames';
import { spreadOf, standingsOf, type Spread } from '../experiment/trainResults';
import { namesOf } from '../experiment/trainStrokes';
import { fixed, tickText } from '../figures/range';
import { trainPageMarks, type TrainPage } from '../figures/trainPage';
import { svgDocument } from '../figures/vector/svg';
import { unitOf, type ExportOptions } from './page';
import { paintedPng } from './png';
import { metricsHeader, metricsRows } from './trainFiles';

/** One evaluated run of the page. */
export interface TrainedRun {
  readonly document: TrainingDocument;
  readonly seed: number;
  readonly metrics: readonly Metrics[];
  readonly backend?: string;
}

/** One document a method, with all its seeds, in the order of the runs. */
export function trainedDocuments(runs: readonly Pick<TrainedRun, 'document' | 'seed'>[]): readonly TrainingDocument[] {
  const found = new Map<string, TrainingDocument>();
  for (const { document, seed } of runs) {
    const had = found.get(methodKey(document));
    found.set(methodKey(document), { ...document, seeds: [...new Set([...(had?.seeds ?? []), seed])] });
  }
  return [...found.values()];
}

/** What a file carries: the document, or a list where there are several methods. */
const carried = (documents: readonly TrainingDocument[]): TrainingDocument | readonly TrainingDocument[] =>
  (documents.length === 1 ? documents[0] : undefined) ?? documents;

/** Curves and table as a picture, or every evaluated epoch as rows; the documents inside. */
export async function trainFile(runs: readonly TrainedRun[], format: 'png' | 'svg' | 'csv' | 'json', options: ExportOptions): Promise<Uint8Array> {
  const documents = carried(trainedDocuments(runs));
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (format === 'json') return encode(`${JSON.stringify(documents, null, 2)}\n`);
  if (format === 'csv') return encode(trainCsv(runs, __VERSION__));
  const page = trainPageOf(runs, options.dark);
  const marks = (width: number, height: number) => trainPageMarks(page, width, height);
  if (format === 'png') return paintedPng(marks, documents, options);
  const { width, height } = options;
  const unit = unitOf(options);
  return encode(svgDocument(marks(width / unit, height / unit), width, height, unit, { title: page.title, metadata: JSON.stringify(documents) }));
}

/** The recipe, then metrics.csv with the method before it, numbered as in the legend where two have one name. */
export function trainCsv(runs: readonly TrainedRun[], version: string): string {
  const documents = trainedDocuments(runs);
  const names = namesOf(documents);
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
export function trainPageOf(runs: readonly TrainedRun[], dark: boolean): TrainPage {
  const documents = trainedDocuments(runs);
  const standings = new Map(standingsOf(runs).map((standing) => [standing.key, standing]));
  const names = namesOf(documents);
  const [first] = documents;
  if (!first) throw new Error('Nothing has been trained yet.');
  const { data, net, attack, epochs, evaluate } = first;
  const alike = documents.every((own) => JSON.stringify([own.data, own.net, own.epochs]) === JSON.stringify([data, net, epochs]));
  const radius = `ε = ${tickText(Number((attack.epsilon * 255).toFixed(3)))}/255`;
  return {
    title: `Adversarial training: ${documents.length === 1 ? methodLabel(first) : `${documents.length} methods`}`,
    note: alike
      ? `${data.source}, ${data.train} training and ${data.test} test images · ${net.name} · ${attack.norm === 2 ? 'L2' : 'L∞'}, ${radius} · ${epochs} epochs`
      : 'Runs on different data, networks or lengths; the documents are in this file',
    caption: `Robust accuracy under PGD-${evaluate.steps} on ${evaluate.count} images. Bold: test images, thin: training images; bands: ±1 standard deviation over seeds. Table: at the epoch of best robust test accuracy.`,
    methods: names.flatMap((name, i) => {
      const document = documents[i] ?? first;
      const own = runs.filter((run) => methodKey(run.document) === methodKey(document));
      const over = standings.get(methodKey(document))?.over;
      const pace = own.flatMap(({ metrics }) => metrics.slice(-1).map(({ seconds, epoch }) => seconds / epoch));
      return {
        key: methodKey(document),
        ...name,
        runs: own.map(({ metrics }) => metrics),
        cells: [
          percent(over?.testClean),
          percent(over?.testRobust),
          over ? fixed(100 * (over.trainRobust.mean - over.testRobust.mean), 1) : '–',
          over ? fixed(over.epoch.mean, over.epoch.std === null ? 0 : 1) : '–',
          pace.length > 0 ? fixed(spreadOf(pace).mean, 2) : '–',
          String(own.length),
        ],
      };
    }),
    columns: ['clean, %', 'robust, %', 'train − test, %', 'best epoch', 's per epoch', 'seeds'],
    dark,
  };
}

const percent = (spread: Spread | undefined): string =>
  spread ? `${fixed(100 * spread.mean, 1)}${spread.std === null ? '' : ` ± ${fixed(100 * spread.std, 1)}`}` : '–';
