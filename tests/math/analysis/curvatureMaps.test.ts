import { type MapName, maps, surfaceMapTask } from '../../../src/math/analysis/curvatureMaps';
import { findKinksTask } from '../../../src/math/analysis/kinkSet';
import { runToCompletion } from '../../../src/math/core/cooperative';
import { linspace } from '../../../src/math/core/grid';
import { eigenvalues } from '../../../src/math/core/linearAlgebra';
import { DERIVATIVES_SIZE, lossDerivatives } from '../../../src/math/loss/derivatives';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { entropySgd } from '../../../src/math/smoothing/entropySgd';
import { oracle, oracles, testProblem, problemOfOracle } from '../oracles';
import { describe, expect, test } from 'vitest';

const findKinks = (...of: Parameters<typeof findKinksTask>) => runToCompletion(findKinksTask(...of));

const one = { points: [{ x: [1, 1], y: 1 }], epsilon: 0.5 } as const;
const models = ['linear', 'swish', 'softplus', 'tanh', { formula: 'z^3/(1+z^2)' }, { formula: 'sin(z)' }] as const;
const read = (s: ReturnType<typeof testProblem>, a: number, b: number): number[] => {
  const out = new Float64Array(DERIVATIVES_SIZE);
  lossDerivatives(s)(a, b, out);
  return [...out];
};

describe('Hessians', () => {
  test('E-HessL2', () => {
    const { output } = oracle('E-HessL2');
    const [, , , h11, h12, h22] = read(testProblem({ ...one, p: 2 }), 0.7, -1.2);
    const rows = output as number[][];
    expect(Math.abs((h11 ?? NaN) - (rows[0]?.[0] ?? NaN))).toBeLessThan(1e-12);
    expect(Math.abs((h12 ?? NaN) - (rows[0]?.[1] ?? NaN))).toBeLessThan(1e-12);
    expect(Math.abs((h22 ?? NaN) - (rows[1]?.[1] ?? NaN))).toBeLessThan(1e-12);
  });
  test.each(models)('of %j are the differences of gradients, under every norm and label', (model) => {
    for (const p of [1, 1.5, 2, 3, 7, 'inf'] as const) {
      for (const y of [1, -1] as const) {
        for (const [a, b] of [
          [0.7, -1.2],
          [-1.4, -0.3],
          [-2, -1.9],
          [0.2, 0.1],
        ] as const) {
          const s = testProblem({
            points: [
              { x: [1, 1], y },
              { x: [-0.4, 0.8], y: 1 },
            ],
            epsilon: 0.5,
            p,
            model,
          });
          const [value, g1, g2, h11, h12, h22] = read(s, a, b);
          const h = 1e-5;
          const [right, left, above, below] = [read(s, a + h, b), read(s, a - h, b), read(s, a, b + h), read(s, a, b - h)];
          const slope = (q: number[], r: number[], k: number): number => ((q[k] ?? NaN) - (r[k] ?? NaN)) / (2 * h);
          const pairs = [
            [g1, slope(right, left, 0)],
            [g2, slope(above, below, 0)],
            [h11, slope(right, left, 1)],
            [h12, slope(right, left, 2)],
            [h22, slope(above, below, 2)],
          ];
          for (const [closed = NaN, difference = NaN] of pairs) expect(Math.abs(closed - difference)).toBeLessThan(1e-5 * (1 + Math.abs(difference)));
          expect(value).toBeCloseTo(landscapeOf(s).value(a, b), 12);
        }
      }
    }
  });
  test('do not exist on creases', () => {
    const smooth = (p: 1 | 2 | 'inf', a: number, b: number): boolean =>
      lossDerivatives(testProblem({ ...one, p }))(a, b, new Float64Array(DERIVATIVES_SIZE));
    expect([smooth('inf', 0, 1), smooth('inf', 1, 1), smooth(2, 0, 0), smooth(2, 0, 1), smooth(1, 1, -1), smooth(1, 1, 0)]).toEqual([
      false,
      true,
      false,
      true,
      false,
      true,
    ]);
  });
  test.each(oracles.filter(({ id }) => id.startsWith('G')))('$id: the map of curvature from one sweep', (entry) => {
    const [a, b] = entry.input['theta'] as [number, number];
    const [, , gradient, hessian] = entry.output as [number, number, [number, number], [[number, number], [number, number]]];
    const s = problemOfOracle(entry);
    const mapped = { kind: 'integral', integral: entropySgd.integral({ gamma: entry.input['gamma'] as number, normalised: true }) } as const;
    const at = (name: MapName): number =>
      runToCompletion(surfaceMapTask(s, landscapeOf(s), mapped, name, Float64Array.of(a), Float64Array.of(b))).z[0] ?? NaN;
    const [least, most] = eigenvalues(hessian[0][0], hessian[0][1], hessian[1][1]);
    expect(Math.abs(at('largest-eigenvalue') - most)).toBeLessThan(1e-6);
    expect(Math.abs(at('smallest-eigenvalue') - least)).toBeLessThan(1e-6);
    expect(Math.abs(at('gradient-norm') - Math.hypot(...gradient))).toBeLessThan(1e-6);
  });
});

describe('maps', () => {
  const nodes = linspace(-3, 3, 21);
  test.each(Object.keys(maps) as MapName[])('%s: numbers off the creases, none on them but for ratios over a step', (name) => {
    const s = testProblem({ ...one, p: 'inf' });
    const { z, tex } = runToCompletion(surfaceMapTask(s, landscapeOf(s), { kind: 'none' }, name, nodes, nodes));
    expect(tex.length).toBeGreaterThan(0);
    z.forEach((value, k) => {
      const onAxis = k % 21 === 10 || Math.floor(k / 21) === 10;
      expect(Number.isNaN(value)).toBe(name === 'lipschitz-ratio' ? k === 10 * 21 + 10 : onAxis); // at 0 both steps run along creases
    });
  });
  test('the ratio across a crease is its jump over the step', () => {
    const s = testProblem({ ...one, p: 'inf' });
    const { z } = runToCompletion(surfaceMapTask(s, landscapeOf(s), { kind: 'none' }, 'lipschitz-ratio', nodes, nodes));
    const [h, k] = [6 / 20, 10 * 21 + 15]; // θ = (1.5, 0)
    const jump = 1 / (1 + Math.exp(0.75)); // 2εσ(u) with u = −θ₁ + ε|θ₁|
    expect(Math.abs((z[k] ?? NaN) * h - jump)).toBeLessThan(0.1);
  });
});

describe('kinks', () => {
  const ofKind = (p: 1 | 2 | 3 | 'inf' | 'none', model: (typeof models)[number], y: 1 | -1 = 1) =>
    findKinks(testProblem({ points: [{ x: [1, 1], y }], epsilon: 0.5, p, model, reach: 50 }), [-3, 3], [-3, 3]);
  test.each(oracles.filter(({ id }) => /^E-(Linf-[-\d]|swish)/.test(id)))('$id: jump across θ₁ = 0', ({ id, input, output }) => {
    const t = input['theta2'] as number;
    const s = testProblem({ ...one, p: 'inf', model: id.includes('swish') ? 'swish' : 'linear' });
    // The range ends at θ₂ = t, so that the last vertex of the axis is the oracle's weight.
    const axis = findKinks(s, [-3, 3], [t - 0.5, t]).filter(({ kind, place }) => kind === 'axis' && place === '\\theta_1=0');
    const last = axis.find(({ theta }) => theta.at(-1)?.[1] === t)?.jump.at(-1) ?? 0;
    expect(Math.abs(last - Math.abs(output as number))).toBeLessThan(1e-12);
  });
  test('E-L2-origin, and none without an attack', () => {
    expect(ofKind(2, 'linear').map(({ kind, jump }) => [kind, ...jump])).toEqual([['origin', oracle('E-L2-origin').output]]);
    expect(ofKind('none', 'linear')).toEqual([]);
  });
  test('D-tie: the tie curve of y = −1 passes through it', () => {
    const half = (oracle('D-tie').output as number) / 2;
    const ties = ofKind('inf', 'swish', -1).filter(({ kind }) => kind === 'tie');
    const nearest = Math.min(...ties.flatMap(({ theta }) => theta.map(([a, b]) => Math.hypot(a + half, b + half))));
    expect(ties.every(({ located, order }) => located === 'numerical' && order === 1)).toBe(true);
    expect(nearest).toBeLessThan(0.01);
  });
  test.each([
    ['swish', 1, 'branch', 2],
    ['swish', -1, 'tie', 1],
  ] as const)('%s with y = %i has a %s of order %i', (model, y, kind, order) => {
    expect(ofKind('inf', model, y).some((found) => found.kind === kind && found.order === order)).toBe(true);
    expect(ofKind('inf', model, y).every(({ jump, across }) => [...jump, ...across.flat()].every(Number.isFinite))).toBe(true);
  });
});
