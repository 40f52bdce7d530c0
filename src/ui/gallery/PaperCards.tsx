import { type PaperPageId, paperPageIds, paperPages } from '../../documents/paperPages';
import { numbersText, paperCharts } from '../../exports/paper/paperExport';
import { toHash } from '../../state/addressHash';
import { choiceDefaults } from '../../state/choices';
import { PageLink } from '../controls/PageLink';
import { Drawing } from '../plot/Drawing';
import { navigateToPaper } from '../session/addressSync';
import { usePaperPage } from '../session/paperRuns';
import { useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useMemo } from 'react';

/** Cards of the paper's figures and tables of training; each opens a page of its own. */
export function PaperCards() {
  return (
    <section className="gallery-row paper-row" aria-label="Training: figures and tables">
      <header>
        <h3>Training</h3>
        <p>Figures 3, 6 and 7, Tables 1 to 3: your own runs, or those shipped with the page</p>
      </header>
      <div className="gallery-cards paper-cards">
        {paperPageIds.map((id) => (
          <PaperCard key={id} id={id} />
        ))}
      </div>
    </section>
  );
}

/** Size of a card's picture in pixels; its chart's axes are cut off. */
const CARD = { width: 300, height: 200 };

function PaperCard({ id }: { readonly id: PaperPageId }) {
  const session = useSession();
  const { label, title, short } = paperPages[id];
  const document = useExperiment((state) => state.document);
  const { shown, error, fetching } = usePaperPage(id);
  const dark = useDark();
  const [chart] = useMemo(() => paperCharts(shown, dark), [shown, dark]);
  const { kind } = shown.page;
  const trained = shown.results.groups.length > 0;
  const filled = trained && (kind !== 'slices' || shown.slices?.some(({ train, test }) => train ?? test) === true);
  return (
    <PageLink
      className={filled ? 'card' : 'card missing'}
      href={toHash('gallery', document, { choices: { ...choiceDefaults, paper: id } })}
      label={`${label}: ${title}`}
      open={() => navigateToPaper(session, id)}
    >
      <div className="card-picture">
        {filled && chart ? (
          <Drawing draw={chart.draw} {...CARD} label={numbersText(shown)} />
        ) : (
          <p className="card-empty">
            {error ?? (fetching ? 'fetching' : trained ? 'Not measured yet: open to measure it' : 'No runs yet: open to train them')}
          </p>
        )}
      </div>
      <div className="card-foot">
        <b>{label}</b>
        <span>{short}</span>
        <small>{trained ? (shown.shipped ? 'shipped' : 'yours') : ''}</small>
      </div>
    </PageLink>
  );
}
