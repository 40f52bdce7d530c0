import { benchDefaults } from '../../../src/math/theory/options';
import type { KinksResult, TheoremResult } from '../../../src/worker/rpc/protocol';
import { theoryJobs } from '../../../src/worker/surface/theoryJobs';
import { choice } from './samples';
import { expect, test } from 'vitest';

/** All parts of a job. */
async function partsOf<T>(steps: Iterable<T | undefined> | AsyncIterable<T | undefined>): Promise<T[]> {
  const parts: T[] = [];
  for await (const part of steps) if (part !== undefined) parts.push(part);
  return parts;
}
const uses = (): undefined => undefined;

test('a statement ends with an outcome; its progress never decreases', async () => {
  const options = { ...benchDefaults, pairs: 3000 };
  const parts: TheoremResult[] = await partsOf(theoryJobs.theorem({ surface: choice, id: 'lemma-3', options }, uses));
  const shares = parts.map(({ fraction }) => fraction);
  expect(shares).toEqual([...shares].sort((p, q) => p - q));
  expect([parts.at(-1)?.fraction, parts.at(-1)?.outcome?.verdict]).toEqual([1, 'breaks-outside']);
});

test('a map has the grid of the document', async () => {
  const parts = await partsOf(theoryJobs.map({ surface: choice, name: 'largest-eigenvalue' }, uses));
  expect([parts.length, parts[0]?.grid.n, parts[0]?.grid.z.length]).toEqual([1, choice.grid.n, choice.grid.n ** 2]);
});

test('kinks are posted first, then their curvature, then its curve against γ', async () => {
  const surface = { ...choice, smoothing: { kind: 'entropy-sgd', gamma: 10, normalised: true } } as const;
  const parts: KinksResult[] = await partsOf(theoryJobs.kinks({ surface, smoothingCurve: true }, uses));
  expect(parts.map(({ curvature, smoothingCurve }) => [curvature !== undefined, smoothingCurve !== undefined])).toEqual([
    [false, false],
    [true, false],
    [true, true],
  ]);
  const { kinks, curvature, smoothingCurve } = parts.at(-1) ?? { kinks: [] };
  kinks.forEach(({ theta }, k) => expect(curvature?.[k]?.length).toBe(theta.length));
  if (!smoothingCurve) throw new Error('no smoothingCurve');
  const rising = [...smoothingCurve.curvature];
  expect(rising).toEqual([...rising].sort((p, q) => p - q));
  expect((smoothingCurve.curvature.at(-1) ?? NaN) / (smoothingCurve.jumpAlone.at(-1) ?? NaN)).toBeCloseTo(1, 1);
});

test('the curvature of many kinks reports progress at every yield', async () => {
  const points = [-1.5, 0.7].flatMap((a) => [-1.2, 1.1].map((b) => ({ x: [a, b] as const, y: 1 as const })));
  const surface = { ...choice, model: 'swish', points, smoothing: { kind: 'entropy-sgd', gamma: 2, normalised: true } } as const;
  const shares: number[] = [];
  const parts = await partsOf(theoryJobs.kinks({ surface, smoothingCurve: true }, uses, (fraction) => shares.push(fraction)));
  expect(parts.length).toBe(3);
  expect(shares).toEqual([...shares].sort((p, q) => p - q));
  expect([shares.length > 20, shares.at(-1)! > 0.9]).toEqual([true, true]);
});

test('a name outside the table is rejected in a sentence', () => {
  const id = 'lemma-9' as 'lemma-3';
  expect(() => [...(theoryJobs.theorem({ surface: choice, id, options: benchDefaults }, uses) as Iterable<unknown>)]).toThrow('lemma-9');
});
