import { parseTrainings } from '../../src/documents/parseTraining';
import { documentIn } from '../../src/exports/openFile';
import { metricsCsvOf, trainedDocuments, trainingFile } from '../../src/exports/trainingExport';
import { methodKey } from '../../src/documents/trainingDocument';
import type { Metrics } from '../../src/nets/training/types';
import { documentsOf, firstPlan } from '../../src/state/trainingPlan';
import { distinctSeeds, methodResults } from '../../src/state/runs/trainingResults';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const row = (epoch: number, robust: number): Metrics => ({
  epoch,
  seconds: 2 * epoch,
  lr: 0.1,
  trainLoss: 2 / epoch,
  trainClean: robust + 0.2,
  trainRobust: robust + 0.1,
  testClean: robust + 0.15,
  testRobust: robust,
});
const runs = documentsOf(firstPlan()).flatMap((document, k) =>
  [1, 2].map((seed) => ({
    document: { ...document, seeds: [seed] },
    seed,
    metrics: [row(1, 0.2), row(2, 0.3 + 0.1 * k + 0.02 * seed)],
    backend: 'wasm',
  })),
);
const options = { width: 1200, height: 900, scale: 1, dark: false };
const text = async (format: 'svg' | 'csv' | 'json', of = runs) => new TextDecoder().decode(await trainingFile(of, format, options));

test('the seeds of a method form one document', () => {
  expect(trainedDocuments(runs).map(({ seeds }) => seeds)).toEqual([
    [1, 2],
    [1, 2],
  ]);
});

test.each(['svg', 'csv', 'json'] as const)('%s contains every document, and reopens', async (format) => {
  const carried = documentIn(new TextEncoder().encode(await text(format))) ?? '';
  const parsed = parseTrainings(JSON.parse(carried));
  expect(parsed).toMatchObject({ ok: true });
  if (parsed.ok) expect(parsed.documents.map(({ seeds, epochs }) => [seeds, epochs])).toEqual([[[1, 2], 10], [[1, 2], 10]]); // prettier-ignore
});

test('a single method is stored as one document', async () => {
  const alone = runs.filter(({ document }) => document.optimiser.name === 'sgd');
  expect(JSON.parse(await text('json', alone))).toMatchObject({ kind: 'training', seeds: [1, 2] });
});

test('the table holds mean ± sample deviation over seeds at the best epoch', async () => {
  const svg = await text('svg');
  expect(svg).toContain('33.0 ± 1.4'); // AT: 32 and 34 %
  expect(svg).toContain('43.0 ± 1.4');
  expect(svg).not.toContain('NaN');
});

test('there is one row per evaluated epoch', async () => {
  const rows = (await text('csv')).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(rows).toHaveLength(1 + 8);
  expect(rows[1]).toBe('AT,1,1,2,0.1,2,0.4,0.30000000000000004,0.35,0.2');
});

test('the rows after the method are those of metrics.csv; a second method of one name is numbered', async () => {
  const [first, second] = runs.filter(({ seed }) => seed === 1);
  if (!first || !second) throw new Error('there are two methods');
  const other = { ...first, document: { ...first.document, optimiser: { ...first.document.optimiser, lr: 0.2 } } };
  const plain = (csv: string) => csv.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const rows = plain(await text('csv', [first, other, second]));
  const own = plain(metricsCsvOf([{ ...first, backend: 'wasm' }]));
  expect(rows.slice(0, 3)).toEqual([`method,${own[0]}`, `AT,${own[1]}`, `AT,${own[2]}`]);
  expect(rows.map((row) => row.split(',')[0])).toEqual(['method', 'AT', 'AT', 'AT (2)', 'AT (2)', 'AT + EnSGD', 'AT + EnSGD']);
});

/** The same document with all its keys in the opposite order, as another program may write it. */
const reversed = (value: unknown): unknown =>
  typeof value !== 'object' || value === null || Array.isArray(value)
    ? value
    : Object.fromEntries(
        Object.entries(value)
          .reverse()
          .map(([key, inner]) => [key, reversed(inner)]),
      );

test('a method is the same method whatever the order of the keys in its file', () => {
  const keysOf = (documents: readonly unknown[]) => {
    const parsed = parseTrainings(documents);
    return parsed.ok ? parsed.documents.map(methodKey) : parsed.problems;
  };
  const documents = runs.map(({ document }) => document);
  expect(keysOf(documents.map(reversed))).toEqual(keysOf(documents));
  expect(documents.map((document) => methodKey(reversed(document) as typeof document))).toEqual(documents.map(methodKey));
});

test('a seed counts once, whatever came in twice, and how far it had come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ run: fc.nat(runs.length - 1), epochs: fc.nat(2), at: fc.nat(20) }), { maxLength: 6 }), async (copies) => {
      const all = [...runs];
      for (const { run, epochs, at } of copies) {
        const own = runs[run]!;
        const place = Math.max(all.indexOf(own) + 1, at); // what was trained here stands first
        all.splice(place, 0, { ...structuredClone(own), metrics: own.metrics.slice(0, epochs) });
      }
      expect(methodResults(all)).toEqual(methodResults(runs));
      for (const format of ['svg', 'csv', 'json'] as const) expect(await text(format, all)).toBe(await text(format));
    }),
    { numRuns: 20 },
  );
});

test('of one seed the run with the most epochs counts', () => {
  const further = { ...runs[0]!, metrics: [...runs[0]!.metrics, row(3, 0.6)] };
  expect(distinctSeeds([...runs, further])).toEqual([further, ...runs.slice(1)]);
});
