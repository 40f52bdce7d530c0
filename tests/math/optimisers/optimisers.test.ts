import { defaultsOf } from '../../../src/math/core/paramSpec';
import { seeded } from '../../../src/math/core/random';
import { optimisers } from '../../../src/math/optimisers';
import { hyperparameterErrors, type Objective, type Optimiser, type HyperparameterValues } from '../../../src/math/optimisers/types';
import { oracle } from '../oracles';
import { bowl, courseUnder, leastUnder, rows, run } from './races';
import { describe, expect, test } from 'vitest';

/** Iterates on L = a/2 w². */
function iterates(method: Optimiser, a: number, w0: number, values: HyperparameterValues, steps: number): number[] {
  const ground: Objective = { gradient: (w) => w.map((c) => a * c) };
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
  const values: HyperparameterValues = {
    ...choices,
    ...Object.fromEntries(Object.entries(given).flatMap(([key, v]) => (v === undefined ? [] : [[key, v]]))),
  };
  const found = iterates(optimisers[name], number('a') ?? NaN, number('w0') ?? NaN, values, number('steps') ?? NaN);
  expect(output).toHaveLength(found.length);
  found.forEach((w, k) => expect(Math.abs(w - (output as number[])[k]!)).toBeLessThan(tol));
});

describe.each(rows)('%s', (_, row) => {
  test.each(['none', 2, 'inf', 1, 1.5, 3] as const)('comes within 0.02 nats of the least loss under L%s, with its defaults', (p) => {
    const { adversarial, end } = run(row, courseUnder(p));
    expect(end).toBe('finished');
    expect(adversarial.at(-1)).toBeLessThan(leastUnder(p) + 0.02);
    expect(adversarial.at(-1)).toBeGreaterThan(leastUnder(p) - 1e-12);
  });

  test('finds the bottom of a bowl in one, two and five dimensions', () => {
    for (const d of [1, 2, 5]) {
      const values: HyperparameterValues = {
        stepSize: 0.3,
        ...(row === optimisers.sam ? { radius: 1e-4 } : {}),
        ...(row === optimisers.awp ? { size: 1e-4 } : {}),
      };
      const { theta } = run(
        row,
        bowl(0.8, 0.5),
        values,
        600,
        Array.from({ length: d }, (__, i) => i - 1),
      );
      theta.subarray(-d).forEach((t) => expect(t).toBeCloseTo(0.5, 3));
    }
  });

  test('its defaults are valid, and values out of range are rejected', () => {
    const choices = Object.fromEntries(Object.entries(row.choices).map(([key, choice]) => [key, choice.default]));
    expect(hyperparameterErrors(row, { ...defaultsOf(row.specs), ...choices })).toEqual([]);
    for (const [key, { allowed, slider }] of Object.entries(row.specs)) {
      expect(hyperparameterErrors(row, { [key]: allowed.min - 1 })[0]).toMatch(new RegExp(`^${key}: `));
      for (const end of slider) expect(hyperparameterErrors(row, { [key]: end }), key).toEqual([]);
    }
    for (const key of Object.keys(row.choices)) expect(hyperparameterErrors(row, { [key]: 'guess' })[0]).toMatch(/"guess" is not one of/);
    expect(hyperparameterErrors(row, { nothing: 1 })[0]).toMatch(/is not a knob; the knobs are stepSize/);
  });

  test('a hyperparameter listed as unused changes nothing, and every other one does', () => {
    for (const mean of ['exact', 'langevin'])
      for (const form of ['published', 'python', 'lua']) {
        const knows = Object.keys(row.choices).includes('mean');
        const base: HyperparameterValues = knows
          ? { mean, form, gamma: 0.9, innerSteps: 3, noise: 0.1, scoping: 0.01, weightDecay: 0.01, least: 1 }
          : {};
        const path = (values: HyperparameterValues): string => run(row, bowl(0.8, 0.5), { ...base, ...values }, 4, [1, -2]).theta.join();
        const idle = row.idle(base);
        for (const [key, spec] of Object.entries(row.specs)) {
          const now = base[key] ?? spec.default;
          const other = typeof now === 'number' ? (spec.integer ? now + 1 : now * 0.97 + (now === 0 ? 0.02 : 0)) : 0;
          expect(path({ [key]: other }) === path({ [key]: now }), `${key} under ${mean}, ${form}`).toBe(idle.includes(key));
        }
      }
  });
});

test.each(['sgd', 'momentum', 'adam'] as const)('%s converges to a smooth minimum to rounding', (name) => {
  for (const p of ['none', 2] as const)
    expect((run(optimisers[name], courseUnder(p), {}, 3000).adversarial.at(-1) ?? NaN) - leastUnder(p)).toBeLessThan(1e-9);
});

test('around a crease SGD stays within G²η of the lowest loss and does not converge', () => {
  for (const stepSize of [0.9, 0.3, 0.1]) {
    const { adversarial, crossings } = run(optimisers.sgd, courseUnder('inf'), { stepSize }, 3000);
    const gaps = adversarial.subarray(-100).map((loss) => loss - leastUnder('inf'));
    const slope = 0.9 + 0.2 * Math.SQRT2; // ≥ mean ‖x‖₂ + ε√2
    expect(Math.max(...gaps)).toBeLessThan(slope ** 2 * stepSize);
    expect(Math.max(...gaps)).toBeGreaterThan(1e-4 * stepSize);
    expect((crossings.at(-1) ?? 0) - (crossings.at(-201) ?? 0)).toBeGreaterThan(60); // of 100 steps, over θ₂ = 0
  }
});

describe('special cases', () => {
  const same = (a: Optimiser, va: HyperparameterValues, b: Optimiser, vb: HyperparameterValues): void =>
    expect(run(a, courseUnder('inf'), va, 100).theta).toEqual(run(b, courseUnder('inf'), vb, 100).theta);

  test('SAM with ρ = 0 and AWP with size 0 are SGD, bit by bit', () => {
    same(optimisers.sam, { radius: 0, stepSize: 0.4 }, optimisers.sgd, { stepSize: 0.4 });
    same(optimisers.awp, { size: 0, stepSize: 0.4, weightDecay: 0.01 }, optimisers.sgd, { stepSize: 0.4, weightDecay: 0.01 });
  });

  test('momentum 0 is SGD in both forms', () => {
    for (const form of ['heavyBall', 'nesterov']) same(optimisers.momentum, { momentum: 0, stepSize: 0.4, form }, optimisers.sgd, { stepSize: 0.4 });
  });

  test('EntropySGD with a large γ is SGD on the loss', () => {
    for (const p of ['none', 2] as const) {
      const [course, stepSize] = [courseUnder(p), 0.5];
      const [entropy, plain] = [run(optimisers['entropy-sgd'], course, { gamma: 1e5, stepSize }, 60), run(optimisers.sgd, course, { stepSize }, 60)];
      entropy.theta.forEach((t, k) => expect(Math.abs(t - (plain.theta[k] ?? NaN))).toBeLessThan(2e-4));
    }
  });

  test('AWP applies weight decay at θ + v', () => {
    const [a, eta, size, decay] = [0.8, 0.5, 0.1, 0.2];
    const up = 2 * (1 + size); // in one dimension v = size · θ, uphill
    const { theta } = run(optimisers.awp, bowl(a), { stepSize: eta, size, weightDecay: decay }, 1, [2]);
    expect(theta[1]).toBeCloseTo(2 - eta * (a + decay) * up, 14);
  });

  test('the second-order form takes a Newton step: one step to the minimum of a quadratic', () => {
    const { theta } = run(optimisers['entropy-sgd-2'], bowl(3, 0.5), { stepSize: 1, gamma: 2, least: 0.01 }, 1, [7, -4]);
    [0.5, 0.5].forEach((c, i) => expect(theta[2 + i]).toBeCloseTo(c, 12));
  });

  test('where the smoothed loss is not convex the second order still goes downhill, no further than 1/κ allows', () => {
    const [a, gamma, eta, least] = [-0.9, 1, 0.1, 0.2]; // s = 1/(γ + a) = 10 > 1/γ
    const { theta } = run(optimisers['entropy-sgd-2'], bowl(a), { stepSize: eta, gamma, least }, 1, [1]);
    expect(theta[1]).toBeCloseTo(1 + (eta * 9) / least, 9); // θ − μ = −9
  });

  test('the variance of a walk is taken about its centre, without cancellation far from 0', () => {
    const values: HyperparameterValues = { mean: 'langevin', noise: 0.01, innerSteps: 10 };
    const near = run(optimisers['entropy-sgd-2'], bowl(2, 0), values, 5, [1]).inner;
    const far = run(optimisers['entropy-sgd-2'], bowl(2, 5e5), values, 5, [5e5 + 1]).inner;
    near?.variance.forEach((v, k) => expect(Math.abs((far?.variance[k] ?? NaN) / v - 1)).toBeLessThan(1e-6));
  });
});
