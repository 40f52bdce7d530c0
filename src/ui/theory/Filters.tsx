import { theoremNames } from '../../math/theory';
import { Section } from '../panels/Section';
import { useBench } from './useBench';
import { counts, verdicts, type Filter } from './verdicts';

const order = ['all', 'holds', 'breaks-outside', 'holds-corrected', 'does-not-apply', 'broken'] as const satisfies readonly Filter[];

/** Which cards are shown, with how many there are. A bug of ours is listed only when there is one. */
export function Filters({ filter, onFilter }: { readonly filter: Filter; readonly onFilter: (filter: Filter) => void }) {
  const trials = useBench((state) => state.trials);
  const count = counts(theoremNames.map((id) => trials[id]));
  return (
    <Section title="Show">
      <div className="filters">
        {order
          .filter((name) => name !== 'broken' || count.broken > 0)
          .map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={name === filter}
              className={name === 'broken' ? 'error' : ''}
              onClick={() => onFilter(name)}
            >
              <span>{name === 'all' ? 'all' : verdicts[name].filter}</span>
              <span>{count[name]}</span>
            </button>
          ))}
      </div>
    </Section>
  );
}
