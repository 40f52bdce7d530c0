import type { Assumption } from '../../math/theory/kinds';
import { TexText } from '../Tex';
import { colouredText } from './symbols';

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
