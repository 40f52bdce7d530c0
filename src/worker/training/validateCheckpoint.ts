import { isDataset } from '../../nets/datasets';
import { nets } from '../../nets/models/architectures';
import type { Net, TensorSpec } from '../../nets/models/types';
import type { SavedTensor } from '../../nets/models/weights';
import { outlineFor } from './costEstimate';
import type { Checkpoint } from './checkpointFile';

/** Throws one sentence unless every list of a state from outside fits the network of its document, number by number. */
export function validateCheckpoint({ training, state }: Checkpoint): void {
  const rows: Readonly<Record<string, Net>> = nets;
  const { name } = training.net;
  if (!Object.hasOwn(rows, name)) throw new Error(`The file's network "${name}" is not one of ${Object.keys(rows).join(', ')}`);
  if (!isDataset(training.data.source)) throw new Error(`The file's data set "${training.data.source}" is not one of ours`);
  const { weights, statistics } = outlineFor(training);
  const lists = Object.values(state.lists);
  if (lists.length === 0) throw new Error('The file holds no weights');
  for (const list of [...lists, ...(state.best ? [state.best.weights] : [])]) fits(weights, list);
  for (const list of [state.statistics, ...(state.best ? [state.best.statistics] : [])]) fits(statistics, list);
}

function fits(specs: readonly TensorSpec[], saved: readonly SavedTensor[]): void {
  const known = new Map(specs.map(({ name, shape }) => [name, shape]));
  for (const { name, shape, values } of saved) {
    const own = known.get(name);
    if (!own) throw new Error(`The file holds a tensor ${name.slice(0, 80)}, and its network has none`);
    if (own.join() !== shape.join()) throw new Error(`${name} has the shape [${shape.join(', ')}], not [${own.join(', ')}]`);
    const wrong = values.find((value) => !Number.isFinite(value));
    if (wrong !== undefined) throw new Error(`${name} holds ${wrong}: these weights are broken`);
  }
  const held = new Set(saved.map(({ name }) => name));
  const missing = specs.find(({ name }) => !held.has(name));
  if (missing) throw new Error(`The file holds no tensor ${missing.name}`);
}
