import type { SmoothingChoice, SurfaceChoice } from '../../../src/documents/surfaceDocument';
import { runToCompletion } from '../../../src/math/core/cooperative';
import { linspace } from '../../../src/math/core/grid';
import type { Landscape } from '../../../src/math/core/types';
import type { SurfaceResult } from '../../../src/worker/rpc/protocol';
import { openSurfaceJobs } from '../../../src/worker/surface';
import { checkAccuracyTask } from '../../../src/worker/surface/accuracyCheck';
import { openBackends } from '../../../src/worker/surface/backends';
import { float64Field, requireFinite } from '../../../src/worker/surface/sampledSurface';
import { costOf } from '../../../src/worker/surface/drafts';
import type { PreparedSurface } from '../../../src/math/surface/surfaceProblem';
import { preparedSurface } from '../../../src/worker/surface/surfaceProblem';
import { choice } from './samples';
import { describe, expect, test } from 'vitest';

const surfaceOf = (formula: string, more: Partial<SurfaceChoice> = {}, n = 25): SurfaceChoice => ({
  ...choice,
  model: { formula },
  ...more,
  grid: { ...choice.grid, n },
});
const latticeOf = (n: number) => ({ theta1: linspace(-3, 3, n), theta2: linspace(-3, 3, n) });

async function partsOf(surface: SurfaceChoice): Promise<SurfaceResult[]> {
  const parts: SurfaceResult[] = [];
  const jobs = openSurfaceJobs(openBackends(() => Promise.reject(new Error('This machine has no GPU'))));
  for await (const part of jobs.surface({ surface, backend: 'float64', gradient: false }, () => undefined)) if (part) parts.push(part);
  return parts;
}

describe('the attack on a formula that turns fast', () => {
  const surface = surfaceOf('sin(80*z) + z/10', { points: [{ x: [16, 12], y: 1 }], attack: { norm: 2, epsilon: 0.01, solver: 'exact' } });
  const prepared = preparedSurface(surface);
  const { z } = runToCompletion(float64Field(prepared, latticeOf(25), false));

  test('is exact: a dense search finds no higher loss', () => {
    const trust = runToCompletion(checkAccuracyTask(prepared, latticeOf(25), z, true));
    expect(trust).toMatchObject({ difference: 0, checked: 64 });
    expect(trust.estimate).toBeLessThan(1e-9);
  });

  test('with turning points missing shows in the estimate', () => {
    const blind = { ...prepared, problem: { ...prepared.problem, critical: prepared.problem.critical.filter((_, k) => k % 2 === 0) } };
    const trust = runToCompletion(
      checkAccuracyTask(
        { ...blind, landscape: { ...prepared.landscape, value: (a, b) => prepared.landscape.value(a, b) - 0.1 } },
        latticeOf(25),
        z,
        true,
      ),
    );
    expect(trust.estimate).toBeGreaterThan(0.05);
  });
});

test('the worst case over a ball is searched more closely in the check, and finds the peaks of a fast formula', () => {
  const points = [
    { x: [1, 1], y: 1 },
    { x: [-0.5, 1], y: -1 },
    { x: [0.3, -1], y: 1 },
  ] as const;
  const smoothing: SmoothingChoice = { kind: 'worst-case', radius: 1.5, norm: 'inf' };
  const prepared = preparedSurface(surfaceOf('sin(10*z)*z/5', { points, attack: { norm: 'inf', epsilon: 0.1, solver: 'exact' }, smoothing }));
  const lattice = latticeOf(3);
  const { z } = runToCompletion(float64Field(prepared, lattice, false));
  let apart = 0;
  z.forEach((value, k) => {
    const [a, b] = [lattice.theta1[k % 3] ?? 0, lattice.theta2[Math.floor(k / 3)] ?? 0];
    for (let i = -60; i <= 60; i += 1)
      for (let j = -60; j <= 60; j += 1) apart = Math.max(apart, prepared.landscape.value(a + i / 40, b + j / 40) - value);
  });
  expect(apart).toBeLessThan(1e-9);
  expect(runToCompletion(checkAccuracyTask(prepared, lattice, z, true)).estimate).toBeLessThan(1e-6);
  const poor = z.map((value) => value * 0.95);
  expect(runToCompletion(checkAccuracyTask(prepared, lattice, poor, true)).estimate).toBeGreaterThan(0.04);
});

describe('integrals of formulas', () => {
  const entropySgd = (gamma: number): SmoothingChoice => ({ kind: 'entropy-sgd', gamma, normalised: true });

  test('that take long are posted as a coarse draft first', async () => {
    const [draft, ...rest] = await partsOf(surfaceOf('sin(30*z)', { smoothing: entropySgd(1) }, 9));
    expect(draft?.report).toMatchObject({ draft: true, checked: 0 });
    const whole = rest.at(-1);
    expect(whole?.report).toMatchObject({ draft: false, checked: 64 });
    expect(whole?.report.estimate).toBeLessThan(1e-6);
    for (const part of rest.slice(0, -1)) expect(part.report.fraction).toBeGreaterThanOrEqual(0);
  });

  test('have drafts that need less than half of the values of the loss', () => {
    const prepared = preparedSurface(surfaceOf('sin(30*z)', { smoothing: entropySgd(1) }, 9));
    const valuesOf = (surface: PreparedSurface): number => {
      let count = 0;
      const valuesAt: Landscape['valuesAt'] = (theta1, theta2, out) => {
        count += theta1.length;
        surface.landscape.valuesAt(theta1, theta2, out);
      };
      runToCompletion(float64Field({ ...surface, landscape: { ...surface.landscape, valuesAt } }, latticeOf(9), false));
      return count;
    };
    const coarse = costOf(prepared, latticeOf(9))?.coarse ?? prepared;
    expect(valuesOf(coarse)).toBeLessThan(valuesOf(prepared) / 2);
  });

  test('that would take minutes are rejected in a sentence', async () => {
    const asked: SurfaceChoice = { ...choice, model: 'swish', smoothing: entropySgd(1e4), grid: { theta1: [-25, 25], theta2: [-25, 25], n: 801 } };
    await expect(partsOf(asked)).rejects.toThrow(
      /^This integral would need about \d+ panels, more than 1000000: a shorter range of θ or a wider Gaussian needs fewer$/,
    );
  });
});

describe('values that are not finite', () => {
  const smoothed = (gamma: number): SurfaceChoice => ({
    ...choice,
    smoothing: { kind: 'entropy-sgd', gamma, normalised: true },
    grid: { ...choice.grid, n: 3 },
  });

  test.each([1e-320, 1e-307])('γ = %d is refused by name', async (gamma) => {
    await expect(partsOf(smoothed(gamma))).rejects.toThrow(`smoothing.gamma: ${gamma} is below 1e-306`);
  });

  test.each([1e-306, 1e-150, 1e-30])('γ = %d is integrated', async (gamma) => {
    const whole = (await partsOf(smoothed(gamma))).at(-1);
    // the share of directions that are flat: θ₁ + θ₂ > ½‖θ‖₁
    for (const z of whole?.grid.z ?? [NaN]) expect(z).toBeCloseTo(-Math.log(0.25 + Math.atan(1 / 3) / Math.PI), 6);
  });

  test('of the surface are rejected with their position', () => {
    const lattice = latticeOf(3);
    const z = Float64Array.of(1, 1, NaN, 1, 1, 1, 1, 1, 1);
    expect(() => requireFinite({ z }, lattice, { smoothing: { kind: 'none' } })).toThrow('At θ = (3, -3) the surface is not a finite number');
  });
});

test.each([1e-300, 1e-12, 1e-7, 1e-5, 5e-4])(
  'a Gaussian mean of width %d is computed, and is the loss up to its slope times the width',
  async (sigma) => {
    const surface: SurfaceChoice = { ...choice, smoothing: { kind: 'gaussian-mean', sigma }, grid: { ...choice.grid, n: 5 } };
    const [whole, plain] = [(await partsOf(surface)).at(-1), (await partsOf({ ...surface, smoothing: { kind: 'none' } })).at(-1)];
    expect(whole?.report.estimate).toBeLessThan(1e-9);
    whole?.grid.z.forEach((z, k) => expect(Math.abs(z - (plain?.grid.z[k] ?? NaN))).toBeLessThanOrEqual(2.7 * sigma));
  },
);

test.each(['abs(abs(z)-1)', 'max(z,0)-abs(z-1)'])(
  '%s: breaks of its rows cross and turn, and the first estimate is below 1e-6 all the same',
  (formula) => {
    const surface = surfaceOf(formula, {
      points: [{ x: [1, 1], y: -1 }],
      attack: { norm: 2, epsilon: 0.5, solver: 'exact' },
      smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true },
    });
    const prepared = preparedSurface(surface);
    const { z } = runToCompletion(float64Field(prepared, latticeOf(25), false));
    expect(runToCompletion(checkAccuracyTask(prepared, latticeOf(25), z, true)).estimate).toBeLessThan(1e-6);
  },
);
