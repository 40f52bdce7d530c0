import { activationOf } from '../../../src/math/activations';
import { SWISH_MINIMISER } from '../../../src/math/activations/swish';
import { normOf } from '../../../src/math/attack/norms';
import { attackSet, type AttackSet, ballOutline } from '../../../src/math/attack/optimalPerturbations';
import { exact } from '../../../src/math/attack/solvers/exact';
import { randomStart } from '../../../src/math/attack/solvers/pgd';
import { softplus } from '../../../src/math/core/logisticLoss';
import { seeded } from '../../../src/math/core/random';
import type { AttackProblem, Pair, Point } from '../../../src/math/core/types';
import { describe, expect, test } from 'vitest';

const models = ['linear', 'swish', 'softplus', 'tanh', { formula: 'z^2' }, { formula: 'z/(1 + z^2)' }] as const;
const exponents = [1, 1.5, 2, 3, 8, Infinity];
const thetas: readonly Pair[] = [
  [1, -1.5],
  [0, 0],
  [0, 1.2],
  [-0.8, 0],
  [1.1, 1.1],
  [-1, 1],
  [-1.5, -0.3],
  [-0.7, -0.7],
  [2.5, 0.01],
];
const points: readonly Point[] = [
  { x: [1, 1], y: 1 },
  { x: [-0.4, 0.9], y: -1 },
  { x: [0, 0], y: 1 },
];

const problemOf = (model: (typeof models)[number], p: number, epsilon: number): AttackProblem => {
  const activation = activationOf(model);
  return { activation, norm: normOf(p), epsilon, critical: activation.critical(12) };
};
const lossAt = ({ activation }: AttackProblem, theta: Pair, { x, y }: Point, [a, b]: Pair): number =>
  softplus(-y * activation.f(theta[0] * (x[0] + a) + theta[1] * (x[1] + b)));

/** Random members of a set: convex combinations of the corners of each piece. */
function membersOf({ parts }: AttackSet, rng: () => number): Pair[] {
  return parts.flatMap((part) =>
    Array.from({ length: 12 }, (): Pair => {
      const shares = part.map(() => -Math.log(1 - rng()));
      const total = shares.reduce((sum, share) => sum + share, 0);
      const mix = (k: 0 | 1): number => part.reduce((sum, corner, i) => sum + ((shares[i] ?? 0) / total) * corner[k], 0);
      return [mix(0), mix(1)];
    }),
  );
}

describe.each(models.map((model) => [typeof model === 'string' ? model : model.formula, model] as const))('optimal sets of %s', (_, model) => {
  test.each(exponents)('p = %f: every member is in the ball with the loss of the exact attack; no sample has a higher loss', (p) => {
    const rng = seeded(7);
    for (const epsilon of [0, 0.3, 1.4]) {
      const problem = problemOf(model, p, epsilon);
      for (const theta of thetas)
        for (const point of points) {
          const set = attackSet(problem, theta, point);
          const delta = exact.delta(problem, theta, point.x, point.y);
          const worst = lossAt(problem, theta, point, [delta[0] ?? 0, delta[1] ?? 0]);
          expect(set.parts.length).toBeGreaterThan(0);
          for (const member of [...set.parts.flat(), ...membersOf(set, rng)]) {
            expect(problem.norm.norm(member)).toBeLessThanOrEqual(epsilon * (1 + 1e-9));
            expect(Math.abs(lossAt(problem, theta, point, member) - worst)).toBeLessThan(1e-9);
          }
          for (let k = 0; k < 60; k += 1) {
            const [a = 0, b = 0] = randomStart(problem, 2, rng);
            expect(lossAt(problem, theta, point, [a, b])).toBeLessThanOrEqual(worst + 1e-12);
          }
        }
    }
  });
});

describe('shapes', () => {
  const at: Point = { x: [1, 1], y: 1 };
  test('a side of the square where a weight is 0, a corner elsewhere', () => {
    const problem = problemOf('linear', Infinity, 0.5);
    const [side = []] = attackSet(problem, [0, 2], at).parts;
    expect(side.map(([a]) => a).sort((a, b) => a - b)).toEqual([-0.5, 0.5]);
    expect(side.map(([, b]) => b)).toEqual([-0.5, -0.5]);
    expect(attackSet(problem, [1, -1.5], at).parts).toEqual([[[-0.5, 0.5]]]);
  });

  test('a side of the diamond on ties, the whole ball at θ = 0, the centre for ε = 0', () => {
    expect(attackSet(problemOf('linear', 1, 0.5), [1, -1], at).parts).toEqual([
      [
        [-0.5, 0],
        [0, 0.5],
      ],
    ]);
    for (const p of exponents)
      expect(attackSet(problemOf('swish', p, 0.5), [0, 0], at)).toMatchObject({ where: 'everywhere', parts: [ballOutline(p, 0.5)] });
    expect(attackSet(problemOf('linear', 2, 0), [1, 1], at)).toEqual({ parts: [[[0, 0]]], where: 'centre' });
  });

  test.each(exponents)('p = %f: the slice inside the ball is where θ·(x + δ) = z*, and its ends are on the rim', (p) => {
    const problem = problemOf('swish', p, 0.5);
    const theta: Pair = [-0.9, -0.5];
    const set = attackSet(problem, theta, at);
    expect(set.where).toBe('inside');
    const [ends = []] = set.parts;
    expect(ends).toHaveLength(2);
    for (const [a, b] of ends) {
      expect(theta[0] * (1 + a) + theta[1] * (1 + b)).toBeCloseTo(SWISH_MINIMISER, 12);
      expect(problem.norm.norm([a, b])).toBeCloseTo(0.5, 12);
    }
  });

  test('swish with y = −1 has two pieces on its tie curve (r = 2 log 2), one beside it', () => {
    const problem = problemOf('swish', Infinity, 0.5);
    const r = 2 * Math.log(2);
    expect(attackSet(problem, [-r / 2, -r / 2], { x: [1, 1], y: -1 }).parts).toHaveLength(2);
    expect(attackSet(problem, [-r / 2 - 0.01, -r / 2], { x: [1, 1], y: -1 }).parts).toHaveLength(1);
  });

  test.each([...exponents, 1.01, 50])('p = %f: the outline lies on the rim', (p) => {
    for (const corner of ballOutline(p, 0.7)) expect(normOf(p).norm(corner)).toBeCloseTo(0.7, 9);
  });
});
