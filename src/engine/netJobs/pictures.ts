import { attackImages } from '../../nets/evaluate';
import { uploaded, type SavedTensor } from '../../nets/weights';
import { free, type Device } from '../../tensors/tf';
import type { AttackImagesRequest, AttackImagesResult, Pictures, PicturesRequest } from '../netProtocol';
import { sentenceOf } from '../sentence';
import { picturesOf, type DataLoader } from './data';
import type { Lives } from './lives';
import { modelFor } from './model';
import type { KeptState, Tools } from './tools';
import { netOptimisers } from '../../nets/optimisers';

/** Images as they are. */
export async function* pictures({ data, split, images }: PicturesRequest, loader: DataLoader): AsyncGenerator<Pictures, void> {
  const dataset = await loader.load(data);
  yield { ...picturesOf(dataset[split], images), classes: dataset.classes, generated: dataset.generated };
}

/** Images under the attack of a run's weights. */
export async function* attacking(
  { run, weights, split, images, attack }: AttackImagesRequest,
  tools: Tools,
  loader: DataLoader,
  lives: Lives,
): AsyncGenerator<AttackImagesResult | undefined, void> {
  const kept = await lives.now(run);
  yield undefined;
  const dataset = await loader.load(kept.training.data);
  const shown = picturesOf(dataset[split], images);
  const model = modelFor(kept.training.net, dataset);
  const chosen = weightsOf(kept, weights);
  const device = await anyDevice(tools, kept);
  const held = device.make((tf) => ({
    weights: uploaded(tf, model.outline.weights, chosen.weights),
    statistics: uploaded(tf, model.outline.statistics, chosen.statistics),
  }));
  try {
    const found = yield* attackImages(device, { model, ...held }, dataset[split], images, attack, kept.seed);
    yield { ...shown, ...found, classes: dataset.classes, generated: dataset.generated, epoch: chosen.epoch, attack };
  } finally {
    free([...held.weights, ...held.statistics]);
  }
}

/** The weights of the early-stopping epoch, or where the optimiser stands: EntropySGD's centre, not its walk. */
export function weightsOf({ state }: KeptState, which: 'now' | 'best') {
  if (which === 'best' && state.best) return state.best;
  return { epoch: state.epoch, weights: centreOf(state), statistics: state.statistics };
}

function centreOf({ optimiser, lists }: KeptState['state']): readonly SavedTensor[] {
  const list = lists['centre'] ?? lists['weights'];
  if (!list || !Object.hasOwn(netOptimisers, optimiser)) throw new Error(`The state of the optimiser ${optimiser} holds no weights`);
  return list;
}

/** The backend of the run where it still opens, else WASM. */
async function anyDevice({ backends }: Tools, { backend }: KeptState): Promise<Device> {
  if (backend !== 'float64' && backend !== 'wasm') {
    try {
      return await backends.open(backend);
    } catch (error) {
      backends.fail(backend, sentenceOf(error));
    }
  }
  return backends.open('wasm');
}
