import { parseText } from '../../src/documents/parseSurface';
import { raceDefaults } from '../../src/documents/parseView';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { documentIn } from '../../src/exports/openFile';
import { type RaceExport, raceFile, racePageOf } from '../../src/exports/raceExport';
import { openRaceJobs } from '../../src/worker/surface/raceJobs';
import { squareLoss } from '../figures/scenes';
import { points } from '../math/optimisers/races';
import { expect, test, vi } from 'vitest';

vi.stubGlobal('__VERSION__', '0.0.0');

const race = { ...raceDefaults, methods: { sgd: { stepSize: 0.5 }, 'entropy-sgd': {}, awp: { stepSize: 100, weightDecay: 10 } }, steps: 40 };
const document = { ...surfaceDefaults, points, view: { ...surfaceDefaults.view, race } };
const racers = [
  { name: 'sgd', values: race.methods.sgd },
  { name: 'awp', values: race.methods.awp },
] as const;
const request = { surface: document, start: race.start, racers, steps: 40, seed: 3 };
const work = openRaceJobs().race(request, () => undefined);
const result = Symbol.iterator in work ? [...work].at(-1) : undefined;
if (!result) throw new Error('no race');
const whole: RaceExport = { document, request, race: result, surface: squareLoss(), step: 30 };
const options = { width: 1200, height: 900, scale: 1, dark: false };
const parsed = (bytes: Uint8Array) => {
  const found = parseText(documentIn(bytes) ?? '');
  return found.ok ? found.document : found.problems;
};

test('the SVG contains its document with the race, and a text alternative', async () => {
  const bytes = await raceFile(whole, 'svg', options);
  const text = new TextDecoder().decode(bytes);
  expect(parsed(bytes)).toEqual(document);
  for (const words of ['2 optimisers', 'Paths to step 30', 'Gap to the least loss', 'At step 30', 'AWP, diverged']) expect(text).toContain(words);
});

test('CSV: the recipe, and every recorded state of every method to the last bit', async () => {
  const bytes = await raceFile(whole, 'csv', options);
  expect(parsed(bytes)).toEqual(document);
  const rows = new TextDecoder().decode(bytes).trimEnd().split('\n').filter((row) => !row.startsWith('#')); // prettier-ignore
  expect(rows[0]).toBe('method,step,theta1,theta2,loss,adversarial,clean,gradient_norm,gradients,integrals,crossings1,crossings2');
  expect(rows).toHaveLength(1 + result.runs.reduce((sum, { run }) => sum + run.count, 0));
  const [name, step, theta1, , loss] = rows[18]!.split(',');
  const { run } = result.runs[0]!;
  expect([name, Number(step), Number(theta1), Number(loss)]).toEqual(['sgd', 17, run.theta[34], run.loss[17]]);
});

test('the caption names diverged methods; a step beyond the last is the last', () => {
  const page = racePageOf({ ...whole, step: 1e6 }, true);
  expect(page.step).toBe(page.last);
  expect(page.caption).toMatch(/AWP diverged: θ. went beyond 10⁶ at step \d+\./);
  expect(page.style.dark).toBe(true);
});
