import { theoremNames } from '../../math/theory';
import { fixed } from '../controls/numbers';
import { useBench, useTheoryKnobs } from './useBench';

/** The bench's line of the status bar: everything here is float64. */
export function TheoryStatus() {
  const { running, ms, trials } = useBench((state) => state);
  const { options } = useTheoryKnobs();
  const done = theoremNames.filter((id) => trials[id]?.state === 'done').length;
  const bugs = theoremNames.filter((id) => trials[id]?.last?.outcome.verdict === 'broken').length;
  const pairs = `${theoremNames.length} cards × ${fixed(options.pairs, 0)} pairs`;
  return (
    <footer className="statusbar">
      <div className={`badge ${running ? 'computing' : 'fine'}`} data-testid="badge">
        <i aria-hidden />
        <b>float64</b>
        <span className="badge-text">
          {running
            ? `${done} of ${theoremNames.length} cards tried`
            : ms === undefined
              ? Object.keys(trials).length === 0
                ? 'about to begin'
                : 'stopped'
              : `${pairs} in ${fixed(ms / 1000, 1)} s · seed ${options.seed}`}
        </span>
        {bugs > 0 && (
          <strong className="error" role="alert">
            {bugs} of the statements broke inside its assumptions: a bug of ours.
          </strong>
        )}
      </div>
      <span className="statusbar-end">The mark on each bar is 1: the stated bound</span>
    </footer>
  );
}
