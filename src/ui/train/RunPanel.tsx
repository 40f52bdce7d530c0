import { documentsOf } from '../../experiment/trainPlan';
import { parseTraining } from '../../experiment/parseTraining';
import { Section } from '../panels/Section';
import { currentOf, usePlan, useQueue, useTraining } from './useTraining';

/** Start, pause, go on, stop: always at the same place. */
export function RunPanel() {
  const { plan, runs: queue } = useTraining();
  const entries = usePlan(({ entries: all }) => all);
  const seeds = usePlan(({ shared }) => shared.seeds.length);
  const runs = useQueue((state) => state.runs);
  const held = useQueue((state) => state.held);
  const notice = useQueue((state) => state.notice);
  const running = runs.find(({ status }) => status === 'running');
  const waiting = runs.filter(({ status }) => status === 'queued' || status === 'paused').length;
  const current = currentOf(runs);
  const asked = entries.filter(({ on }) => on).length * seeds;
  const problems = documentsOf(plan.store.getState()).flatMap((document) => {
    const parsed = parseTraining(document);
    return parsed.ok ? [] : parsed.problems;
  });
  const start = () => documentsOf(plan.store.getState()).forEach((document) => queue.add(document));
  const goOn = held && waiting > 0 && !running;
  return (
    <Section title="Run" note={running ? `${waiting} waiting` : waiting > 0 ? `${waiting} can go on` : `${asked} ${asked === 1 ? 'run' : 'runs'}`}>
      <div className="run-buttons">
        {running ? (
          <button type="button" className="button play" onClick={queue.pause}>
            Pause
          </button>
        ) : goOn ? (
          <button type="button" className="button play" onClick={queue.go}>
            Go on
          </button>
        ) : (
          <button type="button" className="button play" disabled={asked === 0 || problems.length > 0} onClick={start}>
            Start
          </button>
        )}
        <button
          type="button"
          className="button"
          disabled={!running && !goOn}
          onClick={() => runs.filter(({ status }) => ['running', 'queued', 'paused'].includes(status)).forEach(({ id }) => queue.stop(id))}
        >
          Stop
        </button>
      </div>
      {goOn && (
        <p className="caption">Kept from before: {current ? `${current.metrics.length} of ${current.document.epochs} epochs are done.` : ''}</p>
      )}
      {problems.slice(0, 3).map(({ key, message }) => (
        <p key={key} className="error" role="alert">
          {key}: {message}
        </p>
      ))}
      {notice && (
        <p className="error" role="alert">
          {notice}
        </p>
      )}
    </Section>
  );
}
