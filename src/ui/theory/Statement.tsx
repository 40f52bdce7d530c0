import type { ReactNode } from 'react';
import type { Trial } from '../../experiment/bench';
import type { Outcome, Theorem } from '../../math/theory/kinds';
import { Tex, TexText } from '../Tex';
import { Assumptions } from './Assumptions';
import { OfferButton } from './OfferButton';
import { coloured, colouredText } from './symbols';
import { BOUND, headline, ratioText, share, verdicts } from './verdicts';

interface Props {
  /** Its id on the page. */
  readonly place: string;
  readonly theorem: Theorem;
  readonly trial: Trial | undefined;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** A statement with its numbers, its assumptions, and how near we came to breaking it. */
export function Statement({ place, theorem, trial, chosen, onChoose }: Props) {
  const outcome = trial?.last?.outcome;
  const verdict = outcome?.verdict;
  const tone = verdict ? verdicts[verdict].tone : 'ink3';
  const stale = outcome !== undefined && trial?.state !== 'done';
  return (
    <article className={['statement', `verdict-${tone}`, verdict, chosen && 'chosen', stale && 'stale'].filter(Boolean).join(' ')} id={place}>
      <header>
        <h2>
          <button type="button" aria-pressed={chosen} onClick={onChoose}>
            {theorem.title}
          </button>
        </h2>
        <span className="statement-subtitle">
          <TexText>{theorem.subtitle}</TexText>
        </span>
        {theorem.origin === 'sharper' && <span className="tag">ours</span>}
        <Sign trial={trial} />
      </header>
      <div className="statement-tex">
        <Tex>{`\\displaystyle ${coloured(theorem.tex)}`}</Tex>
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

function Sign({ trial }: { readonly trial: Trial | undefined }): ReactNode {
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
  const { verdict, reason, assumptions, constants, offer } = outcome;
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
        <p className="statement-offer">{offer && <OfferButton offer={offer} />}</p>
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
