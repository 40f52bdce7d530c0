import { seeded } from '../../../src/math/core/random';
import type { Pair, Point } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { smoothings } from '../../../src/math/smoothing';
import { gibbsMoments, localMoments } from '../../../src/math/smoothing/localMoments';
import { smoothedDerivatives } from '../../../src/math/smoothing/smoothedSurface';
import { testProblem } from '../oracles';
import { expect, test } from 'vitest';

const rng = seeded(5);
const cloud = (count: number): Point[] => Array.from({ length: count }, () => ({ x: [3 * rng() - 1.5, 3 * rng() - 1.5], y: rng() < 0.5 ? 1 : -1 }));

test.each([
  ['linear', 1, 'inf', 1],
  ['linear', 3, 2, 1],
  ['swish', 4, 'inf', 10],
  ['tanh', 4, 3, 0.3],
  ['linear', 100, 'inf', 1],
] as const)('a patch is the direct integral at random θ, value and gradient to 1e-9: %s, %i points, L%s, γ = %s', (model, count, p, gamma) => {
  const landscape = landscapeOf(testProblem({ points: cloud(count), epsilon: 0.3, p, model }));
  const integral = smoothings['entropy-sgd'].integral({ gamma, normalised: true });
  const at = localMoments(landscape, integral);
  for (let k = 0; k < 12; k += 1) {
    const theta: Pair = [2 * rng() - 1, 2 * rng() - 1];
    const direct = smoothedDerivatives(landscape, integral, Float64Array.of(theta[0]), Float64Array.of(theta[1]), 1e-10);
    const local = at(theta);
    const value = integral.value(local.logZ);
    expect(Math.abs(value - direct.value[0]!)).toBeLessThanOrEqual(1e-9);
    const gradient = integral.gradient(value, local);
    expect(Math.hypot(gradient[0] - direct.g1[0]!, gradient[1] - direct.g2[0]!)).toBeLessThanOrEqual(1e-9);
  }
});

test('Gibbs moments are the same whether γ is new or was used before', () => {
  const moments = gibbsMoments(landscapeOf(testProblem({ points: cloud(3), epsilon: 0.2, p: 'inf', model: 'linear' })));
  for (const gamma of [0.5, 0.6, 0.7]) {
    const theta = [1.2, -0.4];
    const [direct, interpolated] = [moments(theta, gamma), moments(theta, gamma)];
    for (const key of ['mean', 'variance'] as const)
      direct[key].forEach((value, i) => expect(Math.abs(value - interpolated[key][i]!)).toBeLessThanOrEqual(1e-8));
  }
});
