import { type ArticleKnobs, articleSpecs } from '../../documents/article/articleFigures';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { catalogue, type TheoremName } from '../../math/theory/catalogue';
import { toHash } from '../../state/addressHash';
import { choiceDefaults } from '../../state/choices';
import type { Tab } from '../../state/experimentStore';
import { Knob } from '../controls/Knob';
import { PageLink } from '../controls/PageLink';
import { Tex, TexText } from '../controls/Tex';
import { formatFixed } from '../controls/specText';
import { navigate } from '../session/addressSync';
import { useChoice, useExperiment, useSession } from '../session/session';
import { useLit } from './lit';
import type { ReactNode } from 'react';

/** A section of the article with its address inside the page. */
export function ArticleSection({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <section className="article-section" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {children}
    </section>
  );
}

/** A number of the text, computed for what is shown: a dash until it is known. */
export function Value({ of, digits = 3 }: { readonly of: number | undefined; readonly digits?: number }) {
  return <span className="value">{of === undefined ? '–' : formatFixed(of, digits)}</span>;
}

/** A formula on a line of its own. */
export function Equation({ children }: { readonly children: string }) {
  return (
    <div className="article-equation" role="group" aria-label="Formula" tabIndex={0}>
      <Tex display>{children}</Tex>
    </div>
  );
}

/** A note in the margin. */
export function Margin({ children }: { readonly children: ReactNode }) {
  return <aside className="margin">{children}</aside>;
}

/** Notes beside each other under the text, where there are more than a margin holds. */
export function Notes({ children }: { readonly children: ReactNode }) {
  return <div className="article-notes">{children}</div>;
}

/** What a statement of the paper says, and the way to its card, where its proof is tried on 10⁵ pairs. */
export function Statement({ name, document }: { readonly name: TheoremName; readonly document: SurfaceDocument }) {
  const session = useSession();
  const { title, subtitle, tex } = catalogue[name];
  const open = () => {
    navigate(session, 'theory', document);
    session.experiment.choose({ statement: name });
  };
  return (
    <Margin>
      <p>
        <b>{title}</b>, <TexText>{subtitle}</TexText>
      </p>
      <p className="margin-tex">
        <Tex>{tex}</Tex>
      </p>
      <p>
        <PageLink href={toHash('theory', document, { choices: { ...choiceDefaults, statement: name } })} label={`Card of ${title}`} open={open}>
          Its card: assumptions, pairs, constants
        </PageLink>
      </p>
    </Margin>
  );
}

/** Where the paper is loose. */
export function Loose({ children }: { readonly children: ReactNode }) {
  return (
    <Margin>
      <p>
        <b className="warning">Loose in the paper.</b> {children}
      </p>
    </Margin>
  );
}

/** A figure of the article: its pictures, the knobs that move it, the caption, and the way to the tab where it can be taken apart. */
export function ArticleFigure({
  name,
  caption,
  knobs = [],
  opens,
  tab = 'lab',
  beside = false,
  children,
}: {
  readonly name: string;
  /** Knobs and caption stand beside the picture, where there is one alone. */
  readonly beside?: boolean;
  readonly caption: ReactNode;
  readonly knobs?: readonly (keyof ArticleKnobs)[];
  readonly opens: SurfaceDocument;
  readonly tab?: Tab;
  readonly children: ReactNode;
}) {
  const session = useSession();
  const { mark } = useLit();
  return (
    <figure className={beside ? 'article-figure beside' : 'article-figure'} data-lit={mark} aria-label={name}>
      <div className="article-panes">{children}</div>
      {knobs.length > 0 && (
        <div className="article-knobs">
          {knobs.map((knob) => (
            <ArticleKnob key={knob} name={knob} />
          ))}
        </div>
      )}
      <figcaption>
        <b>{name}.</b> {caption}{' '}
        <PageLink href={toHash(tab, opens)} label={`Open ${name}`} open={() => navigate(session, tab, opens)}>
          Open it in {tab === 'lab' ? 'the Lab' : 'Optimisers'}
        </PageLink>
      </figcaption>
    </figure>
  );
}

function ArticleKnob({ name }: { readonly name: keyof ArticleKnobs }) {
  const [article, setArticle] = useChoice('article');
  return (
    <Knob id={`article.${name}`} spec={articleSpecs[name]} value={article[name]} onChange={(value) => setArticle({ ...article, [name]: value })} />
  );
}

export const useKnobs = (): ArticleKnobs => useExperiment(({ article }) => article);
