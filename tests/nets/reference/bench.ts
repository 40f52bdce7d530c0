import type { Tensor, Tensor4D } from '@tensorflow/tfjs-core';
import { adaptSteps, type ApgdState, type ApgdTarget, ascend, checkpoints, initialState } from '../../../src/nets/attacks/apgd';
import type { Ball } from '../../../src/nets/attacks/ball';
import type { Batch, Statistics, Weights } from '../../../src/nets/models/types';
import { batchOf } from '../../../src/nets/training/batches';
import { modelOf, type Model } from '../../../src/nets/models/defineNet';
import { nets } from '../../../src/nets/models/architectures';
import type { Stream } from '../../../src/math/core/random';
import { initialStatistics, uploadTensors, type SavedTensor } from '../../../src/nets/models/weights';
import { free, type Device } from '../../../src/tensors/device';
import type { Reference } from './data';

export type Kind = 'cnn' | 'bn';
export type Results = Record<string, ArrayLike<number>>;

/** A batch of the reference with the stored start of its attack. */
export interface Case extends Batch {
  readonly start: Float32Array;
}

/** Everything the traces start from, on a device. */
export interface Bench {
  readonly device: Device;
  readonly reference: Reference;
  readonly A: Case;
  readonly B: Case;
  model(kind: Kind): Model;
  weights(kind: Kind): Weights;
  /** Running statistics after two training passes; (0, 1) when `fresh`. */
  statistics(kind: Kind, fresh?: boolean): Statistics;
  /** Frees all of it. */
  leave(): void;
}

const input = { height: 32, width: 32, classes: 10, mean: [0.4914, 0.4822, 0.4465], std: [0.2471, 0.2435, 0.2616] } as const;

export function benchOf(device: Device, reference: Reference): Bench {
  const models = { cnn: modelOf(nets['small-cnn'], input, {}), bn: modelOf(nets['small-cnn-bn'], input, {}) };
  const pool: Tensor[] = [];
  const hold = <T extends readonly Tensor[]>(list: T): T => {
    pool.push(...list);
    return list;
  };
  const up = (model: Model, what: 'weights' | 'statistics', saved: readonly SavedTensor[]): Tensor[] =>
    hold(device.make((tf) => uploadTensors(tf, model.outline[what], saved)));
  const images = { pixels: reference.pixels, labels: Uint8Array.from(reference.json.labels), count: 32, height: 32, width: 32, channels: 3 } as const;
  const caseOf = (from: number, start: string): Case => {
    const batch = device.make((tf) => ({
      ...batchOf(
        tf,
        images,
        Array.from({ length: 16 }, (_, i) => from + i),
      ),
    }));
    hold([batch.x, batch.y]);
    return { ...batch, start: reference.tensor('starts', start).values };
  };
  const held = {
    cnn: up(models.cnn, 'weights', reference.tensors('weights_cnn')),
    bn: up(models.bn, 'weights', reference.tensors('weights_bn')),
    fresh: up(models.bn, 'statistics', initialStatistics(models.bn.outline)),
    settled: up(models.bn, 'statistics', reference.tensors('weights_bn')),
  };
  return {
    device,
    reference,
    A: caseOf(0, 'deltaA_linf'),
    B: caseOf(16, 'deltaB_linf'),
    model: (kind) => models[kind],
    weights: (kind) => held[kind],
    statistics: (kind, fresh = false) => (kind === 'cnn' ? [] : fresh ? held.fresh : held.settled),
    leave: () => free(pool),
  };
}

/** A stream that gives what is stored, so that the attack starts where the reference's did. */
export const stored = (values: Float32Array): Stream => ({ uniform: () => values, normal: () => values, order: () => new Uint32Array() });

/** Runs the work of a generator to its end. */
export function finished<T>(work: Generator<undefined, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** APGD on all images to the end, as the traces have it, which attack on where an image is misclassified; `onIteration` sees every state. */
export function apgd(
  device: Device,
  target: ApgdTarget,
  x: Tensor4D,
  start: Tensor4D,
  ball: Ball,
  iterations: number,
  onIteration?: (iteration: number, state: ApgdState) => void,
): ApgdState {
  const checks = checkpoints(iterations);
  let state = device.make((tf) => initialState(tf, target, x, start, ball));
  for (let k = 0; k < iterations; k += 1) {
    const next = device.make((tf) => {
      const moved = ascend(tf, target, x, ball, state, k);
      return checks.includes(k) ? adaptSteps(tf, moved, k - (checks[checks.indexOf(k) - 1] ?? -1), 0.75) : moved;
    });
    const retained = new Set<Tensor>(Object.values(next));
    free(Object.values(state).filter((tensor) => !retained.has(tensor)));
    state = next;
    onIteration?.(k, state);
  }
  return state;
}

/** Reads tensors of a bench's device; one-number tensors are common. */
export const read = (bench: Bench, list: readonly Tensor[]): Promise<Float32Array[]> =>
  bench.device.read((tf) => list.map((tensor) => tf.clone(tensor)));

/** Numbers of scalars, in order. */
export async function scalars(bench: Bench, list: readonly Tensor[]): Promise<number[]> {
  return (await read(bench, list)).map((values) => values[0] ?? NaN);
}

export const normOf = (values: ArrayLike<number>): number => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));
export const picked = (values: ArrayLike<number>, at: readonly number[]): number[] => at.map((i) => values[i] ?? NaN);

/** Names of one net's tensors with the results asked of a list like its weights: norms, and samples of some. */
export function listed(bench: Bench, kind: Kind, key: string, lists: readonly Float32Array[], sampled: 'all' | 'none' = 'all'): Results {
  const { weights } = bench.model(kind).outline;
  const results: Results = { [`${key}.grad_norms`]: lists.map(normOf) };
  if (sampled === 'all')
    weights.forEach(({ name }, i) => {
      results[`${key}.grad_sample/${name}`] = picked(lists[i] ?? [], bench.reference.json.sample_indices[kind][name] ?? []);
    });
  return results;
}

export const difference = (a: ArrayLike<number>, b: ArrayLike<number>): Float32Array => Float32Array.from(a, (v, i) => v - (b[i] ?? NaN));
