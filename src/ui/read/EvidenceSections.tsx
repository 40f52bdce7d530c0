import { type PaperPageId, paperPages } from '../../documents/paperPages';
import { numbersText, originText, paperCharts } from '../../exports/paper/paperExport';
import { toHash } from '../../state/addressHash';
import { choiceDefaults } from '../../state/choices';
import { type MeasuredOrder, measuredOrders } from '../../state/runs/paperResults';
import { PageLink } from '../controls/PageLink';
import { TexText } from '../controls/Tex';
import { Drawing } from '../plot/Drawing';
import { navigate, navigateToPaper } from '../session/addressSync';
import { usePaperPage } from '../session/paperRuns';
import { useDocument, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { ArticleSection, Margin } from './parts';
import { Picture } from './pictures';
import { useMemo } from 'react';

/** A figure or table of training, as its runs here have it; what to do where there are none. */
function TrainedFigure({ id }: { readonly id: PaperPageId }) {
  const session = useSession();
  const document = useDocument((whole) => whole);
  const { shown, fetching } = usePaperPage(id);
  const dark = useDark();
  const charts = useMemo(() => paperCharts(shown, dark), [shown, dark]);
  const { label, title, kind } = shown.page;
  const trained = shown.results.groups.length > 0;
  const drawn = trained && (kind !== 'slices' || shown.slices?.some(({ train, test }) => train ?? test) === true);
  const page = (
    <PageLink
      href={toHash('gallery', document, { choices: { ...choiceDefaults, paper: id } })}
      label={`Open ${label}`}
      open={() => navigateToPaper(session, id)}
    >
      {trained ? 'Open its page' : 'Open its page to train them'}
    </PageLink>
  );
  if (!trained)
    return (
      <p>
        <b>{label}.</b> {title}. {fetching ? 'Fetching runs.' : 'No runs of these methods are here yet.'} {page}
      </p>
    );
  return (
    <figure className="article-figure" aria-label={label}>
      <div className="article-panes">
        {drawn &&
          charts.map((chart) => (
            <Picture key={chart.title} title={chart.title}>
              <Drawing draw={chart.draw} width={460} height={260} label={`${chart.title}. ${numbersText(shown)}.`} />
            </Picture>
          ))}
      </div>
      <figcaption>
        <b>{label}.</b> {title}. {originText(shown)}. {kind === 'slices' ? '' : `${numbersText(shown)}.`} {page}
      </figcaption>
    </figure>
  );
}

const words: Readonly<Record<MeasuredOrder['verdict'], string>> = {
  holds: 'holds here',
  contradicted: 'contradicted here',
  undecided: 'undecided here',
  untrained: 'not trained here',
};

/** What the paper states of a page's methods beside what was found, one line an order. */
function Orders({ id }: { readonly id: PaperPageId }) {
  const { shown } = usePaperPage(id);
  return measuredOrders(shown.page, shown.results).map(({ stated, verdict, comparison }) => (
    <li key={stated}>
      {paperPages[id].label}: {stated}. <b>{words[verdict]}</b>
      {verdict === 'untrained' ? '.' : `: ${comparison}.`}
    </li>
  ));
}

/** Figures 3, 6 and 7 and the tables: networks. */
export function TrainingSection() {
  return (
    <ArticleSection id="training" title="Figures 3, 6 and 7: does it help a network?">
      <Margin>
        <p>
          No number of the paper’s tables could be read; its text states which method is above which. What follows was trained in this program, on
          small networks.
        </p>
      </Margin>
      <p>
        Two weights are a magnifying glass, not a result. The paper trains ResNets on CIFAR-10, CIFAR-100 and SVHN with adversarial training (AT),
        with and without EntropySGD, and with AWP, which looks for flat places by perturbing the weights. Robust accuracy is the share of test images
        that stay right under attack.
      </p>
      <TrainedFigure id="figure-3" />
      <TrainedFigure id="figure-6" />
      <TrainedFigure id="figure-7" />
      <h3>What was found here</h3>
      <ul className="article-list">
        <Orders id="figure-3" />
        <Orders id="table-1" />
        <Orders id="table-3" />
      </ul>
      <p>
        Two methods count as different where their means differ by more than the larger standard deviation over seeds. Small networks and few images
        are a weak test of a claim about large ones: an order that is undecided here is not refuted.
      </p>
    </ArticleSection>
  );
}

const loose: readonly string[] = [
  'It calls the loss “not continuous” where its gradient is not.',
  'Eq. 9 under an $L_\\infty$ ball needs $2\\varepsilon\\sqrt d$ where distances of inputs are in $L_2$.',
  'The proof of Lemma 2 needs a convex set, and has none; the inequality is true.',
  'Assumption 1 fails for the logistic model on unbounded weights: $C_{\\theta x}$ grows with $\\lVert\\theta\\rVert$.',
  'Lemma 4 does not apply to $s(\\th^{\\!\\top}\\xx)$ with two inputs: the Hessian in $\\xx$ is singular.',
  'Theorem 3 speaks of bounded sets; more is true.',
  'EntropySGD as programmed, with noise $10^{-4}$, follows the Moreau envelope rather than Eq. 10, and its variance is not $\\Sigma$.',
  'Smoothness under $L_2$ leaves out $\\th=0$; a bounded level set that contains 0 is not covered by Eq. 4.',
];

/** Where the paper is loose, and where to go from here. */
export function LooseSection() {
  const session = useSession();
  const document = useDocument((whole) => whole);
  return (
    <ArticleSection id="loose" title="Where the paper is loose">
      <p>None of these overturns a claim; some narrow one. They matter to whoever builds on a formula.</p>
      <ol className="article-list">
        {loose.map((sentence) => (
          <li key={sentence}>
            <TexText>{sentence}</TexText>
          </li>
        ))}
      </ol>
      <p>
        Each is tried in numbers on the{' '}
        <PageLink href={toHash('theory', document)} open={() => navigate(session, 'theory')}>
          cards of the Theory tab
        </PageLink>
        , on any model, points, norm and ε that you set.
      </p>
      <h3>In short</h3>
      <p>
        The worst input depends on the weights. Under L∞ it jumps from corner to corner, and each jump is a crease of the loss; under L2 it slides,
        and only the origin is left. A fixed step cannot settle on a crease. EntropySGD averages over nearby weights and has no creases, at the price
        of many gradients a step. And a loss that is flat in x makes the worst input turn faster.
      </p>
    </ArticleSection>
  );
}
