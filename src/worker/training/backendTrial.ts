import type { Dataset } from '../../nets/models/types';
import { train } from '../../nets/training/train';
import type { TensorBackend } from '../../tensors/device';
import { backendOrder, type BackendChoice } from '../rpc/backendNames';
import { errorMessage, polled } from '../rpc/server';
import type { BackendFailure } from '../rpc/backendNames';
import type { Trial } from '../rpc/trainingProtocol';
import { modelFor } from './costEstimate';
import type { Services } from './services';
import type { TrainingChoice } from '../../nets/training/types';

/** Timeout of a trial step, as a multiple of the fastest step of another backend. */
const TIMEOUT_RATIO = 3;
/** Timeout of a trial step before any is timed, and of the warm-up, in milliseconds. */
const TIMEOUT_MS = 20_000;
/** Least timeout of a trial step after one is timed, in milliseconds. */
const MIN_TIMEOUT_MS = 1000;

/** Order in which backends are tried, fastest first, with their trial results. */
export interface BackendOrder {
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
export async function* chooseBackendsTask(
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
