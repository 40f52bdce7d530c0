import { withLockedRange } from '../../documents/panes';
import { rangeDecimals } from '../../math/core/grid';
import type { ParamSpec } from '../../math/core/paramSpec';
import type { Pair } from '../../math/core/types';
import { NumberField } from '../controls/NumberField';
import { useDocument, useEdit, useExperiment, useSession } from '../session/session';

const endSpec = (label: string, digits: number): ParamSpec => ({
  symbol: label,
  label,
  hint: '',
  slider: [0, 1],
  allowed: { min: -1e12, max: 1e12 },
  default: 0,
  scale: 'linear',
  digits,
  tone: 'ink',
});
const endNames = ['least loss', 'greatest loss'] as const;

/** Lock of the range of losses at the one that is shown, of some panes of a comparison or of the whole figure, and fields of its ends while it is locked. */
export function RangeLock({ shown, panes }: { readonly shown: Pair; readonly panes?: readonly number[] | undefined }) {
  const { experiment } = useSession();
  const edit = useEdit();
  const locked = useDocument((document) => document.panes?.[panes?.[0] ?? -1]?.view?.range ?? document.view.range);
  const rejected = useExperiment((state) => state.rejected);
  const digits = rangeDecimals(shown);
  const lockAt = (range: Pair | undefined) => {
    for (const k of [0, 1]) experiment.setRejected(`range.${k}`, undefined);
    edit((document) => withLockedRange(document, panes, range));
  };
  const reject = (k: 0 | 1, sentence: string | undefined, standing: number) =>
    experiment.setRejected(`range.${k}`, sentence === undefined ? undefined : { sentence, lastValid: `${endNames[k]} = ${standing}` });
  const setEnd = (k: 0 | 1, value: number) => {
    if (!locked) return;
    const range: Pair = k === 0 ? [value, locked[1]] : [locked[0], value];
    if (range[0] < range[1]) lockAt(range);
    else reject(k, `The ${endNames[k]} must be ${k === 0 ? 'below' : 'above'} ${locked[1 - k]}; it was ${value}`, locked[k]);
  };
  const problem = [0, 1].map((k) => rejected[`range.${k}`]?.sentence).find(Boolean);
  return (
    <span className="range-lock">
      {locked &&
        ([0, 1] as const).map((k) => (
          <NumberField
            key={k}
            spec={endSpec(endNames[k], digits)}
            name={`Locked range, ${endNames[k]}`}
            value={locked[k]}
            disabled={false}
            invalid={rejected[`range.${k}`] !== undefined}
            onInvalid={(sentence, standing) => reject(k, sentence, standing)}
            onChange={(value) => setEnd(k, value)}
          />
        ))}
      <button
        type="button"
        className="link"
        aria-pressed={locked !== undefined}
        aria-label="Lock the range of losses"
        onClick={() => lockAt(locked ? undefined : [Number(shown[0].toFixed(digits)), Number(shown[1].toFixed(digits))])}
      >
        {locked ? 'unlock' : 'lock'}
      </button>
      {problem && (
        <span className="error" role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}
