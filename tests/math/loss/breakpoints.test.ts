import { linspace } from '../../../src/math/core/grid';
import { seeded } from '../../../src/math/core/random';
import type { Pair, Point } from '../../../src/math/core/types';
import { switchLevels } from '../../../src/math/loss/breakpoints';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { smoothings } from '../../../src/math/smoothing';
import { nodesFor, TOLERANCE } from '../../../src/math/smoothing/smoothedSurface';
import { FINE_TOLERANCE, smoothedValues } from '../smoothing/smoothedValues';
import { testProblem } from '../oracles';
import { describe, expect, test } from 'vitest';

/** φ by hand, with every place where it turns or has a kink. */
interface ByHand {
  readonly f: (z: number) => number;
  readonly places: readonly number[];
}
const models: Readonly<Record<string, ByHand>> = {
  'abs(abs(z)-1)': { f: (z) => Math.abs(Math.abs(z) - 1), places: [-1, 0, 1] },
  'abs(z)': { f: Math.abs, places: [0] },
  'max(z,0)-abs(z-1)': { f: (z) => Math.max(z, 0) - Math.abs(z - 1), places: [0, 1] },
  'relu(z-0.5)': { f: (z) => Math.max(z - 0.5, 0), places: [0.5] },
  'min(abs(z), 1)': { f: (z) => Math.min(Math.abs(z), 1), places: [-1, 0, 1] },
  'sin(8*z)': { f: (z) => Math.sin(8 * z), places: Array.from({ length: 20 }, (_, k) => ((k - 9.5) * Math.PI) / 8) },
  swish: { f: (z) => z / (1 + Math.exp(-z)), places: [-1.278464542761074] },
  linear: { f: (z) => z, places: [] },
  'z^3/(1+z^2)': { f: (z) => z ** 3 / (1 + z * z), places: [] },
};
const conjugate = (p: number) => (a: number, b: number) => {
  const [q, most] = [p / (p - 1), Math.max(Math.abs(a), Math.abs(b))];
  return most === 0 ? 0 : most * Math.pow(Math.pow(Math.abs(a) / most, q) + Math.pow(Math.abs(b) / most, q), 1 / q);
};
const duals = {
  2: Math.hypot,
  inf: (a: number, b: number) => Math.abs(a) + Math.abs(b),
  3: (a: number, b: number) => (Math.abs(a) ** 1.5 + Math.abs(b) ** 1.5) ** (2 / 3),
};

/** EntropySGD, normalised, by midpoints h apart in plain loops: no panels, no breaks, no survey of φ, no pieces. */
function byMidpoints(
  { f, places }: ByHand,
  points: readonly Point[],
  epsilon: number,
  dual: (a: number, b: number) => number,
  gamma: number,
  theta: Pair,
  h: number,
): number {
  const half = Math.ceil(6.8 / Math.sqrt(gamma) / h);
  const turns = places.map((z) => [z, f(z)] as const);
  let sum = 0;
  for (let i = -half; i < half; i += 1) {
    for (let j = -half; j < half; j += 1) {
      const d1 = (j + 0.5) * h;
      const d2 = (i + 0.5) * h;
      const a = theta[0] + d1;
      const b = theta[1] + d2;
      const r = epsilon * dual(a, b);
      let [linear, product] = [0, 1]; // the losses log(1 + eᵘ) = max(u, 0) + log(1 + e^−|u|), with one logarithm for all: at most 2²⁰⁰
      for (const { x, y } of points) {
        const centre = a * x[0] + b * x[1];
        let u = Math.max(-y * f(centre - r), -y * f(centre + r));
        for (const [z, value] of turns) if (Math.abs(z - centre) < r) u = Math.max(u, -y * value);
        linear += Math.max(u, 0);
        product *= 1 + Math.exp(-Math.abs(u));
      }
      sum += Math.exp(-(linear + Math.log(product)) / points.length - (gamma / 2) * (d1 * d1 + d2 * d2));
    }
  }
  return Math.log((2 * Math.PI) / gamma) - Math.log(sum * h * h);
}

const rng = seeded(21);
const times = (count: number, x: Pair, y: 1 | -1): Point[] => Array.from({ length: count }, () => ({ x, y }));
const cloud = (count: number, size = 1.5): Point[] =>
  Array.from({ length: count }, () => ({ x: [size * (2 * rng() - 1), size * (2 * rng() - 1)], y: rng() < 0.5 ? 1 : -1 }));
const one = (y: 1 | -1): readonly Point[] => times(1, [1, 1], y);
const three: readonly Point[] = [
  { x: [1, 1], y: -1 },
  { x: [-0.5, 1], y: -1 },
  { x: [0.3, -1], y: 1 },
];
const landscape = (model: string, points: readonly Point[], p: number | 'inf', epsilon = 0.5, reach = 60) =>
  landscapeOf(testProblem({ points, epsilon, p, model: model === 'swish' || model === 'linear' ? model : { formula: model }, reach }));
const entropySgd = (gamma: number) => smoothings['entropy-sgd'].integral({ gamma, normalised: true });

describe('EntropySGD with breakpoints equals the midpoint rule to 1e-6', () => {
  test.each([
    ['abs(abs(z)-1)', one(-1), 2, 1, [-1.75, 1.5], 0.006],
    ['abs(abs(z)-1)', one(1), 'inf', 1, [0.5, -0.25], 0.006],
    ['abs(abs(z)-1)', three, 2, 4, [0.4, 0.9], 0.004],
    ['max(z,0)-abs(z-1)', one(-1), 3, 1, [1.25, 0.5], 0.006],
    ['abs(z)', one(-1), 'inf', 1, [-0.75, 1], 0.006],
    ['relu(z-0.5)', one(-1), 2, 1, [0.25, 0.25], 0.006],
    ['min(abs(z), 1)', one(1), 3, 4, [1, -0.5], 0.004],
    ['sin(8*z)', one(-1), 2, 25, [0.3, -0.1], 0.0012],
    ['abs(abs(z)-1)', cloud(48), 2, 1, [0.9, -1.2], 0.02],
    ['swish', cloud(48), 2, 2, [-2.1, 0.3], 0.02],
    ['swish', cloud(200), 2, 1, [-1, -1], 0.03],
    ['swish', times(1, [0, 1], -1), 2, 0.3, [0.4, -2], 0.01],
  ] as const)('%s %j L%s γ = %d at %j', (model, points, p, gamma, theta, h) => {
    const around = (t: number): Float64Array => Float64Array.of(t - 1, t, t + 1);
    const found = smoothedValues(landscape(model, points, p), entropySgd(gamma), around(theta[0]), around(theta[1]))[4] ?? NaN;
    const dense = byMidpoints(models[model]!, points, 0.5, duals[p], gamma, theta, h);
    expect(Math.abs(found - dense)).toBeLessThan(1e-6 * Math.max(1, Math.abs(dense)));
  });

  test.each(['abs(abs(z)-1)', 'swish'])('41 equal points of %s give the loss of one', (model) => {
    const [a, b] = [Float64Array.of(-1.75, 0.3), Float64Array.of(-1.5, 1.5)];
    const [many, single] = [times(41, [1, 1], -1), one(-1)].map((points) => smoothedValues(landscape(model, points, 2), entropySgd(1), a, b));
    many!.forEach((v, k) => expect(v).toBeCloseTo(single![k]!, 12));
  });

  test.each([
    [1.0000001, 0.5, 'linear'],
    [1.001, 0.5, 'linear'],
    [1.01, 5, 'linear'],
    [1.02, 5, 'swish'],
    [1.08, 5, 'linear'],
  ] as const)('p = %d with ε = %d, where the dual norm nearly has corners along the diagonals: %s', (p, epsilon, model) => {
    const [points, theta] = [one(1), [1.5, 1.45] as const] as const;
    const found = smoothedValues(landscape(model, points, p, epsilon), entropySgd(1), Float64Array.of(0, 1.5), Float64Array.of(0, 1.45))[3] ?? NaN;
    const dense = byMidpoints(models[model]!, points, epsilon, conjugate(p), 1, theta, 0.004);
    expect(Math.abs(found - dense)).toBeLessThan(1e-6 * Math.max(1, dense));
  });

  test('two tight clusters of a hundred kinked points give the loss of two points', () => {
    const close = Array.from({ length: 200 }, (_, k): Point => ({
      x: k % 2 === 0 ? [-3 + k * 1e-9, 1 - k * 1e-9] : [2 + k * 1e-9, 1],
      y: k % 2 === 0 ? -1 : 1,
    }));
    const at = Float64Array.of(-1.5, 0.25, 1.5);
    const [many, two] = [close, close.slice(0, 2)].map((points) =>
      smoothedValues(landscape('abs(abs(z)-1)', points, 2, 0.4), entropySgd(0.5), at, at),
    );
    many!.forEach((v, k) => expect(Math.abs(v - two![k]!)).toBeLessThan(1e-6));
  });

  test('values do not depend on earlier computations', () => {
    const at = Float64Array.of(0.4, 2.9);
    const drawn = (reach: number): Float64Array => {
      const points = [{ x: [1.5, 0.2], y: 1 }] as const;
      return smoothedValues(landscape('abs(abs(z)-6.4)', points, 2, 0.5, reach), entropySgd(1000), at, at);
    };
    drawn(4.1); // knows no kink at 6.4
    const after = drawn(7);
    for (let k = 1; k < 8; k += 1) smoothedValues(landscape(`abs(z)+${k}`, one(1), 2), entropySgd(1), at, at); // so that its pieces are forgotten
    expect(after).toEqual(drawn(7));
  });

  test('a formula with distant points and a large attack at small γ', () => {
    const [points, theta] = [[{ x: [1.6, 1.2], y: 1 }] as const, [1.5, -2] as const];
    const far = landscape('z^3/(1+z^2)', points, 2, 0.5, 400);
    const found = smoothedValues(far, entropySgd(0.05), Float64Array.of(theta[0]), Float64Array.of(theta[1]))[0] ?? NaN;
    expect(Math.abs(found - byMidpoints(models['z^3/(1+z^2)']!, points, 0.5, duals[2], 0.05, theta, 0.04))).toBeLessThan(1e-6);
  });
});

describe('two tolerances agree over the whole surface', () => {
  const nodes = linspace(-3, 3, 13);
  const cases = [
    ['abs(abs(z)-1)', one(-1), 2, 1],
    ['abs(abs(z)-1)', one(-1), 2, 0.05],
    ['abs(abs(z)-1)', one(-1), 2, 100],
    ['abs(abs(z)-1)', one(-1), 1, 1],
    ['abs(abs(z)-1)', one(-1), 3, 1],
    ['abs(abs(z)-1)', three, 2, 1],
    ['abs(abs(z)-1)', three, 'inf', 1],
    ['max(z, z/3) + min(sin(z), 0.5)', one(1), 2, 1],
    ['swish', cloud(24), 2, 30],
    ['swish', cloud(60), 'inf', 1],
  ] as const;
  const apart = (a: Float64Array, b: Float64Array): number =>
    a.reduce((most, v, k) => Math.max(most, Math.abs(v - (b[k] ?? NaN)) / Math.max(1, Math.abs(v))), 0);

  test.each(cases)('%s %j L%s γ = %d: to 2e-7', (model, points, p, gamma) => {
    const [full, check] = [TOLERANCE, FINE_TOLERANCE].map((tolerance) =>
      smoothedValues(landscape(model, points, p, 0.5, 200), entropySgd(gamma), nodes, nodes, tolerance),
    );
    expect(apart(full!, check!)).toBeLessThan(2e-7);
  });

  test.each(cases)('%s %j L%s γ = %d: the nodes that a GPU is given leave 3e-5', (model, points, p, gamma) => {
    const surface = landscape(model, points, p, 0.5, 200);
    const [a, b] = [Float64Array.of(0.7), Float64Array.of(-1.1)];
    const { t, logWeights, rows } = nodesFor(surface, entropySgd(gamma), a, b);
    let sum = 0;
    rows.forEach((row, k) => {
      const losses = new Float64Array(row.points.length);
      surface.valuesAt(row.points, losses.map(() => t[k]!).slice(), losses);
      row.points.forEach((s, j) => {
        sum += Math.exp(logWeights[k]! + row.logWeights[j]! - losses[j]! - (gamma / 2) * ((s - 0.7) ** 2 + (t[k]! + 1.1) ** 2));
      });
    });
    const value = Math.log((2 * Math.PI) / gamma) - Math.log(sum);
    expect(Math.abs(value - (smoothedValues(surface, entropySgd(gamma), a, b)[0] ?? NaN))).toBeLessThan(3e-5 * Math.max(1, Math.abs(value)));
  });
});

describe('where the worst point of an interval changes', () => {
  const ties = (formula: string, y: 1 | -1) => switchLevels(testProblem({ points: [], epsilon: 1, p: 2, model: { formula }, reach: 8 }), 8, y);
  test('switch levels are turning points, kinks and points of equal loss', () => {
    expect([...ties('abs(abs(z)-1)', -1).levels]).toEqual([-8, -2, -1, 0, 1, 2, 8]); // worst is the greatest ||z| − 1|
    expect([...ties('z + sin(z)/2', 1).levels]).toEqual([]);
  });

  test('both ends may tie twice between two levels, where they turn', () => {
    // x = (0, 1): the ends θ₂ ± ε‖θ‖ are even in θ₁, so ties come in pairs on either side of 0
    const found = landscape('swish', times(1, [0, 1], -1), 2).breakpoints(0, -1.5, -6, 6);
    const gap = (s: number): number => {
      const [r, { f }] = [0.5 * Math.hypot(s, 1.5), models['swish']!];
      return f(-1.5 - r) - f(-1.5 + r);
    };
    const tied = found.filter((s) => Math.abs(gap(s)) < 1e-9);
    expect(tied).toHaveLength(2);
    expect(tied[0]).toBeCloseTo(-(tied[1] ?? NaN), 9);
  });
});
