import { expect, test } from 'vitest';
import { runToCompletion } from '../../../src/math/core/cooperative';
import { linspace } from '../../../src/math/core/grid';
import { type LocalEntropy, localEntropyTask } from '../../../src/nets/landscape/localEntropy';
import { type MeasuredLattice, measuredSurface } from '../../../src/nets/landscape/measuredSurface';

const lattice = (n: number, f: (a: number, b: number) => number, half = 1): MeasuredLattice => {
  const nodes = linspace(-half, half, n);
  return { a: nodes, b: nodes, z: Float64Array.from({ length: n * n }, (_, k) => f(nodes[k % n]!, nodes[Math.floor(k / n)]!)) };
};
const entropy = (of: MeasuredLattice, gamma: number): LocalEntropy => runToCompletion(localEntropyTask(of, gamma));

test('the interpolant goes through the nodes, is exact for quadratics, and keeps the value of the nearest edge beyond them', () => {
  const f = (a: number, b: number): number => 2 + a - 3 * b + a * a - a * b + 2 * b * b;
  const surface = measuredSurface(lattice(6, f));
  for (const [a, b] of [
    [0.13, -0.77],
    [0.99, 0.98],
    [-1, 1],
    [-0.6, 0.2],
  ] as const)
    expect(surface.value(a, b)).toBeCloseTo(f(a, b), 12);
  expect(surface.value(3, 0.5)).toBeCloseTo(f(1, 0.5), 12);
  expect(surface.value(-9, 9)).toBeCloseTo(f(-1, 1), 12);
});

test('the Lipschitz constant bounds the slope of the interpolant, also where it overshoots', () => {
  const surface = measuredSurface(lattice(9, (a, b) => (a + b > 0.1 ? 5 : 0)));
  let steepest = 0;
  for (let a = -1; a < 1; a += 0.013)
    for (let b = -1; b < 1; b += 0.017) steepest = Math.max(steepest, Math.hypot(...(surface.gradient(a, b) ?? [0, 0])));
  expect(steepest).toBeLessThan(surface.lipschitz);
});

test('of a quadratic it is the closed form, far from the edges: ½ γλ/(γ + λ) a² + ½ log(1 + λ/γ) for each axis', () => {
  const [gamma, l1, l2] = [40, 3, 8];
  const { value, inside, quadratureError } = entropy(
    lattice(21, (a, b) => 0.5 * (l1 * a * a + l2 * b * b), 2),
    gamma,
  );
  const closed = (x: number, l: number): number => (0.5 * gamma * l * x * x) / (gamma + l) + 0.5 * Math.log(1 + l / gamma);
  const nodes = linspace(-2, 2, 21);
  let compared = 0;
  value.forEach((v, k) => {
    if (inside[k]! < 1 - 1e-6) return;
    compared += 1;
    expect(Math.abs(v - closed(nodes[k % 21]!, l1) - closed(nodes[Math.floor(k / 21)]!, l2))).toBeLessThan(2e-6);
  });
  expect(compared).toBeGreaterThan(100);
  expect(quadratureError).toBeLessThan(1e-5);
});

test('it lies between the least loss and the Gaussian mean, tends to the loss as γ grows, and smooths a kink more for a smaller γ', () => {
  const of = lattice(11, (a, b) => Math.abs(a) + 0.5 * Math.abs(b));
  const middle = 5 * 11 + 5;
  const [wide, narrow, tight] = [20, 100, 1000].map((gamma) => entropy(of, gamma).value);
  expect(wide![middle]).toBeGreaterThan(narrow![middle]!);
  expect(narrow![middle]).toBeGreaterThan(tight![middle]!);
  expect(wide![middle]).toBeLessThan(1.5 * Math.sqrt(2 / (Math.PI * 20)));
  tight!.forEach((v, k) => expect(Math.abs(v - of.z[k]!)).toBeLessThan(0.03));
});

test('of one dimension, and of a loss that depends on a alone, it is the same function of a', () => {
  const f = (a: number): number => Math.sin(4 * a) + a * a;
  const plane = entropy(lattice(11, f), 30).value;
  const nodes = linspace(-1, 1, 11);
  const line = entropy({ a: nodes, b: Float64Array.of(0), z: nodes.map(f) }, 30).value;
  for (let i = 0; i < 11; i += 1) line.forEach((v, j) => expect(Math.abs(plane[i * 11 + j]! - v)).toBeLessThan(1e-6));
});

test('what it cannot know is told: the part beyond the edges, and the change where every second node is left out', () => {
  const { inside, interpolationError } = entropy(
    lattice(9, (a) => Math.exp(-10 * a)),
    25,
  );
  expect(inside[4 * 9 + 4]).toBeCloseTo(1, 5);
  expect(inside[4 * 9]).toBeCloseTo(0.5, 5);
  expect(inside[0]).toBeCloseTo(0.25, 5);
  expect(interpolationError).toBeGreaterThan(1e-3);
  expect(
    entropy(
      lattice(9, () => 1),
      25,
    ).interpolationError,
  ).toBeLessThan(1e-9);
  expect(
    entropy(
      lattice(8, () => 1),
      25,
    ).interpolationError,
  ).toBeNull();
});

test('a slice with gaps and a γ of 0 are refused', () => {
  expect(() =>
    entropy(
      lattice(5, (a) => (a > 0.9 ? NaN : 1)),
      1,
    ),
  ).toThrow('5 of 25 losses are not measured or not finite');
  expect(() =>
    entropy(
      lattice(5, () => 1),
      0,
    ),
  ).toThrow('smoothing.gamma: 0 is not > 0');
});
