import { type TheoremName, theoremNames, catalogue } from '../../math/theory/statements/catalogue';
import { useSession } from '../session/session';
import { Claims, Loose } from './Claims';
import { FlatCard } from './FlatnessCard';
import { Statement } from './Statement';
import { useBench } from './theoryHooks';
import { type Filter, shortName, verdicts, anchorOf } from './verdicts';

export const sections = { conclusions: 'Conclusions', 'third-claim': 'Third claim', 'loose-points': 'Loose points' } as const;

const jump = (name: string) => document.getElementById(anchorOf(name))?.scrollIntoView({ block: 'start' });

/** Every card with its verdict at a glance; a press goes to it. */
export function Index({
  ids,
  whole,
  onChoose,
}: {
  readonly ids: readonly TheoremName[];
  readonly whole: boolean;
  readonly onChoose: (id: TheoremName) => void;
}) {
  const { trials, chosen } = useBench((state) => state);
  const section = (name: keyof typeof sections) => (
    <li key={name}>
      <button type="button" onClick={() => jump(name)}>
        {sections[name]}
      </button>
    </li>
  );
  return (
    <nav className="bench-index" aria-label="Cards">
      <ul>
        {whole && section('conclusions')}
        {ids.map((id) => {
          const verdict = trials[id]?.last?.outcome.verdict;
          const { sign, word, tone } = verdict ? verdicts[verdict] : { sign: '·', word: 'waiting', tone: 'ink3' };
          return (
            <li key={id}>
              <button
                type="button"
                className={`verdict-${tone}`}
                aria-label={`Go to ${catalogue[id].title}: ${word}`}
                aria-current={id === chosen || undefined}
                onClick={() => {
                  onChoose(id);
                  jump(id);
                }}
              >
                <i aria-hidden>{sign}</i> {shortName(id)}
              </button>
            </li>
          );
        })}
        {whole && section('third-claim')}
        {whole && section('loose-points')}
      </ul>
    </nav>
  );
}

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
          <Statement key={id} place={anchorOf(id)} heading={catalogue[id]} trial={trials[id]} chosen={id === chosen} onChoose={() => choose(id)} />
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
