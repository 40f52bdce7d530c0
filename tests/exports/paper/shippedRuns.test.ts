import { paperPages } from '../../../src/documents/paperPages';
import { differenceText, paperFile, paperPrint } from '../../../src/exports/paper/paperExport';
import { shippedRuns } from '../../../src/exports/paper/shippedRuns';
import { metricsHeader } from '../../../src/exports/trainingExport';
import { trainingPageCommands } from '../../../src/figures/networks/trainingPage';
import { readSafetensors, writeSafetensors } from '../../../src/nets/models/safetensors';
import { paperResults } from '../../../src/state/runs/paperResults';
import { halfBits, halvedSafetensors } from '../../../scripts/halfPrecision.mjs';
import { shownPage, withSlices } from '../../../src/ui/session/paperRuns';
import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';

beforeAll(() => Object.assign(globalThis, { __VERSION__: 'test' }));

/** An index as the command packs it: AT and AT + EnSGD, two seeds each, one epoch. */
function index(
  change: (whole: {
    trainings: { seeds: { seed: unknown; weights: unknown }[]; document: Record<string, unknown>; metrics: string }[];
  }) => void = () => undefined,
): string {
  const training = (name: string, optimiser: object, robust: number) => ({
    ...{ name, version: '0.1.0', backend: 'wasm' },
    document: { kind: 'training', data: { source: 'cifar10', train: 2500, test: 1000 }, optimiser, epochs: 1, seeds: [1, 2] },
    metrics: [metricsHeader, `1,1,12.5,0.1,2.1,0.4,0.3,0.35,${robust}`, `2,1,12.5,0.1,2.1,0.4,0.3,0.35,${robust + 0.02}`, ''].join('\n'),
    seeds: [1, 2].map((seed) => ({
      seed,
      weights: `${name}-${seed}.safetensors`,
      autoattack: { clean: 0.35, robust: Number((robust - 0.02).toFixed(3)), by: { 'apgd-ce': robust }, count: 500 },
    })),
  });
  const whole = {
    smoothscape: 1,
    kind: 'runs',
    note: 'Of a test.',
    trainings: [training('at', { name: 'sgd', lr: 0.1 }, 0.2), training('at-ensgd', { name: 'entropy-sgd', lr: 0.5, L: 5 }, 0.25)],
  };
  change(whole);
  return JSON.stringify(whole);
}

test('an index of shipped runs becomes groups by method with mean and deviation', () => {
  const { runs, note } = shippedRuns(index());
  expect(note).toBe('Of a test.');
  expect(runs.map(({ seed, weights, backend }) => [seed, weights.file, backend])).toEqual([
    [1, 'at-1.safetensors', 'wasm'],
    [2, 'at-2.safetensors', 'wasm'],
    [1, 'at-ensgd-1.safetensors', 'wasm'],
    [2, 'at-ensgd-2.safetensors', 'wasm'],
  ]);
  const { groups, judge } = paperResults(paperPages['table-1'], runs);
  expect(judge).toBe('autoattack');
  expect(groups.map(({ label, autoattack, spreads }) => [label, autoattack?.mean, spreads.testRobust.mean, spreads.testRobust.std])).toEqual([
    ['AT', 0.18, expect.closeTo(0.21, 12), expect.closeTo(0.02 / Math.SQRT2, 12)],
    ['AT + EnSGD', 0.23, expect.closeTo(0.26, 12), expect.closeTo(0.02 / Math.SQRT2, 12)],
  ]);
});

test('the index that the page ships can be read', () => expect(() => shippedRuns(readFileSync('public/runs/index.json', 'utf8'))).not.toThrow());

test.each<readonly [string, string, RegExp]>([
  ['no JSON', '{', /^The shipped runs are damaged: index\.json is not JSON/],
  ['another file', '{"kind": "training"}', /index\.json, kind: "training" is not "runs"/],
  ['a later version', index().replace('"smoothscape":1', '"smoothscape":9'), /smoothscape: 9 is newer/],
  ['a wrong document', index(({ trainings: [first] }) => Object.assign(first!.document, { epochs: -1 })), /trainings\[0\]\.document\.epochs: -1/],
  [
    'metrics of another kind',
    index(({ trainings: [, second] }) => (second!.metrics = 'a,b\n')),
    /trainings\[1\]\.metrics: is not the content of a metrics\.csv/,
  ],
  [
    'a cell that is no number',
    index(({ trainings: [first] }) => (first!.metrics = first!.metrics.replace('12.5', 'x'))),
    /trainings\[0\]\.metrics: line 2, seconds: “x” is not a number/,
  ],
  [
    'a seed without metrics',
    index(({ trainings: [first] }) => (first!.seeds[1]!.seed = 7)),
    /trainings\[0\]\.seeds\[1\]\.seed: 7 has no row in the metrics/,
  ],
  ['a seed that is no number', index(({ trainings: [first] }) => (first!.seeds[1]!.seed = 'one')), /trainings\[0\]\.seeds\[1\]\.seed: "one" is not/],
  [
    'weights elsewhere',
    index(({ trainings: [first] }) => (first!.seeds[0]!.weights = '../x.safetensors')),
    /seeds\[0\]\.weights: "\.\.\/x\.safetensors" is not the name/,
  ],
])('a broken index is refused in a sentence: %s', (_, text, sentence) => {
  expect(() => shippedRuns(text)).toThrow(sentence);
});

test('files of a page hold origin, numbers, setting and orders', async () => {
  const page = paperPages['table-1'];
  const { runs, note } = shippedRuns(index());
  const shown = { page, results: paperResults(page, runs), shipped: true, note };
  const options = { width: 800, height: 600, scale: 1, dark: false };
  const csv = new TextDecoder().decode(await paperFile(shown, 'csv', options)).split('\n');
  expect(csv).toContain('# runs: Runs shipped with the page, 2 seeds');
  expect(csv).toContain('# order: AT + EnSGD above AT: holds here, 5.0 points above AT, more than the spread of 0.0 points');
  expect(csv.slice(-6)).toEqual([
    'method,seed,epoch,test_clean,test_robust,autoattack,autoattack_images',
    'AT + EnSGD,1,1,0.35,0.25,0.23,500',
    'AT + EnSGD,2,1,0.35,0.27,0.23,500',
    'AT,1,1,0.35,0.2,0.18,500',
    'AT,2,1,0.35,0.22,0.18,500',
    '',
  ]);
  expect(differenceText(shown)).toMatch(/2,500 training and 1,000 test images of CIFAR-10.*The paper: ResNet-18 and WRN-34-10, 50,000 images/);
  for (const one of [shown, { ...shown, page: paperPages['figure-3'], results: paperResults(paperPages['figure-3'], runs) }]) {
    const print = paperPrint(one, false);
    expect(print.caption).toMatch(/AT \+ EnSGD 2[36]\.0 ± \d\.\d %, AT (18|21)\.0 ± \d\.\d %/);
    const texts = trainingPageCommands(print, 1200, 900).flatMap((command) => (command.kind === 'text' ? [command.text] : []));
    expect(texts).toEqual(expect.arrayContaining(['AT', 'AT + EnSGD', print.title]));
  }
});

const slice = (loss: readonly number[]) => ({
  a: [-1, 0, 1],
  loss,
  error: [0.9, 0.7, 0.8],
  images: 64,
  sha256: 'ab',
  epoch: 1,
  backend: 'wasm',
  checked: true,
});
/** The index with slices through the first seed of each training. */
const slicedIndex = (...losses: readonly (readonly number[])[]): string =>
  index(({ trainings }) =>
    trainings.forEach(({ seeds }, k) => Object.assign(seeds[0]!, { slices: { train: slice(losses[k] ?? []), test: slice([3, 2, 4]) } })),
  );

test('shipped slices are the curves, table and rows of Figure 7; one that is damaged is refused', async () => {
  const { runs, note } = shippedRuns(slicedIndex([2.5, 1.5, 3.5], [2, 1, 2]));
  const shown = withSlices(shownPage('figure-7', [], { runs, note }, undefined), {});
  expect(paperPrint(shown, false).methods.map(({ label, cells }) => [label, cells])).toEqual([
    ['AT + EnSGD', ['1.000', '2.000', '0.667', '1.000', '1']],
    ['AT', ['1.500', '2.000', '1.000', '1.000', '1']],
  ]);
  const csv = new TextDecoder().decode(await paperFile(shown, 'csv', { width: 800, height: 600, scale: 1, dark: false })).split('\n');
  expect(csv).toContain('AT,train,1,1,64,ab,-1,2.5,0.9');
  expect(csv.filter((line) => line.startsWith('AT'))).toHaveLength(2 * 2 * 3);
  expect(() => shippedRuns(slicedIndex([2.5, 1.5], [2, 1, 2]))).toThrow('trainings[0].seeds[0].slices.train: has 3 places, 2 losses, 3 errors');
});

test('weights are packed in half precision: each the nearest of the numbers that the page reads', () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-60000), max: Math.fround(60000) });
  fc.assert(
    fc.property(fc.array(number, { minLength: 1, maxLength: 20 }), (values) => {
      const file = writeSafetensors([{ name: 'a', shape: [values.length], values: Float32Array.from(values) }], { smoothscape: '{"version":1}' });
      const { tensors, metadata } = readSafetensors(new Uint8Array(halvedSafetensors(Buffer.from(file))));
      expect(metadata).toEqual({ smoothscape: '{"version":1}' });
      tensors[0]?.values.forEach((half, i) => {
        const value = values[i] ?? NaN;
        expect(Math.abs(half - value)).toBeLessThanOrEqual(Math.max(2 ** -25, 2 ** (Math.floor(Math.log2(Math.abs(value) || 1e-9)) - 11)));
      });
    }),
  );
  expect([0, 1, -2, 65504, 1e6, 2 ** -24, 2 ** -25, 1 + 2 ** -11, 1 + 3 * 2 ** -11, NaN].map(halfBits)).toEqual([
    0, 0x3c00, 0xc000, 0x7bff, 0x7c00, 1, 0, 0x3c00, 0x3c02, 0x7e00,
  ]);
});
