import { paperDocuments, type PaperPageId } from '../../documents/paperPages';
import {
  differenceText,
  judgeText,
  numbersText,
  originText,
  paperCells,
  paperCharts,
  paperColumns,
  rankedGroups,
  type ShownPage,
} from '../../exports/paperExport';
import type { TitledChart } from '../../figures/charts/trainingPage';
import { foundOrders, type FoundOrder, type PaperGroup } from '../../state/paperResults';
import { runWarnings } from '../../state/trainingResults';
import { Segment } from '../controls/Segment';
import { StrokeSwatch } from '../controls/StrokeMark';
import { Pane } from '../panes/Pane';
import { Drawing } from '../plot/Drawing';
import { navigateToPaper, navigateToTraining } from '../session/addressSync';
import { usePaperPage } from '../session/paperRuns';
import { useChoice, useSession } from '../session/session';
import { PHONE_QUERY, useDark, useMedia } from '../session/theme';
import { useEffect, useMemo } from 'react';

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
        <p className="caption">The paper: {page.note} Its numbers could not be read; the orders below are what its text states.</p>
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
          <Charts shown={shown} />
          <Methods shown={shown} letter={String.fromCharCode(65 + (page.kind === 'curves' ? 2 : 1))} />
          <Orders orders={foundOrders(page, results)} letter={String.fromCharCode(65 + (page.kind === 'curves' ? 3 : 2))} />
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

/** Width and height of a chart in pixels, about their displayed size. */
const chartSizes = { half: [560, 300], whole: [900, 250], phone: [358, 230] } as const;

function Charts({ shown }: { readonly shown: ShownPage }) {
  const dark = useDark();
  const phone = useMedia(PHONE_QUERY);
  const charts = useMemo((): readonly TitledChart[] => paperCharts(shown, dark), [shown, dark]);
  const [width, height] = chartSizes[phone ? 'phone' : charts.length > 1 ? 'half' : 'whole'];
  return (
    <div className={charts.length > 1 ? 'paper-charts two' : 'paper-charts'}>
      {shown.page.kind === 'curves' && (
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
        <Pane key={title} letter={String.fromCharCode(65 + i)} title={title} note={charts.length > 1 ? 'test bold, train thin' : 'rings: seeds'}>
          <div className="paper-chart">
            <Drawing draw={draw} width={width} height={height} label={`${title}. ${numbersText(shown)}.`} />
          </div>
        </Pane>
      ))}
    </div>
  );
}

/** Table of the methods, highest robust accuracy first. */
function Methods({ shown, letter }: { readonly shown: ShownPage; readonly letter: string }) {
  const session = useSession();
  const dark = useDark();
  const { groups, judge } = shown.results;
  const ranked = judge === 'autoattack' ? 0 : 1;
  const warnings = [...new Set(groups.flatMap(({ runs }) => runs.flatMap(({ document, metrics }) => runWarnings(document, metrics))))];
  return (
    <Pane letter={letter} title="Methods" note={`mean ± standard deviation over seeds, by ${judgeText(shown)}`} className="standings train-runs">
      <div className="standings-scroll" role="region" aria-label="Methods" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">method</th>
              <th scope="col">setting</th>
              {paperColumns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
              <th scope="col" aria-label="Document" />
            </tr>
          </thead>
          <tbody>
            {rankedGroups(groups, judge).map((group) => (
              <tr key={group.key} data-method={group.label}>
                <th scope="row">
                  <StrokeSwatch stroke={group.stroke} dark={dark} />
                  {group.label}
                </th>
                <td>{stepText(group)}</td>
                {paperCells(group).map((cell, i) => (
                  <td key={paperColumns[i]} className={i === ranked ? 'ranked' : ''}>
                    {cell}
                  </td>
                ))}
                <td>
                  <button
                    type="button"
                    className="link"
                    aria-label={`Document of ${group.label}`}
                    onClick={() => navigateToTraining(session, [group.document])}
                  >
                    document
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {warnings.map((warning) => (
        <p key={warning} className="warning">
          {warning}.
        </p>
      ))}
    </Pane>
  );
}

/** The numbers in which methods differ. */
const stepText = ({ document: { optimiser, awp, attack } }: PaperGroup): string =>
  [
    `η ${optimiser.lr}`,
    ...(optimiser.name === 'sgd' ? [] : [`η′ ${optimiser.innerLr}, L ${optimiser.L}, γ ${optimiser.gamma}`]),
    ...(awp ? [`AWP ${awp.size}`] : []),
    ...(attack.beta === undefined ? [] : [`β ${attack.beta}`]),
  ].join(', ');

const verdicts: Readonly<Record<FoundOrder['verdict'], { readonly sign: string; readonly word: string; readonly tone: string }>> = {
  holds: { sign: '✓', word: 'holds here', tone: 'gamma' },
  contradicted: { sign: '✕', word: 'contradicted here', tone: 'epsilon' },
  undecided: { sign: '–', word: 'undecided here', tone: 'ink3' },
  untrained: { sign: '–', word: 'not trained here', tone: 'ink3' },
};

/** The paper's orders beside those found. */
function Orders({ orders, letter }: { readonly orders: readonly FoundOrder[]; readonly letter: string }) {
  return (
    <Pane letter={letter} title="Order of the methods" note="the paper's text beside what was found" className="standings train-runs">
      <div className="standings-scroll" role="region" aria-label="Order of the methods" tabIndex={0}>
        <table className="paper-orders">
          <thead>
            <tr>
              <th scope="col">the paper states</th>
              <th scope="col">found</th>
            </tr>
          </thead>
          <tbody>
            {orders.map(({ stated, verdict, found }) => (
              <tr key={stated}>
                <th scope="row">{stated}</th>
                <td>
                  <span className={`verdict verdict-${verdicts[verdict].tone}`}>
                    <i aria-hidden>{verdicts[verdict].sign}</i>
                    {verdicts[verdict].word}
                  </span>{' '}
                  {found}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  );
}
