import { activationOf } from '../../../src/math/activations';
import type { Pair, Point } from '../../../src/math/core/types';
import { theoremContext } from '../../../src/math/theory/check';
import { checkTheorem } from './checkTheorem';
import { benchDefaults } from '../../../src/math/theory/options';
import { theorems } from '../../../src/math/theory/statements';
import { curvatureOf, recomputed, smoothedLoss, smoothedLattice } from '../../../src/math/theory/statements/smoothedGradient';
import { smoothedCurvatureTheorem } from '../../../src/math/theory/statements/theorem3';
import type { TheoremContext } from '../../../src/math/theory/types';
import { testProblem, type ProblemInput } from '../oracles';
import { expect, test } from 'vitest';

const many: readonly Point[] = Array.from({ length: 200 }, (_, k) => ({
  x: [2 * Math.sin(k + 1), 2 * Math.cos(3 * k + 1)],
  y: k % 2 === 0 ? 1 : -1,
}));
const study = (input: Partial<ProblemInput> & Pick<ProblemInput, 'p'>, gamma = 1): TheoremContext =>
  theoremContext(testProblem({ points: many, epsilon: 0.5, reach: 500, ...input }), [-3, 3], [-3, 3], gamma);

test.each([
  ['linear', 'inf', 10],
  ['swish', 2, 1],
  [{ formula: 'z^3/(1+z^2)' }, 'inf', 1],
] as const)('a bound nearly attained over 200 points is integrated to 10⁻⁶ γ: %j, L%s, γ = %s', (model, p, gamma) => {
  const of = study({ p, model, reach: 60 }, gamma);
  const sample = smoothedLoss(of);
  const finest = { ...sample, tolerance: 3e-9 };
  for (const theta of [
    [0, 0],
    [-2, 1.7],
  ] as const satisfies Pair[]) {
    const at = (smoothed: typeof sample) => smoothedLattice(smoothed, Float64Array.of(theta[0]), Float64Array.of(theta[1]))[0];
    const [rough, best] = [at(sample), at(finest)];
    if (!rough || !best) throw new Error('no weight');
    expect(Math.abs(curvatureOf(recomputed(sample, rough)) - curvatureOf(best)) / gamma).toBeLessThan(1e-6);
  }
});

test('a bound on ‖∇²F‖ that is 3·10⁻⁶ too small is found broken, with one point and with 200', () => {
  for (const points of [many.slice(0, 1), many]) {
    const tooSmall = smoothedCurvatureTheorem({
      bound: (point) => curvatureOf(point) * (1 - 3e-6),
      slope: () => undefined,
      constants: () => [],
    });
    const { verdict, inside } = checkTheorem(tooSmall, study({ p: 'inf', points }, 10), { ...benchDefaults, pairs: 100, search: 'inside' });
    expect(verdict).toBe('broken');
    expect(inside?.worst.ratio).toBeCloseTo(1 + 3e-6, 8);
  }
});

test.each([
  ['linear', 'confirmed'],
  ['tanh', 'corrected'],
  [{ formula: 'z+sin(z)/3' }, 'confirmed'],
] as const)('Definition 2 over 200 points checks the requested number of pairs: %j', (model, expected) => {
  const centres = [
    { x: [1, 0], y: 1 },
    { x: [-1, 0], y: -1 },
    { x: [-0.3, 0], y: 1 },
  ] as const;
  const points = Array.from({ length: 200 }, (_, k): Point => {
    const { x, y } = centres[k % 3] ?? centres[0];
    return { x: [x[0] + 0.1 * Math.sin(k), x[1] + 0.1 * Math.cos(3 * k)], y };
  });
  const of = study({ p: 2, points, epsilon: 0.2, model });
  const { verdict, inside } = checkTheorem(theorems['definition-2'], of, { ...benchDefaults, pairs: 20_000, search: 'inside' });
  expect([verdict, inside?.count, inside?.weights]).toEqual([expected, 20_000, undefined]);
  const { theta, left, right } = inside?.worst ?? { theta: [[0, 0] as Pair, [0, 0] as Pair] as const, left: NaN, right: NaN };
  const [low, high] = theta.map(([a, b]) => of.landscape.value(a, b));
  expect(left).toBeCloseTo(((high ?? NaN) - (low ?? NaN)) / (1 + (low ?? NaN)), 14); // the loss itself, not its table
  expect(left).toBeLessThan(right);
});

test('powers written as products are those of Math.pow', () => {
  const { f, df } = activationOf({ formula: 'z^3/(1+z^2)' });
  for (const z of [-7.3, -1, 0, 0.4, 12]) {
    expect(f(z)).toBeCloseTo(Math.pow(z, 3) / (1 + Math.pow(z, 2)), 12);
    expect(df(z)).toBeCloseTo((3 * z * z + z ** 4) / (1 + z * z) ** 2, 12);
  }
});
