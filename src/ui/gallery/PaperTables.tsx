import { judgeText, paperCells, paperColumns, rankedGroups, type ShownPage } from '../../exports/paper/paperExport';
import { sliceSentence } from '../../exports/paper/paperSlices';
import type { MeasuredOrder, PaperGroup } from '../../state/runs/paperResults';
import { runWarnings } from '../../state/runs/trainingResults';
import { StrokeSwatch } from '../controls/StrokeMark';
import { Pane } from '../panes/Pane';
import { navigateToTraining } from '../session/addressSync';
import { useSession } from '../session/session';
import { useDark } from '../session/theme';

/** Table of the methods, highest robust accuracy first. */
export function Methods({ shown, letter }: { readonly shown: ShownPage; readonly letter: string }) {
  const session = useSession();
  const dark = useDark();
  const { groups, judge } = shown.results;
  const sliced = shown.page.kind === 'slices';
  const ranked = sliced ? -1 : judge === 'autoattack' ? 0 : 1;
  const columns = paperColumns(shown);
  const warnings = [...new Set(groups.flatMap(({ runs }) => runs.flatMap(({ document, metrics }) => runWarnings(document, metrics))))];
  return (
    <Pane
      letter={letter}
      title="Methods"
      note={sliced ? 'one seed a method' : `mean ± standard deviation over seeds, by ${judgeText(shown)}`}
      className="standings train-runs"
    >
      <div className="standings-scroll" role="region" aria-label="Methods" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">method</th>
              <th scope="col">setting</th>
              {columns.map((column) => (
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
                {paperCells(shown, group).map((cell, i) => (
                  <td key={columns[i]} className={i === ranked ? 'ranked' : ''}>
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
      {sliced && <p className="caption paper-foot">{sliceSentence(shown.slices ?? [])}.</p>}
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

const verdicts: Readonly<Record<MeasuredOrder['verdict'], { readonly sign: string; readonly word: string; readonly tone: string }>> = {
  holds: { sign: '✓', word: 'holds here', tone: 'gamma' },
  contradicted: { sign: '✕', word: 'contradicted here', tone: 'epsilon' },
  undecided: { sign: '–', word: 'undecided here', tone: 'ink3' },
  untrained: { sign: '–', word: 'not trained here', tone: 'ink3' },
};

/** The paper's orders beside those found. */
export function Orders({ orders, letter }: { readonly orders: readonly MeasuredOrder[]; readonly letter: string }) {
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
            {orders.map(({ stated, verdict, comparison }) => (
              <tr key={stated}>
                <th scope="row">{stated}</th>
                <td>
                  <span className={`verdict verdict-${verdicts[verdict].tone}`}>
                    <i aria-hidden>{verdicts[verdict].sign}</i>
                    {verdicts[verdict].word}
                  </span>{' '}
                  {comparison}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Pane>
  );
}
