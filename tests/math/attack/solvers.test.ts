import { attacks, solverNames } from '../../../src/math/attack/solvers';
import { softplus } from '../../../src/math/core/logisticLoss';
import { seeded } from '../../../src/math/core/random';
import type { Landscape, Pair } from '../../../src/math/core/types';
import { landscapeOf, lossAndGradient, perturbedPoint } from '../../../src/math/loss/landscape';
import { testProblem } from '../oracles';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const coordinate = fc.integer({ min: -400, max: 400 }).map((v) => v / 100);
const pair = fc.tuple(coordinate, coordinate);
const label = fc.constantFrom<1 | -1>(1, -1);
const radius = fc.integer({ min: 0, max: 30 }).map((v) => v / 10);
const models = ['linear', 'swish', 'softplus', 'tanh', { formula: 'z^3/(1+z^2)' }, { formula: 'sin(z)' }] as const;
const ps = [1, 1.5, 2, 3, 'inf'] as const;
const solvers = solverNames;
const cases = models.flatMap((model) => ps.map((p) => [typeof model === 'string' ? model : model.formula, p, model] as const));

describe.each(cases)('%s, L%s', (_name, p, model) => {
  test('δ stays in the ball, ε = 0 gives 0, the same seed the same δ', () => {
    fc.assert(
      fc.property(pair, pair, label, radius, (theta, x, y, epsilon) => {
        for (const solver of solvers) {
          const s = {
            ...testProblem({ points: [{ x, y }], epsilon, p, model, solver, reach: 60 }),
            values: { steps: 8, stepSize: epsilon / 5, restarts: 2 },
          };
          const draw = (): number[] => s.attack.delta(s, theta, x, y, s.values, seeded(5));
          expect(s.norm.norm(draw())).toBeLessThanOrEqual(epsilon * (1 + 1e-9));
          expect(draw()).toEqual(draw());
          if (epsilon === 0) expect(Math.max(...draw().map(Math.abs))).toBe(0);
        }
      }),
      { numRuns: 8 },
    );
  });

  test('exact ≥ every sampled point of the ball, ≥ PGD and ≥ FGSM', () => {
    fc.assert(
      fc.property(pair, pair, label, radius, (theta, x, y, epsilon) => {
        const s = { ...testProblem({ points: [{ x, y }], epsilon, p, model, reach: 60 }), values: { steps: 10, stepSize: epsilon / 4, restarts: 2 } };
        const best = lossAndGradient(s, theta, x, y).loss;
        const rng = seeded(11);
        const at = (delta: readonly number[]): number =>
          softplus(-y * s.activation.f(theta[0] * (x[0] + (delta[0] ?? 0)) + theta[1] * (x[1] + (delta[1] ?? 0))));
        for (let k = 0; k < 25; k += 1)
          expect(at(s.norm.project([epsilon * (2 * rng() - 1), epsilon * (2 * rng() - 1)], epsilon))).toBeLessThanOrEqual(best + 1e-9);
        for (const attack of Object.values(attacks)) expect(lossAndGradient({ ...s, attack }, theta, x, y).loss).toBeLessThanOrEqual(best + 1e-9);
        expect(at(perturbedPoint(s, theta, x, y).delta)).toBeCloseTo(best, 8);
      }),
      { numRuns: 12 },
    );
  });

  test('the gradient is the central difference where it exists', () => {
    fc.assert(
      fc.property(pair, pair, label, (theta, x, y) => {
        fc.pre(Math.min(...theta.map(Math.abs), Math.abs(Math.abs(theta[0]) - Math.abs(theta[1]))) > 0.01);
        const s = testProblem({ points: [{ x, y }], epsilon: 0.4, p, model, reach: 60 });
        const { gradient } = lossAndGradient(s, theta, x, y);
        const mean = landscapeOf(s).gradient(...theta);
        expect(mean === undefined).toBe(gradient === undefined);
        if (!gradient || !mean) return;
        gradient.forEach((g, k) => expect(mean[k]).toBeCloseTo(g, 12));
        const h = 1e-6;
        const slope = (move: Pair): readonly number[] =>
          [-h, 0, h].map((d) => lossAndGradient(s, [theta[0] + d * move[0], theta[1] + d * move[1]], x, y).loss);
        (
          [
            [1, 0],
            [0, 1],
          ] as const
        ).forEach((move, k) => {
          const [left = 0, middle = 0, right = 0] = slope(move);
          if (Math.abs((right - middle - (middle - left)) / h) > 1e-3) return; // a tie or branch change within a step
          expect(gradient[k]).toBeCloseTo((right - left) / (2 * h), 4);
        });
      }),
      { numRuns: 20 },
    );
  });
});

test('the gap of PGD to the exact attack on the swish model is that of the theory', () => {
  const s = testProblem({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, p: 'inf', model: 'swish', solver: 'pgd' });
  const exact = testProblem({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, p: 'inf', model: 'swish' });
  let gap = 0;
  for (let a = -3; a <= 3; a += 0.25)
    for (let b = -3; b <= 3; b += 0.25)
      gap = Math.max(gap, lossAndGradient(exact, [a, b], [1, 1], 1).loss - lossAndGradient(s, [a, b], [1, 1], 1).loss);
  expect(gap).toBeLessThan(8e-4); // 100 steps of ε/25 = 0.02
});

/** Formulas that turn fast, stand still or have kinks, and a model that saturates: values by a dense search, gradients by differences. */
const hard = ['sin(80*z)', 'sin(80*z) + z/10', 'abs(z)', 'max(z, 0)', 'abs(sin(3*z) - 0.2)', 'z^2', 'tanh'] as const;
const hardInputs: readonly Pair[] = [
  [16, 12],
  [0.3, -0.2],
  [0, 0],
];
const hardProblem = (name: (typeof hard)[number], x: Pair, y: 1 | -1, p: 2 | 'inf', epsilon: number) =>
  testProblem({ points: [{ x, y }], epsilon, p, model: name === 'tanh' ? name : { formula: name }, reach: 100 });

describe.each(hard)('%s', (name) => {
  const thetas: readonly Pair[] = [[0, 0], ...Array.from({ length: 25 }, (): Pair => [0, 0])].map((_, k) => {
    const turn = 2.39996 * k;
    return [0.12 * k * Math.cos(turn), 0.12 * k * Math.sin(turn)];
  });
  type Check = (landscape: Landscape, theta: Pair, s: ReturnType<typeof testProblem>, x: Pair, y: 1 | -1) => void;
  const each = (check: Check, radii = [0, 0.01, 0.4]): void => {
    for (const x of hardInputs)
      for (const y of [1, -1] as const)
        for (const p of [2, 'inf'] as const)
          for (const epsilon of radii) {
            const s = hardProblem(name, x, y, p, epsilon);
            const landscape = landscapeOf(s);
            for (const theta of thetas) check(landscape, theta, s, x, y);
          }
  };

  test('the exact attack reaches the loss of a dense search, and its value is attained', () => {
    each(
      ({ value }, theta, s, x, y) => {
        const [centre, r] = [theta[0] * x[0] + theta[1] * x[1], s.epsilon * s.norm.dual(theta)];
        let worst = -Infinity;
        for (let k = 0; k <= 4000; k += 1) worst = Math.max(worst, -y * s.activation.f(centre + r * (k / 2000 - 1)));
        const loss = value(...theta);
        expect(loss).toBeGreaterThanOrEqual(softplus(worst) - 1e-12);
        expect(loss - softplus(worst)).toBeLessThanOrEqual(0.06 * r + 1e-12);
        const { delta } = perturbedPoint(s, theta, x, y);
        const there = theta[0] * (x[0] + (delta[0] ?? 0)) + theta[1] * (x[1] + (delta[1] ?? 0));
        expect(softplus(-y * s.activation.f(there))).toBeCloseTo(loss, 8);
      },
      [0.01, 0.4],
    );
  });

  test('the gradient exists exactly where the one-sided differences agree, and equals them', () => {
    let [present, absent] = [0, 0];
    each((landscape, theta, s, x) => {
      const loss = (a: number, b: number): number => landscape.value(theta[0] + a, theta[1] + b);
      const here = loss(0, 0);
      const h = 1e-6;
      const sided = [
        [h, 0],
        [0, h],
        [h, h],
        [h, -h],
      ].map(([a = 0, b = 0]) => [(loss(a, b) - here) / h, (here - loss(-a, -b)) / h] as const);
      const scale = 0.02 * (1 + Math.hypot(...x)) * s.activation.slopeBound(1) ** 2 * Math.hypot(1, ...x) * h * 100;
      const bends = Math.max(...sided.map(([right, left]) => Math.abs(right - left)));
      const [d1, d2, plus, minus] = sided.map(([right, left]) => (right + left) / 2);
      const linear = Math.max(Math.abs((plus ?? 0) - (d1 ?? 0) - (d2 ?? 0)), Math.abs((minus ?? 0) - (d1 ?? 0) + (d2 ?? 0)));
      const gradient = landscape.gradient(...theta);
      if (!gradient) {
        absent += 1;
        expect(Math.max(bends, linear)).toBeGreaterThan(1e-3 * s.epsilon);
        return;
      }
      present += 1;
      expect(bends).toBeLessThan(1e-3 + scale);
      [d1, d2].forEach((d, k) => expect(Math.abs((gradient[k] ?? NaN) - (d ?? NaN))).toBeLessThan(1e-3 + scale));
    });
    expect(present).toBeGreaterThan(10 * absent);
  });
});

test('the gradient at saturated, flat and constrained points', () => {
  const at = (s: ReturnType<typeof testProblem>, a: number, b: number) => landscapeOf(s).gradient(a, b);
  expect(at(hardProblem('tanh', [16, 12], 1, 'inf', 0.5), 2.9, 2.8)).toEqual([0, 0]); // both ends saturate
  expect(at(hardProblem('max(z, 0)', [1, 1], 1, 'inf', 0.5), -2, -2)).toEqual([0, 0]); // a flat stretch
  expect(at(hardProblem('abs(z)', [0.1, 0], 1, 2, 0.5), 1, 2)).toEqual([0, 0]); // z is held on the kink
  expect(at(hardProblem('abs(z)', [0.1, 0], 1, 2, 0.5), 0, 0)).toEqual([0, 0]); // the ball holds x = 0: so it is for every θ
  expect(at(hardProblem('abs(z)', [1, 0], 1, 2, 0.5), 0, 0)).toBeUndefined();
  expect(at(hardProblem('abs(z)', [0.1, 0], -1, 2, 0.5), 0, 0)).toBeUndefined();
  expect(at(hardProblem('max(z, 0)', [0.1, 0], 1, 2, 0.5), 0, 0)).toEqual([0, 0]);
  expect(at(hardProblem('max(z, 0)', [0.1, 0], -1, 2, 0.5), 0, 0)).toBeUndefined();
  expect(at(hardProblem('z^2', [0, 0], -1, 2, 0.5), 1, 2)?.[0]).toBeCloseTo((0.5 ** 2 * 2) / (1 + Math.exp(-1.25)), 12); // both ends, one gradient
  expect(at(hardProblem('z^2', [0, 0], -1, 2, 0.5), 0, 0)).toEqual([0, 0]);
});

test('two ends with equal loss up to rounding are a tie without gradient', () => {
  const inputs: readonly Pair[] = [
    [0.1, 0.3],
    [0.7, -0.2],
    [1.3, 3.9],
  ];
  let noisy = 0;
  for (const formula of ['sqrt(z^2)', 'abs(z)', 'z^2', 'sqrt(z^2 + 1)']) {
    for (const x of inputs) {
      for (const p of [2, 'inf'] as const) {
        const { gradient, value } = landscapeOf(testProblem({ points: [{ x, y: -1 }], epsilon: 0.5, p, model: { formula }, reach: 60 }));
        for (let k = 1; k <= 40; k += 1) {
          const [a, b] = [0.07 * k * x[1], -0.07 * k * x[0]]; // θ·x = 0 but for rounding
          if (a * x[0] + b * x[1] !== 0) noisy += 1;
          expect(gradient(a, b)).toBeUndefined();
          const h = 1e-4;
          expect(value(a + h * x[0], b + h * x[1]) + value(a - h * x[0], b - h * x[1]) - 2 * value(a, b)).toBeGreaterThan(1e-7); // a crease it is
          expect(gradient(a + 1e-6 * x[0], b + 1e-6 * x[1])).toBeDefined();
        }
      }
    }
  }
  expect(noisy).toBeGreaterThan(100);
});
