import { train } from '../../nets/training/train';
import type { RunState, TrainEvent } from '../../nets/training/types';
import type { TensorBackend } from '../../tensors/device';
import { errorMessage, polled } from '../rpc/server';
import type { TrainRequest, TrainResult, Trial } from '../rpc/trainingProtocol';
import { type BackendOrder, chooseBackendsTask } from './backendTrial';
import { type CheckpointRegistry, type CheckpointWriter, checkpointWriter } from './checkpoints';
import { modelFor, progressEstimator } from './costEstimate';
import type { DataLoader } from './imageJobs';
import type { Services } from './services';
import { lockRun } from './webLocks';
import type { BackendName } from '../rpc/backendNames';

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
          if (event.kind === 'epoch') await writer.save(event.state, backend);
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
