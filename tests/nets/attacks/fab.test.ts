import { beforeAll, describe, expect, test } from 'vitest';
import { streamOf } from '../../../src/math/core/random';
import { projectOnHyperplane, fab } from '../../../src/nets/attacks/fab';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { attacked, boundaryDistance, cleanPixels, greyImages, medianDistance, quick, randomAffine } from './toys';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

describe.each(['inf', 2] as const)('projection on a hyperplane within the box, L%s', (norm) => {
  const size = 40;
  /** The largest w·d of a d in the box with norm at most t, by the sign of c: the dual of the projection. */
  const reach = (x: Float32Array, w: Float32Array, c: number, t: number): number => {
    const rooms = Array.from(x, (v, i) => ((w[i] ?? 0) > 0 === c > 0 ? 1 - v : v));
    const weights = Array.from(w, Math.abs);
    if (norm === 'inf') return weights.reduce((sum, weight, i) => sum + weight * Math.min(t, rooms[i] ?? 0), 0);
    let [low, high] = [0, 1e9]; // d = min(λ|w|, room), and its length rises with λ
    const clipped = (lambda: number): number[] => weights.map((weight, i) => Math.min(lambda * weight, rooms[i] ?? 0));
    for (let k = 0; k < 200; k += 1) {
      const middle = (low + high) / 2;
      if (Math.hypot(...clipped(middle)) < t) low = middle;
      else high = middle;
    }
    return clipped(low).reduce((sum, d, i) => sum + d * (weights[i] ?? 0), 0);
  };

  test('the shortest step of all: the least radius whose ball reaches the hyperplane, found by bisection', () => {
    for (let k = 0; k < 40; k += 1) {
      const x = streamOf(k, 'x')
        .uniform(size, 0, 1)
        .map((v, i) => (i % 7 === 0 ? Math.round(v) : v)); // some at the ends of the box
      const w = streamOf(k, 'w')
        .normal(size, 1)
        .map((v, i) => (i % 11 === 0 ? 0 : v));
      const farthest = (sign: number): number =>
        w.reduce((sum, weight, i) => sum + Math.abs(weight) * (weight > 0 === sign > 0 ? 1 - (x[i] ?? 0) : (x[i] ?? 0)), 0);
      for (const share of [-1.5, -0.9, -0.1, 0, 0.001, 0.3, 0.8, 0.999, 2]) {
        const [c, out] = [share * farthest(share), new Float64Array(size)];
        const length = projectOnHyperplane(x, w, c, norm, out);
        const product = out.reduce((sum, d, i) => sum + d * (w[i] ?? 0), 0);
        expect(out.every((d, i) => (x[i] ?? 0) + d >= 0 && (x[i] ?? 0) + d <= 1)).toBe(true);
        expect(length).toBeCloseTo(norm === 2 ? Math.hypot(...out) : Math.max(...out.map(Math.abs)), 12);
        expect(product).toBeCloseTo(Math.sign(share) * Math.min(Math.abs(c), farthest(share)), 9);
        if (Math.abs(share) >= 1 || share === 0) continue;
        expect(reach(x, w, c, length * (1 - 1e-6))).toBeLessThan(Math.abs(c));
        expect(reach(x, w, c, length * (1 + 1e-6))).toBeGreaterThan(Math.abs(c) * (1 - 1e-9));
      }
    }
  });

  test('without a gradient nothing moves', () => {
    const out = new Float64Array(3).fill(7);
    expect(projectOnHyperplane(new Float32Array([0, 0.5, 1]), new Float32Array(3), 1, norm, out)).toBe(0);
    expect([...out].map(Math.abs)).toEqual([0, 0, 0]);
  });
});

describe.each(['inf', 2] as const)('FAB-T in L%s', (norm) => {
  test.each([2, 3, 5])('on an affine classifier of %i classes finds the nearest misclassified image, to a factor of 1.02', async (classes) => {
    const net = randomAffine(7, classes, 48);
    const images = greyImages(11, 30, 4, net.judge);
    const before = device.tensors();
    const outcomes = await attacked(device, fab, net, images, quick({ norm, epsilon: 1e-6 })); // nothing is within ε, so that no image is left out
    expect(device.tensors()).toBe(before);
    outcomes.forEach(({ adversarial, nearest, gradients, queries }, image) => {
      const optimum = boundaryDistance(net, cleanPixels(images, image), images.labels[image] ?? 0, norm);
      expect(nearest / optimum).toBeGreaterThan(1 - 1e-5);
      expect(nearest / optimum).toBeLessThan(1.02);
      expect([adversarial, gradients, queries]).toEqual([null, 20 * (classes - 1), 20 * (classes - 1)]);
    });
  });

  test('what it finds beyond ε is no success; random starts lie within half of the radius', async () => {
    const net = randomAffine(7, 3, 48);
    const images = greyImages(11, 30, 4, net.judge);
    const ball = { norm, epsilon: medianDistance(net, images, norm) };
    const outcomes = await attacked(device, fab, net, images, quick(ball, { restarts: 2 }));
    outcomes.forEach(({ adversarial }, image) => {
      const needed = boundaryDistance(net, cleanPixels(images, image), images.labels[image] ?? 0, norm) / ball.epsilon;
      if (needed > 1) expect(adversarial).toBeNull();
      if (needed < 1 / 1.02) expect(adversarial).not.toBeNull();
    });
  });
});
