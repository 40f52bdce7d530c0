import { findCreases, findKinksTask } from '../../../src/math/analysis/kinkSet';
import { kinkSmoothingTask } from '../../../src/math/analysis/kinkSmoothing';
import { kinksOnLine } from '../../../src/math/analysis/kinkSet';
import { runToCompletion } from '../../../src/math/core/cooperative';
import type { Pair } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { testProblem } from '../oracles';
import { describe, expect, test } from 'vitest';

const findKinks = (...of: Parameters<typeof findKinksTask>) => runToCompletion(findKinksTask(...of));

const one = { points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, reach: 50 } as const;
const minus = { ...one, points: [{ x: [1, 1], y: -1 }] } as const;
const box: Pair = [-3, 3];

describe('curvature of a kink under EntropySGD', () => {
  test.each([
    ['L∞: a crease', testProblem({ ...one, p: 'inf', model: 'linear' }), 'J\\sqrt{\\gamma/2\\pi}'],
    ['L2: the tip of a cone', testProblem({ ...one, p: 2, model: 'linear' }), '\\tfrac\\pi4J\\sqrt{\\gamma/2\\pi}'],
    ['L3: a sharper tip', testProblem({ ...one, p: 3, model: 'linear' }), 'J\\sqrt'],
    ['y = −1: a tie', testProblem({ ...minus, p: 'inf', model: 'swish' }), 'J\\sqrt'],
  ])('%s approaches its asymptote as γ grows', (_name, s, law) => {
    const found = runToCompletion(kinkSmoothingTask(landscapeOf(s), s.norm, findKinks(s, box, box)));
    if (!found) throw new Error('no curve');
    expect(found.law).toContain(law);
    expect((found.curvature.at(-1) ?? NaN) / (found.jumpAlone.at(-1) ?? NaN)).toBeCloseTo(1, 1);
    expect(found.curvature[0]).toBeLessThan(0.1);
  });
});

describe('creases of the exact attack', () => {
  test('contain the tie curve of y = −1', () => {
    const s = testProblem({ ...minus, p: 'inf', model: 'swish' });
    const off = findCreases(s, box, box).filter(({ theta }) => theta.some(([a, b]) => a !== 0 && b !== 0));
    expect(off.length).toBeGreaterThan(0);
    const landscape = landscapeOf(s);
    for (const { theta, jump } of off)
      for (const [k, [a, b]] of theta.entries()) {
        const [p, q] = [landscape.gradient(a * (1 - 1e-6), b * (1 - 1e-6)), landscape.gradient(a * (1 + 1e-6), b * (1 + 1e-6))];
        if (!p || !q) throw new Error('beside a tie there is a gradient');
        expect(Math.hypot(q[0] - p[0], q[1] - p[1])).toBeCloseTo(jump[k] ?? NaN, 4);
      }
  });
  test('there is none where the gradient is continuous', () => {
    expect(findCreases(testProblem({ ...one, p: 2, model: 'swish' }), box, box).map(({ theta }) => theta)).toEqual([[[0, 0]]]);
  });
});

describe('kinks on a line', () => {
  const direction: Pair = [Math.SQRT1_2, Math.SQRT1_2];
  test('the diagonal meets the tie of y = −1 where both ends are equally bad', () => {
    const s = testProblem({ ...minus, p: 'inf', model: 'swish' });
    const f = s.activation.f;
    const off = kinksOnLine(s, { from: [-2, -2], direction }, [0, 4]).filter((t) => Math.abs(t - 2 * Math.SQRT2) > 1e-9);
    expect(off.length).toBe(1);
    const a = -2 + (off[0] ?? 0) * Math.SQRT1_2;
    expect(f(2 * a + 0.5 * 2 * Math.abs(a))).toBeCloseTo(f(2 * a - 0.5 * 2 * Math.abs(a)), 9);
  });
  test('axes under L∞, diagonals under L1, and nothing without an attack', () => {
    const at = (p: 1 | 2 | 'inf' | 'none') =>
      kinksOnLine(testProblem({ ...one, p, model: 'linear' }), { from: [-1, 0.5], direction: [1, 0] }, [0, 3]);
    expect(at('inf')).toEqual([1]);
    expect(at(1)).toEqual([0.5, 1.5]);
    expect(at('none')).toEqual([]);
  });
  test('corners of a formula, with and without an attack', () => {
    const s = testProblem({ points: [{ x: [1, 0], y: 1 }], epsilon: 0, p: 'none', model: { formula: 'abs(z)' }, reach: 50 });
    expect(kinksOnLine(s, { from: [-1.03, 0], direction: [1, 0] }, [0, 3]).map((t) => t.toFixed(9))).toEqual(['1.030000000']);
  });
});
