import type { SurfaceChoice } from '../../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { seeded } from '../../../src/math/core/random';
import type { Point } from '../../../src/math/core/types';
import { type OptimiserName, optimisers } from '../../../src/math/optimisers';
import type { RaceResult } from '../../../src/worker/rpc/protocol';
import { openRaceJobs } from '../../../src/worker/surface/raceJobs';
import { describe, expect, test } from 'vitest';

const names = Object.keys(optimisers).filter((name): name is OptimiserName => Object.hasOwn(optimisers, name));
const rng = seeded(7);
const at = (a: number, b: number, y: 1 | -1 = 1): Point => ({ x: [a, b], y });
const sets: Readonly<Record<string, readonly Point[]>> = {
  'one point': [at(1, 1)],
  'one point at x = 0': [at(0, 0)],
  'x = 0 among others': [at(0, 0), at(1, -1, -1), at(0, 0, -1)],
  'repeated points': [at(1, 0.5), at(1, 0.5), at(1, 0.5)],
  'one point with both labels': [at(1, 0.5), at(1, 0.5, -1)],
};

const many = (count: number): Point[] => Array.from({ length: count }, (_, k) => at(4 * rng() - 2, 4 * rng() - 2, k % 2 ? 1 : -1));

/** A race of all methods and of the walking ones as walks; every run answers, or says in a sentence why not. */
function race(
  surface: Partial<SurfaceChoice>,
  values: Readonly<Record<string, number>> = {},
  start: readonly [number, number] = [-2.4, 2.3],
): RaceResult {
  const own = (name: OptimiserName) => Object.fromEntries(Object.entries(values).filter(([key]) => key in optimisers[name].specs));
  const racers = names.flatMap((name) => [
    { name, values: own(name) },
    ...('mean' in optimisers[name].choices ? [{ name, values: { ...own(name), mean: 'langevin', form: 'python', innerSteps: 4, noise: 1 } }] : []),
  ]);
  const work = openRaceJobs().race({ surface: { ...surfaceDefaults, ...surface }, start, racers, steps: 25, seed: 1 }, () => undefined);
  const last = Symbol.iterator in work ? [...work].at(-1) : undefined;
  if (!last) throw new Error('no answer');
  for (const { run, name } of last.runs) {
    if (run.end === 'finished') expect(run.count, name).toBe(26);
    else expect(run.why, name).toMatch(/^[^.]{10,}\d*$/u);
    for (const recorded of [run.theta, run.loss, run.adversarial, run.clean, run.slope]) expect(recorded.every(Number.isFinite), name).toBe(true);
    expect(Math.abs(run.theta[0] ?? start[0])).toBe(Math.abs(start[0]));
  }
  expect([last.minimum.loss, ...last.minimum.theta].every(Number.isFinite)).toBe(true);
  return last;
}
const attack = (norm: SurfaceChoice['attack']['norm'], epsilon: number): SurfaceChoice['attack'] => ({ norm, epsilon, solver: 'exact' });
const finished = ({ runs }: RaceResult): boolean => runs.every(({ run }) => run.end === 'finished');

describe.each(Object.entries(sets))('%s', (_, points) => {
  test.each([
    ['inf', 0],
    ['inf', 0.5],
    ['inf', 5],
    [2, 0.5],
    [1, 0.5],
    ['none', 0.5],
  ] as const)(
    // prettier-ignore
    'under L%s with ε = %s every method takes all steps',
    (norm, epsilon) => {
      const found = race({ points, attack: attack(norm, epsilon) });
      expect(finished(found)).toBe(true);
      if (found.bound) expect(found.bound.bound).toBeGreaterThan(0);
    },
  );

  test.each(['swish', 'tanh', { formula: 'abs(z)' }] as const)('every method takes all steps with %j', (model) => {
    expect(finished(race({ points, model, attack: attack('inf', 0.3) }))).toBe(true);
  });
});

test.each(['linear', 'swish'] as const)('200 points, %s: every method takes all steps', (model) => {
  expect(finished(race({ points: many(200), model, attack: attack('inf', 0.5) }))).toBe(true);
});

test('ε larger than every ‖x‖: θ = 0 is the minimum, and no method diverges from it', () => {
  const found = race({ points: [at(0.3, 0.2), at(-0.1, 0.4, -1)], attack: attack('inf', 2) }, {}, [0, 0]);
  expect(finished(found)).toBe(true);
  expect(found.minimum.loss).toBeCloseTo(Math.log(2), 12);
  expect(Math.hypot(...found.minimum.theta)).toBeLessThan(1e-6);
});

test.each([0.01, 1000, 1e-3, 1e6])('γ = %s of EntropySGD: results are finite', (gamma) => {
  for (const points of [sets['one point']!, sets['x = 0 among others']!]) race({ points, attack: attack('inf', 0.5) }, { gamma });
});

test.each([0.01, 1000])('γ = %s of the surface: results are finite, with 50 points too', (gamma) => {
  const smoothing = { kind: 'entropy-sgd', gamma, normalised: true } as const;
  for (const points of [sets['one point']!, many(50)]) race({ points, attack: attack('inf', 0.5), smoothing });
});

test('a start far outside the picture, on a crease and at the origin', () => {
  for (const start of [[900, -900], [0, 2], [1.5, 0], [0, 0]] as const) race({ points: sets['one point with both labels']!, attack: attack('inf', 0.5) }, {}, start); // prettier-ignore
});
