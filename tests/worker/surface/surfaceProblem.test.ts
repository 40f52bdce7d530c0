import { adversarialProblem } from '../../../src/worker/surface/surfaceProblem';
import { choice } from './samples';
import { expect, test } from 'vitest';

test('the range of a smoothing covers a formula that is flat on the grid and steep outside', () => {
  // φ climbs from −200 to 0 at z = 18, beyond seven widths of the Gaussian; mass gathers there: F(0) = 87.52, not 200.
  const { reach } = adversarialProblem({
    ...choice,
    model: { formula: '100*(tanh(10*(z-18))-1)' },
    points: [{ x: [1, 1], y: 1 }],
    attack: { norm: 'none', epsilon: 0, solver: 'exact' },
    smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true },
    grid: { theta1: [-1, 1], theta2: [-1, 1], n: 3 },
  });
  expect(reach).toBeGreaterThan(18);
});
