import { openFile } from '../../src/exports/openFile';
import { belongsTo, metricsIn, summaryIn } from '../../src/exports/runFolder';
import { metricsCsvOf, summaryOf } from '../../src/exports/trainingExport';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** Written by src/exports/pytorch/train.py. */
const [csv = '', json = ''] = ['metrics.csv', 'summary.json'].map((name) => readFileSync(`tests/data/pytorch/${name}`, 'utf8'));
const summary = summaryIn(json);
const table = metricsIn(csv);

test('the script’s results are read as the page’s own are', () => {
  if (!summary || !table) throw new Error('The files were not recognised');
  expect(belongsTo(table, summary)).toBe(true);
  const runs = [...table].map(([seed, metrics]) => ({ seed, metrics, backend: 'wasm' }));
  expect(runs.map(({ metrics }) => metrics.length)).toEqual([3, 3]);
  expect(metricsIn(metricsCsvOf(runs))).toEqual(table);
  const own = summaryIn(summaryOf(summary.document, runs, '1'));
  expect(own).toEqual(summary);
});

test('a table as a spreadsheet writes it is the same, and one of other seeds is none of this summary', () => {
  expect(metricsIn(`\uFEFF${csv.replaceAll('\n', '\r\n')}`)).toEqual(table);
  expect(metricsIn(csv.replaceAll(',', ';'))).toEqual(table);
  const other = metricsIn(csv.replace(/^1,/gm, '7,'));
  expect(other && summary && belongsTo(other, summary)).toBe(false);
});

const open = (name: string, text: string) => openFile(new File([text], name));
test('openFile tells them from documents, and refuses what is wrong in them', async () => {
  expect(await open('summary.json', json)).toEqual({ ok: true, summary });
  expect(await open('metrics.csv', csv)).toEqual({ ok: true, metrics: table });
  const refused = [
    await open('metrics.csv', csv.replace(/^(1,2,)[^,]*/m, '$1soon')),
    await open('metrics.csv', csv.trimEnd().replace(/,[^,]*$/, '')),
    await open('summary.json', json.replace('"method": "at"', '"method": "pgd"')),
    await open('summary.json', json.replace(/"test_robust"/g, '"robust"')),
  ];
  expect(refused.map((opened) => (opened.ok ? '' : opened.problems[0]?.message))).toEqual([
    '“metrics.csv”: line 3, seconds: “soon” is not a number',
    '“metrics.csv”: line 7, test_robust: “” is not a number',
    expect.stringMatching(/^“summary\.json”: its document is wrong: document\.method: "pgd" is not /),
    '“summary.json”: its seeds have no seed, epoch and test_robust',
  ]);
});
