import type { PaperPage } from '../../documents/paperPages';
import { fixedText } from '../../figures/base/ticks';
import { spreadChartCommands } from '../../figures/networks/paperCharts';
import { curveCharts, type TitledChart, type TrainedMethod, type TrainingPage, trainingPageCommands } from '../../figures/networks/trainingPage';
import type { Spread } from '../../math/core/statistics';
import { attackText, lengthText, normText } from '../../nets/attacks/attackNumbers';
import { datasets, isDataset } from '../../nets/datasets';
import { nets } from '../../nets/models/architectures';
import { measuredOrders, type MeasuredOrder, type PaperGroup, type PaperResults, type PaperRun, rankedSpread } from '../../state/runs/paperResults';
import { bestOf, runWarnings } from '../../state/runs/trainingResults';
import { shortestText } from '../surface/csv';
import { type Picture, pictureFile, type PictureFormat, type PictureOptions } from '../base/pictures';
import { type MethodSlices, sliceCells, sliceCharts, sliceColumns, sliceHeader, sliceRows, sliceSentence } from './paperSlices';
import { metricsHeader, metricsRows, trainingProvenance } from '../trainingExport';

/** What a page of the paper shows. */
export interface ShownPage {
  readonly page: PaperPage;
  readonly results: PaperResults;
  /** Whether the runs are those that the page ships, and how their documents were chosen. */
  readonly shipped: boolean;
  readonly note: string;
  /** Of Figure 7: the slices of each method that are measured. */
  readonly slices?: readonly MethodSlices[];
}

/** "23.0 ± 0.4" in %; no deviation of one seed. */
export const percentText = (spread: Spread | undefined): string =>
  spread ? `${fixedText(100 * spread.mean, 1)}${spread.std === null ? '' : ` ± ${fixedText(100 * spread.std, 1)}`}` : '–';

/** Where the runs come from. */
export const originText = ({ shipped, results: { groups } }: ShownPage): string => {
  const seeds = Math.max(...groups.map(({ runs }) => runs.length));
  return `${shipped ? 'Runs shipped with the page' : 'Your own runs'}, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}${groups.some(({ runs }) => runs.length < seeds) ? ' at most' : ''}`;
};

/** "2,500" */
const countText = (count: number): string => count.toLocaleString('en');

/** What differs from the paper's setting, in one line. */
export function differenceText({ page, results: { groups } }: ShownPage): string {
  const [first] = groups;
  if (!first) return '';
  const { data, net, epochs, batch, attack, evaluate } = first.document;
  const images = `${countText(data.train)} training and ${countText(data.test)} test images of ${isDataset(data.source) ? datasets[data.source].label : data.source}`;
  const label = Object.entries(nets).find(([name]) => name === net.name)?.[1].label ?? net.name;
  const trained = `PGD-${attack.steps}, ${normText(attack.norm)}, ε = ${lengthText(attack.norm, attack.epsilon)}, in training`;
  return `Our setting: ${label}, ${images}, ${epochs} epochs of batch ${batch}, ${trained}, accuracies on ${evaluate.count} images. The paper: ${page.setting}.`;
}

/** What the ranking column holds. */
export function judgeText({ page, results: { groups, judge } }: ShownPage): string {
  const [first] = groups;
  const images = first?.runs[0]?.autoattack?.count;
  if (judge === 'autoattack') return `AutoAttack, standard version, ${images ?? 0} test images, on the weights of the best epoch`;
  const pgd = first ? attackText(first.document.evaluate) : 'PGD-20';
  return page.judge === 'autoattack' ? `${pgd}: AutoAttack, by which the paper ranks, has not judged all of these runs` : pgd;
}

/** "AT 23.0 ± 0.4 %", in the order found. */
export const numbersText = ({ results: { groups, judge } }: ShownPage): string =>
  rankedGroups(groups, judge)
    .map((group) => `${group.label} ${percentText(rankedSpread(group, judge))} %`)
    .join(', ');

/** Highest robust accuracy first. */
export const rankedGroups = <R extends PaperRun>(groups: readonly PaperGroup<R>[], judge: PaperPage['judge']): readonly PaperGroup<R>[] =>
  [...groups].sort((a, b) => rankedSpread(b, judge).mean - rankedSpread(a, judge).mean);

/** Seconds of an epoch, training and evaluation, over seeds. */
const paceOf = ({ runs }: PaperGroup): number => {
  const paces = runs.flatMap(({ metrics }) => metrics.slice(-1).map(({ seconds, epoch }) => seconds / epoch));
  return paces.reduce((sum, pace) => sum + pace, 0) / Math.max(1, paces.length);
};

const runColumns = ['AutoAttack, %', 'PGD, %', 'clean, %', 'best epoch', 's per epoch', 'seeds'] as const;
const runCells = (group: PaperGroup): readonly string[] => [
  percentText(group.autoattack),
  percentText(group.spreads.testRobust),
  percentText(group.spreads.testClean),
  fixedText(group.spreads.epoch.mean, group.spreads.epoch.std === null ? 0 : 1),
  fixedText(paceOf(group), 2),
  String(group.runs.length),
];

/** Columns of the table of a page, and the cells of a method under them. */
export const paperColumns = ({ page: { kind } }: ShownPage): readonly string[] => (kind === 'slices' ? sliceColumns : runColumns);
export const paperCells = ({ page: { kind }, slices = [] }: ShownPage, group: PaperGroup): readonly string[] =>
  kind === 'slices' ? sliceCells(slices.find(({ key }) => key === group.key)) : runCells(group);

const methodsOf = (shown: ShownPage): readonly TrainedMethod[] =>
  rankedGroups(shown.results.groups, shown.results.judge).map((group) => {
    const { key, label, stroke, runs } = group;
    return { key, label, stroke, runs: runs.map(({ metrics }) => metrics), cells: paperCells(shown, group) };
  });

/** The charts of a page: curves against epochs and run time, or the means with their deviations. */
export function paperCharts(shown: ShownPage, dark: boolean): readonly TitledChart[] {
  const { page, results } = shown;
  if (page.kind === 'curves') return curveCharts({ methods: methodsOf(shown), dark }, ['robust', 'robustByTime']);
  if (page.kind === 'slices') return sliceCharts(shown.slices ?? [], dark);
  const { groups, judge } = results;
  const rows = rankedGroups(groups, judge).map((group) => {
    const values = group.runs.map(
      ({ metrics, autoattack }) => 100 * (judge === 'autoattack' ? (autoattack?.robust ?? 0) : (bestOf(metrics)?.testRobust ?? 0)),
    );
    const { mean, std } = rankedSpread(group, judge);
    return { label: group.label, stroke: group.stroke, values, spread: { mean: 100 * mean, std: std === null ? null : 100 * std } };
  });
  const title = `Robust accuracy under ${judge === 'autoattack' ? 'AutoAttack' : 'PGD'}`;
  return [{ title, draw: (box) => spreadChartCommands(rows, 'robust accuracy, %', dark, box) }];
}

const verdicts: Readonly<Record<MeasuredOrder['verdict'], string>> = {
  holds: 'holds here',
  contradicted: 'contradicted here',
  undecided: 'undecided here',
  untrained: 'not trained here',
};
const orderText = ({ stated, verdict, comparison }: MeasuredOrder): string => `${stated}: ${verdicts[verdict]}, ${comparison}`;

/** The printed page: charts, table, and a caption with the numbers and the orders. */
export function paperPrint(shown: ShownPage, dark: boolean): TrainingPage {
  const { page, results } = shown;
  const warnings = results.groups.flatMap(({ runs }) => runs.flatMap(({ document, metrics }) => runWarnings(document, metrics)));
  const marks = {
    curves: ['Bold: test images, thin: training images; bands: ±1 standard deviation over seeds'],
    table: ['Rings: seeds; bars: ±1 standard deviation'],
    slices: [sliceSentence(shown.slices ?? [])],
  }[page.kind];
  const orders = measuredOrders(page, results).map(orderText);
  return {
    title: `${page.label}: ${page.title}`,
    note: `${originText(shown)}; our setting`,
    caption: [
      differenceText(shown).replace(/\.$/, ''),
      `Robust accuracy (mean ± standard deviation over seeds at the best epoch of each) under ${judgeText(shown)}: ${numbersText(shown)}`,
      ...(orders.length > 0 ? [`The paper states, in words: ${orders.join('; ')}`] : []),
      ...marks,
      ...new Set(warnings),
      '',
    ]
      .join('. ')
      .trimEnd(),
    methods: methodsOf(shown),
    columns: paperColumns(shown),
    charts: paperCharts(shown, dark),
    dark,
  };
}

/** The recipe as lines that start with "# ", then every evaluated epoch of a figure, or every seed of a table at its best epoch. */
function paperCsv(shown: ShownPage, version: string): string {
  const { page, results } = shown;
  const groups = rankedGroups(results.groups, results.judge);
  const documents = groups.map(({ document }) => document);
  const rows = groups.flatMap(({ key, label, runs }) => {
    const name = label.includes(',') ? JSON.stringify(label) : label;
    if (page.kind === 'curves') return runs.flatMap((run) => metricsRows(run).map((row) => `${name},${row}`));
    if (page.kind === 'slices') return sliceRows(shown.slices?.find((one) => one.key === key)).map((row) => `${name},${row}`);
    return runs.flatMap(({ seed, metrics, autoattack }) => {
      const best = bestOf(metrics);
      if (!best) return [];
      const numbers = [best.testClean, best.testRobust, autoattack?.robust, autoattack?.count];
      return [[name, seed, best.epoch, ...numbers.map((value) => (value === undefined ? '' : shortestText(value)))].join(',')];
    });
  });
  return [
    `# page: ${page.label}: ${page.title}`,
    `# runs: ${originText(shown)}`,
    `# document: ${JSON.stringify(documents.length === 1 ? documents[0] : documents)}`,
    `# version: smoothscape ${version}`,
    `# setting: ${differenceText(shown)}`,
    ...(page.kind === 'slices' ? [`# slices: ${sliceSentence(shown.slices ?? [])}`] : []),
    ...measuredOrders(page, results).map((order) => `# order: ${orderText(order)}`),
    { curves: `method,${metricsHeader}`, table: 'method,seed,epoch,test_clean,test_robust,autoattack,autoattack_images', slices: sliceHeader }[
      page.kind
    ],
    ...rows,
    '',
  ].join('\n');
}

/** The page as a picture, as rows, or as the documents of its runs. */
export async function paperFile(shown: ShownPage, format: PictureFormat | 'csv' | 'json', options: PictureOptions): Promise<Uint8Array> {
  const documents = shown.results.groups.map(({ document }) => document);
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  if (documents.length === 0) throw new Error('This page has no runs yet.');
  if (format === 'json') return encode(`${JSON.stringify(documents, null, 2)}\n`);
  if (format === 'csv') return encode(paperCsv(shown, __VERSION__));
  return pictureFile(paperPicture(shown, options.dark), format, options);
}

export function paperPicture(shown: ShownPage, dark: boolean): Picture {
  const print = paperPrint(shown, dark);
  const document = shown.results.groups.map((group) => group.document);
  const provenance = trainingProvenance(shown.results.groups.flatMap(({ runs }) => runs));
  return { title: print.title, draw: (width, height) => trainingPageCommands(print, width, height), document, provenance };
}
