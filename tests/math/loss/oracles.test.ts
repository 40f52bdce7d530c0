import { activations } from '../../../src/math/activations';
import { SWISH_MINIMISER } from '../../../src/math/activations/swish';
import { findCreases } from '../../../src/math/analysis/kinkSet';
import { softplus } from '../../../src/math/core/logisticLoss';
import type { Pair } from '../../../src/math/core/types';
import { landscapeOf, lossAndGradient, perturbedPoint } from '../../../src/math/loss/landscape';
import { oracle, oracles, testProblem, problemOfOracle } from '../oracles';
import { describe, expect, test } from 'vitest';

const near = (value: number, wanted: number, tol = 1e-12): void =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(tol * Math.max(1, Math.abs(wanted)));
const nearAll = (values: readonly number[], wanted: readonly number[], tol?: number): void =>
  wanted.forEach((w, k) => near(values[k] ?? NaN, w, tol));

describe('A: constants of swish', () => {
  const { f, df } = activations.swish;
  test.each([
    ['A1', -f(SWISH_MINIMISER)],
    ['A2', SWISH_MINIMISER],
    ['A3', f(SWISH_MINIMISER)],
    ['A5', softplus(-f(SWISH_MINIMISER))],
    ['A6', softplus(f(-800))],
  ])('%s', (id, value) => near(value, oracle(id).output as number));
  test('A4: second derivative at the minimiser', () =>
    near((df(SWISH_MINIMISER + 1e-5) - df(SWISH_MINIMISER - 1e-5)) / 2e-5, oracle('A4').output as number, 1e-9));
});

test.each(oracles.filter(({ id }) => /^[BD]\d/.test(id)))('$id: loss, gradient, optimal δ', (entry) => {
  const { input } = entry;
  const [loss, gradient, delta] = entry.output as [number, number[], number[]?];
  const s = problemOfOracle(entry);
  const [point] = s.points;
  if (!point) throw new Error('no point');
  const theta = input['theta'] as number[];
  const found = lossAndGradient(s, theta, point.x, point.y);
  near(found.loss, loss);
  nearAll(found.gradient ?? [], gradient);
  if (delta) nearAll(perturbedPoint(s, theta, point.x, point.y).delta, delta);
});

test.each(oracles.filter(({ id }) => id.startsWith('B-set4')))('$id: mean over four points', (entry) => {
  const { input } = entry;
  const [loss, gradient] = entry.output as [number, number[]];
  const landscape = landscapeOf(problemOfOracle(entry));
  const [a, b] = input['theta'] as [number, number];
  near(landscape.value(a, b), loss);
  nearAll(landscape.gradient(a, b) ?? [], gradient);
});

test('D-tie: both ends have equal loss, and the gradient does not exist', () => {
  const r = oracle('D-tie').output as number;
  const landscape = landscapeOf(testProblem({ points: [{ x: [1, 1], y: -1 }], epsilon: 0.5, p: 'inf', model: 'swish' }));
  const breaks = landscape.breakpoints(0, -r / 2, -3, 0);
  expect(Math.min(...breaks.map((s) => Math.abs(s + r / 2)))).toBeLessThan(1e-9);
});

describe('E: kinks and curvature', () => {
  const one = { points: [{ x: [1, 1], y: 1 }], epsilon: 0.5 } as const;
  const jump = (s: ReturnType<typeof testProblem>, at: Pair, normal: Pair): number[] => {
    const side = (h: number): Pair => landscapeOf(s).gradient(at[0] + h * normal[0], at[1] + h * normal[1]) ?? [NaN, NaN];
    const [left, right] = [side(-1e-9), side(1e-9)];
    return [right[0] - left[0], right[1] - left[1]];
  };
  test.each(oracles.filter(({ id }) => /^E-(Linf-[-\d]|swish)/.test(id)))('$id: jump of ∂L/∂θ₁ across θ₁ = 0', ({ id, input, output }) => {
    const s = testProblem({ ...one, p: 'inf', model: id.includes('swish') ? 'swish' : 'linear' });
    near(jump(s, [0, input['theta2'] as number], [1, 0])[0] ?? NaN, output as number, 1e-8);
  });
  test('E-L2-origin and E-Linf-origin', () => {
    const v: Pair = [Math.cos(0.4), Math.sin(0.4)];
    near(Math.hypot(...jump(testProblem({ ...one, p: 2 }), [0, 0], v)), oracle('E-L2-origin').output as number, 1e-8);
    near(Math.hypot(...jump(testProblem({ ...one, p: 'inf' }), [0, 0], v)), oracle('E-Linf-origin').output as number, 1e-8);
  });
  test('E-HessL2: differences of the gradient', () => {
    const { output } = oracle('E-HessL2');
    const landscape = landscapeOf(testProblem({ ...one, p: 2 }));
    const h = 1e-5;
    const column = (da: number, db: number): Pair => {
      const [plus, minus] = [landscape.gradient(0.7 + da, -1.2 + db), landscape.gradient(0.7 - da, -1.2 - db)];
      return [((plus?.[0] ?? NaN) - (minus?.[0] ?? NaN)) / (2 * h), ((plus?.[1] ?? NaN) - (minus?.[1] ?? NaN)) / (2 * h)];
    };
    (output as Pair[]).forEach((row, k) => nearAll(k === 0 ? column(h, 0) : column(0, h), row, 1e-8));
  });
  test('E-Lemma2 and E-Linf-move: how far the attack moves', () => {
    const moved = (p: 2 | 'inf', a: Pair, b: Pair): number => {
      const s = testProblem({ ...one, p });
      const [da, db] = [a, b].map((theta) => perturbedPoint(s, theta, [1, 1], 1).delta);
      return Math.hypot(...(da ?? []).map((v, k) => v - (db?.[k] ?? 0)));
    };
    near(moved(2, [0.7, -1.2], [1.1, 0.3]), (oracle('E-Lemma2').output as number[])[0] ?? NaN);
    near(moved('inf', [0.7, -1.2], [0.7, 1.2]), oracle('E-Linf-move').output as number);
  });
});

describe('the gradient is undefined exactly on creases', () => {
  const one = { points: [{ x: [1, 1], y: 1 }], epsilon: 0.5 } as const;
  test.each([
    ['inf', [0, 1], false],
    ['inf', [1, 1], true],
    [2, [0, 1], true],
    [2, [0, 0], false],
    [1, [1, -1], false],
    [1, [1, 0], true],
    ['none', [0, 0], true],
  ] as const)('L%s at %j', (p, theta, exists) => {
    expect(landscapeOf(testProblem({ ...one, p })).gradient(theta[0], theta[1]) !== undefined).toBe(exists);
  });
  test('the plateau of swish has gradient zero even on an axis', () => {
    expect(landscapeOf(testProblem({ ...one, p: 'inf', model: 'swish' })).gradient(0, -1.5)).toEqual([0, 0]);
  });
});

describe('creases', () => {
  const one = { points: [{ x: [1, 1], y: 1 }], epsilon: 0.5 } as const;
  const of = (p: 1 | 2 | 'inf' | 'none', model = 'linear') => findCreases(testProblem({ ...one, p, model }), [-3, 3], [-3, 3]);
  test('both axes under L∞, one point under L2, both diagonals under L1, none without attack', () => {
    expect(of('inf')).toHaveLength(2);
    expect(of(2)).toHaveLength(1);
    expect(of(2)[0]?.jump[0]).toBeCloseTo(0.5, 5);
    expect(of(1)).toHaveLength(2);
    expect(of('none')).toHaveLength(0);
  });
  test('under swish the creases end where the plateau begins', () => {
    const on = of('inf', 'swish').flatMap(({ theta }) => theta);
    expect(on.some(([a, b]) => Math.abs(a) < 1e-9 && b > -2.5 && b < -0.9)).toBe(false);
    expect(on.some(([a, b]) => Math.abs(a) < 1e-9 && b < -2.6)).toBe(true);
    expect(on.some(([a, b]) => Math.abs(a) < 1e-9 && b > 0)).toBe(true);
  });
});
