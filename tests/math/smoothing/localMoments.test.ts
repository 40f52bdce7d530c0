import { seeded } from '../../../src/math/core/random';
import type { Pair, Point } from '../../../src/math/core/types';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { smoothings } from '../../../src/math/smoothing';
import { localMoments } from '../../../src/math/smoothing/localMoments';
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
