import type { TrainingChoice } from '../../experiment/training';
import type { DataDoors } from '../../nets/datasets/kinds';
import { pageDoors } from '../../nets/datasets/doors';
import type { RunState } from '../../nets/run';
import { openDevice } from '../../tensors/tf';
import { openBackends, type Backends } from '../jobs/backends';
import type { BackendName } from '../protocol';
import { openShelf, roomLeft, type Shelf } from '../shelf';
import { isLarge, ofAnySize, type Stored } from './largeStates';

/** What is kept of a run: enough to go on, and to know what it is. */
export interface KeptState {
  readonly training: TrainingChoice;
  readonly seed: number;
  readonly backend: BackendName;
  readonly state: RunState;
}

/** What the jobs of networks reach outside of themselves. */
export interface Tools {
  readonly backends: Backends;
  readonly doors: DataDoors;
  readonly states: Shelf<KeptState>;
  /** Bytes that the browser would still keep, where it tells. */
  room(): Promise<number | undefined>;
}

export const pageTools = (): Tools => ({
  backends: openBackends((backend) => openDevice(backend, undefined, { gradients: true })),
  doors: pageDoors(),
  states: ofAnySize(openShelf('states', isStored)),
  room: roomLeft,
});

function isStored(value: unknown): value is Stored {
  return isLarge(value) || (typeof value === 'object' && value !== null && ['training', 'seed', 'backend', 'state'].every((key) => key in value));
}
