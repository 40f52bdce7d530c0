import { attacks } from '../../../src/math/attack/solvers';
import { seeded } from '../../../src/math/core/random';
import type { Pair, Point } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { adversarialObjective, memoiseLast, recordedObjective } from '../../../src/math/optimisers/trajectory';
import { smoothings } from '../../../src/math/smoothing';
import { localMoments } from '../../../src/math/smoothing/localMoments';
import { smoothedDerivatives } from '../../../src/math/smoothing/smoothedSurface';
import { FINE_TOLERANCE } from '../smoothing/smoothedValues';
import { testProblem } from '../oracles';
import { describe, expect, test } from 'vitest';

const rng = seeded(11);
const draw = (): Pair => [4 * rng() - 2, 4 * rng() - 2];
const set = (count: number): Point[] => Array.from({ length: count }, (_, k) => ({ x: draw(), y: k % 2 ? 1 : -1 }));
const places: readonly Pair[] = [...Array.from({ length: 30 }, draw), [0, 0], [1.3, 0], [0, -2], [1.5, 1.5], [-0.8, 0.8]];
const models = ['linear', 'swish', 'softplus', 'tanh', { formula: 'sin(z)+z/3' }] as const;
const norms = [1, 1.5, 2, 3, 'inf', 'none'] as const;

describe.each(models)('%j', (model) => {
  test.each(norms)('under L%s one pass over the points equals two passes, creases included', (p) => {
    const own = testProblem({ points: set(5), epsilon: 0.7, p, model, reach: 60 });
    const landscape = landscapeOf(own);
    const [fast, plain] = [adversarialObjective(own, landscape), recordedObjective(landscape, landscapeOf({ ...own, attack: attacks.none }))];
    for (const theta of places) {
      expect(fast.clean(theta)).toBe(plain.clean(theta));
      expect(fast.loss(theta)).toBeCloseTo(plain.loss(theta), 13);
      const there = plain.gradient(theta);
      fast.gradient(theta).forEach((g, i) => expect(g).toBeCloseTo(there[i] ?? NaN, 12));
      expect(fast.adversarial(theta)).toBe(fast.loss(theta));
    }
  });
});

test.each([
  ['entropy-sgd, wide', { gamma: 0.01, kind: 'entropy-sgd', normalised: true }],
  ['entropy-sgd, narrow', { gamma: 300, kind: 'entropy-sgd', normalised: true }],
  ['gaussian-mean', { sigma: 0.5, kind: 'gaussian-mean' }],
] as const)('%s: an integral along a path is the quadrature of one point', (_, choice) => {
  const integral = choice.kind === 'entropy-sgd' ? smoothings['entropy-sgd'].integral(choice) : smoothings['gaussian-mean'].integral(choice);
  for (const model of ['linear', 'swish'] as const)
    for (const p of ['inf', 2] as const) {
      const landscape = landscapeOf(testProblem({ points: set(3), epsilon: 0.2, p, model, reach: 2000 }));
      const at = localMoments(landscape, integral);
      for (const theta of places.slice(0, 4)) {
        const point = smoothedDerivatives(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]), FINE_TOLERANCE);
        const local = at(theta);
        expect(Math.abs(integral.value(local.logZ) - point.value[0]!)).toBeLessThan(1e-7);
        const gradient = integral.gradient(integral.value(local.logZ), local);
        expect(Math.abs(gradient[0] - point.g1[0]!) + Math.abs(gradient[1] - point.g2[0]!)).toBeLessThan(1e-6);
      }
    }
});

test('consecutive equal calls are computed once', () => {
  let asked = 0;
  const at = memoiseLast((a, b) => {
    asked += 1;
    return a + b;
  });
  expect([at([1, 2]), at([1, 2]), at([2, 1]), at([1, 2])]).toEqual([3, 3, 3, 3]);
  expect(asked).toBe(3);
});
