import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lossOf, readingOf } from '../../src/math/adversarial';
import { attacks } from '../../src/math/attacks';
import type { Pair } from '../../src/math/kinds';
import { softplus } from '../../src/math/logistic';
import { seeded } from '../../src/math/rng';
import { scene } from './oracles';

const coordinate = fc.integer({ min: -400, max: 400 }).map((v) => v / 100);
const pair = fc.tuple(coordinate, coordinate);
const label = fc.constantFrom<1 | -1>(1, -1);
const radius = fc.integer({ min: 0, max: 30 }).map((v) => v / 10);
const models = ['linear', 'swish', 'softplus', 'tanh', { formula: 'z^3/(1+z^2)' }, { formula: 'sin(z)' }] as const;
const ps = [1, 1.5, 2, 3, 'inf'] as const;
const solvers = ['exact', 'pgd', 'fgsm'] as const;
const cases = models.flatMap((model) => ps.map((p) => [typeof model === 'string' ? model : model.formula, p, model] as const));

describe.each(cases)('%s, L%s', (_name, p, model) => {
  test('δ stays in the ball, ε = 0 gives 0, the same seed the same δ', () => {
    fc.assert(
      fc.property(pair, pair, label, radius, (theta, x, y, epsilon) => {
        for (const solver of solvers) {
          const s = {
            ...scene({ points: [{ x, y }], epsilon, p, model, solver, reach: 60 }),
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
        const s = { ...scene({ points: [{ x, y }], epsilon, p, model, reach: 60 }), values: { steps: 10, stepSize: epsilon / 4, restarts: 2 } };
        const best = lossOf(s, theta, x, y).loss;
        const rng = seeded(11);
        const at = (delta: readonly number[]): number =>
          softplus(-y * s.activation.f(theta[0] * (x[0] + (delta[0] ?? 0)) + theta[1] * (x[1] + (delta[1] ?? 0))));
        for (let k = 0; k < 25; k += 1)
          expect(at(s.norm.project([epsilon * (2 * rng() - 1), epsilon * (2 * rng() - 1)], epsilon))).toBeLessThanOrEqual(best + 1e-9);
        for (const attack of [attacks.pgd, attacks.fgsm]) expect(lossOf({ ...s, attack }, theta, x, y).loss).toBeLessThanOrEqual(best + 1e-9);
        expect(at(readingOf(s, theta, x, y).delta)).toBeCloseTo(best, 8);
      }),
      { numRuns: 12 },
    );
  });

  test('the gradient is the central difference where it exists', () => {
    fc.assert(
      fc.property(pair, pair, label, (theta, x, y) => {
        fc.pre(Math.min(...theta.map(Math.abs), Math.abs(Math.abs(theta[0]) - Math.abs(theta[1]))) > 0.01);
        const s = scene({ points: [{ x, y }], epsilon: 0.4, p, model, reach: 60 });
        const { gradient } = lossOf(s, theta, x, y);
        if (!gradient) return;
        const h = 1e-6;
        const slope = (move: Pair): readonly number[] =>
          [-h, 0, h].map((d) => lossOf(s, [theta[0] + d * move[0], theta[1] + d * move[1]], x, y).loss);
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

test('PGD’s gap to the exact attack on the swish model is the one the theory gives', () => {
  const s = scene({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, p: 'inf', model: 'swish', solver: 'pgd' });
  const exact = scene({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, p: 'inf', model: 'swish' });
  let gap = 0;
  for (let a = -3; a <= 3; a += 0.25)
    for (let b = -3; b <= 3; b += 0.25) gap = Math.max(gap, lossOf(exact, [a, b], [1, 1], 1).loss - lossOf(s, [a, b], [1, 1], 1).loss);
  expect(gap).toBeLessThan(8e-4); // 100 steps of ε/25 = 0.02
});
