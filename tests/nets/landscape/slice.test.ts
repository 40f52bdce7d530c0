import { beforeAll, describe, expect, test } from 'vitest';
import { runTask } from '../../../src/math/core/cooperative';
import { directionsOf } from '../../../src/nets/landscape/directions';
import { type LossKind, lossKinds } from '../../../src/nets/landscape/lossKinds';
import { type LossOptions, type MeasuredNet, openNetworkLoss } from '../../../src/nets/landscape/networkLoss';
import {
  bisectionLevels,
  coarseToFine,
  emptySlice,
  measureSlice,
  type SliceProgress,
  type SliceRange,
  type SliceState,
} from '../../../src/nets/landscape/slice';
import { initialWeights, type SavedTensor } from '../../../src/nets/models/weights';
import { evaluate } from '../../../src/nets/training/evaluate';
import { type Device, free } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { data, directions, indices, model, options, outline, saved, withNet as withNetOn } from './bench';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const kinds = Object.keys(lossKinds) as LossKind[];
const withNet = <T>(work: (net: MeasuredNet) => Promise<T>, weights?: readonly SavedTensor[]): Promise<T> => withNetOn(device, work, weights);
const range: SliceRange = { a: [-1, 1], b: [-1, 1], n: 3 };
/** Measures a slice, or goes on with one; `stopAfter` nodes it is aborted. */
async function measured(net: MeasuredNet, more: Partial<LossOptions> = {}, state?: SliceState, stopAfter = Infinity): Promise<SliceState> {
  const loss = await runTask(openNetworkLoss(device, net, { ...options, ...more }));
  const slice = state ?? emptySlice(range, loss.losses);
  const abort = new AbortController();
  let nodes = 0;
  const onEvent = (event: SliceProgress | undefined): void => {
    if (event) nodes += 1;
    if (nodes > stopAfter) abort.abort(new Error('stopped'));
  };
  const held = device.tensors();
  try {
    return await runTask(measureSlice(device, net.weights, directions, loss, slice), { signal: abort.signal, onEvent });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    return slice;
  } finally {
    expect(device.tensors(), 'tensors of the slice').toBe(held);
    loss.close();
  }
}

test('the centre and the node there are the losses and accuracies of the evaluation, to the last digit, and the weights stay as they were', async () => {
  await withNet(async (net) => {
    const bits = async (): Promise<Uint32Array[]> =>
      (await device.read((tf) => [...net.weights, ...net.statistics].map((t) => tf.clone(t)))).map(
        (values) => new Uint32Array(values.slice().buffer),
      );
    const before = await bits();
    const state = await measured(net);
    expect(await bits()).toEqual(before);
    const { cleanLoss, robustLoss, clean, robust, stalled } = await runTask(
      evaluate(device, net, data.test, options.attack, { count: 6, batch: options.batch, seed: 1 }, () => undefined),
    );
    expect(state.centre?.clean).toEqual({ loss: cleanLoss, error: expect.closeTo(1 - clean, 12) as number, stalled: 0 });
    expect(state.centre?.adversarial).toEqual({ loss: robustLoss, error: expect.closeTo(1 - robust, 12) as number, stalled });
    expect(state.centre?.frozen?.loss).toBe(robustLoss);
    for (const kind of kinds) expect(state.fields[kind]?.loss[4]).toBe(state.centre?.[kind]?.loss);
  });
});

test('stopped after any node and resumed from a copy, the values are those of one run; so are those of a second run', async () => {
  const whole = await withNet((net) => measured(net));
  expect((await withNet((net) => measured(net))).fields).toEqual(whole.fields);
  for (const nodes of [0, 1, 7]) {
    const part = await withNet((net) => measured(net, {}, undefined, nodes));
    const empty = part.fields.clean?.loss.filter(Number.isNaN).length;
    expect(empty).toBe(9 - nodes);
    const resumed = await withNet((net) => measured(net, {}, structuredClone(part)));
    expect(resumed.fields).toEqual(whole.fields);
    expect(resumed.centre).toEqual(whole.centre);
  }
});

test('a slice of other weights, images or settings is not resumed', async () => {
  const part = await withNet((net) => measured(net, { losses: ['adversarial'] }, undefined, 2));
  const refused = 'This slice was begun with other weights, directions, images or settings';
  const begun = (): SliceState => structuredClone(part);
  await expect(withNet((net) => measured(net, { losses: ['adversarial'], seed: 2 }, begun()))).rejects.toThrow(refused);
  await expect(withNet((net) => measured({ ...net, indices: [0, 1] }, { losses: ['adversarial'] }, begun()))).rejects.toThrow(refused);
  await expect(withNet((net) => measured(net, { losses: ['adversarial'] }, begun()), initialWeights(outline, 2))).rejects.toThrow(refused);
});

test('the attack that is run anew is at least as strong as the frozen one, which is as strong as none', async () => {
  const { fields } = await withNet((net) => measured(net, { attack: { ...options.attack, steps: 6 } }));
  fields.adversarial?.loss.forEach((loss, k) => {
    expect(loss).toBeGreaterThan((fields.clean?.loss[k] ?? NaN) - 1e-6);
    expect(loss).toBeGreaterThan((fields.frozen?.loss[k] ?? NaN) - 2e-2);
  });
  const apart = fields.adversarial?.loss.map((loss, k) => loss - (fields.frozen?.loss[k] ?? NaN)) ?? new Float64Array();
  expect(Math.max(...apart)).toBeGreaterThan(1e-3);
});

test('an attack of no steps from the image itself is none, and given starts are used', async () => {
  const attack = { ...options.attack, steps: 0 };
  const zero = await withNet((net) => measured(net, { losses: ['clean', 'adversarial'], attack, start: 'zero' }));
  expect(zero.fields.adversarial?.loss).toEqual(zero.fields.clean?.loss);
  const random = await withNet((net) => measured(net, { losses: ['adversarial'], attack }));
  expect(random.centre?.adversarial?.loss).not.toBe(zero.centre?.clean?.loss);
  const given = await withNet((net) => measured(net, { losses: ['adversarial'], attack, start: new Float32Array(6 * 48) }));
  expect(given.fields.adversarial?.loss).toEqual(zero.fields.clean?.loss);
});

describe('batch norm', () => {
  test('recalibrated statistics are the mean and the unbiased variance of one batch', async () => {
    const losses = ['clean'] as const;
    const [trained, anew] = await withNet(async (net) => {
      const all = { ...net, calibration: { images: data.test, indices } };
      return [await measured(all, { losses, batch: 6 }), await measured(all, { losses, batch: 6, batchNorm: 'recalibrated' })];
    });
    expect(anew.centre?.clean?.loss).not.toBe(trained.centre?.clean?.loss);
    // with the statistics of these very images, the loss is that of batch statistics but for the factor n/(n − 1) of the variance
    const [[batch = NaN] = []] = await withNet((net) =>
      device.read((tf) => {
        const x = tf.div(tf.tensor4d(Float32Array.from(data.test.pixels), [6, 4, 4, 3]), 255);
        const { logits } = model.forward(tf, net.weights, net.statistics, x as never, 'batch');
        return [tf.mean(tf.sub(tf.logSumExp(logits, 1), tf.sum(tf.mul(logits, tf.oneHot(tf.tensor1d([...data.test.labels], 'int32'), 2)), 1)))];
      }),
    );
    expect(anew.centre?.clean?.loss).toBeCloseTo(batch, 1);
  });

  test.each(['trained', 'recalibrated'] as const)('with %s statistics, multiplying filters before it changes nothing', async (batchNorm) => {
    const factor = 8;
    const scaled = saved.map((t) => (/^conv\d\/w$/.test(t.name) ? { ...t, values: t.values.map((v) => factor * v) } : t));
    const moved = directionsOf('filter-normalised', { weights: scaled, count: 2, seed: 1, vectors: 'fixed' }).list;
    const fieldOf = async (net: MeasuredNet, along: readonly SavedTensor[][]): Promise<Float64Array> => {
      const loss = await runTask(openNetworkLoss(device, net, { ...options, losses: ['clean'], batchNorm }));
      const { fields } = await runTask(measureSlice(device, net.weights, along, loss, emptySlice(range, ['clean'])));
      loss.close();
      return fields.clean?.loss ?? new Float64Array();
    };
    const usual = await withNet((net) => fieldOf(net, directions));
    const other = await withNet(async (net) => {
      const statistics = device.make((tf) => net.statistics.map((t, k) => tf.mul(t, k % 2 === 0 ? factor : factor ** 2)));
      const found = await fieldOf({ ...net, statistics }, moved);
      free(statistics);
      return found;
    }, scaled);
    const span = Math.max(...usual) - Math.min(...usual);
    other.forEach((loss, k) => expect(Math.abs(loss - (usual[k] ?? NaN)) / span).toBeLessThan(1e-3)); // ε of batch norm is not scaled
  });
});

test('nodes come from coarse to fine, each once, and every level spans the whole range', () => {
  expect([...bisectionLevels(9)]).toEqual([0, 2, 1, 2, 0, 2, 1, 2, 0]);
  for (const [n1, n2] of [
    [2, 1],
    [21, 1],
    [51, 51],
    [8, 5],
  ] as const) {
    const nodes = coarseToFine(n1, n2);
    expect([...nodes.map(({ index }) => index)].sort((p, q) => p - q)).toEqual(Array.from({ length: n1 * n2 }, (_, k) => k));
    const first = nodes.filter(({ level }) => level === 0).map(({ index }) => index);
    expect(first).toContain(0);
    expect(first).toContain(n1 * n2 - 1);
  }
});

test('progress counts nodes and levels, and the time left is told from the first node on', async () => {
  const events: SliceProgress[] = [];
  await withNet(async (net) => {
    const loss = await runTask(openNetworkLoss(device, net, { ...options, losses: ['clean'] }));
    const onEvent = (event: SliceProgress | undefined): void => {
      if (event) events.push(event);
    };
    const { seconds } = await runTask(measureSlice(device, net.weights, directions, loss, emptySlice(range, ['clean'])), { onEvent });
    expect(seconds).toBeGreaterThan(0);
    loss.close();
  });
  expect(events.map(({ done }) => done)).toEqual(Array.from({ length: 10 }, (_, k) => k));
  expect(events.map(({ level }) => level).filter((level, k, all) => level !== all[k - 1])).toEqual([-1, 0]);
  expect(events[0]?.secondsLeft).toBeGreaterThan(0);
  expect(events.at(-1)).toMatchObject({ done: 9, of: 9, level: 0, secondsLeft: 0 });
});

test('what cannot be measured is refused in one sentence', async () => {
  const refusal = (more: Partial<LossOptions>, net: Partial<MeasuredNet> = {}) => withNet((base) => measured({ ...base, ...net }, more));
  await expect(refusal({}, { indices: [] })).rejects.toThrow('A landscape needs at least one image');
  await expect(refusal({}, { indices: [0, 6] })).rejects.toThrow('There is no image 6: this split has 6');
  await expect(refusal({ losses: [] })).rejects.toThrow('A landscape needs at least one loss: clean, adversarial, frozen');
  await expect(refusal({ batchNorm: 'recalibrated' }, { calibration: { images: data.train, indices: [] } })).rejects.toThrow(
    'only from training images',
  );
  expect(() => emptySlice({ a: [1, 1], n: 5 }, ['clean'])).toThrow('grid.a: [1, 1] is no range from a smaller to a larger number');
  expect(() => emptySlice({ a: [0, 1], n: 1 }, ['clean'])).toThrow('grid.n: 1 is no number of nodes a side');
});
