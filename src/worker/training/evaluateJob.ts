import { autoAttack, type AutoAttackProgress } from '../../nets/autoAttack/autoAttack';
import { type AutoAttackOptions, standardOptions } from '../../nets/attacks/autoAttackOptions';
import { classifierOf } from '../../nets/attacks/classifier';
import { accuracies, type AutoAttackResult, type AutoAttackState } from '../../nets/autoAttack/verdicts';
import { uploadTensors } from '../../nets/models/weights';
import { pgdName, pgdVerdicts } from '../../nets/training/pgdVerdicts';
import { attackWarnings, evaluationAttack } from '../../nets/training/schedule';
import { type Device, free, type TensorBackend } from '../../tensors/device';
import type { BackendName } from '../rpc/backendNames';
import { polled } from '../rpc/server';
import type { EvaluateRequest, EvaluateResult } from '../rpc/trainingProtocol';
import { type Checkpoint, weightsOf } from './checkpointFile';
import type { CheckpointRegistry } from './checkpoints';
import { modelFor } from './costEstimate';
import type { DataLoader } from './imageJobs';
import { onBackends } from './measuredRun';
import type { Services } from './services';

/** Least milliseconds between two results posted, and between two stored. */
const POST_INTERVAL_MS = 500;
const STORE_INTERVAL_MS = 3000;

/** Evaluation job: the best weights of a run, judged image by image; it goes on from its last checkpoint after a lost device, a stop or a reload. */
export function openEvaluation(services: Services, loader: DataLoader, registry: CheckpointRegistry) {
  return async function* (request: EvaluateRequest, onBackend: (backend: BackendName) => void): AsyncGenerator<EvaluateResult | undefined, void> {
    const checkpoint = await registry.latest(request.run);
    const dataset = yield* polled(loader.load(checkpoint.training.data));
    const saved = weightsOf(checkpoint, 'best');
    const kept = request.resume ? await services.evaluations.get(request.run) : undefined;
    const same = kept?.epoch === saved.epoch && JSON.stringify(kept.autoattack) === JSON.stringify(request.autoattack);
    let last = same ? kept : undefined;
    yield* onBackends(services, backendsOf(request, checkpoint), request.failedBackends ?? [], onBackend, evaluateOn);

    /** Evaluates on one backend from the last checkpoint. */
    async function* evaluateOn(device: Device, backend: TensorBackend): AsyncGenerator<EvaluateResult | undefined, void> {
      const model = modelFor(checkpoint.training.net, dataset);
      const { training, seed } = checkpoint;
      const attack = evaluationAttack(training);
      const options: AutoAttackOptions = { ...standardOptions(attack, seed), ...request.autoattack };
      const attacks = request.autoattack ? options.attacks : [pgdName(attack)];
      const count = Math.min(training.evaluate.count, training.data.test, dataset.test.count);
      const images = Array.from({ length: count }, (_, index) => index);
      const fixed = { autoattack: request.autoattack, attacks, count, seed, backend, epoch: saved.epoch };
      const uploaded = device.make((tf) => ({
        weights: uploadTensors(tf, model.outline.weights, saved.weights),
        statistics: uploadTensors(tf, model.outline.statistics, saved.statistics),
      }));
      const net = { model, ...uploaded };
      const run = { batch: training.batch, state: last?.state ?? request.state };
      const steps = request.autoattack
        ? autoAttack(device, classifierOf(model, uploaded.weights, uploaded.statistics), dataset.test, images, options, run)
        : pgdVerdicts(device, net, dataset.test, images, { ...attack, seed }, run);
      let [posted, stored] = [-Infinity, performance.now()];
      try {
        for (;;) {
          const { value, done } = await steps.next();
          if (done) {
            const result = finished(value, attackWarnings({ ...training, method: 'standard' }));
            await services.evaluations.put(request.run, result);
            yield result;
            return;
          }
          const now = performance.now();
          if (value) last = underWay(value);
          if (last && now - stored > STORE_INTERVAL_MS) {
            stored = now;
            await services.evaluations.put(request.run, last).catch(() => undefined); // without room it cannot go on after a reload
          }
          const due = value && now - posted > POST_INTERVAL_MS;
          if (due) posted = now;
          yield due ? last : undefined;
        }
      } finally {
        await steps.return(undefined as never);
        free([...uploaded.weights, ...uploaded.statistics]);
        if (last && !last.done) await services.evaluations.put(request.run, last).catch(() => undefined);
      }

      function underWay({ attack: current, fraction, secondsLeft, state }: AutoAttackProgress): EvaluateResult {
        const { clean, robust, by } = accuracies(state.verdicts, { attacks });
        return { ...fixed, done: false, attack: current, fraction, secondsLeft, clean, robust, by, standard: false, warnings: state.warnings, state };
      }
      function finished({ clean, robust, by, verdicts, standard, warnings }: AutoAttackResult, ownWarnings: readonly string[]): EvaluateResult {
        const state: AutoAttackState = { key: last?.state.key ?? '', warnings: last?.state.warnings ?? [], verdicts };
        const heading = { standard, warnings: request.autoattack ? warnings : [...ownWarnings, ...warnings] };
        last = { ...fixed, done: true, attack: null, fraction: 1, secondsLeft: 0, clean, robust, by, ...heading, state };
        return last;
      }
    }
  };
}

/** The backends to try, in order: the one asked for, else the run's own, then WASM; without those that ended the worker before. */
export function backendsOf(
  { backend, failedBackends = [] }: Pick<EvaluateRequest, 'backend' | 'failedBackends'>,
  checkpoint: Checkpoint,
): TensorBackend[] {
  if (backend === 'float64') throw new Error('Networks are evaluated in float32 only: the backend is one of webgpu, webgl, wasm');
  const trainedOn = checkpoint.backend === 'float64' ? 'wasm' : checkpoint.backend;
  const chain: TensorBackend[] = backend === 'auto' ? [...new Set([trainedOn, 'wasm' as const])] : [backend];
  return chain.filter((name) => !failedBackends.some((failure) => failure.backend === name));
}
