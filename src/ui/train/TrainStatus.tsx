import type { BackendChoice } from '../../engine/protocol';
import { DRAWER, UNDER, useMedia } from '../media';
import { fixed } from '../controls/numbers';
import { BackendSelect, backendNames } from '../shell/BackendSelect';
import { currentOf, useQueue, useTraining } from './useTraining';

const choices: readonly BackendChoice[] = ['auto', 'webgpu', 'webgl', 'wasm'];

/** Which backend trains, and the trial it was chosen by. */
export function TrainStatus() {
  const { runs: queue } = useTraining();
  const runs = useQueue((state) => state.runs);
  const backend = useQueue((state) => state.backend);
  const run = currentOf(runs);
  const ran = run?.progress?.backend ?? run?.backend;
  const trial = run?.progress?.trial ?? [];
  const narrow = useMedia(DRAWER);
  const under = useMedia(UNDER);
  const words = trial
    .filter(({ ms }) => !narrow || ms !== undefined)
    .map(({ backend: tried, ms, why }) => `${backendNames[tried]} ${ms === undefined ? (why ?? 'not timed yet') : `${fixed(ms, 0)} ms a step`}`)
    .join(', ');
  const name = backendNames[ran ?? backend];
  return (
    <footer className="statusbar">
      <div className={`badge ${run?.status === 'running' ? 'computing' : 'fine'}`} data-testid="badge">
        <i aria-hidden />
        <BackendSelect name={name} value={backend} choices={choices} onChange={queue.choose} />
        <span className="badge-text">
          {run?.progress?.adapter && <em>{run.progress.adapter}</em>}
          {words ? `chosen by trial: ${words}` : 'the fastest backend is found by a timed step when a run starts'}
        </span>
      </div>
      {!under && <span className="statusbar-end">Runs in a worker; every epoch is kept in this browser</span>}
    </footer>
  );
}
