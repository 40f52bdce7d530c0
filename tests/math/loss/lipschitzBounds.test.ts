import { activationOf } from '../../../src/math/activations';
import { lossOver } from '../../../src/math/activations/intervalJets';
import { pointLoss, softplus } from '../../../src/math/core/logisticLoss';
import { derivativeBounds } from '../../../src/math/loss/lipschitzBounds';
import { expect, test } from 'vitest';

type ModelChoice = Parameters<typeof activationOf>[0];

/** |ψ′| and |ψ″| at their highest over `count` equal steps of [from, to]. */
function stepped(model: ModelChoice, from: number, to: number, count: number): readonly [number, number] {
  const { first, second } = pointLoss(activationOf(model));
  let [a, b] = [0, 0];
  for (let k = 0; k <= count; k += 1) {
    const z = from + ((to - from) * k) / count;
    for (const y of [1, -1]) [a, b] = [Math.max(a, Math.abs(first(y, z))), Math.max(b, Math.abs(second(y, z)))];
  }
  return [a, b];
}

test.each<[ModelChoice, number]>([
  ['swish', 12],
  ['softplus', 3],
  ['tanh', 40],
  [{ formula: 'z^3/(1+z^2)' }, 20],
  [{ formula: 'sin(30*z)' }, 10],
  [{ formula: 'sin(2*z)+z/3' }, 60],
])('suprema of |ψ′| and |ψ″| are those of four hundred thousand steps: %j, |z| ≤ %d', (model, reach) => {
  const { first, second } = derivativeBounds(activationOf(model), reach);
  const [a, b] = stepped(model, -reach, reach, 400_000);
  expect(first / a - 1).toBeGreaterThan(-1e-9);
  expect(first / a - 1).toBeLessThan(1e-4);
  expect(second / b - 1).toBeGreaterThan(-1e-5); // φ″ of a formula comes from differences
  expect(second / b - 1).toBeLessThan(1e-4);
});

test.each([-17.123456, 0.77, 20.01])('a peak narrower than the sample spacing is found: at %d', (place) => {
  const model = { formula: `z + exp(-(2000*(z-(${place})))^2)` };
  const { first, second } = derivativeBounds(activationOf(model), 60);
  const [a, b] = stepped(model, place - 0.005, place + 0.005, 100_000);
  expect(a).toBeGreaterThan(100);
  expect(first / a - 1).toBeGreaterThan(-1e-3);
  expect(second / b - 1).toBeGreaterThan(-1e-3);
});

test('the enclosure of a loss contains its value and slope', () => {
  const activation = activationOf({ formula: 'sin(3*z)*z' });
  for (const y of [1, -1]) {
    const [over, { first, second }] = [lossOver(activation.enclosure ?? (() => expect.fail('no enclosure')), y), pointLoss(activation)];
    for (let k = 0; k < 400; k += 1) {
      const [lo, width] = [-5 + k / 40, 0.001 * (1 + (k % 50))];
      const { v, d, s } = over(lo, lo + width);
      for (const share of [0, 0.3, 0.8, 1]) {
        const z = lo + share * width;
        for (const [value, [least, most]] of [
          [softplus(-y * activation.f(z)), v],
          [first(y, z), d],
          [second(y, z), s],
        ] as const) {
          expect(value).toBeGreaterThanOrEqual(least - 1e-6);
          expect(value).toBeLessThanOrEqual(most + 1e-6);
        }
      }
    }
  }
});
