import { type LandscapeChoice, dimensionsOf } from '../../documents/landscapeDocument';
import { datasets, isDataset } from '../../nets/datasets';
import { directionsOf, directionKinds, type DirectionSource, reportOf } from '../../nets/landscape/directions';
import { localEntropyTask } from '../../nets/landscape/localEntropy';
import { type LossOptions, type MeasuredNet, openNetworkLoss } from '../../nets/landscape/networkLoss';
import { selfTest, type SelfTestSubject } from '../../nets/landscape/selfTest';
import { emptySlice, measureSlice, type SliceState } from '../../nets/landscape/slice';
import type { Model } from '../../nets/models/defineNet';
import type { Dataset } from '../../nets/models/types';
import { readSafetensors } from '../../nets/models/safetensors';
import { type SavedTensor, uploadTensors } from '../../nets/models/weights';
import { extremeEigenpairs } from '../../nets/spectrum/lanczos';
import { openHessian, splitVector } from '../../nets/spectrum/lossHessian';
import { type Device, free, type TensorBackend } from '../../tensors/device';
import type { BackendName } from '../rpc/backendNames';
import type { LandscapeRequest, LandscapeResult } from '../rpc/landscapeProtocol';
import { errorMessage, polled } from '../rpc/server';
import { weightsOf } from './checkpointFile';
import type { CheckpointRegistry } from './checkpoints';
import { modelFor } from './costEstimate';
import { backendsOf } from './evaluateJob';
import type { DataLoader } from './imageJobs';
import type { Services } from './services';

/** Least milliseconds between two results posted, and between two stored. */
const POST_INTERVAL_MS = 300;
const STORE_INTERVAL_MS = 3000;
/** Images a batch: part of what the last digits of a slice depend on, so one number for every document. */
const BATCH = 128;
/** Training images from which batch norm is recalibrated, where the source holds as many. */
export const CALIBRATION_IMAGES = 512;
/** Steps of Lanczos for directions along eigenvectors, and the share of the largest eigenvalue that residuals may keep. */
const EIGEN = { steps: 60, tolerance: 1e-3 };

/** Landscape job: a slice of the loss of a run's best weights; it goes on from the kept slice after a lost device, a stop or a reload. */
export function openLandscape(services: Services, loader: DataLoader, registry: CheckpointRegistry) {
  return async function* (request: LandscapeRequest, onBackend: (backend: BackendName) => void): AsyncGenerator<LandscapeResult | undefined, void> {
    const { run, choice } = request;
    const checkpoint = await registry.latest(run);
    const { training } = checkpoint;
    if (training.net.name !== choice.net.name) throw new Error(`net.name: "${choice.net.name}", and these are weights of "${training.net.name}"`);
    const dataset = yield* polled(loader.load(countsFor(choice)));
    const model = modelFor(training.net, dataset);
    const centre = weightsOf(checkpoint, 'best');
    requireClasses(model, dataset, centre.weights, choice);
    const others = await Promise.all(request.others.map(async (id) => weightsOf(await registry.latest(id), 'best')));
    const kept = request.resume ? await services.landscapes.get(run) : undefined;
    let last = kept && kept.epoch === centre.epoch && measuredKey(kept) === measuredKey(request) ? kept : undefined;
    const chain = backendsOf(request, checkpoint);
    for (const [place, backend] of chain.entries()) {
      try {
        onBackend(backend);
        yield* measureOn(backend);
        return;
      } catch (error) {
        services.backends.fail(backend, error);
        if (chain[place + 1] === undefined) throw error;
      }
    }
    throw new Error(`No backend is left: ${(request.failedBackends ?? []).map(({ backend, why }) => `${backend}: ${why}`).join('; ')}`);

    /** Measures on one backend, from the nodes measured before. */
    async function* measureOn(backend: TensorBackend): AsyncGenerator<LandscapeResult | undefined, void> {
      const device = yield* polled(services.backends.open(backend));
      const uploaded = device.make((tf) => ({
        weights: uploadTensors(tf, model.outline.weights, centre.weights),
        statistics: uploadTensors(tf, model.outline.statistics, centre.statistics),
      }));
      const net = measuredNet(model, dataset, choice, uploaded);
      const begun = last?.slice ?? request.state;
      const state: SliceState = begun ? structuredClone(begun) : emptySlice(choice.grid, [choice.loss]);
      const fixed = { choice, others: request.others, backend, epoch: centre.epoch, slice: state, notices: [] };
      let now: LandscapeResult = { ...fixed, stage: 'directions', directions: null, done: 0, of: 0, level: -1, smoothed: null, selfTest: null };
      const copy = (): LandscapeResult => structuredClone(now); // posting moves the arrays
      const store = async (): Promise<void> => {
        last = copy();
        await services.landscapes.put(run, last).catch(() => undefined); // without room it cannot go on after a reload
      };
      try {
        yield copy();
        const source = yield* directionSource(device, net);
        const { list, weightings } = directionsOf(choice.directions.kind, source);
        now = { ...now, stage: 'measuring', directions: { ...reportOf({ list }, source.weights), ...(weightings && { weightings }) } };
        const options = lossOptions(choice);
        const loss = yield* openNetworkLoss(device, net, options);
        const nodes = measureSlice(device, net.weights, list, loss, state);
        let [posted, stored] = [-Infinity, performance.now()];
        try {
          for (;;) {
            const { value, done } = await nodes.next();
            if (done) break;
            if (value) now = { ...now, ...value };
            const time = performance.now();
            if (value && time - stored > STORE_INTERVAL_MS) {
              stored = time;
              await store();
            }
            const due = value !== undefined && time - posted > POST_INTERVAL_MS;
            if (due) posted = time;
            yield due ? copy() : undefined;
          }
        } finally {
          await nodes.return(undefined as never);
          loss.close();
        }
        const all = state.a.length * state.b.length;
        now = { ...now, stage: 'testing', done: all, of: all, secondsLeft: 0 };
        yield copy();
        yield* smoothen();
        const subject: SelfTestSubject = { net, options, kind: choice.directions.kind, source, range: choice.grid };
        now = { ...now, stage: 'done', selfTest: yield* selfTest(device, subject) };
        yield copy();
      } finally {
        free([...uploaded.weights, ...uploaded.statistics]);
        if (state.key !== '') await store();
      }

      async function* smoothen(): AsyncGenerator<undefined, void> {
        const { smoothing, loss } = choice;
        const z = state.fields[loss]?.loss;
        if (smoothing.kind === 'none' || !z) return;
        try {
          const task = localEntropyTask({ a: state.a, b: state.b, z }, smoothing.gamma);
          let step = task.next();
          for (; !step.done; step = task.next()) yield;
          now = { ...now, smoothed: step.value };
        } catch (error) {
          now = { ...now, notices: [errorMessage(error)] };
        }
      }
    }

    /** What the directions are made from, the eigenvectors of the Hessian computed. */
    async function* directionSource(device: Device, net: MeasuredNet): AsyncGenerator<undefined, DirectionSource> {
      const { kind, seed, vectors } = choice.directions;
      const { weights: specs } = model.outline;
      const count = dimensionsOf(choice);
      const ordered = (tensors: readonly SavedTensor[]): SavedTensor[] => [
        ...specs.flatMap(({ name }) => tensors.find((tensor) => tensor.name === name) ?? []),
        ...tensors.filter((tensor) => specs.every(({ name }) => name !== tensor.name)), // refused by name
      ];
      const weights = ordered(centre.weights);
      const source: DirectionSource = { weights, count, seed, vectors };
      const raw = directionKinds[kind].seeded ? request.raw?.map((bytes) => ordered(readSafetensors(bytes).tensors)) : undefined;
      if (raw) return { ...source, raw };
      if (kind === 'between') return { ...source, others: others.map((other) => ordered(other.weights)) };
      if (kind === 'path') return { ...source, path: [...others.map((other) => ordered(other.weights)), weights] };
      if (kind !== 'hessian') return source;
      const { images, indices } = net;
      const attack = choice.loss === 'clean' ? null : choice.attack;
      const hessian = yield* openHessian(device, net, { images, indices, batch: BATCH, attack, seed: choice.seed });
      try {
        const work = extremeEigenpairs(hessian, { ...EIGEN, count, seed });
        let step = await work.next();
        try {
          for (; !step.done; step = await work.next()) yield;
        } finally {
          if (!step.done) await work.return(undefined as never);
        }
        return { ...source, eigenpairs: step.value.largest.map(({ value, vector }) => ({ value, vector: splitVector(specs, vector) })) };
      } finally {
        hessian.close();
      }
    }
  };
}

/** What the values of a slice depend on beside the weights: all but the smoothing. */
const measuredKey = ({ choice, others }: Pick<LandscapeRequest, 'choice' | 'others'>): string =>
  JSON.stringify([{ ...choice, smoothing: null }, others]);

/** The images that a document needs of each split. */
function countsFor({ data, batchNorm }: LandscapeChoice) {
  const { source, split, from, count } = data;
  const held = isDataset(source) ? datasets[source].counts.train : CALIBRATION_IMAGES;
  const calibration = batchNorm === 'recalibrated' ? Math.min(CALIBRATION_IMAGES, held) : 1;
  return { source, train: Math.max(calibration, split === 'train' ? from + count : 0), test: split === 'test' ? from + count : 1 };
}

function measuredNet(
  model: Model,
  dataset: Dataset,
  { data, batchNorm }: LandscapeChoice,
  tensors: Pick<MeasuredNet, 'weights' | 'statistics'>,
): MeasuredNet {
  const { split, from, count } = data;
  const first = (length: number, start = 0): number[] => Array.from({ length }, (_, k) => start + k);
  const calibration = { images: dataset.train, indices: first(Math.min(CALIBRATION_IMAGES, dataset.train.count)) };
  return { model, ...tensors, images: dataset[split], indices: first(count, from), ...(batchNorm === 'recalibrated' && { calibration }) };
}

const lossOptions = ({ loss, attack: { start, ...attack }, seed, batchNorm }: LandscapeChoice): LossOptions => ({
  ...{ losses: [loss], attack, start, seed, batchNorm, batch: BATCH },
});

function requireClasses({ outline }: Model, { classes }: Dataset, weights: readonly SavedTensor[], { data }: LandscapeChoice): void {
  const last = outline.weights.at(-1);
  const saved = weights.find(({ name }) => name === last?.name);
  if (last && saved && saved.shape.at(-1) !== last.shape.at(-1))
    throw new Error(`data.source: "${data.source}" has ${classes.length} classes, and these weights tell ${saved.shape.at(-1)} apart`);
}
