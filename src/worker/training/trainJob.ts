import type { Dataset } from '../../nets/models/types';
import { train } from '../../nets/training/train';
import type { RunState, TrainEvent, TrainingChoice } from '../../nets/training/types';
import type { TensorBackend } from '../../tensors/device';
import { type BackendChoice, type BackendFailure, type BackendName, backendOrder } from '../rpc/backendNames';
import { errorMessage, polled } from '../rpc/server';
import type { TrainRequest, TrainResult, Trial } from '../rpc/trainingProtocol';
import { type CheckpointRegistry, type CheckpointWriter, checkpointWriter } from './checkpoints';
import { modelFor, progressEstimator } from './costEstimate';
import type { DataLoader } from './imageJobs';
import { lockRun } from './runStore';
import type { Services } from './services';
import { keepPoint } from './trainingPath';

/** Timeout of a trial step, as a multiple of the fastest step of another backend. */
const TIMEOUT_RATIO = 3;
/** Timeout of a trial step before any is timed, and of the warm-up, in milliseconds. */
const TIMEOUT_MS = 20_000;
/** Least timeout of a trial step after one is timed, in milliseconds. */
const MIN_TIMEOUT_MS = 1000;

/** Order in which backends are tried, fastest first, with their trial results. */
interface BackendOrder {
  readonly chain: readonly TensorBackend[];
  readonly trial: readonly Trial[];
}

const tensorBackends = backendOrder.filter((backend): backend is TensorBackend => backend !== 'float64');

/** Backends that may run on this machine: no GPU backend on a software renderer, and none that ended the worker before. */
async function availableBackends({ backends }: Services, failedBackends: readonly BackendFailure[]): Promise<TensorBackend[]> {
  const hasGpu = (await backends.gpu()) !== undefined;
  const supported = tensorBackends.filter((backend) => hasGpu || backend === 'wasm');
  const remaining = supported.filter((backend) => !failedBackends.some((fall) => fall.backend === backend));
  const wasmFailures = failedBackends.filter(({ backend }) => backend === 'wasm').length;
  return remaining.length > 0 || wasmFailures > 1 ? remaining : ['wasm']; // one failure of the worker may have another cause than its backend
}

/** Order of the backends of a run: by a timed step of its own training, or the user's choice followed by slower ones. */
async function* chooseBackendsTask(
  services: Services,
  choice: BackendChoice,
  training: TrainingChoice,
  dataset: Dataset,
  seed: number,
  failedBackends: readonly BackendFailure[],
  cached: Map<string, readonly Trial[]>,
): AsyncGenerator<undefined, BackendOrder> {
  if (choice === 'float64') throw new Error('Networks are trained in float32 only: the backend is one of webgpu, webgl, wasm');
  const remaining = await availableBackends(services, failedBackends);
  if (choice !== 'auto') {
    const after = tensorBackends.slice(tensorBackends.indexOf(choice) + 1);
    const chain = [choice, ...after].filter((backend) => !failedBackends.some((fall) => fall.backend === backend));
    return { chain: chain.length > 0 ? chain : remaining, trial: [] };
  }
  const untried = tensorBackends.filter((backend) => !remaining.includes(backend));
  const reason = (backend: TensorBackend) =>
    failedBackends.find((fall) => fall.backend === backend)?.why ?? 'no GPU here, only a processor in its place';
  const untimed = untried.map((backend): Trial => ({ backend, why: reason(backend) }));
  if (remaining.length < 2) return { chain: remaining, trial: untimed };
  const key = JSON.stringify([training.net, training.batch, training.method, training.attack, training.awp !== null, remaining]);
  const trials = cached.get(key) ?? (yield* timeBackendsTask(services, training, dataset, seed, remaining));
  cached.set(key, trials);
  const timed = trials.filter(({ ms }) => ms !== undefined).sort((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity));
  const chain = [...timed, ...trials.filter(({ ms }) => ms === undefined)].map(({ backend }) => backend);
  return {
    chain: tensorBackends.filter((backend) => chain.includes(backend)).sort((a, b) => chain.indexOf(a) - chain.indexOf(b)),
    trial: [...trials, ...untimed],
  };
}

/** Trials of backends: one step to warm up and one that is timed on each. */
async function* timeBackendsTask(
  { backends }: Services,
  training: TrainingChoice,
  dataset: Dataset,
  seed: number,
  remaining: readonly TensorBackend[],
): AsyncGenerator<undefined, readonly Trial[]> {
  const trials: Trial[] = [];
  const withoutEvaluation: TrainingChoice = { ...training, epochs: 1000, evaluate: { ...training.evaluate, every: 1000 } };
  for (const backend of remaining) {
    const best = Math.min(...trials.map(({ ms }) => ms ?? Infinity));
    const timeout = Number.isFinite(best) ? Math.max(TIMEOUT_RATIO * best, MIN_TIMEOUT_MS) : TIMEOUT_MS;
    try {
      const device = yield* polled(backends.open(backend));
      const events = train(device, modelFor(training.net, dataset), dataset, withoutEvaluation, seed);
      const times: number[] = [];
      let began = performance.now();
      let why = '';
      for await (const event of events) {
        const ms = performance.now() - began;
        if (event.kind === 'batch') {
          times.push(ms);
          began = performance.now();
        } else if (ms > (times.length === 0 ? TIMEOUT_MS : timeout)) why = `more than ${Math.round(ms)} ms a step`;
        if (times.length === 2 || why !== '') break;
        yield;
      }
      trials.push(why === '' ? { backend, ms: times[1] ?? NaN } : { backend, why });
    } catch (error) {
      trials.push({ backend, why: errorMessage(error) });
      backends.fail(backend, error);
    }
  }
  return trials;
}

/** Least milliseconds between two progress messages to the page. */
const PROGRESS_INTERVAL_MS = 200;

/** Training job: one whole run, which resumes from its last checkpoint after a lost device, a pause or a reload. */
export function openTraining(services: Services, data: DataLoader, registry: CheckpointRegistry) {
  const trials = new Map<string, readonly Trial[]>();

  return async function* (request: TrainRequest, onBackend: (backend: BackendName) => void): AsyncGenerator<TrainResult | undefined, void> {
    const { run, training, seed, failedBackends = [] } = request;
    const checkpoint = request.resume ? await services.checkpoints.get(run) : undefined;
    const notices = failedBackends.map(({ backend, why }) => `${why} (${backend}); the run goes on from its last kept state.`);
    const initial = initialProgress(request, checkpoint?.state, notices);
    yield initial('loading');
    const dataset = yield* polled(data.load(training.data));
    yield initial('trial');
    const order = yield* chooseBackendsTask(services, request.backend, training, dataset, seed, failedBackends, trials);
    const writer = checkpointWriter(services, registry, request, checkpoint?.state, notices);
    await writer.warnIfFull(modelFor(training.net, dataset).outline);
    const release = await lockRun(run);
    registry.begin(run);
    try {
      for (const [place, backend] of order.chain.entries()) {
        try {
          onBackend(backend);
          yield* trainOn(backend, order);
          return;
        } catch (error) {
          const why = errorMessage(error);
          services.backends.fail(backend, error);
          const next = order.chain[place + 1];
          if (next === undefined) throw error;
          notices.push(`${why} (${backend}); the run goes on with ${next} from epoch ${writer.latest()?.epoch ?? 0}.`);
        }
      }
      throw new Error(`No backend is left to train on: ${failedBackends.map(({ backend, why }) => `${backend}: ${why}`).join('; ')}`);
    } finally {
      registry.end(run);
      release();
    }

    /** Trains on one backend from the last checkpoint. */
    async function* trainOn(backend: TensorBackend, { trial }: BackendOrder): AsyncGenerator<TrainResult | undefined, void> {
      const device = yield* polled(services.backends.open(backend));
      const from = writer.latest();
      const estimator = progressEstimator(training, from ?? { epoch: 0, call: 0 });
      const events = train(device, modelFor(training.net, dataset), dataset, training, seed, from);
      const progress = (stage: TrainResult['stage']): TrainResult => {
        const ms = trial.find((row) => row.backend === backend)?.ms ?? estimator.stepMs();
        const timed: Trial = { backend, ...(ms !== undefined && { ms }) };
        const current = { metrics: writer.metrics(), saved: writer.savedEpoch(), backend, adapter: device.adapter };
        return { ...initial(stage), ...estimator.position(), ...current, trial: [timed, ...trial.filter((row) => row.backend !== backend)] };
      };
      let newest: TrainEvent | undefined;
      let posted = -Infinity;
      let finished = false;
      try {
        yield progress('training');
        for (;;) {
          const began = performance.now();
          const { value: event, done } = await events.next();
          if (done) break;
          newest = event;
          estimator.record(event, performance.now() - began);
          if (registry.isRequested(run)) await writer.publish(await event.snapshot(), backend);
          if (event.kind === 'epoch') {
            await writer.save(event.state, backend);
            await keepPoint(services.paths, run, event.state).catch(() => undefined); // without room landscapes show no path
          }
          const due = event.kind === 'epoch' || (event.kind !== 'step' && performance.now() - posted > PROGRESS_INTERVAL_MS);
          if (due) posted = performance.now();
          yield due ? progress(event.kind === 'evaluating' ? 'evaluating' : 'training') : undefined;
        }
        finished = true;
        yield progress('done');
      } catch (error) {
        newest = undefined; // nothing can be read from a broken device
        throw error;
      } finally {
        if (!finished && newest) await saveInterrupted(writer, newest, backend);
        await events.return();
      }
    }
  };
}

/** Checkpoint of a run that is interrupted within an epoch. */
async function saveInterrupted(writer: CheckpointWriter, event: TrainEvent, backend: TensorBackend): Promise<void> {
  try {
    if (event.kind !== 'epoch') await writer.save(await event.snapshot(), backend);
  } catch {
    // the device is gone: the checkpoint of the last epoch stays
  }
}

/** Progress messages of a run before its first step. */
function initialProgress({ training }: TrainRequest, from: RunState | undefined, notices: readonly string[]) {
  return (stage: TrainResult['stage']): TrainResult => ({
    stage,
    epoch: from?.epoch ?? 0,
    epochs: training.epochs,
    batch: from?.call ?? 0,
    batches: Math.ceil(training.data.train / training.batch),
    loss: 0,
    imagesPerSecond: 0,
    metrics: from?.metrics ?? [],
    saved: from?.epoch ?? 0,
    backend: 'wasm',
    adapter: '',
    trial: [],
    notices: [...notices],
  });
}
