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

/** A run while it runs: the tensors it owns and where it stands. */
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

/** Tensors for a new run of this seed, or for one that goes on. */
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

export function disposeRun({ state, statistics }: LiveRun): void {
  free([...Object.values(state.lists).flat(), ...statistics]);
}

/** The state after `build`; what it passes on is kept, the rest of the old one is freed. */
export function replaceState(device: Device, old: OptState | undefined, build: (tf: Tf) => OptState): OptState {
  const made: { state?: OptState } = {};
  device.make((tf) => {
    made.state = build(tf);
    return Object.values(made.state.lists).flat();
  });
  if (!made.state) throw new Error('The optimiser made no state');
  const kept = new Set(Object.values(made.state.lists).flat());
  if (old)
    free(
      Object.values(old.lists)
        .flat()
        .filter((tensor) => !kept.has(tensor)),
    );
  return made.state;
}

/** Goes over to another optimiser, which starts at the centre of the one before. */
export function switchOptimiser(device: Device, live: LiveRun, name: keyof typeof netOptimisers): void {
  if (name === live.optimiser) return;
  live.state = replaceState(device, live.state, (tf) => netOptimisers[name].init(tf, netOptimisers[live.optimiser].centre(live.state)));
  live.optimiser = name;
}

/** Reads a list back, with names and shapes. */
export async function downloadTensors(device: Device, specs: readonly TensorSpec[], list: Weights): Promise<SavedTensor[]> {
  const values = await device.read((tf) => list.map((tensor) => tf.clone(tensor)));
  return specs.map(({ name, shape }, i) => ({ name, shape, values: values[i] ?? new Float32Array() }));
}

/** All of the run as it is now. */
export async function snapshotOf(device: Device, live: LiveRun, seconds: number): Promise<RunState> {
  const { model, optimiser, epoch, call, lossSum, best } = live;
  const { weights, statistics } = model.outline;
  const lists: Record<string, readonly SavedTensor[]> = {};
  for (const [name, list] of Object.entries(live.state.lists)) lists[name] = await downloadTensors(device, weights, list);
  const running = await downloadTensors(device, statistics, live.statistics);
  return { epoch, call, lossSum, seconds, optimiser, count: live.state.count, lists, statistics: running, best, metrics: [...live.metrics] };
}
