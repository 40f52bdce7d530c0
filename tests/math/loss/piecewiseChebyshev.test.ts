import { activationOf } from '../../../src/math/activations';
import { softplus } from '../../../src/math/core/logisticLoss';
import { seeded } from '../../../src/math/core/random';
import type { Point } from '../../../src/math/core/types';
import { singleEvaluator, uniquePoints } from '../../../src/math/loss/batchLoss';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { piecewiseChebyshev } from '../../../src/math/loss/piecewiseChebyshev';
import { testProblem } from '../oracles';
import { describe, expect, test } from 'vitest';

const rng = seeded(3);
const models = [
  'linear',
  'swish',
  'softplus',
  'tanh',
  { formula: 'sin(8*z)' },
  { formula: 'abs(abs(z)-1)' },
  { formula: 'z^3/(1+z^2)' },
  { formula: 'exp(-900*(z-3)^2)' },
  { formula: 'exp(z)' },
  { formula: 'sqrt(abs(z))' },
] as const;

describe.each(models)('%j', (model) => {
  const activation = activationOf(model);
  test.each([1, -1])('the piecewise polynomial equals log(1 + exp(−yφ)), y = %d', (y) => {
    for (const reach of [2, 64, 512]) {
      const f = (z: number): number => softplus(-y * activation.f(z));
      const stops = [...new Set([...activation.critical(reach), ...(activation.kinks?.(reach) ?? [])])].sort((p, q) => p - q);
      const pieces = piecewiseChebyshev(f, reach, stops, activation.enclosure);
      const z = Float64Array.from({ length: 4000 }, (_, k) => (k % 2 ? 1.02 * reach : 4) * (2 * rng() - 1));
      const out = new Float64Array(z.length);
      pieces.evaluate(z, out);
      z.forEach((v, k) => expect(Math.abs(out[k]! - f(v))).toBeLessThanOrEqual(2e-12 * Math.max(1, f(v))));
      pieces.evaluate(z.sort(), out);
      z.forEach((v, k) => expect(Math.abs(out[k]! - f(v))).toBeLessThanOrEqual(2e-12 * Math.max(1, f(v))));
    }
  });
});

test('a bump between all initial samples is found by interval enclosure', () => {
  const bump = activationOf({ formula: 'exp(-1e6*(z-1.2345)^2)' });
  const pieces = piecewiseChebyshev(bump.f, 64, bump.critical(64), bump.enclosure);
  const out = new Float64Array(1);
  pieces.evaluate(Float64Array.of(1.2347), out);
  expect(out[0]).toBeCloseTo(bump.f(1.2347), 12);
});

describe('valuesAt equals value', () => {
  const cloud = (count: number): Point[] =>
    Array.from({ length: count }, (): Point => ({ x: [4 * rng() - 2, 4 * rng() - 2], y: rng() < 0.5 ? 1 : -1 }));
  const sets = { 'one point': cloud(1), 'five, one of them thrice': [...cloud(5), ...cloud(1), ...cloud(1)], '200': cloud(200) };
  const norms = [1, 1.5, 2, 3, 'inf', 'none'] as const;
  describe.each(models)('%j', (model) => {
    test.each(norms)('L%s', (p) => {
      for (const points of Object.values(sets)) {
        const twice = points.length > 5 && points.length < 9 ? [...points, points[0]!, points[0]!] : points;
        const landscape = landscapeOf(testProblem({ points: twice, epsilon: 0.7, p, model, reach: 60 }));
        const a = Float64Array.from({ length: 60 }, () => 8 * rng() - 4);
        const b = Float64Array.from({ length: 60 }, (_, k) => (k < 3 ? 0 : 8 * rng() - 4));
        a.set([0, 1.5]);
        const out = new Float64Array(a.length);
        landscape.valuesAt(a, b, out);
        a.forEach((s, k) => {
          const exact = landscape.value(s, b[k]!);
          expect(Math.abs(out[k]! - exact)).toBeLessThanOrEqual(5e-12 * Math.max(1, exact));
          if (k < 9) expect(singleEvaluator(landscape)(s, b[k]!)).toBeCloseTo(out[k]!, 10);
        });
      }
    });
  });

  test.each(['pgd', 'fgsm'] as const)('valuesAt equals value under %s', (solver) => {
    const landscape = landscapeOf(testProblem({ points: cloud(3), epsilon: 0.5, p: 2, model: 'swish', solver, reach: 60 }));
    const out = new Float64Array(2);
    landscape.valuesAt(Float64Array.of(1, -2), Float64Array.of(0.5, 0.3), out);
    expect([...out]).toEqual([landscape.value(1, 0.5), landscape.value(-2, 0.3)]);
  });
});

test('equal points are merged, with their multiplicity', () => {
  const point: Point = { x: [1, 2], y: 1 };
  expect(uniquePoints([point, { x: [1, 2], y: -1 }, { ...point }])).toEqual([
    { point, times: 2 },
    { point: { x: [1, 2], y: -1 }, times: 1 },
  ]);
});
