import type { Landscape, Pair } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { entropySgd } from '../../../src/math/smoothing/entropySgd';
import { smoothedDerivatives } from '../../../src/math/smoothing/smoothedSurface';
import { oracle, type Oracle, oracles, testProblem, problemOfOracle } from '../oracles';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

interface Found {
  readonly value: number;
  readonly gradient: Pair;
  readonly hessian: readonly number[];
}

/** EntropySGD at one θ; F without normalising, as the oracles have it. */
function at(landscape: Landscape, theta: Pair, gamma: number, normalised = false): Found {
  const found = smoothedDerivatives(landscape, entropySgd.integral({ gamma, normalised }), Float64Array.of(theta[0]), Float64Array.of(theta[1]));
  return { value: found.value[0] ?? NaN, gradient: [found.g1[0] ?? NaN, found.g2[0] ?? NaN], hessian: found.hessian(0) };
}

const near = (value: number, wanted: number, tol: number): void =>
  expect(Math.abs(value - wanted)).toBeLessThanOrEqual(tol * Math.max(1, Math.abs(wanted)));

describe('G: two-dimensional EntropySGD, value, gradient and Hessian', () => {
  test.each(oracles.filter(({ id }) => id.startsWith('G')))('$id', (entry) => {
    const [F, Fhat, gradient, hessian] = entry.output as [number, number, number[], number[][]];
    const [landscape, theta, gamma] = [landscapeOf(problemOfOracle(entry)), entry.input['theta'] as Pair, entry.input['gamma'] as number];
    const found = at(landscape, theta, gamma);
    near(found.value, F, 1e-9);
    near(at(landscape, theta, gamma, true).value, Fhat, 1e-9);
    gradient.forEach((g, k) => near(found.gradient[k] ?? NaN, g, 1e-8));
    hessian.flat().forEach((h, k) => near(found.hessian[k] ?? NaN, h, 1e-7));
  });
});

describe('steep losses, wide and narrow Gaussians: an independent polar quadrature', () => {
  const file = JSON.parse(readFileSync(new URL('../../data/steep.json', import.meta.url), 'utf8')) as { oracles: (Oracle & { agree: number })[] };
  test.each(file.oracles)('$id', (entry) => {
    const [F, , gradient] = entry.output as [number, number, number[]];
    const found = at(landscapeOf(problemOfOracle(entry)), entry.input['theta'] as Pair, entry.input['gamma'] as number);
    near(found.value, F, 1e-7);
    gradient.forEach((g, k) => near(found.gradient[k] ?? NaN, g, 1e-5));
  });
});

describe('F: closed forms', () => {
  /** A landscape that is not an adversarial loss: value, slope, breaks along θ₁. */
  const landscape = (value: Landscape['value'], slope: number, breaks: readonly number[] = []): Landscape => ({
    value,
    valuesAt: (a, b, out) => a.forEach((s, k) => (out[k] = value(s, b[k]!))),
    gradient: () => undefined,
    convex: false,
    lipschitz: slope,
    breakpoints: (along) => (along === 0 ? [...breaks] : []),
  });
  /** log of the Gaussian integral over the weight that the loss does not see. */
  const spare = (gamma: number): number => Math.log((2 * Math.PI) / gamma) / 2;

  test.each(oracles.filter(({ id }) => id.startsWith('F-abs')))('$id', ({ input, output }) => {
    const [c, gamma, theta] = [input['c'], input['gamma'], input['theta']] as [number, number, number];
    const [F, slope, curvature] = output as [number, number, number];
    const found = at(
      landscape((a) => c * Math.abs(a), c),
      [theta, 0.3],
      gamma,
    );
    near(found.value + spare(gamma), F, 1e-9);
    near(found.gradient[0], slope, 1e-8);
    near(found.hessian[0] ?? NaN, curvature, 1e-7);
  });

  test.each(oracles.filter(({ id }) => id.startsWith('F-quad-')))('$id', ({ input, output }) => {
    const [A, m, gamma, theta] = [input['A'], input['m'], input['gamma'], input['theta']] as [number, number, number, number];
    const [F, slope, curvature] = output as [number, number, number];
    const found = at(
      landscape((a) => (A / 2) * (a - m) ** 2, 20),
      [theta, 0],
      gamma,
    );
    near(found.value + spare(gamma), F, 1e-9);
    near(found.gradient[0], slope, 1e-8);
    near(found.hessian[0] ?? NaN, curvature, 1e-7);
  });

  test('F-quad2', () => {
    const [F, gradient] = oracle('F-quad2').output as [number, number[]];
    const found = at(
      landscape((a, b) => a * a + 0.5 * a * b + 0.5 * b * b, 20),
      [0.4, -0.9],
      0.7,
    );
    near(found.value, F, 1e-9);
    gradient.forEach((g, k) => near(found.gradient[k] ?? NaN, g, 1e-8));
  });

  test('F-lin2', () => {
    const [F, gradient] = oracle('F-lin2').output as [number, number[]];
    const found = at(
      landscape((a, b) => 0.3 * a - 0.2 * b + 1, 10),
      [0.4, -0.9],
      0.7,
    );
    near(found.value, F, 1e-9);
    gradient.forEach((g, k) => near(found.gradient[k] ?? NaN, g, 1e-8));
  });

  test('F-step', () => {
    const [F, slope] = oracle('F-step').output as [number, number];
    const found = at(
      landscape((a) => (a > 0.5 ? 2 : 0), 2, [0.5]),
      [0.3, 0],
      1.5,
    );
    near(found.value + spare(1.5), F, 1e-9);
    near(found.gradient[0], slope, 1e-8);
  });

  test('F-radial0 and F-radial', () => {
    const cone = landscape((a, b) => 0.9 * Math.hypot(a, b), 0.9);
    near(at(cone, [0, 0], 1.3).value, oracle('F-radial0').output as number, 1e-8);
    near(at(cone, [1.1, 0], 1.3).value, oracle('F-radial').output as number, 1e-8);
  });

  test.each(oracles.filter(({ id }) => id.startsWith('F-logistic')))('$id', ({ input, output }) => {
    const [F, Fhat] = output as [number, number];
    const standard = landscapeOf(testProblem({ points: [{ x: [1, 1], y: 1 }], epsilon: 0, p: 'none' }));
    const [theta, gamma] = [input['theta'] as Pair, input['gamma'] as number];
    near(at(standard, theta, gamma).value, F, 1e-9);
    near(at(standard, theta, gamma, true).value, Fhat, 1e-9);
  });

  test.each([
    ['F-cone-L2', 2],
    ['F-cone-Linf', 'inf'],
  ] as const)('%s: the limit of small γ', (id, p) => {
    const attacked = landscapeOf(testProblem({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, p, reach: 1e5 }));
    near(at(attacked, [0.4, -0.9], 1e-6, true).value, oracle(id).output as number, 3e-3);
    near(at(attacked, [0, 0], 1e-6, true).value, oracle(id).output as number, 3e-5);
  });
});
