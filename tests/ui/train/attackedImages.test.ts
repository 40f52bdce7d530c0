import { attackedImages, perturbationScale } from '../../../src/ui/train/attackedImages';
import { expect, test } from 'vitest';

const epsilon = 0.1;
const result = {
  height: 1,
  width: 2,
  pixels: Float32Array.of(0.5, 0.5, 0.5, 0.2, 0.2, 0.2),
  adversarial: Float32Array.of(0.6, 0.4, 0.5, 0.2, 0.25, 0.1),
  labels: [1],
  classes: ['cat', 'dog', 'ship'],
  generated: false,
  epoch: 3,
  before: Float32Array.of(0, 2, 0),
  after: Float32Array.of(3, 2, 0),
  stalled: Float32Array.of(0),
  attack: { norm: 'inf', epsilon, steps: 20, stepSize: 0.025 },
} as const;

test('±ε spans the grey scale, and no perturbation is middle grey', () => {
  const [image] = attackedImages(result).images;
  expect(perturbationScale(epsilon)).toBe(5);
  [1, 0, 0.5, 0.5, 0.75, 0].forEach((value, i) => expect(image?.perturbation[i]).toBeCloseTo(value, 5));
});

test('the prediction is the largest logit, with the softmax as confidence', () => {
  const [image] = attackedImages(result).images;
  const sum = Math.exp(0) + Math.exp(2) + Math.exp(0);
  expect(image?.before).toMatchObject({ name: 'dog', correct: true });
  expect(image?.before.confidence).toBeCloseTo(Math.exp(2) / sum, 6);
  expect(image?.after).toMatchObject({ name: 'cat', correct: false });
  expect(image?.truth).toBe('dog');
});

test('under L2 the scale is that of the largest change, and the panel states it', () => {
  const { images, stretch } = attackedImages({ ...result, attack: { ...result.attack, norm: 2, epsilon: 0.5 } });
  expect(stretch).toBeCloseTo(5, 5);
  expect(images[0]?.perturbation[0]).toBeCloseTo(1, 5);
});
