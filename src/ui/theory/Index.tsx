import { theory, type TheoremName } from '../../math/theory';
import { useBench } from './useBench';
import { shortName, verdicts } from './verdicts';

/** Where a card or a section of the bench stands. */
export const anchorOf = (name: string): string => `bench-${name}`;

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
                aria-label={`Go to ${theory[id].title}: ${word}`}
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
