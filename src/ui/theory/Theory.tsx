import { Segment } from '../controls/Segment';
import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { useChoice } from '../session/session';
import { TheoremCards } from './TheoremCards';
import { TheoryPanel } from './TheoryPanel';
import { PairAndMaps } from './WorstPair';
import { useBench, useFollowBench } from './theoryHooks';
import { useState } from 'react';

const views = [
  { value: 'statements', label: 'Statements' },
  { value: 'pair', label: 'Pair and maps' },
  { value: 'knobs', label: 'Knobs' },
] as const;

/** The Theory tab: options on the left, cards of the theorems, worst pair or maps on the right; one of the three at a time on a phone. */
export function TheoryPage() {
  useFollowBench();
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const [open, setOpen] = useState(false);
  const [filter, setFilter] = useChoice('filter');
  const [view, setView] = useChoice('theoryPart');
  const chosen = useBench((state) => state.chosen);
  if (phone)
    return (
      <div className="theory-phone">
        <div className="phone-tabs">
          <Segment label="View" options={views} value={view} onChange={setView} />
        </div>
        {view === 'statements' && <TheoremCards filter={filter} opensPair />}
        {view === 'pair' && (
          <aside className="readouts" aria-label="Worst pair">
            <PairAndMaps key={chosen} id={chosen} />
          </aside>
        )}
        {view === 'knobs' && (
          <aside className="sheet" aria-label="Knobs">
            <TheoryPanel filter={filter} onFilter={setFilter} />
          </aside>
        )}
      </div>
    );
  return (
    <div className="lab-frame">
      {(!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          <TheoryPanel filter={filter} onFilter={setFilter} />
        </aside>
      )}
      <TheoremCards filter={filter} onDrawer={drawer ? () => setOpen(!open) : undefined} />
      <aside className="readouts" aria-label="Worst pair">
        <PairAndMaps key={chosen} id={chosen} />
      </aside>
    </div>
  );
}
