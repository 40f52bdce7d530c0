import { sigmoid } from '../../../src/math/core/logisticLoss';
import { smoothedCurvatureAcrossAxis, gradientJumpAcrossAxis } from '../../../src/math/theory/claims';
import { expect, test } from 'vitest';

test('across θ₂ = 0 the gradient jumps by 2εσ(u) under L∞ and not at all under L2', () => {
  expect(gradientJumpAcrossAxis('linear', Infinity, 1.5)).toBeCloseTo(sigmoid(-0.75), 7); // u = −1.5 + 0.5 · 1.5, 2ε = 1
  expect(gradientJumpAcrossAxis('linear', 2, 1.5)).toBeLessThan(1e-7);
});

test('under swish the axis is smooth where x′ is inside its ball, −2.5569 < θ₁ < −0.8523, and a crease beyond', () => {
  for (const theta1 of [-2.55, -2, -0.86]) expect(gradientJumpAcrossAxis('swish', Infinity, theta1)).toBe(0);
  for (const theta1 of [-2.6, -0.8, 2]) expect(gradientJumpAcrossAxis('swish', Infinity, theta1)).toBeGreaterThan(1e-3);
});

test('EntropySGD replaces the jump by a curvature between 0 and γ', () => {
  for (const gamma of [0.1, 1, 10]) {
    expect(smoothedCurvatureAcrossAxis(gamma, 1.5)).toBeGreaterThan(0);
    expect(smoothedCurvatureAcrossAxis(gamma, 1.5)).toBeLessThan(gamma);
  }
});
