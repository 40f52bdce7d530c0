import { paneSurfaces } from '../../documents/panes';
import { parseDocument } from '../../documents/parseSurface';
import type { TheoremHeading } from '../../math/theory/statements/catalogue';
import type { Assumption, SuggestedCase, Outcome } from '../../math/theory/types';
import type { TheoremRun } from '../../state/theoremBench';
import { coloured, colouredText, Tex, TexText } from '../controls/Tex';
import { useSession } from '../session/session';
import { BOUND, headline, ratioText, share, verdicts } from './verdicts';
import type { ReactNode } from 'react';

const signs = { met: ['✓', 'met'], broken: ['✕', 'broken'], waived: ['–', 'not met, and not needed here'], unknown: ['–', 'not checkable'] } as const;

function stateOf({ met, waived }: Assumption): keyof typeof signs {
  return waived ? 'waived' : met === undefined ? 'unknown' : met ? 'met' : 'broken';
}

/** Each assumption with its sign; the one that the search dropped comes last. */
export function Assumptions({ assumptions, dropped }: { readonly assumptions: readonly Assumption[]; readonly dropped?: string | undefined }) {
  return (
    <ul className="assumptions" aria-label="Assumptions">
      {assumptions.map((assumption) => {
        const state = stateOf(assumption);
        const [sign, word] = signs[state];
        return (
          <li key={assumption.text} className={state}>
            <i aria-hidden>{sign}</i> <TexText>{colouredText(assumption.text)}</TexText>
            <span className="hidden">: {word}</span>
          </li>
        );
      })}
      {dropped && (
        <li className="broken">
          <i aria-hidden>✕</i> dropped: <TexText>{colouredText(dropped)}</TexText>
        </li>
      )}
    </ul>
  );
}

/** Lays the case in which a statement applies over the document; undo brings the old one back. */
export function OfferButton({ offer }: { readonly offer: SuggestedCase }) {
  const { experiment } = useSession();
  const load = () =>
    experiment.edit(({ panes: _panes, ...document }) => {
      const [laid] = paneSurfaces({ ...document, panes: [offer.pane] });
      const view = { ...document.view, theory: { ...document.view.theory, ...offer.options } };
      const parsed = parseDocument({ ...(laid ?? document), view });
      return parsed.ok ? parsed.document : document;
    });
  return (
    <>
      Applies to: {offer.label}.{' '}
      <button type="button" className="link" onClick={load}>
        Load that case
      </button>
    </>
  );
}

interface Props {
  /** Its id on the page. */
  readonly place: string;
  readonly heading: TheoremHeading;
  readonly trial: TheoremRun | undefined;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** A statement with its numbers, its assumptions, and how near we came to breaking it. */
export function Statement({ place, heading, trial, chosen, onChoose }: Props) {
  const outcome = trial?.last?.outcome;
  const verdict = outcome?.verdict;
  const tone = verdict ? verdicts[verdict].tone : 'ink3';
  const stale = outcome !== undefined && trial?.state !== 'done';
  return (
    <article className={['statement', `verdict-${tone}`, verdict, chosen && 'chosen', stale && 'stale'].filter(Boolean).join(' ')} id={place}>
      <header>
        <h2>
          <button type="button" aria-pressed={chosen} onClick={onChoose}>
            {heading.title}
          </button>
        </h2>
        <span className="statement-subtitle">
          <TexText>{heading.subtitle}</TexText>
        </span>
        {heading.origin === 'sharper' && <span className="tag">ours</span>}
        <Sign trial={trial} />
      </header>
      <div className="statement-tex">
        <Tex>{`\\displaystyle ${coloured(heading.tex)}`}</Tex>
      </div>
      {outcome && <Found outcome={outcome} />}
      {trial?.error && (
        <p className="error" role="alert">
          {trial.error}
        </p>
      )}
    </article>
  );
}

function Sign({ trial }: { readonly trial: TheoremRun | undefined }): ReactNode {
  const verdict = trial?.last?.outcome.verdict;
  if (!verdict) return <span className="verdict note">{trial?.state === 'running' ? `${Math.round(100 * trial.share)} %` : 'waiting'}</span>;
  const { sign, word } = verdicts[verdict];
  return (
    <span className="verdict">
      <i aria-hidden>{sign}</i> {word}
    </span>
  );
}

function Found({ outcome }: { readonly outcome: Outcome }) {
  const { verdict, reason, assumptions, constants, suggestedCase } = outcome;
  return (
    <>
      <div className="statement-numbers">
        {verdict === 'does-not-apply' && reason ? (
          <span className="statement-why">
            <TexText>{colouredText(reason)}</TexText>
          </span>
        ) : (
          constants.map(({ tex, numerical }) => (
            <span key={tex}>
              <Tex>{coloured(tex)}</Tex>
              {numerical && <small> found numerically</small>}
            </span>
          ))
        )}
      </div>
      <Assumptions assumptions={assumptions} dropped={headline(outcome) === 'outside' ? outcome.outside?.dropped : undefined} />
      {verdict === 'does-not-apply' ? (
        <p className="statement-offer">{suggestedCase && <OfferButton offer={suggestedCase} />}</p>
      ) : (
        <>
          {reason && verdict !== 'breaks-outside' && (
            <p className="statement-reason">
              <TexText>{colouredText(reason)}</TexText>
            </p>
          )}
          <Bar outcome={outcome} />
        </>
      )}
    </>
  );
}

/** The worst ratio found, the bound 1 marked at 80 %. */
function Bar({ outcome }: { readonly outcome: Outcome }) {
  const side = headline(outcome);
  const search = side && outcome[side];
  if (!search) return null;
  const text = ratioText(search);
  return (
    <p className="ratio">
      <span>worst ratio</span>
      <span className="ratio-bar" role="img" aria-label={`Worst ratio ${text}, bound 1`}>
        <i style={{ width: `${100 * share(search.worst.ratio)}%` }} />
        <b style={{ left: `${100 * BOUND}%` }} />
      </span>
      <output>{text}</output>
    </p>
  );
}
