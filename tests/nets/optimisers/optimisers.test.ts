import { netOptimisers } from '../../../src/nets/optimisers';
import type { NetOptimiser, OptState, NetHyperparameters } from '../../../src/nets/optimisers/types';
import { replaceState } from '../../../src/nets/training/liveRun';
import { optimiserAt, learningRateAt, gradientOptionsAt, hyperparametersAt } from '../../../src/nets/training/schedule';
import { type Device, free } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { choice } from '../tiny';
import { beforeAll, describe, expect, test } from 'vitest';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const values: NetHyperparameters = {
  ...{ lr: 0.3, momentum: 0, nesterov: false, weightDecay: 0 },
  ...{ gamma: 0.5, scoping: 0, innerLr: 0.1, noise: 0, alpha: 0.75, L: 3, form: 'paper', minDenominator: 0.1 },
};
/** The gradient of the call `k` at w: a stretched bowl that shakes, the same for the machine and for the sums by hand. */
const slope = (w: number, k: number): number => 4 * (w - 1) + Math.sin(3 * k + 1);

/** The centre after `calls` gradient calls from w = 2, and the state's lists. */
async function machine(optimiser: NetOptimiser, what: NetHyperparameters, calls: number, gradient = slope): Promise<number> {
  let state: OptState = replaceState(device, undefined, (tf) => optimiser.init(tf, [tf.tensor1d([2])]));
  for (let k = 0; k < calls; k += 1) {
    const [[w = NaN] = []] = await device.read((tf) => optimiser.gradientPoint(state).map((t) => tf.clone(t)));
    state = replaceState(device, state, (tf) =>
      optimiser.update(tf, state, [tf.tensor1d([gradient(w, k)])], what, () => [tf.tensor1d([Math.cos(k)])]),
    );
  }
  const [[found = NaN] = []] = await device.read((tf) => optimiser.centre(state).map((t) => tf.clone(t)));
  free(Object.values(state.lists).flat());
  return found;
}

/** EntropySGD as it is told in prose, on one number in float64, with its averages about 0. */
function byHand(order: 1 | 2, v: NetHyperparameters, outer: number): number {
  let [x, k] = [2, 0];
  let velocity: number | undefined;
  const [published, code] = [v.form === 'published', v.form === 'code'];
  const [mu, decay, kept] = published ? [0, 0, 1 - v.alpha] : [v.momentum, v.weightDecay, v.alpha];
  for (let t = 0; t < outer; t += 1) {
    const gamma = v.gamma * (1 + v.scoping) ** t;
    if (code) velocity ??= slope(x, k++);
    if (code && t > 0) k += 1;
    let [walk, mean, square, inner] = [x, x, x * x, 0];
    for (let l = 0; l < v.L; l += 1) {
      const noise = v.noise * Math.sqrt(published ? v.innerLr : 2 * v.innerLr) * Math.cos(k);
      let d = slope(walk, k++) + decay * walk;
      inner = l === 0 ? d : mu * inner + d;
      if (mu > 0) d = v.nesterov ? d + mu * inner : inner;
      walk = walk - v.innerLr * (d - gamma * (x - walk)) + noise;
      mean = kept * mean + (1 - kept) * walk;
      square = kept * square + (1 - kept) * walk * walk;
    }
    const curved = Math.max(v.minDenominator, 1 - gamma * (square - mean * mean));
    let d = (order === 2 ? (x - mean) / curved : published ? gamma * (x - mean) : x - mean) + decay * x;
    if (mu > 0) {
      velocity = velocity === undefined ? d : mu * velocity + d;
      d = v.nesterov ? d + mu * velocity : velocity;
    }
    x -= v.lr * d;
  }
  return x;
}

describe('EntropySGD follows its formulas: mean from the centre, α on the right side, γ in the published step only', () => {
  const busy: NetHyperparameters = { ...values, momentum: 0.6, nesterov: true, weightDecay: 0.05, noise: 0.2, scoping: 0.1 };
  test.each([
    ['published', 1, { ...busy, form: 'published' }],
    ['code', 1, { ...busy, form: 'code' }],
    ['code without momentum', 1, { ...values, form: 'code' }],
    ['paper', 1, busy],
    ['paper without Nesterov', 1, { ...busy, nesterov: false }],
    ['second order, published', 2, { ...busy, form: 'published' }],
    ['second order, paper', 2, busy],
    ['second order, walking far: the sign in its denominator', 2, { ...values, noise: 2, gamma: 0.9, minDenominator: 0.01 }],
    ['second order, held where 1 − γs is small', 2, { ...values, noise: 2, gamma: 5 }],
  ] as const)('%s', async (_name, order, what) => {
    const optimiser = netOptimisers[order === 2 ? 'entropy-sgd-2' : 'entropy-sgd'];
    const calls = what.L + (what.form === 'code' ? 1 : 0);
    for (const outer of [1, 4]) expect(await machine(optimiser, what, outer * calls)).toBeCloseTo(byHand(order, what, outer), 4);
  });

  test('the walk moves every call, the centre every L of them, and then the walk begins at the centre', async () => {
    const entropy = netOptimisers['entropy-sgd'];
    expect(await machine(entropy, values, 2)).toBe(2);
    expect(await machine(entropy, values, 3)).not.toBe(2);
    expect(await machine({ ...entropy, centre: (state) => entropy.gradientPoint(state) }, values, 3)).toBe(await machine(entropy, values, 3));
  });
});

describe('SGD', () => {
  test('decays the weights once: w (1 − ηλ) where there is no gradient', async () => {
    for (const what of [values, { ...values, momentum: 0.9 }, { ...values, momentum: 0.9, nesterov: true }]) {
      const share = what.nesterov ? 1.9 : 1;
      expect(await machine(netOptimisers.sgd, { ...what, weightDecay: 0.1 }, 1, () => 0)).toBeCloseTo(2 * (1 - 0.3 * 0.1 * share), 6);
    }
  });

  test('momentum is PyTorch’s, not dampened', async () => {
    expect(await machine(netOptimisers.sgd, { ...values, momentum: 0.5 }, 3, () => 1)).toBeCloseTo(2 - 0.3 * (1 + 1.5 + 1.75), 5);
    expect(await machine(netOptimisers.sgd, { ...values, momentum: 0.5, nesterov: true }, 2, () => 1)).toBeCloseTo(2 - 0.3 * (1.5 + 1.75), 5);
  });
});

test('the schedule: milestones are shares of all epochs, EntropySGD may end, AWP may begin later', () => {
  const long = { ...choice, epochs: 200, schedule: { milestones: [0.5, 0.75], factor: 0.1 }, awp: { size: 0.01, warmup: 10 } };
  const tuned = { ...long, optimiser: { ...choice.optimiser, name: 'entropy-sgd' as const, lr: 0.1, until: 150 } };
  const rates = [0, 99, 100, 149, 150, 199].map((epoch) => learningRateAt(tuned, epoch));
  [0.1, 0.1, 0.01, 0.01, 0.001, 0.001].forEach((rate, i) => expect(rates[i]).toBeCloseTo(rate, 9));
  expect([149, 150].map((epoch) => optimiserAt(tuned, epoch))).toEqual(['entropy-sgd', 'sgd']);
  const warmed = { ...tuned, optimiser: { ...tuned.optimiser, warmup: 5 } };
  expect([0, 4, 5, 149, 150].map((epoch) => optimiserAt(warmed, epoch))).toEqual(['sgd', 'sgd', 'entropy-sgd', 'entropy-sgd', 'sgd']);
  expect([9, 10].map((epoch) => gradientOptionsAt(tuned, epoch).awp)).toEqual([0, 0.01]);
  expect([149, 150].map((epoch) => hyperparametersAt(tuned, epoch).nesterov)).toEqual([true, false]);
});
