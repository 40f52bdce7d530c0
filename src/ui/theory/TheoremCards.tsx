import { shortName, verdictLabels } from '../../figures/charts/theoremVerdicts';
import { catalogue, type TheoremName, theoremNames } from '../../math/theory/catalogue';
import { useSession } from '../session/session';
import { Conclusions, LoosePoints } from './Claims';
import { FlatnessCard } from './FlatnessCard';
import { TheoremCard } from './TheoremCard';
import { useBench } from './theoryHooks';
import { anchorOf, type Filter } from './verdicts';

export const sections = { conclusions: 'Conclusions', 'third-claim': 'Third claim', 'loose-points': 'Loose points' } as const;

const scrollToSection = (name: string) => document.getElementById(anchorOf(name))?.scrollIntoView({ block: 'start' });

/** Index of the cards with their verdicts; a press scrolls to the card. */
export function CardIndex({
  ids,
  withSections,
  onChoose,
}: {
  readonly ids: readonly TheoremName[];
  readonly withSections: boolean;
  readonly onChoose: (id: TheoremName) => void;
}) {
  const { runs, chosen } = useBench((state) => state);
  const section = (name: keyof typeof sections) => (
    <li key={name}>
      <button type="button" onClick={() => scrollToSection(name)}>
        {sections[name]}
      </button>
    </li>
  );
  return (
    <nav className="bench-index" aria-label="Cards">
      <ul>
        {withSections && section('conclusions')}
        {ids.map((id) => {
          const verdict = runs[id]?.last?.outcome.verdict;
          const { sign, text, tone } = verdict ? verdictLabels[verdict] : { sign: '·', text: 'waiting', tone: 'ink3' };
          return (
            <li key={id}>
              <button
                type="button"
                className={`verdict-${tone}`}
                aria-label={`Go to ${catalogue[id].title}: ${text}`}
                aria-current={id === chosen || undefined}
                onClick={() => {
                  onChoose(id);
                  scrollToSection(id);
                }}
              >
                <i aria-hidden>{sign}</i> {shortName(id)}
              </button>
            </li>
          );
        })}
        {withSections && section('third-claim')}
        {withSections && section('loose-points')}
      </ul>
    </nav>
  );
}

/** The main column: title, index, conclusions of Section 3, the cards that pass the filter, flatness experiment and loose points. */
export function TheoremCards({
  filter,
  onDrawer,
  opensPair = false,
}: {
  readonly filter: Filter;
  readonly onDrawer?: (() => void) | undefined;
  /** Whether a chosen card gives way to its pair, as on a phone. */
  readonly opensPair?: boolean;
}) {
  const { experiment } = useSession();
  const { runs, chosen } = useBench((state) => state);
  const shown = theoremNames.filter((id) => filter === 'all' || runs[id]?.last?.outcome.verdict === filter);
  const mark = (statement: TheoremName) => experiment.choose({ statement, beside: 'pair', side: undefined });
  const choose = (statement: TheoremName) =>
    experiment.choose({ statement, beside: 'pair', side: undefined, ...(opensPair && { theoryPart: 'pair' }) });
  return (
    <div className="bench">
      <BenchTitle onDrawer={onDrawer} />
      <CardIndex ids={shown} withSections={filter === 'all'} onChoose={mark} />
      <div className="statements">
        {filter === 'all' && <Conclusions onChoose={choose} />}
        {shown.map((id) => (
          <TheoremCard key={id} place={anchorOf(id)} heading={catalogue[id]} trial={runs[id]} chosen={id === chosen} onChoose={() => choose(id)} />
        ))}
        {filter === 'all' && <FlatnessCard />}
        {filter === 'all' && <LoosePoints onChoose={choose} />}
        {shown.length === 0 && filter !== 'all' && <p className="note">No statement is under “{verdictLabels[filter].filter}” here.</p>}
      </div>
    </div>
  );
}

/** Title row with a run/stop button and the progress of the round. */
function BenchTitle({ onDrawer }: { readonly onDrawer?: (() => void) | undefined }) {
  const { bench } = useSession();
  const running = useBench((state) => state.running);
  const progress = useBench(({ runs }) => theoremNames.reduce((sum, id) => sum + (runs[id]?.fraction ?? 0), 0) / theoremNames.length);
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
      <button type="button" className="button bench-run" onClick={running ? bench.stop : bench.rerun}>
        {running ? 'Stop' : 'Run all again'}
      </button>
      {running && (
        <i
          className="bench-progress"
          role="progressbar"
          aria-label="Statements tried"
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(100 * progress)}
          style={{ width: `${100 * progress}%` }}
        />
      )}
    </header>
  );
}
