import type { Scalar, Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { crossEntropy, crossEntropyEach, dlrEach, oneHotOf } from '../../../src/nets/attacks/losses';
import type { Mode } from '../../../src/nets/models/types';
import { valueAndGradients } from '../../../src/tensors/device';
import { listed, normOf, picked, type Bench, type Case, type Kind, type Results } from './bench';
import type { Tf } from '../../../src/tensors/convKernels';

type Loss = (tf: Tf, logits: ReturnType<ReturnType<Bench['model']>['forward']>['logits'], labels: Tensor) => Scalar;
const meanDlr: Loss = (tf, z, labels) => tf.mean(dlrEach(tf, z, labels));

/** Gradient by pixel and by weight of a loss, and what the statistics become. */
export async function gradients(bench: Bench, kind: Kind, { x, y }: Case, mode: Mode, loss: Loss = crossEntropy, fresh = false) {
  const [model, weights, statistics] = [bench.model(kind), bench.weights(kind), bench.statistics(kind, fresh)];
  const values = await bench.device.read((tf) => {
    const labels = oneHotOf(tf, y, 10);
    const pass = (pixels: Tensor4D) => {
      const applied = model.forward(tf, weights, statistics, pixels, mode);
      return { value: loss(tf, applied.logits, labels), extra: [...applied.statistics, applied.logits] };
    };
    const byWeight = valueAndGradients(tf, weights, () => pass(x));
    const byPixel = valueAndGradients(tf, [x], () => pass(x));
    const logits = model.forward(tf, weights, statistics, x, mode).logits;
    const each = [crossEntropyEach(tf, logits, labels), dlrEach(tf, logits, labels), tf.cast(tf.equal(tf.argMax(logits, 1), y), 'float32')];
    return [byWeight.value, logits, ...each, ...byPixel.gradients, ...byWeight.gradients, ...byWeight.extra.slice(0, -1)];
  });
  const none = new Float32Array();
  const [value = none, logits = none, ce = none, dlr = none, right = none, pixel = none, ...rest] = values;
  return { value, logits, ce, dlr, right, pixel, weight: rest.slice(0, weights.length), statistics: rest.slice(weights.length) };
}

function pixels(bench: Bench, key: string, values: Float32Array): Results {
  return { [`${key}.xgrad_norm`]: [normOf(values)], [`${key}.xgrad_sample`]: picked(values, bench.reference.json.xsample_indices) };
}

/** small-cnn on clean images. */
export async function clean(bench: Bench, batches: readonly ('A' | 'B')[] = ['A', 'B'], whole = true): Promise<Results> {
  const results: Results = {};
  for (const name of batches) {
    const key = `cnn.clean${name}`;
    const { value, logits, ce, dlr, right, pixel, weight } = await gradients(bench, 'cnn', bench[name], 'train');
    const accuracy = right.reduce((sum, v) => sum + v, 0) / right.length;
    Object.assign(results, { [`${key}.logits`]: logits, [`${key}.ce`]: value, [`${key}.ce_per_image`]: ce, [`${key}.dlr_per_image`]: dlr });
    Object.assign(results, { [`${key}.accuracy`]: [accuracy], ...listed(bench, 'cnn', key, weight), ...pixels(bench, key, pixel) });
  }
  if (!whole) return results;
  const dlr = await gradients(bench, 'cnn', bench.A, 'eval', meanDlr);
  return { ...results, ...pixels(bench, 'cnn.dlrA', dlr.pixel) };
}

/** small-cnn-bn: both training passes from (0, 1), and mode 'eval' after them. */
export async function batchNorm(bench: Bench, whole = true): Promise<Results> {
  const results: Results = {};
  const first = await gradients(bench, 'bn', bench.A, 'train', crossEntropy, true);
  for (const name of whole ? (['A', 'B'] as const) : (['A'] as const)) {
    const key = `bn.train${name}`;
    const found = name === 'A' ? first : await gradients(bench, 'bn', bench.B, 'train');
    Object.assign(results, { [`${key}.logits`]: found.logits, [`${key}.ce`]: found.value });
    Object.assign(results, listed(bench, 'bn', key, found.weight), pixels(bench, key, found.pixel));
  }
  Object.assign(results, running('bn.trainA', first.statistics));
  if (!whole) return results;
  Object.assign(results, running('bn.trainB', await twoPasses(bench)));
  const key = 'bn.evalA';
  const { value, logits, dlr, pixel, weight } = await gradients(bench, 'bn', bench.A, 'eval');
  return {
    ...results,
    ...{ [`${key}.logits`]: logits, [`${key}.ce`]: value, [`${key}.dlr_per_image`]: dlr },
    ...listed(bench, 'bn', key, weight),
    ...pixels(bench, key, pixel),
  };
}

/** The running statistics after A and then B, from (0, 1). */
function twoPasses({ device, model, weights, statistics, A, B }: Bench): Promise<Float32Array[]> {
  const forward = model('bn').forward;
  return device.read((tf) => {
    const once = forward(tf, weights('bn'), statistics('bn', true), A.x, 'train').statistics;
    return [...forward(tf, weights('bn'), once, B.x, 'train').statistics];
  });
}

export function running(key: string, statistics: readonly Float32Array[]): Results {
  const results: Results = {};
  statistics.forEach((values, i) => {
    results[`${key}.running_${i % 2 === 0 ? 'mean' : 'var'}/bn${Math.floor(i / 2) + 1}`] = values;
  });
  return results;
}
