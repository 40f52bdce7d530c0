import { findMinimum } from '../../../src/math/analysis/minimumSearch';
import { seeded } from '../../../src/math/core/random';
import type { Pair } from '../../../src/math/core/types';
import { landscapeOf, lossAndGradient } from '../../../src/math/loss/landscape';
import { optimisers } from '../../../src/math/optimisers';
import { studyLangevin } from '../../../src/math/optimisers/langevinStudy';
import { subgradient } from '../../../src/math/optimisers/trajectory';
import type { HyperparameterValues } from '../../../src/math/optimisers/types';
import { smoothings } from '../../../src/math/smoothing';
import { localMoments } from '../../../src/math/smoothing/localMoments';
import { smoothedDerivatives } from '../../../src/math/smoothing/smoothedSurface';
import { FINE_TOLERANCE } from '../smoothing/smoothedValues';
import { oracles, testProblem, problemOfOracle } from '../oracles';
import { bowl, courseUnder, EPSILON, leastUnder, points, rows, run } from './races';
import { describe, expect, test } from 'vitest';

const walking: HyperparameterValues = { mean: 'langevin', noise: 1, innerSteps: 5 };
const integral = (gamma: number) => smoothings['entropy-sgd'].integral({ gamma, normalised: true });

describe.each(rows)('%s', (_, row) => {
  const values = 'mean' in row.choices ? walking : {};

  test('state k of a recording is the state after k steps', () => {
    const course = courseUnder('inf');
    const whole = run(row, course, values, 40);
    for (const k of [0, 1, 7, 40]) {
      const part = run(row, course, values, k);
      expect(part.count).toBe(k + 1);
      for (const key of ['theta', 'loss', 'adversarial', 'clean', 'slope', 'evaluations', 'crossings'] as const)
        expect(part[key].at(-1), key).toBe(whole[key][part[key].length - 1]);
    }
  });

  test('the same seed gives the same path, and recorded values are those of the surface', () => {
    const course = courseUnder('inf');
    const [a, b] = [run(row, course, values, 30), run(row, courseUnder('inf'), values, 30)];
    expect(a).toEqual(b);
    for (const k of [0, 13, 30]) {
      const theta = Array.from(a.theta.subarray(2 * k, 2 * k + 2));
      expect([a.loss[k], a.adversarial[k], a.clean[k]]).toEqual([course.loss(theta), course.adversarial(theta), course.clean(theta)]);
      expect(a.slope[k]).toBe(Math.hypot(...course.gradient(theta)));
    }
  });

  test('a diverging run is stopped and reports where', () => {
    const { count, end, why, theta } = run(row, bowl(-1), { stepSize: 1e4, gamma: 3 }, 200, [1, 1]);
    expect(end).toBe('diverged');
    expect(count).toBeLessThan(200);
    expect(theta.every(Number.isFinite)).toBe(true);
    expect(why).toMatch(new RegExp(`^θ. (went beyond 10⁶|was no finite number) at step ${count}$`));
  });
});

test('noise comes from the seed', () => {
  const path = (seed: number): Float64Array => run(optimisers['entropy-sgd'], courseUnder('inf'), walking, 10, [1, 1], seed).theta;
  expect(path(1)).toEqual(path(1));
  expect(path(1)).not.toEqual(path(2));
});

test('gradients and integrals are counted as the method evaluates them', () => {
  const taken = (name: keyof typeof optimisers, values: HyperparameterValues = {}): [number, number] => {
    const { evaluations, integrals } = run(optimisers[name], courseUnder(2), values, 10);
    return [evaluations.at(-1) ?? NaN, integrals.at(-1) ?? NaN];
  };
  expect(taken('sgd')).toEqual([10, 0]);
  expect(taken('sam')).toEqual([20, 0]);
  expect(taken('awp')).toEqual([20, 0]);
  expect(taken('entropy-sgd')).toEqual([0, 10]);
  expect(taken('entropy-sgd', walking)).toEqual([50, 0]);
  expect(taken('entropy-sgd-2', { ...walking, form: 'python' })).toEqual([60, 0]); // one before each walk
});

test('crossings count sign changes once each; a state on an axis counts as none', () => {
  const path = [1, 0, 1, 0, -1, -2, 0, 0, 3];
  const method = {
    ...optimisers.sgd,
    step: (_: unknown, { count }: { count: number }) => ({ theta: [path[count + 1] ?? 0], count: count + 1, memory: {} }),
  };
  expect(Array.from(run(method, bowl(1), {}, path.length - 1, path.slice(0, 1)).crossings)).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2]);
});

test('inner walks are recorded with their outer steps', () => {
  const { count, theta, inner } = run(optimisers['entropy-sgd'], courseUnder('inf'), { ...walking, stepSize: 0.7 }, 8);
  if (!inner) throw new Error('no walk');
  expect([inner.length, inner.points.length, inner.mean.length]).toEqual([5, 8 * 5 * 2, 8 * 2]);
  for (let k = 0; k + 1 < count; k += 1)
    for (const i of [0, 1]) {
      const [from, to, mean] = [theta[2 * k + i]!, theta[2 * k + 2 + i]!, inner.mean[2 * k + i]!];
      expect(to).toBeCloseTo(from - 0.7 * (from - mean), 12);
      expect(inner.means[(5 * k + 4) * 2 + i]).toBe(mean);
    }
});

test('on a crease the gradient is the one on the side of growing θ', () => {
  const landscape = landscapeOf(testProblem({ points, epsilon: EPSILON, p: 'inf' }));
  const places: [at: Pair, beside: Pair][] = [
    [
      [1, 0],
      [1, 1e-7],
    ],
    [
      [0, -2],
      [1e-7, -2],
    ],
    [
      [0, 0],
      [1e-7, 1e-7],
    ],
  ];
  for (const [at, beside] of places) {
    expect(landscape.gradient(...at)).toBeUndefined();
    const near = landscape.gradient(...beside);
    subgradient(landscape, at).forEach((g, i) => expect(g).toBeCloseTo(near?.[i] ?? NaN, 6));
  }
});

describe('gradients in closed form', () => {
  const rng = seeded(5);
  const draw = (): Pair => [6 * rng() - 3, 6 * rng() - 3];
  test.each(['linear', 'swish', 'softplus', 'tanh', { formula: 'sin(z)+z/3' }] as const)(
    'the gradient of %j is the mean of the gradients of single points',
    (model) => {
      for (const p of [1, 1.5, 2, 3, 'inf', 'none'] as const) {
        const own = testProblem({
          points: Array.from({ length: 4 }, (_, k) => ({ x: draw(), y: k % 2 ? 1 : -1 })),
          epsilon: 0.7,
          p,
          model,
          reach: 60,
        });
        const { gradient } = landscapeOf(own);
        const places: Pair[] = [...Array.from({ length: 40 }, draw), [0, 0], [1.3, 0], [0, -2], [1.5, 1.5], [-0.8, 0.8]];
        for (const theta of places) {
          const parts = own.points.map(({ x, y }) => lossAndGradient(own, theta, x, y).gradient);
          const found = gradient(...theta);
          if (parts.includes(undefined)) expect(found).toBeUndefined();
          else for (const i of [0, 1]) expect(found?.[i]).toBeCloseTo(parts.reduce((sum, g) => sum + (g?.[i] ?? NaN), 0) / 4, 12);
        }
      }
    },
  );
});

describe('integrals along a path', () => {
  test.each(oracles.filter(({ id }) => id.startsWith('G')))('$id: value, gradient and Hessian', (entry) => {
    const { theta, gamma } = entry.input as { theta: Pair; gamma: number };
    const [, normalised, gradient, hessian] = entry.output as [number, number, number[], number[][]];
    const own = integral(gamma);
    const local = localMoments(landscapeOf(problemOfOracle(entry)), own)(theta);
    const value = own.value(local.logZ);
    expect(Math.abs(value - normalised)).toBeLessThan(1e-8);
    own.gradient(value, local).forEach((g, i) => expect(Math.abs(g - gradient[i]!)).toBeLessThan(1e-7));
    own.hessian(value, local).forEach((h, i) => expect(Math.abs(h - hessian.flat()[i]!)).toBeLessThan(1e-6));
  });

  test('agree with the quadrature of one point everywhere in a cell, and across its border', () => {
    for (const p of [2, 'inf'] as const)
      for (const gamma of [0.2, 1, 50]) {
        const [landscape, own] = [landscapeOf(testProblem({ points, epsilon: EPSILON, p })), integral(gamma)];
        const at = localMoments(landscape, own);
        for (let k = 0; k < 12; k += 1) {
          const theta: Pair = [0.9 + (0.7 * k) / (12 * Math.sqrt(gamma)), -0.1 * k];
          const point = smoothedDerivatives(landscape, own, Float64Array.of(theta[0]), Float64Array.of(theta[1]), FINE_TOLERANCE);
          const local = at(theta);
          const value = own.value(local.logZ);
          expect(Math.abs(value - point.value[0]!)).toBeLessThan(1e-8);
          own.gradient(value, local).forEach((g, i) => expect(Math.abs(g - (i === 0 ? point.g1 : point.g2)[0]!)).toBeLessThan(1e-7));
        }
      }
  });
});

test('the lowest place of a region is found on creases too, and at its border', () => {
  for (const p of ['inf', 2, 1, 1.5] as const) {
    const landscape = landscapeOf(testProblem({ points, epsilon: EPSILON, p }));
    for (const convex of [true, false]) {
      const { loss, theta, edge } = findMinimum(landscape.value, convex, [-3, 3.5], [-3, 3.5]);
      expect(Math.abs(loss - leastUnder(p))).toBeLessThan(convex ? 1e-12 : 1e-8);
      expect(landscape.value(...theta)).toBe(loss);
      expect(edge).toBe(false);
    }
  }
  const border = findMinimum((a, b) => a + b * b, true, [-1, 1], [-1, 1]);
  expect([border.theta[0], border.edge]).toEqual([-1, true]);
  expect(border.loss).toBeCloseTo(-1, 12);
});

describe('a walk beside its integral', () => {
  test('on a bowl long walks with the right noise find mean and variance', () => {
    const values: HyperparameterValues = { gamma: 1, noise: Math.SQRT2, innerStep: 0.05, alpha: 0.01, innerSteps: 256 };
    const { curves, exact } = studyLangevin(bowl(1), [2, -1], values, 1, 60);
    expect(exact).toEqual({ mean: [1, -0.5], variance: [0.5, 0.5] });
    const { distance, variance } = curves.innerSteps;
    expect(distance[0]).toBeGreaterThan(3 * distance.at(-1)!); // it started at θ
    expect(variance.at(-1)).toBeGreaterThan(0.6);
    expect(variance.at(-1)).toBeLessThan(1.3);
  });

  test('a diverging walk has an infinite distance', () => {
    const { curves } = studyLangevin(bowl(1e3), [2], { innerSteps: 400 }, 1, 2);
    expect(curves.innerStep.distance.at(-1)).toBe(Infinity);
    expect(curves.innerStep.distance[0]).toBeLessThan(Infinity);
  });
});
