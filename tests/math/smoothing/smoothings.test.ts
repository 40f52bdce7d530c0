import { normOf } from '../../../src/math/attack/norms';
import { linspace } from '../../../src/math/core/grid';
import { seeded } from '../../../src/math/core/random';
import type { Landscape, Pair, Point } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { lobatto } from '../../../src/math/quadrature/adaptiveMesh';
import { densityOf, type GaussianIntegral } from '../../../src/math/quadrature/integrand';
import { smoothings } from '../../../src/math/smoothing';
import { smoothedDerivatives, TOLERANCE } from '../../../src/math/smoothing/smoothedSurface';
import { FINE_TOLERANCE, smoothedValues } from './smoothedValues';
import { testProblem } from '../oracles';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const { 'entropy-sgd': entropy, 'gaussian-mean': mean, 'worst-case': worst } = smoothings;
const one: readonly Point[] = [{ x: [1, 1], y: 1 }];
const attacked = (p: 1 | 1.5 | 2 | 3 | 'inf', model: string | { formula: string } = 'linear') =>
  landscapeOf(testProblem({ points: one, epsilon: 0.5, p, model }));
const grid = linspace(-3, 3, 7);
const onGrid = (value: (a: number, b: number) => number): number[] => Array.from(grid).flatMap((b) => Array.from(grid, (a) => value(a, b)));
const furthest = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((most, v, k) => Math.max(most, Math.abs(v - (b[k] ?? NaN)) / Math.max(1, Math.abs(v))), 0);

test('Gauss–Lobatto rules integrate polynomials of degree 2n − 3 exactly', () => {
  for (const n of [2, 3, 7, 10, 14, 24]) {
    const { nodes, weights } = lobatto(n);
    for (let degree = 0; degree < 2 * n - 2; degree += 1) {
      const found = nodes.reduce((sum, x, k) => sum + (weights[k] ?? 0) * x ** degree, 0);
      expect(Math.abs(found - (degree % 2 === 0 ? 2 / (degree + 1) : 0))).toBeLessThan(1e-13);
    }
  }
});

describe.each([1, 1.5, 2, 3, 'inf'] as const)('L%s', (p) => {
  test('large γ, small σ and ρ = 0 give the loss itself', () => {
    const landscape = attacked(p);
    const loss = onGrid((a, b) => landscape.value(a, b));
    expect(furthest(smoothedValues(landscape, entropy.integral({ gamma: 1e5, normalised: true }), grid, grid), loss)).toBeLessThan(4e-3);
    expect(furthest(smoothedValues(landscape, mean.integral({ sigma: 0.002 }), grid, grid), loss)).toBeLessThan(4e-3);
    expect(
      furthest(
        onGrid((a, b) => worst.at(landscape, [a, b], 0, normOf(2)).value),
        loss,
      ),
    ).toBe(0);
  });

  test('EntropySGD ≤ Gaussian mean (Jensen) and both lie below the slope times the spread', () => {
    const landscape = attacked(p);
    const f = smoothedValues(landscape, entropy.integral({ gamma: 4, normalised: true }), grid, grid);
    const m = smoothedValues(landscape, mean.integral({ sigma: 0.5 }), grid, grid);
    f.forEach((v, k) => expect(v).toBeLessThanOrEqual((m[k] ?? NaN) + 1e-9));
    expect(Math.max(...m)).toBeLessThanOrEqual(Math.max(...onGrid((a, b) => landscape.value(a, b))) + landscape.lipschitz);
  });

  test.each([
    ['EntropySGD', entropy.integral({ gamma: 2, normalised: true })],
    ['mean', mean.integral({ sigma: 0.7 })],
  ] as const)('gradient and Hessian of %s are the differences of the value', (_name, integral: GaussianIntegral) => {
    const landscape = attacked(p);
    const h = 1e-3;
    const at = (a: number, b: number): number =>
      smoothedValues(landscape, integral, Float64Array.of(a), Float64Array.of(b), FINE_TOLERANCE)[0] ?? NaN;
    const [a, b] = [0.4, -0.9];
    const found = smoothedDerivatives(landscape, integral, Float64Array.of(a), Float64Array.of(b), FINE_TOLERANCE);
    expect(found.g1[0]).toBeCloseTo((at(a + h, b) - at(a - h, b)) / (2 * h), 5);
    expect(found.g2[0]).toBeCloseTo((at(a, b + h) - at(a, b - h)) / (2 * h), 5);
    const [aa, ab, ba, bb] = found.hessian(0);
    const centre = at(a, b);
    expect(aa).toBeCloseTo((at(a + h, b) - 2 * centre + at(a - h, b)) / (h * h), 3);
    expect(bb).toBeCloseTo((at(a, b + h) - 2 * centre + at(a, b - h)) / (h * h), 3);
    expect(ab).toBeCloseTo((at(a + h, b + h) - at(a + h, b - h) - at(a - h, b + h) + at(a - h, b - h)) / (4 * h * h), 3);
    expect(ba).toBe(ab);
  });

  test('the worst case is no less than any sampled weight of the ball, and is attained', () => {
    const landscape = attacked(p, 'swish');
    const rng = seeded(2);
    for (const q of [1, 2, Infinity]) {
      const norm = normOf(q);
      for (let k = 0; k < 12; k += 1) {
        const theta: Pair = [6 * rng() - 3, 6 * rng() - 3];
        const found = worst.at(landscape, theta, 0.8, norm);
        expect(norm.norm(found.v)).toBeLessThanOrEqual(0.8 * (1 + 1e-12));
        expect(landscape.value(theta[0] + found.v[0], theta[1] + found.v[1])).toBeCloseTo(found.value, 12);
        for (let m = 0; m < 300; m += 1) {
          const v = norm.project([1.6 * rng() - 0.8, 1.6 * rng() - 0.8], 0.8);
          expect(landscape.value(theta[0] + (v[0] ?? 0), theta[1] + (v[1] ?? 0))).toBeLessThanOrEqual(found.value + 1e-6);
        }
      }
    }
  });
});

test('the two conventions of EntropySGD differ by log(2π/γ)', () => {
  const [bare, hat] = [false, true].map((normalised) => smoothedValues(attacked('inf'), entropy.integral({ gamma: 0.3, normalised }), grid, grid));
  bare?.forEach((v, k) => expect((hat?.[k] ?? NaN) - v).toBeCloseTo(Math.log((2 * Math.PI) / 0.3), 12));
});

/** Random documents of the stated region: two resolutions and a shifted lattice must agree to 10⁻⁶. */
describe('accuracy over γ ∈ [0.05, 10⁴], ε ≤ 5, ‖x‖ ≤ 20', () => {
  const input = fc
    .tuple(fc.integer({ min: 0, max: 2000 }), fc.integer({ min: 0, max: 628 }))
    .map(([r, turn]): Pair => [(r / 100) * Math.cos(turn / 100), (r / 100) * Math.sin(turn / 100)]);
  const points = fc.array(fc.record({ x: input, y: fc.constantFrom<1 | -1>(1, -1) }), { minLength: 1, maxLength: 6 });
  const documents = fc.record({
    points,
    epsilon: fc.integer({ min: 0, max: 50 }).map((v) => v / 10),
    p: fc.constantFrom<1 | 1.3 | 2 | 5 | 'inf'>(1, 1.3, 2, 5, 'inf'),
    model: fc.constantFrom('linear', 'swish', 'softplus', 'tanh'),
    gamma: fc.integer({ min: -130, max: 300 }).map((v) => 10 ** (v / 100)),
    theta: fc.tuple(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 })).map(([a, b]): Pair => [a / 100, b / 100]),
  });
  test.each(['EntropySGD', 'mean'] as const)('%s', (kind) => {
    fc.assert(
      fc.property(documents, ({ gamma, theta, ...input }) => {
        const landscape = landscapeOf(testProblem(input));
        const integral = kind === 'mean' ? mean.integral({ sigma: 1 / Math.sqrt(gamma) }) : entropy.integral({ gamma, normalised: true });
        const alone = smoothedValues(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]), 1e-10)[0] ?? NaN;
        const spread = 0.37;
        const lattice = [theta[0], theta[1]].map((t) => Float64Array.of(t - spread, t, t + spread)); // other panels, other blocks
        const together = smoothedValues(landscape, integral, lattice[0] ?? grid, lattice[1] ?? grid)[4] ?? NaN;
        expect(Math.abs(together - alone)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(alone)));
      }),
      { numRuns: 25 },
    );
  });
});

test('formulas with kinks and ties: breakpoints lie where the active branch changes', () => {
  const points: readonly Point[] = [
    { x: [1, 1], y: 1 },
    { x: [-0.5, 1], y: -1 },
    { x: [0.3, -1], y: 1 },
  ];
  for (const [p, gamma] of [
    [2, 1],
    ['inf', 30],
  ] as const) {
    const s = testProblem({ points, epsilon: 0.3, p, model: { formula: 'abs(z)' }, reach: 30 });
    const integral = entropy.integral({ gamma, normalised: true });
    const [coarse, fine] = [TOLERANCE, FINE_TOLERANCE].map((tolerance) => smoothedValues(landscapeOf(s), integral, grid, grid, tolerance));
    expect(furthest(coarse ?? [], fine ?? [])).toBeLessThan(1e-6);
  }
});

test('a formula with a kink is integrated as well as a smooth one, and has no gradient at the kink', () => {
  const s = testProblem({ points: [{ x: [1.3, -0.4], y: -1 }], epsilon: 0.3, p: 2, model: { formula: 'relu(z)' }, reach: 60 });
  const landscape = landscapeOf(s);
  const integral = entropy.integral({ gamma: 1, normalised: true });
  const [coarse, fine] = [TOLERANCE, FINE_TOLERANCE].map((tolerance) => smoothedValues(landscape, integral, grid, grid, tolerance));
  expect(furthest(coarse ?? [], fine ?? [])).toBeLessThan(1e-7);
  const plain = landscapeOf({ ...s, epsilon: 0 });
  expect(plain.gradient(0, 0)).toBeUndefined();
  expect(plain.gradient(1, 0)).toBeDefined();
});

/** Midpoints of a fine lattice, which know nothing of panels and breaks; `h` between them. */
function byMidpoints(landscape: Landscape, integral: GaussianIntegral, [a, b]: Pair, h: number): number {
  const [density, sigma] = [densityOf(integral.density), 1 / Math.sqrt(integral.gamma)];
  const half = Math.ceil((6.6 * sigma) / h);
  const weight = Float64Array.from({ length: 2 * half }, (_, k) => Math.exp(-(integral.gamma / 2) * ((k + 0.5 - half) * h) ** 2));
  let sum = 0;
  for (let i = 0; i < 2 * half; i += 1) {
    let row = 0;
    for (let j = 0; j < 2 * half; j += 1) row += weight[j]! * Math.exp(density(landscape.value(a + (j + 0.5 - half) * h, b + (i + 0.5 - half) * h)));
    sum += row * weight[i]!;
  }
  return integral.value(Math.log(sum * h * h));
}

test.each([
  ['abs(abs(z)-1)', 1, 4, [-1.86, 1.5], 0.005],
  ['abs(abs(z)-1)', -1, 4, [-1.86, 1.5], 0.005],
  ['sin(8*z)', 1, 100, [0.3, -0.7], 0.0007],
] as const)('%s with y = %d, γ = %d: both integrals are within 1e-6 of midpoints', (formula, y, gamma, theta, h) => {
  const landscape = landscapeOf(testProblem({ points: [{ x: [1, 1], y }], epsilon: 0.5, p: 2, model: { formula }, reach: 60 }));
  const [a, b] = [Float64Array.of(theta[0]), Float64Array.of(theta[1])];
  for (const integral of [entropy.integral({ gamma, normalised: true }), mean.integral({ sigma: 1 / Math.sqrt(gamma) })]) {
    const found = smoothedValues(landscape, integral, a, b)[0] ?? NaN;
    const dense = byMidpoints(landscape, integral, theta, h);
    expect(Math.abs(found - dense)).toBeLessThanOrEqual(1e-6 * Math.max(1, Math.abs(dense)));
  }
});

test.each([1e-4, 3e-5, 1e-6, 1e-8, 1e-10])('the mean over a width of %d is the closed form beside a crease, with its gradient', (sigma) => {
  // L∞ on x = (1, 1), linear: at θ₁ = 0 the loss is that of |θ₁|, and E|σz| = σ√(2/π).
  const landscape = attacked('inf');
  const [a, b] = [Float64Array.of(0, 1.5, 0.5 * sigma), Float64Array.of(-1.25)];
  const { value, g1, g2 } = smoothedDerivatives(landscape, mean.integral({ sigma }), a, b);
  const loss = (s: number): number => landscape.value(s, -1.25);
  expect(Math.abs((value[1] ?? NaN) - loss(1.5))).toBeLessThan(1e-7);
  const slopes = [-1, 1].map((side) => landscape.gradient(side * 1e-9, -1.25) ?? [NaN, NaN]);
  const [left, right] = slopes.map(([g]) => g);
  expect(Math.abs((value[0] ?? NaN) - loss(0) - (((right ?? NaN) - (left ?? NaN)) * sigma) / Math.sqrt(2 * Math.PI))).toBeLessThan(
    1e-6 * sigma + 2 * sigma ** 2 + 1e-11,
  );
  expect(g1[0]).toBeCloseTo(((left ?? NaN) + (right ?? NaN)) / 2, 3);
  const between = 0.3829249225480262; // erf(0.5/√2): the share of the Gaussian that lies within half a width
  expect(Math.abs((g1[2] ?? NaN) - ((left ?? NaN) * (1 - between) + (right ?? NaN) * (1 + between)) / 2)).toBeLessThan(2e-6 + sigma);
  const smooth = landscape.gradient(1.5, -1.25) ?? [NaN, NaN];
  [g1[1], g2[1]].forEach((g, k) => expect(Math.abs((g ?? NaN) - (smooth[k] ?? NaN))).toBeLessThan(2e-6));
});
