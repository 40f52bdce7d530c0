import { paperDocuments, type PaperPageId } from '../../documents/paperPages';
import { differenceText, numbersText, originText, paperCharts, type ShownPage } from '../../exports/paper/paperExport';
import { sliceSentence } from '../../exports/paper/paperSlices';
import type { TitledChart } from '../../figures/networks/trainingPage';
import { measuredOrders } from '../../state/runs/paperResults';
import { Segment } from '../controls/Segment';
import { StrokeSwatch } from '../controls/StrokeMark';
import { Pane } from '../panes/Pane';
import { Drawing } from '../plot/Drawing';
import { navigateToPaper, navigateToTraining } from '../session/addressSync';
import { sliceTasks, usePaperPage } from '../session/paperRuns';
import { useChoice, useSession } from '../session/session';
import { PHONE_QUERY, useDark, useMedia } from '../session/theme';
import { Methods, Orders } from './PaperTables';
import { useEffect, useEffectEvent, useMemo } from 'react';
import { useStore } from 'zustand';

/** A figure or table of the paper about training: curves or means of runs, the table, and the paper's orders beside those found. */
export function PaperPage({ id }: { readonly id: PaperPageId }) {
  const session = useSession();
  const { shown, hasBoth, error, fetching } = usePaperPage(id);
  const [, setOrigin] = useChoice('origin');
  const { page, results, shipped, note } = shown;
  useEffect(() => void session.training.runs.load(), [session]);
  const documents = results.groups.map(({ document }) => document);
  return (
    <div className="paper-page">
      <header className="paper-head">
        <p>
          <button type="button" className="link" onClick={() => navigateToPaper(session, undefined)}>
            ← Paper figures
          </button>
        </p>
        <h1>
          {page.label}: {page.title}
        </h1>
        {hasBoth && (
          <Segment
            label="Runs shown"
            options={[
              { value: 'own', label: 'Your runs' },
              { value: 'shipped', label: 'Shipped runs' },
            ]}
            value={shipped ? 'shipped' : 'own'}
            onChange={setOrigin}
          />
        )}
        <p className="caption">
          The paper: {page.note}{' '}
          {page.orders.length > 0
            ? 'Its numbers could not be read; the orders below are what its text states.'
            : 'What it shows of each method could not be read, so no order stands beside the one found.'}
        </p>
      </header>
      {error && <p className="error">{error}</p>}
      {results.groups.length === 0 ? (
        <NoRuns id={id} shown={shown} fetching={fetching} />
      ) : (
        <>
          <p className="paper-origin">
            <span className="tag">{originText(shown)}</span> {differenceText(shown)}{' '}
            <button type="button" className="link" onClick={() => navigateToTraining(session, documents)}>
              Open their documents in Train
            </button>
          </p>
          {page.kind === 'slices' && <SliceProgress shown={shown} />}
          <Charts shown={shown} />
          <Methods shown={shown} letter={page.kind === 'table' ? 'B' : 'C'} />
          {page.orders.length > 0 && <Orders orders={measuredOrders(page, results)} letter={page.kind === 'table' ? 'C' : 'D'} />}
          {(note !== '' || results.others > 0) && (
            <p className="caption paper-foot">
              {note}{' '}
              {results.others > 0 &&
                `${results.others} other evaluated ${results.others === 1 ? 'run is' : 'runs are'} not shown: of another method, setting or step size.`}
            </p>
          )}
        </>
      )}
    </div>
  );
}

/** What to do where there is no run of the methods of a page. */
function NoRuns({ id, shown: { page }, fetching }: { readonly id: PaperPageId; readonly shown: ShownPage; readonly fetching: boolean }) {
  const session = useSession();
  const documents = useMemo(() => paperDocuments(page), [page]);
  if (fetching) return <p className="fetching">Fetching the list of shipped runs …</p>;
  const files = id === 'table-2' ? ' They need the files of SVHN, which the Train tab reads.' : '';
  return (
    <div className="paper-empty">
      <p>
        No runs of these methods are here yet: none are shipped with this page, and you have trained none. Train them, or drop the folder of a
        training on the page; as soon as an epoch is evaluated it is shown here.{files}
      </p>
      <button type="button" className="button" onClick={() => navigateToTraining(session, documents)}>
        Put the {documents.length} methods in the plan of the Train tab
      </button>
    </div>
  );
}

/** Measures what is missing of Figure 7 while the page is open, and says how far it is. */
function SliceProgress({ shown }: { readonly shown: ShownPage }) {
  const session = useSession();
  const { slices } = session.training;
  const { running, error } = useStore(slices.store);
  const tasks = sliceTasks(shown, session);
  const missing = tasks.map(({ key }) => key).join(', ');
  const start = useEffectEvent(() => slices.measure(tasks));
  const names = shown.results.groups.map(({ key }) => key).join(', ');
  useEffect(() => {
    start();
    return () => slices.stop();
  }, [slices, names]);
  if (error) return <p className="error">{error}</p>;
  if (missing === '') return null;
  if (!running)
    return (
      <p className="paper-progress" role="status">
        {tasks.length} {tasks.length === 1 ? 'slice is' : 'slices are'} not measured.{' '}
        <button type="button" className="link" onClick={() => slices.measure(tasks)}>
          Measure
        </button>
      </p>
    );
  const { done, of, fraction, secondsLeft } = running;
  const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left of this one`;
  return (
    <p className="paper-progress" role="status">
      Slice {done + 1} of {of}: {Math.round(100 * fraction)} % done{left}.{' '}
      <button type="button" className="link" onClick={slices.stop}>
        Stop
      </button>
    </p>
  );
}

/** Width and height of a chart in pixels, about their displayed size. */
const chartSizes = { half: [560, 300], whole: [900, 250], phone: [358, 230] } as const;

const chartNotes = { curves: 'test bold, train thin', table: 'rings: seeds', slices: '' } as const;

function Charts({ shown }: { readonly shown: ShownPage }) {
  const dark = useDark();
  const phone = useMedia(PHONE_QUERY);
  const charts = useMemo((): readonly TitledChart[] => paperCharts(shown, dark), [shown, dark]);
  const [width, height] = chartSizes[phone ? 'phone' : charts.length > 1 ? 'half' : 'whole'];
  return (
    <div className={charts.length > 1 ? 'paper-charts two' : 'paper-charts'}>
      {shown.page.kind !== 'table' && (
        <p className="train-legend" role="group" aria-label="Legend">
          {shown.results.groups.map((group) => (
            <span key={group.key} className="key">
              <StrokeSwatch stroke={group.stroke} dark={dark} />
              {group.label}
            </span>
          ))}
        </p>
      )}
      {charts.map(({ title, draw }, i) => (
        <Pane key={title} letter={String.fromCharCode(65 + i)} title={title} note={chartNotes[shown.page.kind]}>
          <div className="paper-chart">
            <Drawing
              draw={draw}
              width={width}
              height={height}
              label={`${title}. ${shown.page.kind === 'slices' ? sliceSentence(shown.slices ?? []) : numbersText(shown)}.`}
            />
          </div>
        </Pane>
      ))}
    </div>
  );
}
