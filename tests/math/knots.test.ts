import { describe, expect, test } from 'vitest';
import { landscapeOf } from '../../src/math/adversarial';
import { linspace } from '../../src/math/grid';
import type { Pair, Point } from '../../src/math/kinds';
import { smoothings } from '../../src/math/smoothings';
import { integrate } from '../../src/math/smoothings/integrate';
import { tiesOf } from '../../src/math/ties';
import { scene } from './oracles';

/** φ by hand, with every place where it turns or has a kink. */
interface ByHand {
  readonly f: (z: number) => number;
  readonly places: readonly number[];
}
const formulas: Readonly<Record<string, ByHand>> = {
  'abs(abs(z)-1)': { f: (z) => Math.abs(Math.abs(z) - 1), places: [-1, 0, 1] },
  'abs(z)': { f: Math.abs, places: [0] },
  'max(z,0)-abs(z-1)': { f: (z) => Math.max(z, 0) - Math.abs(z - 1), places: [0, 1] },
  'relu(z-0.5)': { f: (z) => Math.max(z - 0.5, 0), places: [0.5] },
  'min(abs(z), 1)': { f: (z) => Math.min(Math.abs(z), 1), places: [-1, 0, 1] },
  'sin(8*z)': { f: (z) => Math.sin(8 * z), places: Array.from({ length: 20 }, (_, k) => ((k - 9.5) * Math.PI) / 8) },
};
const duals = {
  2: Math.hypot,
  inf: (a: number, b: number) => Math.abs(a) + Math.abs(b),
  3: (a: number, b: number) => (Math.abs(a) ** 1.5 + Math.abs(b) ** 1.5) ** (2 / 3),
};

/** EntropySGD, normalised, by midpoints h apart in plain loops: no panels, no breaks, no survey of φ. */
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
  let sum = 0;
  for (let i = -half; i < half; i += 1) {
    for (let j = -half; j < half; j += 1) {
      const [d1, d2] = [(j + 0.5) * h, (i + 0.5) * h];
      const [a, b] = [theta[0] + d1, theta[1] + d2];
      let loss = 0;
      for (const { x, y } of points) {
        const [centre, r] = [a * x[0] + b * x[1], epsilon * dual(a, b)];
        let u = Math.max(-y * f(centre - r), -y * f(centre + r));
        for (const z of places) if (Math.abs(z - centre) < r) u = Math.max(u, -y * f(z));
        loss += Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));
      }
      sum += Math.exp(-loss / points.length - (gamma / 2) * (d1 * d1 + d2 * d2));
    }
  }
  return Math.log((2 * Math.PI) / gamma) - Math.log(sum * h * h);
}

const one = (y: 1 | -1): readonly Point[] => [{ x: [1, 1], y }];
const three: readonly Point[] = [
  { x: [1, 1], y: -1 },
  { x: [-0.5, 1], y: -1 },
  { x: [0.3, -1], y: 1 },
];
const surfaceAt = (
  formula: string,
  points: readonly Point[],
  p: 1 | 2 | 3 | 'inf',
  gamma: number,
  nodes: Float64Array,
  rows = nodes,
  order?: number,
): Float64Array =>
  integrate(
    landscapeOf(scene({ points, epsilon: 0.5, p, model: { formula }, reach: 60 })),
    smoothings['entropy-sgd'].integral({ gamma, normalised: true }),
    nodes,
    rows,
    order,
  );

describe('EntropySGD of formulas with kinks is that of midpoints, to 1e-6', () => {
  test.each([
    ['abs(abs(z)-1)', one(-1), 2, 1, [-1.75, 1.5], 0.006],
    ['abs(abs(z)-1)', one(1), 'inf', 1, [0.5, -0.25], 0.006],
    ['abs(abs(z)-1)', three, 2, 4, [0.4, 0.9], 0.004],
    ['max(z,0)-abs(z-1)', one(-1), 3, 1, [1.25, 0.5], 0.006],
    ['abs(z)', one(-1), 'inf', 1, [-0.75, 1], 0.006],
    ['relu(z-0.5)', one(-1), 2, 1, [0.25, 0.25], 0.006],
    ['min(abs(z), 1)', one(1), 3, 4, [1, -0.5], 0.004],
    ['sin(8*z)', one(-1), 2, 25, [0.3, -0.1], 0.0012],
  ] as const)('%s %j L%s γ = %d at %j', (formula, points, p, gamma, theta, h) => {
    const around = (t: number): Float64Array => Float64Array.of(t - 1, t, t + 1);
    const found = surfaceAt(formula, points, p, gamma, around(theta[0]), around(theta[1]))[4] ?? NaN;
    const dense = byMidpoints(formulas[formula]!, points, 0.5, duals[p], gamma, theta, h);
    expect(Math.abs(found - dense)).toBeLessThan(1e-6 * Math.max(1, Math.abs(dense)));
  });
});

describe('two orders of quadrature agree to 2e-7 over the whole surface', () => {
  const nodes = linspace(-3, 3, 13);
  test.each([
    ['abs(abs(z)-1)', one(-1), 2, 1],
    ['abs(abs(z)-1)', one(-1), 2, 0.05],
    ['abs(abs(z)-1)', one(-1), 2, 100],
    ['abs(abs(z)-1)', one(-1), 1, 1],
    ['abs(abs(z)-1)', one(-1), 3, 1],
    ['abs(abs(z)-1)', three, 2, 1],
    ['abs(abs(z)-1)', three, 'inf', 1],
    ['max(z, z/3) + min(sin(z), 0.5)', one(1), 2, 1],
  ] as const)('%s %j L%s γ = %d', (formula, points, p, gamma) => {
    const [ten, sixteen] = [10, 16].map((order) => surfaceAt(formula, points, p, gamma, nodes, nodes, order));
    ten?.forEach((v, k) => expect(Math.abs(v - (sixteen?.[k] ?? NaN))).toBeLessThan(2e-7 * Math.max(1, Math.abs(v))));
  });
});

describe('where the worst of an interval changes', () => {
  const ties = (formula: string, y: 1 | -1) => tiesOf(scene({ points: [], epsilon: 1, p: 2, model: { formula }, reach: 8 }), 8, y);
  test('corners hold an interval whose ends are as bad as its inside, also three ways', () => {
    const { corners, lines, levels } = ties('abs(abs(z)-1)', -1); // worst is the greatest ||z| − 1|
    expect(corners).toContainEqual([-2, 2]);
    expect(corners).toContainEqual([0, 2]);
    expect(corners).toContainEqual([-2, 0]);
    expect([...levels]).toEqual([-8, -2, -1, 0, 1, 2, 8]);
    for (const { from, to, at } of lines) {
      const [lo, hi] = at((from + to) / 2);
      expect(Math.abs(Math.abs(lo) - 1)).toBeCloseTo(Math.abs(Math.abs(hi) - 1), 12);
    }
  });

  test('none where φ rises throughout', () => expect(ties('z + sin(z)/2', 1).corners).toEqual([]));
});
