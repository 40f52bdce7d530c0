import { activationOf } from '../../../src/math/activations';
import { boundaryLines, heldWindow, levelLines, windowOf } from '../../../src/math/attack/inputContours';
import { softplus } from '../../../src/math/core/logisticLoss';
import type { Pair } from '../../../src/math/core/types';
import { expect, test } from 'vitest';

const window = { x1: [-0.25, 2.25], x2: [-0.25, 2.25] } as const;
const inside = ([a, b]: Pair): boolean => [a, b].every((v) => v >= -0.25 - 1e-12 && v <= 2.25 + 1e-12);

test.each(['linear', 'swish', 'tanh', 'softplus'])('the loss is constant along level lines of %s, which end at the border', (model) => {
  const activation = activationOf(model);
  for (const theta of [
    [1, -1.5],
    [0, 2],
    [-1, -0.6],
  ] satisfies Pair[])
    // prettier-ignore
    for (const y of [1, -1] as const) {
      const lines = levelLines(activation, theta, y, window);
      expect(lines.length).toBeGreaterThan(2);
      expect(lines.length).toBeLessThan(24);
      for (const { loss, ends } of lines)
        for (const end of ends) {
          expect(softplus(-y * activation.f(theta[0] * end[0] + theta[1] * end[1]))).toBeCloseTo(loss, 9);
          expect(inside(end)).toBe(true);
        }
    }
});

test('the boundary of the linear model is θ·x = 0; softplus has none', () => {
  const [line] = boundaryLines(activationOf('linear'), [1, -1.5], window);
  for (const [a, b] of line ?? []) expect(a - 1.5 * b).toBeCloseTo(0, 12);
  expect(boundaryLines(activationOf('softplus'), [1, -1.5], window)).toEqual([]);
  expect(levelLines(activationOf('linear'), [0, 0], 1, window)).toEqual([]);
});

test('the window contains every ball, is square, and does not move with small changes of ε', () => {
  expect(windowOf([{ x: [1, 1], y: 1 }], 0.5)).toEqual(window);
  expect(windowOf([{ x: [1, 1], y: 1 }], 0.6)).toEqual(window);
  for (const scale of [1e-6, 0.01, 1, 30, 1e6])
    for (const epsilon of [0, 0.5 * scale, 3 * scale]) {
      const { x1, x2 } = windowOf([{ x: [scale, 0], y: 1 }, { x: [-2 * scale, scale], y: -1 }], epsilon); // prettier-ignore
      expect(x1[1] - x1[0]).toBeCloseTo(x2[1] - x2[0], 9);
      expect(x1[0]).toBeLessThanOrEqual(-2 * scale - epsilon);
      expect(x1[1]).toBeGreaterThanOrEqual(scale + epsilon);
    }
});

test('a ball is drawn to scale: its share of the plane follows ε until it no longer fits', () => {
  for (const x of [
    [1, 1],
    [0, 0],
    [0.3, -0.2],
    [20, 3],
  ] satisfies Pair[]) {
    const unit = Math.min(1, Math.max(...x.map(Math.abs)) || 1);
    const shares = [0.001, 0.02, 0.04, 0.2, 0.5].map((epsilon) => {
      const { x1 } = windowOf([{ x, y: 1 }], epsilon * unit);
      return (2 * epsilon * unit) / (x1[1] - x1[0]);
    });
    for (const [k, epsilon] of [0.001, 0.02, 0.04, 0.2, 0.5].entries()) expect(shares[k]! / shares[4]!).toBeCloseTo(epsilon / 0.5, 9);
  }
});

test('a held window stands still while points and balls lie in it, and grows to a square about both', () => {
  const points = [{ x: [1, 1], y: 1 }] as const;
  for (const epsilon of [0, 0.04, 0.5, 1.2]) expect(heldWindow(window, points, epsilon)).toBe(window);
  for (const [x, epsilon] of [
    [[1, 1], 1.96],
    [[2.2, 1], 0.5],
    [[-7, 3], 0],
  ] as const) {
    const { x1, x2 } = heldWindow(window, [{ x, y: 1 }], epsilon);
    expect(x1[1] - x1[0]).toBeCloseTo(x2[1] - x2[0], 12);
    for (const [k, [lo, hi]] of [x1, x2].entries()) {
      expect(lo).toBeLessThanOrEqual(Math.min(-0.25, x[k]! - epsilon));
      expect(hi).toBeGreaterThanOrEqual(Math.max(2.25, x[k]! + epsilon));
    }
  }
});
