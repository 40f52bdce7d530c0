import { openDataLoader } from './netJobs/data';
import { openEstimate } from './netJobs/estimate';
import { openLives } from './netJobs/lives';
import { importing, keptSources } from './netJobs/ownData';
import { attacking, pictures } from './netJobs/pictures';
import { sound } from './netJobs/sound';
import { fileOf, taken } from './netJobs/stateFile';
import { pageTools, type Tools } from './netJobs/tools';
import { openTraining } from './netJobs/train';
import type { NetTable } from './serve';

/** The jobs of the worker of networks; what they remember between requests lives here. */
export function openNetJobs(tools: Tools = pageTools()): NetTable {
  const data = openDataLoader(tools.doors);
  const lives = openLives(tools);
  return {
    train: openTraining(tools, data, lives),
    estimate: openEstimate(tools),
    pictures: (request) => pictures(request, data),
    attackImages: (request) => attacking(request, tools, data, lives),
    async *importData(request) {
      yield* importing(request, tools.doors.own);
      data.forget();
    },
    async *keptData({ forget }) {
      if (forget !== undefined) data.forget();
      yield { sources: await keptSources(tools.doors.own, forget) };
    },
    async *runFile({ run, what }) {
      const kept = await lives.now(run);
      yield { bytes: fileOf(kept, what), backend: kept.backend };
    },
    async *takeRun({ run, bytes }) {
      const { kept, whole } = taken(bytes);
      sound(kept);
      await tools.states.put(run, kept);
      yield { training: kept.training, seed: kept.seed, metrics: kept.state.metrics, whole };
    },
    async *forgetRun({ run }) {
      await lives.forget(run);
      yield {};
    },
  };
}
