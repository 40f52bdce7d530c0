import { expect, test } from 'vitest';
import { optimisers } from '../../src/math/optimisers';
import type { Ground, Optimiser, Values } from '../../src/math/optimisers/kinds';
import { seeded } from '../../src/math/rng';
import { oracle } from './oracles';

/** Iterates on L = a/2 w². */
function iterates(method: Optimiser, a: number, w0: number, values: Values, steps: number): number[] {
  const ground: Ground = { gradient: (w) => w.map((c) => a * c) };
  const rng = seeded(1);
  let state = method.init([w0]);
  return Array.from({ length: steps }, () => {
    state = method.step(ground, state, values, rng);
    return state.theta[0] ?? NaN;
  });
}

test.each([
  ['H1', 'entropy-sgd', { mean: 'langevin', form: 'published', noise: 0 }],
  ['H2', 'entropy-sgd-2', { mean: 'langevin', form: 'published', noise: 0 }],
  ['H3', 'entropy-sgd', { mean: 'langevin', form: 'python', noise: 0 }],
  ['H4', 'entropy-sgd', { mean: 'langevin', form: 'python', noise: 0 }],
  ['H5', 'entropy-sgd', { mean: 'langevin', form: 'python', noise: 0 }],
  ['H6', 'entropy-sgd', { mean: 'langevin', form: 'lua', noise: 0 }],
] as const)('%s: %s traces the recurrence of its paper or of its authors’ code', (id, name, choices) => {
  const { input, output, tol } = oracle(id);
  const number = (...keys: string[]): number | undefined => keys.map((key) => input[key]).find((v) => typeof v === 'number');
  const given = {
    stepSize: number('eta', 'lr'),
    innerStep: number('eta_p'),
    alpha: number('alpha'),
    gamma: number('gamma', 'g0'),
    scoping: number('g1'),
    innerSteps: number('L'),
    weightDecay: number('wd'),
  };
  const values: Values = { ...choices, ...Object.fromEntries(Object.entries(given).flatMap(([key, v]) => (v === undefined ? [] : [[key, v]]))) };
  const found = iterates(optimisers[name], number('a') ?? NaN, number('w0') ?? NaN, values, number('steps') ?? NaN);
  expect(output).toHaveLength(found.length);
  found.forEach((w, k) => expect(Math.abs(w - (output as number[])[k]!)).toBeLessThan(tol));
});
