import { beforeAll, expect, test } from 'vitest';
import { klEach } from '../../../src/nets/attacks/losses';
import { type Device, valueAndGradients } from '../../../src/tensors/device';
import { openTrainer } from '../device';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const softmax = (z: readonly number[]): number[] => {
  const powers = z.map((v) => Math.exp(v - Math.max(...z)));
  return powers.map((power) => power / powers.reduce((sum, v) => sum + v));
};

/** q − p in float64, at the likeliest class as minus the sum of the others. */
function exactGradient(natural: readonly number[], attacked: readonly number[]): number[] {
  const [p, q] = [softmax(natural), softmax(attacked)];
  const at = natural.indexOf(Math.max(...natural));
  const others = p.map((share, j) => (j === at ? 0 : q[j]! - share));
  return others.map((value, j) => (j === at ? -others.reduce((sum, v) => sum + v) : value));
}

test.each([1, 5, 12, 17, 20, 30, 50, 80])('the gradient of KL is q − p in every logit at a margin of %d', async (margin) => {
  const natural = [0.3, margin, -0.8, 0.1];
  const attacked = [0.9, margin - 0.4, -0.6, -0.7];
  const [gradient = []] = await device.read((tf) => {
    const z = tf.tensor2d([attacked]);
    return valueAndGradients(tf, [z], () => ({ value: tf.sum(klEach(tf, tf.tensor2d([natural]), z)) })).gradients;
  });
  const exact = exactGradient(natural, attacked);
  const largest = Math.max(...exact.map(Math.abs));
  exact.forEach((value, j) => expect(Math.abs(gradient[j]! - value) / largest, `logit ${j}`).toBeLessThan(1e-4));
});
