import { train } from '../../nets/training/train';
import type { RunState, TrainEvent } from '../../nets/training/types';
import type { TensorBackend } from '../../tensors/device';
import { errorMessage } from '../rpc/server';
import type { TrainRequest, TrainResult, Trial } from '../rpc/trainingProtocol';
import { chooseBackendsTask, type BackendOrder } from './backendTrial';
import { type CheckpointKeeper, checkpointKeeper, type CheckpointRegistry } from './checkpoints';
import { modelFor } from './costEstimate';
import type { DataLoader } from './imageJobs';
import { openPace } from './progressEstimator';
import type { Services } from './services';
import { lockRun } from './webLocks';
import type { BackendName } from '../rpc/backendNames';

/** Milliseconds between two words to the page, at least. */
const HUSH = 200;

type Uses = (backend: BackendName) => void;

/** The job of training: whole runs, which survive lost devices, pauses and reloads. */
export function openTraining(tools: Services, data: DataLoader, lives: CheckpointRegistry) {
  const trials = new Map<string, readonly Trial[]>();

  return async function* (request: TrainRequest, uses: Uses): AsyncGenerator<TrainResult | undefined, void> {
    const { run, training, seed, fell = [] } = request;
    const kept = request.resume ? await tools.states.get(run) : undefined;
    const notices = fell.map(({ backend, why }) => `${why} (${backend}); the run goes on from its last kept state.`);
    const told = reporting(request, kept?.state, notices);
    yield told('loading');
    const dataset = await data.load(training.data);
    yield told('trial');
    const chosen = yield* chooseBackendsTask(tools, request.backend, training, dataset, seed, fell, trials);
    const keeper = checkpointKeeper(tools, lives, request, kept?.state, notices);
    await keeper.forewarn(modelFor(training.net, dataset).outline);
    const release = await lockRun(run);
    lives.begin(run);
    try {
      for (const [place, backend] of chosen.chain.entries()) {
        try {
          uses(backend);
          yield* on(backend, chosen);
          return;
        } catch (error) {
          const why = errorMessage(error);
          tools.backends.fail(backend, why);
          const next = chosen.chain[place + 1];
          if (next === undefined) throw error;
          notices.push(`${why} (${backend}); the run goes on with ${next} from epoch ${keeper.last()?.epoch ?? 0}.`);
        }
      }
      throw new Error(`No backend is left to train on: ${fell.map(({ backend, why }) => `${backend}: ${why}`).join('; ')}`);
    } finally {
      lives.end(run);
      release();
    }

    /** The run on one backend, from its last kept state. */
    async function* on(backend: TensorBackend, { trial }: BackendOrder): AsyncGenerator<TrainResult | undefined, void> {
      const device = await tools.backends.open(backend);
      const from = keeper.last();
      const pace = openPace(training, from ?? { epoch: 0, call: 0 });
      const steps = train(device, modelFor(training.net, dataset), dataset, training, seed, from);
      const tell = (stage: TrainResult['stage']): TrainResult => {
        const ms = trial.find((own) => own.backend === backend)?.ms ?? pace.step();
        const timed: Trial = { backend, ...(ms !== undefined && { ms }) };
        const all = [timed, ...trial.filter((own) => own.backend !== backend)];
        return { ...told(stage), ...pace.where(), metrics: keeper.metrics(), saved: keeper.saved(), backend, adapter: device.adapter, trial: all };
      };
      let newest: TrainEvent | undefined;
      let spoke = -Infinity;
      let over = false;
      try {
        yield tell('training');
        for (;;) {
          const began = performance.now();
          const { value: event, done } = await steps.next();
          if (done) break;
          newest = event;
          pace.note(event, performance.now() - began);
          if (lives.wanted(run)) await keeper.show(await event.snapshot(), backend);
          if (event.kind === 'epoch') await keeper.keep(event.state, backend);
          const due = event.kind === 'epoch' || (event.kind !== 'step' && performance.now() - spoke > HUSH);
          if (due) spoke = performance.now();
          yield due ? tell(event.kind === 'evaluating' ? 'evaluating' : 'training') : undefined;
        }
        over = true;
        yield tell('done');
      } catch (error) {
        newest = undefined; // nothing can be read from a broken device
        throw error;
      } finally {
        if (!over && newest) await keepLeaving(keeper, newest, backend);
        await steps.return();
      }
    }
  };
}

/** A run that is left in the middle of an epoch is kept as it is. */
async function keepLeaving(keeper: CheckpointKeeper, event: TrainEvent, backend: TensorBackend): Promise<void> {
  try {
    if (event.kind !== 'epoch') await keeper.keep(await event.snapshot(), backend);
  } catch {
    // the device went away with the pause: the last epoch is kept
  }
}

/** What is known before anything runs. */
function reporting({ training }: TrainRequest, from: RunState | undefined, notices: readonly string[]) {
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
