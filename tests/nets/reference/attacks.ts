import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { adversarialBatch, trainingGradient, tensorsOf, type GradientOptions } from '../../../src/nets/training/trainingGradient';
import { crossEntropy, dlrEach, klEach, oneHotOf } from '../../../src/nets/attacks/losses';
import { methods } from '../../../src/nets/methods';
import { free } from '../../../src/tensors/device';
import { difference, finished, listed, picked, read, stored, type Bench, type Case, type Kind, type Results } from './bench';

export const recipe: GradientOptions = {
  method: methods.at,
  attack: { norm: 'inf', epsilon: 8 / 255, steps: 10, stepSize: 2 / 255 },
  beta: 6,
  awp: 0,
  weightDecay: 0,
  attackMode: 'eval',
};

/** The attacked pixels minus the clean ones, and the objective at the start and after every step. */
async function attack(bench: Bench, kind: Kind, how: GradientOptions, { x, y, start }: Case) {
  const trace: Tensor[] = [];
  const statistics = bench.statistics(kind);
  const pixels = finished(adversarialBatch(bench.device, bench.model(kind), how, bench.weights(kind), statistics, { x, y }, stored(start), trace));
  const [attacked = new Float32Array(), clean = []] = await read(bench, [pixels, x]);
  const losses = await bench.device.read((tf) =>
    trace.map((raised) => {
      if (!how.method.inner?.unsaturated) return tf.sum(raised); // TRADES: the KL term, as its authors add it up
      return tf.mean(how.attackMode === 'eval' ? tf.softplus(raised) : raised); // the loss whose log-odds are raised
    }),
  );
  const found = { delta: difference(attacked, clean), trace: losses.map(([loss = NaN]) => loss), pixels };
  free(trace);
  return found;
}

/** PGD on small-cnn, L∞ on both batches and L2. */
export async function pgd(bench: Bench, names: readonly ('A' | 'B')[] = ['A', 'B'], two = true): Promise<Results> {
  const results: Results = {};
  const { xsample_indices: sample } = bench.reference.json;
  for (const name of names) {
    const key = `cnn.pgd_linf${name}`;
    const { delta, trace, pixels } = await attack(bench, 'cnn', recipe, bench[name]);
    const [dlr = []] = await bench.device.read((tf) => {
      const { logits } = bench.model('cnn').forward(tf, bench.weights('cnn'), [], pixels, 'eval');
      return [tf.mean(dlrEach(tf, logits, oneHotOf(tf, bench[name].y, 10)))];
    });
    free([pixels]);
    Object.assign(results, { [`${key}.loss`]: trace, [`${key}.delta_sample`]: picked(delta, sample), [`${key}.delta_full`]: delta });
    results[`${key}.dlr_mean`] = dlr;
  }
  if (!two) return results;
  const how = { ...recipe, attack: { norm: 2, epsilon: 0.5, steps: 10, stepSize: 0.1 } as const };
  const start = bench.reference.tensor('starts', 'deltaA_l2').values;
  const { delta, trace, pixels } = await attackFrom(bench, how, start);
  free([pixels]);
  const norms = Array.from({ length: 16 }, (_, k) => Math.hypot(...delta.subarray(3072 * k, 3072 * (k + 1))));
  const key = 'cnn.pgd_l2A';
  Object.assign(results, { [`${key}.loss`]: trace, [`${key}.delta_sample`]: picked(delta, sample) });
  return { ...results, [`${key}.delta_norms`]: norms, [`${key}.delta_full`]: delta };
}

/** An L2 attack draws a direction and a length; the stored start is both. */
function attackFrom(bench: Bench, how: GradientOptions, start: Float32Array) {
  const { inner } = how.method;
  const method = { ...how.method, ...(inner && { inner: { ...inner, start: () => start } }) };
  return attack(bench, 'cnn', { ...how, method }, bench.A);
}

/** PGD on small-cnn-bn, the attack in either mode. */
export async function pgdNorm(bench: Bench): Promise<Results> {
  const results: Results = {};
  for (const [name, attackMode] of [
    ['eval', 'eval'],
    ['train', 'batch'],
  ] as const) {
    const key = `bn.pgd_linfA_${name}`;
    const { delta, trace, pixels } = await attack(bench, 'bn', { ...recipe, attackMode }, bench.A);
    free([pixels]);
    Object.assign(results, { [`${key}.loss`]: trace, [`${key}.delta_full`]: delta });
    results[`${key}.delta_sample`] = picked(delta, bench.reference.json.xsample_indices);
  }
  return results;
}

/** TRADES: loss and gradient at fixed noise, and the attack on the KL term. */
export async function trades(bench: Bench, whole = true): Promise<Results> {
  const how = { ...recipe, method: methods.trades };
  const noisy = fixedNoise(bench);
  const fixed = await lossParts(bench, how, noisy);
  free([noisy]);
  const plain = { 'cnn.trades_fixed.loss_ce_kl': fixed.parts, ...listed(bench, 'cnn', 'cnn.trades_fixed', fixed.gradients) };
  if (!whole) return plain;
  const start = bench.reference.tensor('starts', 'trades_noiseA').values;
  const ball = { ...how, attack: { norm: 'inf', epsilon: 0.031, steps: 10, stepSize: 0.003 } as const };
  const { delta, trace, pixels } = await attack(bench, 'cnn', ball, { ...bench.A, start });
  const attacked = await lossParts(bench, how, pixels);
  free([pixels]);
  return {
    ...plain,
    'cnn.trades_attack.kl_sum': trace,
    'cnn.trades_attack.xadv_minus_x_full': delta,
    'cnn.trades_attack.loss_ce_kl': attacked.parts,
    ...listed(bench, 'cnn', 'cnn.trades_attack', attacked.gradients, 'none'),
  };
}

/** Batch A plus its stored noise, in [0, 1]. */
export function fixedNoise({ device, A }: Bench): Tensor4D {
  return device.make((tf) => {
    const noisy: Tensor4D = tf.add(A.x, tf.tensor4d(A.start, A.x.shape));
    return tf.clipByValue(noisy, 0, 1);
  });
}

async function lossParts(bench: Bench, how: GradientOptions, pixels: Case['x']) {
  const { device, A } = bench;
  const called = finished(trainingGradient(device, bench.model('cnn'), how, bench.weights('cnn'), [], A, pixels));
  const [[loss = NaN] = [], ...gradients] = await read(bench, [called.loss, ...called.gradients]);
  free(tensorsOf(called));
  const [[ce = NaN] = [], [kl = NaN] = []] = await device.read((tf) => {
    const [natural, attacked] = [A.x, pixels].map((x) => bench.model('cnn').forward(tf, bench.weights('cnn'), [], x, 'eval').logits);
    return natural && attacked ? [crossEntropy(tf, natural, oneHotOf(tf, A.y, 10)), tf.sum(klEach(tf, natural, attacked))] : [];
  });
  return { parts: [loss, ce, kl / 16], gradients };
}
