import { theory, theoremNames } from '../../math/theory';
import { useSession } from '../session';
import { Claims } from './Claims';
import { FlatCard } from './FlatCard';
import { Index, anchorOf } from './Index';
import { Loose } from './Loose';
import { Statement } from './Statement';
import { useBench } from './useBench';
import { verdicts, type Filter } from './verdicts';

/** Under the title row an index; then what Section 3 concludes, the cards in two columns, and where the paper is loose. */
export function Statements({
  filter,
  onDrawer,
  onOpen,
}: {
  readonly filter: Filter;
  readonly onDrawer?: (() => void) | undefined;
  readonly onOpen?: () => void;
}) {
  const { bench } = useSession();
  const { trials, chosen } = useBench((state) => state);
  const shown = theoremNames.filter((id) => filter === 'all' || trials[id]?.last?.outcome.verdict === filter);
  const choose = (id: (typeof theoremNames)[number]) => {
    bench.choose(id);
    onOpen?.();
  };
  return (
    <div className="bench">
      <Title onDrawer={onDrawer} />
      <Index ids={shown} whole={filter === 'all'} onChoose={bench.choose} />
      <div className="statements">
        {filter === 'all' && <Claims onChoose={choose} />}
        {shown.map((id) => (
          <Statement key={id} place={anchorOf(id)} theorem={theory[id]} trial={trials[id]} chosen={id === chosen} onChoose={() => choose(id)} />
        ))}
        {filter === 'all' && <FlatCard />}
        {filter === 'all' && <Loose onChoose={choose} />}
        {shown.length === 0 && filter !== 'all' && <p className="note">No statement is under “{verdicts[filter].filter}” here.</p>}
      </div>
    </div>
  );
}

/** Title, progress as a line on the lower edge, and one button that never moves. */
function Title({ onDrawer }: { readonly onDrawer?: (() => void) | undefined }) {
  const { bench } = useSession();
  const running = useBench((state) => state.running);
  const share = useBench(({ trials }) => theoremNames.reduce((sum, id) => sum + (trials[id]?.share ?? 0), 0) / theoremNames.length);
  return (
    <header className="lab-title bench-title">
      {onDrawer && (
        <button type="button" className="button" onClick={onDrawer}>
          Knobs
        </button>
      )}
      <div className="lab-name">
        <h1>Theorem bench</h1>
        <span className="caption">each statement, its constant here, and our best try at breaking it</span>
      </div>
      <button type="button" className="button bench-run" onClick={running ? bench.stop : bench.again}>
        {running ? 'Stop' : 'Run all again'}
      </button>
      {running && (
        <i
          className="bench-progress"
          role="progressbar"
          aria-label="Statements tried"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * share)}
          style={{ width: `${100 * share}%` }}
        />
      )}
    </header>
  );
}
