import { linspace } from '../../../src/math/core/grid';
import { seeded } from '../../../src/math/core/random';
import type { Point } from '../../../src/math/core/types';
import { checkTheoremTask, theoremContext } from '../../../src/math/theory/check';
import { checkTheorem } from './checkTheorem';
import { searchPairs } from '../../../src/math/theory/counterexampleSearch';
import { linearAttackShift, lipschitzInequality } from '../../../src/math/theory/measures';
import { benchDefaults } from '../../../src/math/theory/options';
import { pairsIn } from '../../../src/math/theory/pairSampling';
import { theorems } from '../../../src/math/theory/statements';
import { lemma2 } from '../../../src/math/theory/statements/lemma2';
import { curvatureOf, smoothedLoss, smoothedLattice } from '../../../src/math/theory/statements/smoothedGradient';
import type { Theorem, TheoremContext } from '../../../src/math/theory/types';
import { testProblem, type ProblemInput } from '../oracles';
import { describe, expect, test } from 'vitest';

const rng = seeded(5);
const cloud = (count: number): Point[] =>
  Array.from({ length: count }, (): Point => ({ x: [4 * rng() - 2, 4 * rng() - 2], y: rng() < 0.5 ? 1 : -1 }));
const many = cloud(200);
const study = (input: Partial<ProblemInput> & Pick<ProblemInput, 'p'>, gamma = 1): TheoremContext =>
  theoremContext(testProblem({ points: [{ x: [1, 1], y: 1 }], epsilon: 0.5, reach: 500, ...input }), [-3, 3], [-3, 3], gamma);

describe('a false statement', () => {
  /** Lemma 2 with a constant that is a tenth too small. */
  const tooGood: Theorem = {
    ...lemma2,
    *inside(of, { thetaMin, pairs }, random) {
      const { epsilon } = of.problem;
      const region = pairsIn(of, (pair) => Math.min(Math.hypot(pair[0]!, pair[1]!), Math.hypot(pair[2]!, pair[3]!)) >= thetaMin, thetaMin);
      return yield* searchPairs(
        { region, inequality: lipschitzInequality(linearAttackShift(of.problem, epsilon), (0.9 * epsilon) / thetaMin), rounding: 1e-15 },
        pairs,
        random,
      );
    },
  };
  test('is found violated inside its assumptions and reported as a bug, by every search', () => {
    for (const search of ['inside', 'both'] as const) {
      const { verdict, reason, inside } = checkTheorem(tooGood, study({ p: 2 }), { ...benchDefaults, pairs: 2000, search });
      expect(verdict).toBe('broken');
      expect(reason).toContain('a bug of ours');
      expect(inside?.worst.ratio).toBeCloseTo(1 / 0.9, 3);
      expect(inside?.worst.right).toBeLessThan(inside?.worst.left ?? NaN);
    }
  });
  test('is found with 200 points too, and with few pairs, since the worst one is refined', () => {
    expect(checkTheorem(tooGood, study({ p: 2, points: many }), { ...benchDefaults, pairs: 100 }).verdict).toBe('broken');
  });
  test('a corrected statement does not hide a violation', () => {
    const worded: Theorem = { ...tooGood, correction: () => 'The paper omits a factor.' };
    expect(checkTheorem(worded, study({ p: 2 }), { ...benchDefaults, pairs: 2000 }).verdict).toBe('broken');
  });
});

describe('200 points', () => {
  test('pairs share weights, near ones included, and the requested number is checked', () => {
    const { inside } = checkTheorem(theorems['theorem-1'], study({ p: 2, points: many }), { ...benchDefaults, pairs: 20_000, search: 'inside' });
    expect(inside).toMatchObject({ unit: 'pairs', count: 20_000 });
    expect(inside?.weights).toBeGreaterThanOrEqual(1000);
    expect(inside?.weights).toBeLessThan(20_000);
  });
  test('the task yields often, with growing progress', () => {
    const options = { ...benchDefaults, pairs: 20_000 };
    const shares = [...checkTheoremTask(theorems['lemma-1'], study({ p: 'inf', model: 'swish', points: many }), options)];
    expect(shares.length).toBeGreaterThan(8);
    expect(shares).toEqual([...shares].sort((p, q) => p - q));
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
  });
  test.each([
    ['linear', 'inf', 1, 200],
    ['swish', 2, 1, 200],
    ['linear', 2, 0.05, 200],
    [{ formula: 'z^3/(1+z^2)' }, 2, 1, 200],
    ['linear', 2, 10, 1],
    ['swish', 'inf', 10, 4],
    [{ formula: 'sin(2*z)+z/3' }, 2, 10, 4],
  ] as const)('sampled curvatures of F: %j, L%s, γ = %s, %d points', (model, p, gamma, count) => {
    const of = study({ p, model, points: many.slice(0, count) }, gamma);
    const [quick, at] = [smoothedLoss(of), linspace(-3, 3, 3)];
    const exact = smoothedLattice({ ...quick, tolerance: quick.accurate }, at, at).map(curvatureOf);
    smoothedLattice(quick, at, at).forEach((point, k) => expect(Math.abs(curvatureOf(point) - (exact[k] ?? NaN)) / gamma).toBeLessThan(5e-6));
  });
});
