import { paperDocuments, paperMethods, paperPageIds, paperPages, type PaperMethodId, type PaperPage } from '../../../src/documents/paperPages';
import { parseTraining } from '../../../src/documents/parseTraining';
import type { TrainingDocument } from '../../../src/documents/trainingDocument';
import { measuredOrders, paperResults, type PaperRun } from '../../../src/state/runs/paperResults';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const metrics = (testRobust: number) => [
  { epoch: 1, seconds: 10, lr: 0.1, trainLoss: 2, trainClean: 0.3, trainRobust: 0.2, testClean: 0.3, testRobust: testRobust - 0.1 },
  { epoch: 2, seconds: 20, lr: 0.1, trainLoss: 1, trainClean: 0.4, trainRobust: 0.3, testClean: 0.4, testRobust },
];
const documentOf = (page: PaperPage, id: PaperMethodId): TrainingDocument => {
  const found = paperDocuments(page).find((document) => paperMethods[id].matches(document));
  if (!found) throw new Error(`no document of ${id}`);
  return found;
};
/** Three seeds of a method around a mean, with a standard deviation of 0.01. */
const runsOf = (page: PaperPage, id: PaperMethodId, mean: number, change: Partial<TrainingDocument> = {}): readonly PaperRun[] =>
  [1, 2, 3].map((seed) => ({ document: { ...documentOf(page, id), ...change }, seed, metrics: metrics(mean + 0.01 * (seed - 2)) }));

const page: PaperPage = paperPages['table-1'];
const verdictsOf = (of: PaperPage, runs: readonly PaperRun[]) => measuredOrders(of, paperResults(of, runs)).map(({ verdict }) => verdict);

test('an order holds, is contradicted or undecided by whether the means differ by more than the spread over seeds', () => {
  const { groups, judge } = paperResults(page, [...runsOf(page, 'at', 0.2), ...runsOf(page, 'ensgd', 0.25), ...runsOf(page, 'second', 0.255)]);
  expect(groups.map(({ label, spreads }) => [label, spreads.testRobust.mean, spreads.testRobust.std])).toEqual([
    ['AT', expect.closeTo(0.2, 12), expect.closeTo(0.01, 12)],
    ['AT + EnSGD', expect.closeTo(0.25, 12), expect.closeTo(0.01, 12)],
    ['AT + 2nd EnSGD', expect.closeTo(0.255, 12), expect.closeTo(0.01, 12)],
  ]);
  expect(judge).toBe('pgd');
  const ranked = (at: number, ensgd: number, awp: number) =>
    verdictsOf(page, [...runsOf(page, 'at', at), ...runsOf(page, 'ensgd', ensgd), ...runsOf(page, 'awp', awp)]);
  // AT + EnSGD above AT; AWP + EnSGD above AWP; 2nd EnSGD as EnSGD; EnSGD as AWP
  expect(ranked(0.2, 0.25, 0.255)).toEqual(['holds', 'untrained', 'untrained', 'holds']);
  expect(ranked(0.25, 0.2, 0.25)).toEqual(['contradicted', 'untrained', 'untrained', 'contradicted']);
  expect(ranked(0.2, 0.205, 0.2)).toEqual(['undecided', 'untrained', 'untrained', 'holds']);
});

test('one seed decides nothing, and says so', () => {
  const one = (id: PaperMethodId, mean: number) => runsOf(page, id, mean).slice(0, 1);
  const [order] = measuredOrders(page, paperResults(page, [...one('at', 0.2), ...one('ensgd', 0.3)]));
  expect(order).toMatchObject({
    stated: 'AT + EnSGD above AT',
    verdict: 'undecided',
    comparison: '10.0 points above AT; one seed, so that no spread is known',
  });
});

test('best of all is measured against the best of the others', () => {
  const trades: PaperPage = paperPages['table-3'];
  const last = (tuned: number) =>
    measuredOrders(
      trades,
      paperResults(trades, [...runsOf(trades, 'trades', 0.2), ...runsOf(trades, 'trades-ensgd', 0.25), ...runsOf(trades, 'tuned', tuned)]),
    ).at(-1);
  expect(last(0.3)).toMatchObject({ verdict: 'holds', comparison: '5.0 points above TRADES + EnSGD, more than the spread of 1.0 points' });
  expect(last(0.22)).toMatchObject({ verdict: 'contradicted' });
});

test('only runs of one setting are compared: that of the paper’s data, then that with most methods; the others are counted', () => {
  const own = [...runsOf(page, 'at', 0.2), ...runsOf(page, 'ensgd', 0.25)];
  const longer = runsOf(page, 'at', 0.3, { epochs: 40 });
  const { groups, others } = paperResults(page, [...longer, ...own]);
  expect(groups.map(({ document, runs }) => [document.epochs, runs.length])).toEqual([[10, 3], [10, 3]]); // prettier-ignore
  expect(others).toBe(3);
  const shapes = [...runsOf(page, 'at', 0.9, { data: { source: 'shapes', train: 100, test: 50 } }), ...longer];
  expect(paperResults(page, shapes).groups.map(({ document }) => document.data.source)).toEqual(['cifar10']);
});

test('a page ranks by AutoAttack only where it has judged every seed on as many images', () => {
  const judged = (id: PaperMethodId, robust: number, count: number) =>
    runsOf(page, id, 0.25).map((run) => ({ ...run, autoattack: { clean: 0.4, robust, by: {}, count } }));
  const all = [...judged('at', 0.22, 500), ...judged('ensgd', 0.2, 500)];
  expect(paperResults(page, all).judge).toBe('autoattack');
  expect(paperResults(page, [...all.slice(1), ...runsOf(page, 'at', 0.25).slice(0, 1)]).judge).toBe('pgd');
  expect(paperResults(page, [...judged('at', 0.22, 500), ...judged('ensgd', 0.2, 300)]).judge).toBe('pgd');
  expect(paperResults({ ...page, judge: 'pgd' }, all).judge).toBe('pgd');
});

test.each(paperPageIds)('%s: its methods have documents of one setting, each matched by itself alone', (id) => {
  const of: PaperPage = paperPages[id];
  const documents = paperDocuments(of);
  expect(documents.map((document) => of.methods.filter((method) => paperMethods[method].matches(document)))).toEqual(
    of.methods.map((method) => [method]),
  );
  const runs = of.methods.flatMap((method) => runsOf(of, method, 0.2));
  expect(paperResults(of, runs)).toMatchObject({ others: 0, groups: of.methods.map((method) => ({ method, runs: { length: 3 } })) });
});

test('the documents to ship are valid, of one setting, and cover every method of the pages', () => {
  const documents = readdirSync('bench/runs')
    .filter((name) => name.endsWith('.json'))
    .map((name) => {
      const parsed = parseTraining(JSON.parse(readFileSync(`bench/runs/${name}`, 'utf8')));
      if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.problems)}`);
      return parsed.document;
    });
  const runs = documents.flatMap((document) => document.seeds.map((seed) => ({ document, seed, metrics: metrics(0.2) })));
  for (const id of paperPageIds) {
    const of: PaperPage = paperPages[id];
    expect(paperResults(of, runs).groups.map(({ method, runs: seeds }) => [method, seeds.length])).toEqual(of.methods.map((method) => [method, 3]));
  }
});
