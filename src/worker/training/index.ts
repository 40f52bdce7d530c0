import type { NetTable } from '../rpc/server';
import { writeCheckpoint, readCheckpoint } from './checkpointFile';
import { checkpointRegistry } from './checkpoints';
import { openEstimate } from './costEstimate';
import { attacking, importing, keptSources, openDataLoader, pictures } from './imageJobs';
import { browserServices, type Services } from './services';
import { openTraining } from './trainJob';
import { validateCheckpoint } from './validateCheckpoint';

/** The jobs of the worker of networks; what they remember between requests lives here. */
export function openNetJobs(tools: Services = browserServices()): NetTable {
  const data = openDataLoader(tools.doors);
  const lives = checkpointRegistry(tools);
  return {
    train: openTraining(tools, data, lives),
    estimate: openEstimate(tools),
    pictures: (request) => pictures(request, data),
    attackImages: (request) => attacking(request, tools, data, lives),
    async *importData(request) {
      yield* importing(request, tools.doors.userImages);
      data.forget();
    },
    async *keptData({ forget }) {
      if (forget !== undefined) data.forget();
      yield { sources: await keptSources(tools.doors.userImages, forget) };
    },
    async *runFile({ run, what }) {
      const kept = await lives.now(run);
      yield { bytes: writeCheckpoint(kept, what), backend: kept.backend };
    },
    async *takeRun({ run, bytes }) {
      const { kept, whole } = readCheckpoint(bytes);
      validateCheckpoint(kept);
      await tools.states.put(run, kept);
      yield { training: kept.training, seed: kept.seed, metrics: kept.state.metrics, whole };
    },
    async *forgetRun({ run }) {
      await lives.forget(run);
      yield {};
    },
  };
}
