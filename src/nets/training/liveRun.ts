import { type Device, free } from '../../tensors/device';
import type { Model } from '../models/defineNet';
import type { TensorSpec, Weights } from '../models/types';
import { initialStatistics, initialWeights, type SavedTensor, uploadTensors } from '../models/weights';
import { netOptimisers } from '../optimisers';
import type { OptState } from '../optimisers/types';
import { optimiserAt } from './schedule';
import type { BestEpoch, RunState, Metrics, TrainingChoice } from './types';
import type { Tensor } from '@tensorflow/tfjs-core';
import type { Tf } from '../../tensors/convKernels';

/** A run in progress: its tensors on the device and its position in the schedule. */
export interface LiveRun {
  readonly model: Model;
  optimiser: keyof typeof netOptimisers;
  state: OptState;
  statistics: readonly Tensor[];
  epoch: number;
  call: number;
  lossSum: number;
  seconds: number;
  best: BestEpoch | null;
  readonly metrics: Metrics[];
}

/** Allocates the tensors of a new run of this seed, or of one that resumes `from` a state. */
export function startRun(device: Device, model: Model, choice: TrainingChoice, seed: number, from?: RunState): LiveRun {
  const { outline } = model;
  const first = optimiserAt(choice, from?.epoch ?? 0);
  const statistics = device.make((tf) => uploadTensors(tf, outline.statistics, from?.statistics ?? initialStatistics(outline)));
  const state = replaceState(device, undefined, (tf) => {
    if (!from) return netOptimisers[first].init(tf, uploadTensors(tf, outline.weights, initialWeights(outline, seed)));
    const lists = Object.entries(from.lists).map(([name, list]) => [name, uploadTensors(tf, outline.weights, list)] as const);
    return { lists: Object.fromEntries(lists), count: from.count };
  });
  const { epoch = 0, call = 0, lossSum = 0, seconds = 0, best = null, metrics = [] } = from ?? {};
  return { model, optimiser: nameOf(from?.optimiser ?? first), state, statistics, epoch, call, lossSum, seconds, best, metrics: [...metrics] };
}

function nameOf(name: string): keyof typeof netOptimisers {
  if (name === 'sgd' || name === 'entropy-sgd' || name === 'entropy-sgd-2') return name;
  throw new Error(`There is no optimiser ${name}`);
}

/** Frees the tensors of a run. */
export function disposeRun({ state, statistics }: LiveRun): void {
  free([...Object.values(state.lists).flat(), ...statistics]);
}

/** The state that `build` returns; tensors of the old state that it does not share are freed. */
export function replaceState(device: Device, old: OptState | undefined, build: (tf: Tf) => OptState): OptState {
  const result: { state?: OptState } = {};
  device.make((tf) => {
    result.state = build(tf);
    return Object.values(result.state.lists).flat();
  });
  if (!result.state) throw new Error('The optimiser made no state');
  const retained = new Set(Object.values(result.state.lists).flat());
  if (old)
    free(
      Object.values(old.lists)
        .flat()
        .filter((tensor) => !retained.has(tensor)),
    );
  return result.state;
}

/** Changes the optimiser; the new one starts at the centre of the old one. */
export function switchOptimiser(device: Device, live: LiveRun, name: keyof typeof netOptimisers): void {
  if (name === live.optimiser) return;
  live.state = replaceState(device, live.state, (tf) => netOptimisers[name].init(tf, netOptimisers[live.optimiser].centre(live.state)));
  live.optimiser = name;
}

/** Copies a list of tensors from the device, with names and shapes. */
export async function downloadTensors(device: Device, specs: readonly TensorSpec[], list: Weights): Promise<SavedTensor[]> {
  const values = await device.read((tf) => list.map((tensor) => tf.clone(tensor)));
  return specs.map(({ name, shape }, i) => ({ name, shape, values: values[i] ?? new Float32Array() }));
}

/** A copy of the whole state of the run, independent of the device. */
export async function snapshotOf(device: Device, live: LiveRun, seconds: number): Promise<RunState> {
  const { model, optimiser, epoch, call, lossSum, best } = live;
  const { weights, statistics } = model.outline;
  const lists: Record<string, readonly SavedTensor[]> = {};
  for (const [name, list] of Object.entries(live.state.lists)) lists[name] = await downloadTensors(device, weights, list);
  const running = await downloadTensors(device, statistics, live.statistics);
  return { epoch, call, lossSum, seconds, optimiser, count: live.state.count, lists, statistics: running, best, metrics: [...live.metrics] };
}
