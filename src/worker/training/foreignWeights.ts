import { readTensors, recognisedWeights } from '../../nets/import/weightsFile';
import { nets } from '../../nets/models/architectures';
import { readSafetensors } from '../../nets/models/safetensors';
import { uploadTensors, type SavedTensor } from '../../nets/models/weights';
import { cleanAccuracy } from '../../nets/training/evaluate';
import type { RunState } from '../../nets/training/types';
import { free } from '../../tensors/device';
import { polled } from '../rpc/server';
import type { TakeWeightsRequest, TakeWeightsResult } from '../rpc/trainingProtocol';
import { type Checkpoint, hasDocument, readCheckpoint, weightsOf } from './checkpointFile';
import { modelFor } from './costEstimate';
import type { DataLoader } from './imageJobs';
import type { Services } from './services';

/** Import of weights made elsewhere, judged on the test images without an attack. A file of ours gives its best weights. */
export async function* takeWeightsTask(
  { run, bytes, origin, training, seed, anyNet }: TakeWeightsRequest,
  services: Services,
  loader: DataLoader,
): AsyncGenerator<TakeWeightsResult | undefined, void> {
  const tensors = tensorsOf(bytes);
  const dataset = yield* polled(loader.load(training.data));
  const asked = training.net.name;
  if (!isNet(asked)) throw new Error(`net.name: "${asked}" is not one of ${Object.keys(nets).join(', ')}`);
  const { input } = modelFor(training.net, dataset);
  const { name, weights, statistics, mismatches } = recognisedWeights(tensors, asked, input);
  const refused = name !== asked && !anyNet ? [`these are the weights of "${name}", and net.name is "${asked}"`] : mismatches;
  const choice = { ...training, net: name === asked ? training.net : { name } };
  if (refused.length > 0) {
    yield { training: choice, mismatches: refused, clean: NaN, count: 0 };
    return;
  }
  const model = modelFor(choice.net, dataset);
  const backend = (await services.backends.gpu()) ?? 'wasm';
  const device = yield* polled(services.backends.open(backend));
  const uploaded = device.make((tf) => ({
    weights: uploadTensors(tf, model.outline.weights, weights),
    statistics: uploadTensors(tf, model.outline.statistics, statistics),
  }));
  const count = Math.min(training.evaluate.count, training.data.test, dataset.test.count);
  try {
    const clean = yield* cleanAccuracy(device, { model, ...uploaded }, dataset.test, { count, batch: training.batch });
    const checkpoint: Checkpoint = { training: choice, seed, backend, state: stateOf(weights, statistics), origin };
    await services.checkpoints.put(run, checkpoint);
    yield { training: choice, mismatches, clean, count };
  } finally {
    free([...uploaded.weights, ...uploaded.statistics]);
  }
}

const isNet = (name: string): name is keyof typeof nets => Object.hasOwn(nets, name);

/** The tensors of a file by their names; of a file of ours those of its best weights. */
function tensorsOf(bytes: Uint8Array): readonly SavedTensor[] {
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return readTensors(bytes);
  if (!hasDocument(readSafetensors(bytes))) return readTensors(bytes);
  const { weights, statistics } = weightsOf(readCheckpoint(bytes).checkpoint, 'best');
  return [...weights, ...statistics];
}

/** The state of a run that only these weights are known of. */
const stateOf = (weights: readonly SavedTensor[], statistics: readonly SavedTensor[]): RunState => ({
  ...{ epoch: 0, call: 0, lossSum: 0, seconds: 0, optimiser: 'sgd', count: 0, best: null, metrics: [] },
  lists: { weights },
  statistics,
});
