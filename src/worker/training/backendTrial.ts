import type { Dataset } from '../../nets/models/types';
import { train } from '../../nets/training/train';
import type { TensorBackend } from '../../tensors/device';
import { backendOrder, type BackendChoice } from '../rpc/backendNames';
import { errorMessage } from '../rpc/server';
import type { Fall, Trial } from '../rpc/trainingProtocol';
import { modelFor } from './costEstimate';
import type { Services } from './services';
import type { TrainingChoice } from '../../nets/training/types';

/** A backend is given up when one step lasts this many times the best so far, or this many ms before there is any. */
const SLOWER = 3;
const PATIENCE = 20_000;

/** Backends to train on, best first, and what the trial said of each. */
export interface BackendOrder {
  readonly chain: readonly TensorBackend[];
  readonly trial: readonly Trial[];
}

const tensorBackends = backendOrder.filter((backend): backend is TensorBackend => backend !== 'float64');

/** What may run here: GPUs that are processors in disguise are left out, and what the worker died of. */
async function candidates({ backends }: Services, fell: readonly Fall[]): Promise<TensorBackend[]> {
  const real = (await backends.gpu()) !== undefined;
  const all = tensorBackends.filter((backend) => real || backend === 'wasm');
  const left = all.filter((backend) => !fell.some((fall) => fall.backend === backend));
  const last = fell.filter(({ backend }) => backend === 'wasm').length;
  return left.length > 0 || last > 1 ? left : ['wasm']; // a worker may die once of something else than its backend
}

/** The order in which backends are tried: by a timed step of this very training, or as the user says. */
export async function* chooseBackendsTask(
  tools: Services,
  choice: BackendChoice,
  training: TrainingChoice,
  dataset: Dataset,
  seed: number,
  fell: readonly Fall[],
  known: Map<string, readonly Trial[]>,
): AsyncGenerator<undefined, BackendOrder> {
  if (choice === 'float64') throw new Error('Networks are trained in float32 only: the backend is one of webgpu, webgl, wasm');
  const left = await candidates(tools, fell);
  if (choice !== 'auto') {
    const after = tensorBackends.slice(tensorBackends.indexOf(choice) + 1);
    const chain = [choice, ...after].filter((backend) => !fell.some((fall) => fall.backend === backend));
    return { chain: chain.length > 0 ? chain : left, trial: [] };
  }
  const untried = tensorBackends.filter((backend) => !left.includes(backend));
  const why = (backend: TensorBackend) => fell.find((fall) => fall.backend === backend)?.why ?? 'no GPU here, only a processor in its place';
  const idle = untried.map((backend): Trial => ({ backend, why: why(backend) }));
  if (left.length < 2) return { chain: left, trial: idle };
  const key = JSON.stringify([training.net, training.batch, training.method, training.attack, training.awp !== null, left]);
  const trials = known.get(key) ?? (yield* timing(tools, training, dataset, seed, left));
  known.set(key, trials);
  const timed = trials.filter(({ ms }) => ms !== undefined).sort((a, b) => (a.ms ?? Infinity) - (b.ms ?? Infinity));
  const chain = [...timed, ...trials.filter(({ ms }) => ms === undefined)].map(({ backend }) => backend);
  return {
    chain: tensorBackends.filter((backend) => chain.includes(backend)).sort((a, b) => chain.indexOf(a) - chain.indexOf(b)),
    trial: [...trials, ...idle],
  };
}

/** One step to warm up and one that is timed, on each backend. */
async function* timing(
  { backends }: Services,
  training: TrainingChoice,
  dataset: Dataset,
  seed: number,
  left: readonly TensorBackend[],
): AsyncGenerator<undefined, readonly Trial[]> {
  const trials: Trial[] = [];
  const unjudged: TrainingChoice = { ...training, epochs: 1000, evaluate: { ...training.evaluate, every: 1000 } };
  for (const backend of left) {
    const best = Math.min(...trials.map(({ ms }) => ms ?? Infinity));
    const patience = Number.isFinite(best) ? Math.max(SLOWER * best, 1000) : PATIENCE;
    try {
      const device = await backends.open(backend);
      const steps = train(device, modelFor(training.net, dataset), dataset, unjudged, seed);
      const times: number[] = [];
      let began = performance.now();
      let why = '';
      for await (const event of steps) {
        const ms = performance.now() - began;
        if (event.kind === 'batch') {
          times.push(ms);
          began = performance.now();
        } else if (ms > (times.length === 0 ? PATIENCE : patience)) why = `more than ${Math.round(ms)} ms a step`;
        if (times.length === 2 || why !== '') break;
        yield;
      }
      trials.push(why === '' ? { backend, ms: times[1] ?? NaN } : { backend, why });
    } catch (error) {
      trials.push({ backend, why: errorMessage(error) });
      backends.fail(backend, errorMessage(error));
    }
  }
  return trials;
}
