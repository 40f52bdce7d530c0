import type { TrainingJobTable } from '../rpc/server';
import { writeCheckpoint, readCheckpoint } from './checkpointFile';
import { checkpointRegistry, validateCheckpoint } from './checkpoints';
import { openCostEstimate } from './costEstimate';
import { openEvaluation } from './evaluateJob';
import { takeWeightsTask } from './foreignWeights';
import { openLandscape } from './landscapeJob';
import { attackImagesTask, importTask, storedSources, openDataLoader, picturesTask } from './imageJobs';
import { browserServices, type Services } from './services';
import { openSpectrum } from './spectrumJob';
import { openTraining } from './trainJob';

/** Jobs of the training worker, with their state between requests: cached images, checkpoints, measured speeds. */
export function openNetJobs(services: Services = browserServices()): TrainingJobTable {
  const data = openDataLoader(services.dataAccess);
  const registry = checkpointRegistry(services);
  return {
    train: openTraining(services, data, registry),
    estimate: openCostEstimate(services),
    pictures: (request) => picturesTask(request, data),
    attackImages: (request) => attackImagesTask(request, services, data, registry),
    async *importData(request) {
      yield* importTask(request, services.dataAccess.userImages);
      data.forget();
    },
    async *keptData({ forget }) {
      if (forget !== undefined) data.forget();
      yield { sources: await storedSources(services.dataAccess.userImages, forget) };
    },
    async *runFile({ run, what }) {
      const checkpoint = await registry.latest(run);
      yield { bytes: writeCheckpoint(checkpoint, what), backend: checkpoint.backend };
    },
    async *takeRun({ run, bytes }) {
      const { checkpoint, whole } = readCheckpoint(bytes);
      validateCheckpoint(checkpoint);
      await services.checkpoints.put(run, checkpoint);
      yield { training: checkpoint.training, seed: checkpoint.seed, metrics: checkpoint.state.metrics, whole };
    },
    takeWeights: (request) => takeWeightsTask(request, services, data),
    evaluate: openEvaluation(services, data, registry),
    async *keptEvaluations({ runs }) {
      const kept = await Promise.all(runs.map(async (run) => ({ run, result: await services.evaluations.get(run) })));
      yield { evaluations: kept.flatMap(({ run, result }) => (result ? [{ run, result }] : [])) };
    },
    landscape: openLandscape(services, data, registry),
    spectrum: openSpectrum(services, data, registry),
    async *keptLandscapes({ runs }) {
      const kept = await Promise.all(runs.map(async (run) => ({ run, results: await services.landscapes.get(run) })));
      yield { landscapes: kept.flatMap(({ run, results = [] }) => results.map((result) => ({ run, result: structuredClone(result) }))) };
    },
    async *forgetRun({ run }) {
      await registry.forget(run);
      await services.evaluations.remove(run);
      await services.landscapes.remove(run);
      await services.paths.remove(run);
      yield {};
    },
  };
}
