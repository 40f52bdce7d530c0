import { documentsOf } from '../../experiment/trainPlan';
import { parseTraining } from '../../experiment/parseTraining';
import { methodKey } from '../../experiment/trainingNames';
import { Section } from '../panels/Section';
import { currentOf, usePlan, useQueue, useTraining } from './useTraining';

/** Start, pause, go on, stop: always at the same place. */
export function RunPanel() {
  const { runs: queue } = useTraining();
  const entries = usePlan(({ entries: all }) => all);
  const shared = usePlan((chosen) => chosen.shared);
  const runs = useQueue((state) => state.runs);
  const held = useQueue((state) => state.held);
  const notice = useQueue((state) => state.notice);
  const running = runs.find(({ status }) => status === 'running');
  const waiting = runs.filter(({ status }) => status === 'queued' || status === 'paused').length;
  const elsewhere = runs.filter(({ status }) => status === 'elsewhere').length;
  const current = currentOf(runs);
  const parsed = documentsOf({ shared, entries }).map(parseTraining);
  const problems = parsed.flatMap((one) => (one.ok ? [] : one.problems));
  const known = new Set(runs.map(({ document, seed }) => `${methodKey(document)} ${seed}`));
  const fresh = parsed.flatMap((one) => {
    const seeds = one.ok ? one.document.seeds.filter((seed) => !known.has(`${methodKey(one.document)} ${seed}`)) : [];
    return one.ok && seeds.length > 0 ? [{ ...one.document, seeds }] : [];
  });
  const asked = fresh.reduce((sum, { seeds }) => sum + seeds.length, 0); // the same seed twice would count as two
  const start = () => fresh.forEach((document) => queue.add(document));
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
        <p className="caption">
          Kept in this browser: {current ? `${current.metrics.length} of ${current.document.epochs} epochs are done. Go on continues there.` : ''}
        </p>
      )}
      {elsewhere > 0 && (
        <p className="caption" role="status">
          {elsewhere === 1 ? 'One run belongs' : `${elsewhere} runs belong`} to another tab of this browser: pause or stop them there, or close it to
          go on here.
        </p>
      )}
      {!running && !goOn && elsewhere === 0 && asked === 0 && parsed.length > 0 && problems.length === 0 && (
        <p className="caption">All that is ticked is in the table: go on there, add seeds, change a knob, or remove a row.</p>
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
