import { dimensionsOf, type LandscapeChoice, landscapeKey } from '../../documents/landscapeDocument';
import { directionKinds, type Directions, directionsOf, type DirectionSource, reportOf } from '../../nets/landscape/directions';
import { localEntropyTask } from '../../nets/landscape/localEntropy';
import { type MeasuredNet, openNetworkLoss } from '../../nets/landscape/networkLoss';
import { drawnPath } from '../../nets/landscape/path';
import { selfTest, type SelfTestSubject } from '../../nets/landscape/selfTest';
import { emptySlice, measureSlice, type SliceState } from '../../nets/landscape/slice';
import { readSafetensors } from '../../nets/models/safetensors';
import type { SavedTensor } from '../../nets/models/weights';
import { extremeEigenpairs } from '../../nets/spectrum/lanczos';
import { openHessian, splitVector } from '../../nets/spectrum/lossHessian';
import type { Device } from '../../tensors/device';
import type { BackendName } from '../rpc/backendNames';
import type { LandscapeRequest, LandscapeResult, PathPoint } from '../rpc/landscapeProtocol';
import { errorMessage } from '../rpc/server';
import { weightsOf } from './checkpointFile';
import type { CheckpointRegistry } from './checkpoints';
import { backendsOf } from './evaluateJob';
import type { DataLoader } from './imageJobs';
import { BATCH, inOutlineOrder, loadMeasuredRun, lossOptions, onBackends, reported, withMeasuredNet } from './measuredRun';
import type { Services } from './services';
import type { KeptPoint } from './trainingPath';

/** Least milliseconds between two results posted, and between two stored. */
const POST_INTERVAL_MS = 300;
const STORE_INTERVAL_MS = 3000;
/** Slices kept of each run, the newest first. */
const MAX_STORED = 12;
/** Steps of Lanczos for directions along eigenvectors, and the share of the largest eigenvalue that residuals may keep. */
const EIGEN = { steps: 60, tolerance: 1e-3 };

/** Landscape job: a slice of the loss of a run's best weights; it goes on from the kept slice after a lost device, a stop or a reload. */
export function openLandscape(services: Services, loader: DataLoader, registry: CheckpointRegistry) {
  return async function* (request: LandscapeRequest, onBackend: (backend: BackendName) => void): AsyncGenerator<LandscapeResult | undefined, void> {
    const { run, choice } = request;
    const measured = yield* loadMeasuredRun(loader, registry, run, choice);
    const { checkpoint, model, centre } = measured;
    const others = await Promise.all(request.others.map(async (id) => weightsOf(await registry.latest(id), 'best')));
    const path = (await services.paths.get(run)) ?? [];
    const stored = (await services.landscapes.get(run)) ?? [];
    const isSame = (kept: LandscapeResult): boolean => kept.epoch === centre.epoch && landscapeKey(kept) === landscapeKey(request);
    const beside = stored.filter((kept) => !isSame(kept)).slice(0, MAX_STORED - 1);
    let last = request.resume ? stored.find(isSame) : undefined;
    yield* onBackends(services, backendsOf(request, checkpoint), request.failedBackends ?? [], onBackend, (device, backend) =>
      withMeasuredNet(device, measured, choice, (net) => measureOn(device, net, backend)),
    );

    /** Measures on one backend, from the nodes measured before. */
    async function* measureOn(device: Device, net: MeasuredNet, backend: BackendName): AsyncGenerator<LandscapeResult | undefined, void> {
      const begun = last?.slice ?? request.state;
      const state: SliceState = begun ? structuredClone(begun) : emptySlice(choice.grid, [choice.loss]);
      const fixed = { choice, others: request.others, backend, epoch: centre.epoch, slice: state, notices: [] };
      const nothing = { directions: null, smoothed: null, selfTest: null, path: null };
      let now: LandscapeResult = { ...fixed, ...nothing, stage: 'directions', done: 0, of: 0, level: -1 };
      const copy = (): LandscapeResult => structuredClone(now); // posting moves the arrays
      const store = async (): Promise<void> => {
        last = copy();
        await services.landscapes.put(run, [last, ...beside]).catch(() => undefined); // without room it cannot go on after a reload
      };
      try {
        yield copy();
        const source = yield* directionSource(device, net);
        const directions = directionsOf(choice.directions.kind, source);
        const { list, weightings } = directions;
        now = { ...now, stage: 'measuring', directions: { ...reportOf({ list }, source.weights), ...(weightings && { weightings }) } };
        const options = lossOptions(choice);
        const loss = yield* openNetworkLoss(device, net, options);
        try {
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
          }
          const all = state.a.length * state.b.length;
          now = { ...now, stage: 'testing', done: all, of: all, secondsLeft: 0 };
          yield copy();
          yield* smoothen();
          const subject: SelfTestSubject = { net, options, kind: choice.directions.kind, source, range: choice.grid };
          now = { ...now, stage: 'path', selfTest: yield* selfTest(device, subject) };
          if (path.length > 0) {
            yield copy();
            now = { ...now, path: yield* pathOnSlice(directions, source) };
          }
          now = { ...now, stage: 'done' };
          yield copy();
        } finally {
          loss.close();
        }

        async function* pathOnSlice({ list: axes }: Directions, { weights }: DirectionSource): AsyncGenerator<undefined, readonly PathPoint[]> {
          const points = yield* reported(drawnPath(device, weights, axes, loss, path.map(ordered)), () => undefined);
          return points.flatMap(({ drawn, own, ...place }, k): PathPoint[] => {
            const [there, here] = [drawn[choice.loss], own[choice.loss]];
            return there && here ? [{ ...place, epoch: path[k]?.epoch ?? 0, drawn: there.loss, own: here.loss }] : [];
          });
        }
      } finally {
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

    /** A kept point of the path as the network orders its tensors. */
    function ordered({ weights, statistics }: KeptPoint) {
      const { statistics: specs } = model.outline;
      return { weights: inOutlineOrder(model, weights), statistics: specs.flatMap(({ name }) => statistics.find((t) => t.name === name) ?? []) };
    }

    /** What the directions are made from, the eigenvectors of the Hessian computed. */
    async function* directionSource(device: Device, net: MeasuredNet): AsyncGenerator<undefined, DirectionSource> {
      const { kind, seed, vectors } = choice.directions;
      const inOrder = (tensors: readonly SavedTensor[]): SavedTensor[] => inOutlineOrder(model, tensors);
      const weights = inOrder(centre.weights);
      const source: DirectionSource = { weights, count: dimensionsOf(choice), seed, vectors };
      const raw = directionKinds[kind].seeded ? request.raw?.map((bytes) => inOrder(readSafetensors(bytes).tensors)) : undefined;
      if (raw) return { ...source, raw };
      const besides = others.map((other) => inOrder(other.weights));
      if (kind === 'between') return { ...source, others: besides };
      if (kind === 'path') return { ...source, path: [...(besides.length > 0 ? besides : path.map((point) => inOrder(point.weights))), weights] };
      return kind === 'hessian' ? { ...source, eigenpairs: yield* leadingEigenpairs(device, net, choice, source) } : source;
    }
  };
}

async function* leadingEigenpairs(
  device: Device,
  net: MeasuredNet,
  { loss, attack, seed, directions }: LandscapeChoice,
  { count }: DirectionSource,
): AsyncGenerator<undefined, NonNullable<DirectionSource['eigenpairs']>> {
  const { images, indices } = net;
  const hessian = yield* openHessian(device, net, { images, indices, batch: BATCH, attack: loss === 'clean' ? null : attack, seed });
  try {
    const { largest } = yield* reported(extremeEigenpairs(hessian, { ...EIGEN, count, seed: directions.seed }), () => undefined);
    return largest.map(({ value, vector }) => ({ value, vector: splitVector(net.model.outline.weights, vector) }));
  } finally {
    hessian.close();
  }
}
