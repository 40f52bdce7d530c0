import { runToCompletion } from '../../../src/math/core/cooperative';
import { patternSearch, patternSearchTask, planeDirections } from '../../../src/math/core/patternSearch';
import { describe, expect, test } from 'vitest';

const plane = (f: (a: number, b: number) => number) => (x: Float64Array) => f(x[0]!, x[1]!);
const compass = { polls: planeDirections(4), step: 0.5, minStep: 1e-9 };
const rotating = { polls: planeDirections(12, 0.7), step: 0.5, minStep: 1e-9 };

describe('pattern search', () => {
  test('finds the minimum of a quadratic', () => {
    const { x, value, evaluations } = patternSearch(
      plane((a, b) => (a - 1.25) ** 2 + 3 * (b + 0.7) ** 2 + a * b),
      [0, 0],
      compass,
    );
    // gradient: 2(a − 1.25) + b = 0, 6(b + 0.7) + a = 0
    const a = (15 + 4.2) / 11;
    const b = 2.5 - 2 * a;
    expect(x[0]).toBeCloseTo(a, 7);
    expect(x[1]).toBeCloseTo(b, 7);
    expect(value).toBeCloseTo((a - 1.25) ** 2 + 3 * (b + 0.7) ** 2 + a * b, 12);
    expect(evaluations).toBeLessThan(600);
  });

  test('finds a sharp minimum on a ridge that axis directions cannot follow', () => {
    const f = plane((a, b) => 3 * Math.abs(a - b) + Math.abs(a + b - 2));
    const { x, value } = patternSearch(f, [0, 0.3], { ...rotating, expansion: 2 });
    expect(value).toBeLessThan(1e-5);
    expect(Math.hypot(x[0]! - 1, x[1]! - 1)).toBeLessThan(1e-5);
    expect(patternSearch(f, [0, 0], compass).value).toBeGreaterThan(1); // four fixed directions stay on the ridge
  });

  test('finds the corner of a box', () => {
    const bounds = [
      [-1, 2],
      [0.5, 3],
    ] as const;
    const { x, value } = patternSearch(
      plane((a, b) => a * a + b - 3 * a),
      [0, 3],
      { ...compass, bounds: [[-1, 1], bounds[1]] },
    );
    expect([...x, value]).toEqual([1, 0.5, -1.5]);
    const inside = patternSearch(
      plane((a, b) => {
        expect(a).toBeGreaterThanOrEqual(-1);
        expect(b).toBeLessThanOrEqual(3);
        return -a - b;
      }),
      [0, 1],
      { ...rotating, bounds },
    );
    expect([...inside.x]).toEqual([2, 3]);
  });

  test('treats Infinity as outside', () => {
    const disc = plane((a, b) => (Math.hypot(a, b) <= 1 ? -a - 2 * b : Infinity));
    const { x, value } = patternSearch(disc, [0, 0], rotating);
    expect(Math.hypot(x[0]!, x[1]!)).toBeLessThanOrEqual(1);
    expect(Math.abs(value + Math.sqrt(5))).toBeLessThan(0.01);
  });

  test('follows a narrow curved valley', () => {
    const rosenbrock = plane((a, b) => (1 - a) ** 2 + 100 * (b - a * a) ** 2);
    const { x, evaluations } = patternSearch(rosenbrock, [-1.2, 1], { ...rotating, minStep: 1e-12, expansion: 2, maxEvaluations: 200_000 });
    expect(Math.hypot(x[0]! - 1, x[1]! - 1)).toBeLessThan(1e-4);
    expect(evaluations).toBeLessThan(200_000);
  });

  test('stops at the largest number of evaluations, in more than two dimensions too', () => {
    const coordinates = {
      size: 6,
      trial: (x: Float64Array, step: number, k: number, _poll: number, out: Float64Array) => {
        out.set(x);
        out[k >> 1] = x[k >> 1]! + (k % 2 === 0 ? step : -step);
      },
    };
    let calls = 0;
    const f = (x: Float64Array): number => {
      calls += 1;
      return x.reduce((sum, t, i) => sum + (t - i) ** 2, 0);
    };
    const short = patternSearch(f, [5, 5, 5], {
      polls: coordinates,
      step: 1,
      minStep: 1e-9,
      opportunistic: true,
      maxEvaluations: 20,
      startValue: 50,
    });
    expect([short.evaluations, calls]).toEqual([20, 20]);
    const { x } = patternSearch(f, [5, 5, 5], { polls: coordinates, step: 1, minStep: 1e-9, opportunistic: true, expansion: 2, maxStep: 4 });
    x.forEach((t, i) => expect(t).toBeCloseTo(i, 7));
  });

  test('minimises an objective that is a task, yielding between polls, to the same minimum', () => {
    const f = plane((a, b) => Math.abs(a - 0.3) + (b - 0.1) ** 2);
    const task = patternSearchTask(
      function* (x) {
        yield undefined;
        return f(x);
      },
      [0, 0],
      compass,
    );
    expect(runToCompletion(task)).toEqual(patternSearch(f, [0, 0], compass));
  });

  test('NaN is no lower value', () => {
    const { x } = patternSearch(
      plane((a, b) => (a < 0 ? NaN : a + b * b)),
      [1, 1],
      compass,
    );
    x.forEach((t) => expect(t).toBeCloseTo(0, 8));
  });
});
