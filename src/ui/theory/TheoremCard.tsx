import { paneSurfaces } from '../../documents/panes';
import { parseDocument } from '../../documents/parseSurface';
import { decisiveSide, ratioText, verdictLabels } from '../../figures/charts/theoremVerdicts';
import type { TheoremHeading } from '../../math/theory/catalogue';
import type { Assumption, Outcome, SuggestedCase } from '../../math/theory/types';
import type { TheoremRun } from '../../state/theoremBench';
import { coloured, colouredText, Tex, TexText } from '../controls/Tex';
import { useSession } from '../session/session';
import { barFraction, BOUND_POSITION } from './verdicts';
import type { ReactNode } from 'react';

const signs = { met: ['✓', 'met'], broken: ['✕', 'broken'], waived: ['–', 'not met, and not needed here'], unknown: ['–', 'not checkable'] } as const;

function stateOf({ met, waived }: Assumption): keyof typeof signs {
  return waived ? 'waived' : met === undefined ? 'unknown' : met ? 'met' : 'broken';
}

/** The assumptions with their signs, then the one that the search dropped. */
export function Assumptions({ assumptions, dropped }: { readonly assumptions: readonly Assumption[]; readonly dropped?: string | undefined }) {
  return (
    <ul className="assumptions" aria-label="Assumptions">
      {assumptions.map((assumption) => {
        const state = stateOf(assumption);
        const [sign, text] = signs[state];
        return (
          <li key={assumption.text} className={state}>
            <i aria-hidden>{sign}</i> <TexText>{colouredText(assumption.text)}</TexText>
            <span className="hidden">: {text}</span>
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

/** Applies a suggested case to the document; undo restores the previous one. */
export function SuggestedCaseButton({ suggestion }: { readonly suggestion: SuggestedCase }) {
  const { experiment } = useSession();
  const load = () =>
    experiment.edit(({ panes: _panes, ...document }) => {
      const [patched] = paneSurfaces({ ...document, panes: [suggestion.pane] });
      const view = { ...document.view, theory: { ...document.view.theory, ...suggestion.options } };
      const parsed = parseDocument({ ...(patched ?? document), view });
      return parsed.ok ? parsed.document : document;
    });
  return (
    <>
      Applies to: {suggestion.label}.{' '}
      <button type="button" className="link" onClick={load}>
        Load that case
      </button>
    </>
  );
}

interface Props {
  /** Element id. */
  readonly place: string;
  readonly heading: TheoremHeading;
  readonly trial: TheoremRun | undefined;
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

/** Card of a theorem: statement, constants, assumptions, verdict and worst ratio. */
export function TheoremCard({ place, heading, trial, chosen, onChoose }: Props) {
  const outcome = trial?.last?.outcome;
  const verdict = outcome?.verdict;
  const tone = verdict ? verdictLabels[verdict].tone : 'ink3';
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
        <VerdictBadge trial={trial} />
      </header>
      <div className="statement-tex">
        <Tex>{`\\displaystyle ${coloured(heading.tex)}`}</Tex>
      </div>
      {outcome && <OutcomeDetails outcome={outcome} />}
      {trial?.error && (
        <p className="error" role="alert">
          {trial.error}
        </p>
      )}
    </article>
  );
}

function VerdictBadge({ trial }: { readonly trial: TheoremRun | undefined }): ReactNode {
  const verdict = trial?.last?.outcome.verdict;
  if (!verdict) return <span className="verdict note">{trial?.state === 'running' ? `${Math.round(100 * trial.fraction)} %` : 'waiting'}</span>;
  const { sign, text } = verdictLabels[verdict];
  return (
    <span className="verdict">
      <i aria-hidden>{sign}</i> {text}
    </span>
  );
}

function OutcomeDetails({ outcome }: { readonly outcome: Outcome }) {
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
      <Assumptions assumptions={assumptions} dropped={decisiveSide(outcome) === 'outside' ? outcome.outside?.dropped : undefined} />
      {verdict === 'does-not-apply' ? (
        <p className="statement-offer">{suggestedCase && <SuggestedCaseButton suggestion={suggestedCase} />}</p>
      ) : (
        <>
          {reason && verdict !== 'breaks-outside' && (
            <p className="statement-reason">
              <TexText>{colouredText(reason)}</TexText>
            </p>
          )}
          <RatioBar outcome={outcome} />
        </>
      )}
    </>
  );
}

/** Bar of the worst ratio with a mark at 1. */
function RatioBar({ outcome }: { readonly outcome: Outcome }) {
  const side = decisiveSide(outcome);
  const search = side && outcome[side];
  if (!search) return null;
  const text = ratioText(search);
  return (
    <p className="ratio">
      <span>worst ratio</span>
      <span className="ratio-bar" role="img" aria-label={`Worst ratio ${text}, bound 1`}>
        <i style={{ width: `${100 * barFraction(search.worst.ratio)}%` }} />
        <b style={{ left: `${100 * BOUND_POSITION}%` }} />
      </span>
      <output>{text}</output>
    </p>
  );
}
