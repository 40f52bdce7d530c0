import type { Tensor } from '@tensorflow/tfjs-core';
import { checkpoints, type ApgdTarget } from '../../../src/nets/attacks/apgd';
import { projectToBox } from '../../../src/nets/attacks/ball';
import { differenceProduct, hessianProduct, innerProduct, type LossPoint } from '../../../src/nets/spectrum/hessian';
import { normalised } from '../../../src/nets/landscape/normalisation';
import { openNetworkLoss } from '../../../src/nets/landscape/networkLoss';
import { emptySlice, measureSlice } from '../../../src/nets/landscape/slice';
import { extremeEigenpairs } from '../../../src/nets/spectrum/lanczos';
import { joinVectors, openHessian } from '../../../src/nets/spectrum/lossHessian';
import { dot } from '../../../src/nets/spectrum/operator';
import { runTask } from '../../../src/math/core/cooperative';
import { crossEntropy, crossEntropyEach, oneHotOf } from '../../../src/nets/attacks/losses';
import { addScaled, type SavedTensor, uploadTensors } from '../../../src/nets/models/weights';
import { free } from '../../../src/tensors/device';
import { recipe } from './attacks';
import { apgd, normOf, picked, read, scalars, type Bench, type Kind, type Results } from './bench';

/** The stored direction, filter-normalised. */
function directionOf({ reference, model }: Bench, kind: Kind): SavedTensor[] {
  const { weights: specs } = model(kind).outline;
  const weights = specs.map(({ name }) => reference.tensor(`weights_${kind}`, name));
  return normalised(reference.tensors(`direction_${kind}`), weights, 'filter', 'fixed');
}

/** The slice w + a·d, the attack run anew at every a. */
export async function slice(bench: Bench, kinds: readonly Kind[] = ['cnn', 'bn']): Promise<Results> {
  const { device, reference, A } = bench;
  const labels = Uint8Array.from(reference.json.labels);
  const images = { pixels: reference.pixels, labels, count: 32, height: 32, width: 32, channels: 3 } as const;
  const results: Results = {};
  for (const kind of kinds) {
    const model = bench.model(kind);
    const net = { model, weights: bench.weights(kind), statistics: bench.statistics(kind), images, indices: Array.from({ length: 16 }, (_, k) => k) };
    const direction = directionOf(bench, kind);
    const measured = async (steps: number) => {
      const attack = { ...recipe.attack, steps };
      const options = { losses: ['clean', 'adversarial'], attack, start: A.start, seed: 1, batchNorm: 'trained', batch: 16 } as const;
      const loss = await runTask(openNetworkLoss(device, net, options));
      const { fields } = await runTask(measureSlice(device, net.weights, [direction], loss, emptySlice({ a: [-1, 1], n: 11 }, loss.losses)));
      loss.close();
      return { clean: fields.clean?.loss ?? [], adversarial: fields.adversarial?.loss ?? [] };
    };
    const { clean, adversarial } = await measured(recipe.attack.steps);
    const values = direction.map((tensor) => tensor.values);
    const key = `${kind}.slice`;
    results[`${key}.direction_norms`] = values.map(normOf);
    if (kind === 'bn') Object.assign(results, { [`${key}.clean_eval`]: clean, [`${key}.adversarial_eval`]: adversarial });
    else {
      const noise = await measured(0);
      Object.assign(results, { [`${key}.clean`]: clean, [`${key}.adversarial`]: adversarial, [`${key}.noise_start`]: noise.adversarial });
      model.outline.weights.forEach(({ name }, i) => {
        if (['conv1/w', 'conv3/w', 'dense/w'].includes(name))
          results[`${key}.direction_sample/${name}`] = picked(values[i] ?? [], bench.reference.json.sample_indices.cnn[name] ?? []);
      });
    }
  }
  return results;
}

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, v) => sum + v, 0) / values.length;

/** APGD on the cross-entropy, both batches. */
export async function apgdTraces(bench: Bench): Promise<Results> {
  const results: Results = {};
  for (const [key, { x, y, start }] of [
    ['cnn.apgd', bench.A],
    ['cnn.apgdB', bench.B],
  ] as const) {
    const target: ApgdTarget = {
      logits: (tf, pixels) => bench.model('cnn').forward(tf, bench.weights('cnn'), [], pixels, 'eval').logits,
      losses: (tf, z) => crossEntropyEach(tf, z, oneHotOf(tf, y, 10)),
      correct: (tf, z) => tf.cast(tf.equal(tf.argMax(z, 1), y), 'float32'),
    };
    const trace: Tensor[][] = [];
    const begun = bench.device.make((tf) => projectToBox(tf, tf.tensor4d(start, x.shape), x));
    const [[loss0 = NaN] = []] = await bench.device.read((tf) => [crossEntropy(tf, target.logits(tf, tf.add(x, begun)), oneHotOf(tf, y, 10))]);
    const state = apgd(bench.device, target, x, begun, { norm: 'inf', epsilon: 8 / 255 }, 20, (_k, { loss, bestLoss, step, correct, halved }) => {
      trace.push(bench.device.make((tf) => [loss, bestLoss, step, correct, halved].map((t) => tf.clone(t))));
    });
    const seen: Float32Array[][] = [];
    for (const list of trace) seen.push(await read(bench, list));
    free([...trace.flat(), ...Object.values(state), begun]);
    const column = (i: number): number[] => seen.map((list) => mean(list[i] ?? []));
    Object.assign(results, { [`${key}.best`]: column(1), [`${key}.step_mean`]: column(2), [`${key}.acc`]: column(3) });
    if (key === 'cnn.apgdB') continue;
    const checks = checkpoints(20);
    Object.assign(results, { [`${key}.loss`]: column(0), [`${key}.loss0`]: [loss0], [`${key}.checkpoints`]: checks });
    Object.assign(results, { [`${key}.best_per_image`]: seen.at(-1)?.[1] ?? [], [`${key}.step_final`]: seen.at(-1)?.[2] ?? [] });
    results[`${key}.halved_per_check`] = checks.map((k) => 16 * mean(seen[k]?.[4] ?? []));
  }
  return results;
}

/** Curvature along the stored eigenvector: exact, by gradients and by losses. Power iteration must find it from the direction of the slice. */
export async function hessian(bench: Bench): Promise<Results> {
  const { device, A: batch } = bench;
  const [model, weights] = [bench.model('cnn'), bench.weights('cnn')];
  const place: LossPoint = { model, weights, statistics: [], batch };
  const v = device.make((tf) => uploadTensors(tf, model.outline.weights, bench.reference.tensors('eigvec_cnn')));
  const along = async (make: Parameters<typeof device.make<Tensor[]>>[0]): Promise<number> => {
    const product = device.make(make);
    const [[value = NaN] = []] = await device.read((tf) => [innerProduct(tf, v, product)]);
    free(product);
    return value;
  };
  const results: Results = { 'cnn.hessian.top': [await along((tf) => hessianProduct(tf, place, v))] };
  for (const h of [0.01, 0.003, 0.001]) results[`cnn.hessian.fd_gradient_h${h}`] = [await along((tf) => differenceProduct(tf, place, v, h))];
  const h = 0.1;
  const losses = device.make((tf) =>
    [h, 0, -h].map((a) => crossEntropy(tf, model.forward(tf, addScaled(tf, weights, a, v), [], batch.x, 'eval').logits, oneHotOf(tf, batch.y, 10))),
  );
  const [ahead = NaN, here = NaN, behind = NaN] = await scalars(bench, losses);
  results['cnn.hessian.fd_loss_h0.1'] = [(ahead - 2 * here + behind) / (h * h)];
  free([...v, ...losses]);
  return results;
}

/** The eigenpairs of the Hessian that Lanczos finds by itself, and the cosine of the leading vector with the stored one. */
export async function lanczosEigenpairs(bench: Bench) {
  const { device, reference } = bench;
  const net = { model: bench.model('cnn'), weights: bench.weights('cnn'), statistics: [] };
  const labels = Uint8Array.from(reference.json.labels);
  const images = { pixels: reference.pixels, labels, count: 32, height: 32, width: 32, channels: 3 } as const;
  const indices = Array.from({ length: 16 }, (_, k) => k);
  const operator = await runTask(openHessian(device, net, { images, indices, batch: 10, attack: null, seed: 1 }));
  const found = await runTask(extremeEigenpairs(operator, { count: 1, steps: 40, tolerance: 1e-3, seed: 1 }));
  operator.close();
  const stored = joinVectors(reference.tensors('eigvec_cnn').map(({ values }) => values));
  const vector = found.largest[0]?.vector ?? new Float64Array();
  return { ...found, cosine: dot(vector, stored) };
}
