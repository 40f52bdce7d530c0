import { articlePreset, articleSpecs } from '../../documents/article/articleFigures';
import type { Box } from '../../figures/base/drawList';
import { sharedRange } from '../../figures/base/ticks';
import { thumbnailCommands } from '../../figures/vector/panes';
import { toHash } from '../../state/addressHash';
import type { Experiment, Tab } from '../../state/experimentStore';
import { surfaceRequest } from '../../state/jobResults';
import { Citation } from '../controls/Citation';
import { Knob } from '../controls/Knob';
import { PageLink } from '../controls/PageLink';
import { formatFixed } from '../controls/specText';
import { useHeldRange } from '../panes/useMainSurface';
import { Painting } from '../plot/Painting';
import { navigate } from '../session/addressSync';
import { useChoice, useExperiment, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { useMemo } from 'react';

/** What this is: one sentence, the paper, one live figure, and three ways in. */
export function Opening() {
  return (
    <section className="opening" aria-label="What this is">
      <div className="opening-words">
        <h1>Under attack, the loss creases</h1>
        <p className="opening-sentence">
          Smoothscape draws the loss of adversarial training over two weights, live in this page, and shows where an attack makes it crease and what
          smooths it.
        </p>
        <p className="caption">
          <Citation />
        </p>
        <nav className="doors" aria-label="Ways in">
          <Door tab="read" title="Learn" text="The paper as an article whose figures move" />
          <Door tab="learn" title="Teach" text="Lessons that check answers by computing them" />
          <Door tab="lab" title="Make figures" text="Your model, points and attack, as a file" />
        </nav>
      </div>
      <OpeningFigure />
    </section>
  );
}

function Door({ tab, title, text }: { readonly tab: Tab; readonly title: string; readonly text: string }) {
  const session = useSession();
  const document = useExperiment((state) => state.document);
  return (
    <PageLink className="door" href={toHash(tab, document)} label={title} open={() => navigate(session, tab)}>
      <b>{title}</b>
      <span>{text}</span>
    </PageLink>
  );
}

/** Nodes a side: odd, so that nodes lie on the axes. */
const NODES = 41;

const requestOf = ({ article, backend }: Experiment) => {
  const document = articlePreset('figure-2c', article);
  return surfaceRequest({ ...document, grid: { ...document.grid, n: NODES } }, backend);
};

/** Figure 2(c) with the radius of its attack. */
function OpeningFigure() {
  const { runs } = useSession();
  const { last, error } = useFollowedJob(runs.surface, 'opening', requestOf);
  const [article, setArticle] = useChoice('article');
  const dark = useDark();
  const natural = useMemo(() => last && sharedRange([last.result]), [last]);
  const [lo, hi] = useHeldRange(natural, natural)?.range ?? [];
  const jump = last && Math.max(0, ...last.result.creases.flatMap((crease) => crease.jump));
  const draw = useMemo(() => {
    if (!last || lo === undefined || hi === undefined) return undefined;
    const style = { dark, colours: 'tide', size: 'pane', creases: true, minimum: false, arrows: false, range: [lo, hi] } as const;
    return ({ width, height }: Box) => thumbnailCommands(last.result, style, width, height);
  }, [last, lo, hi, dark]);
  return (
    <figure className="opening-figure" aria-label="Drag ε">
      <div className="opening-picture">{draw && <Painting draw={draw} label="The L∞ loss of one point over two weights, with its creases" />}</div>
      <Knob id="article.epsilon" spec={articleSpecs.epsilon} value={article.epsilon} onChange={(epsilon) => setArticle({ ...article, epsilon })} />
      <figcaption className="caption">
        {error ?? (
          <>
            Drag ε: the slope jumps by up to <b>{jump === undefined ? '–' : formatFixed(jump, 3)}</b> where a weight changes its sign (L∞ attack on
            one point, our setting).
          </>
        )}
      </figcaption>
    </figure>
  );
}
