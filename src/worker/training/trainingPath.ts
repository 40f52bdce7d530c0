import type { SavedTensor } from '../../nets/models/weights';
import type { RunState } from '../../nets/training/types';
import { centreOf } from './checkpointFile';
import type { KeyValueStore } from './runStore';

/** Weights of a run after an epoch, with the running statistics that belong to them. */
export interface KeptPoint {
  readonly epoch: number;
  readonly weights: readonly SavedTensor[];
  readonly statistics: readonly SavedTensor[];
}
export type TrainingPath = readonly KeptPoint[];

/** Points and bytes kept of a run; of a network of which three points do not fit nothing is kept. */
const [MAX_POINTS, MAX_BYTES, MIN_POINTS] = [16, 3e7, 3];

/** How many points of so many bytes are kept of a run. */
export function pathRoom(bytes: number): number {
  const room = Math.min(MAX_POINTS, Math.floor(MAX_BYTES / bytes));
  return room < MIN_POINTS ? 0 : room;
}

/** Adds the weights of a state to the kept path of its run; what lay at its epoch or later is gone, since training went on from before. */
export async function keepPoint(paths: KeyValueStore<TrainingPath>, run: string, state: RunState): Promise<void> {
  const point: KeptPoint = { epoch: state.epoch, weights: centreOf(state), statistics: state.statistics };
  const bytes = [...point.weights, ...point.statistics].reduce((sum, { values }) => sum + values.byteLength, 0);
  const room = pathRoom(bytes);
  if (room === 0) return;
  const before = ((await paths.get(run)) ?? []).filter(({ epoch }) => epoch < point.epoch);
  await paths.put(run, thinned([...before, point], room));
}

/** A path of at most `room` points: the inner ones go whose neighbours are nearest in epochs; both ends stay. */
export function thinned<P extends { readonly epoch: number }>(path: readonly P[], room: number): readonly P[] {
  if (path.length <= room) return path;
  const gap = (k: number): number => (path[k + 1]?.epoch ?? Infinity) - (path[k - 1]?.epoch ?? -Infinity);
  const nearest = path.reduce((best, _, k) => (gap(k) < gap(best) ? k : best), 0);
  return thinned(
    path.filter((_, k) => k !== nearest),
    room,
  );
}

export const isTrainingPath = (value: unknown): value is TrainingPath =>
  Array.isArray(value) && value.every((point) => typeof point === 'object' && point !== null && 'epoch' in point && 'statistics' in point);
