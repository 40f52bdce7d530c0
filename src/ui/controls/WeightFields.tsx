import { MAX_THETA, specs } from '../../documents/surfaceSpecs';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { useDocument, useExperiment, useSession } from '../session/session';
import { NumberField } from './NumberField';
import { formatFixed } from './specText';

/** Key of the refused input of one weight of a pair. */
const keyOf = (id: string, axis: 0 | 1): string => `${id}.${axis}`;

/** Number fields of a pair of weights, for keyboard input and exact values. */
export function WeightFields({
  id,
  name,
  symbol,
  theta,
  onChange,
}: {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly theta: Pair;
  readonly onChange: (theta: Pair) => void;
}) {
  const { experiment } = useSession();
  const refused = useExperiment((state) => state.rejected);
  const { theta1, theta2 } = useDocument((document) => document.grid);
  const decimals = [rangeDecimals(theta1, 4), rangeDecimals(theta2, 4)] as const;
  return (
    <span className="input-fields">
      {([0, 1] as const).map((axis) => (
        <NumberField
          key={axis}
          spec={{ ...specs.theta, symbol, label: name, allowed: { min: -MAX_THETA, max: MAX_THETA }, digits: 2 }}
          name={`${name}, θ${axis === 0 ? '₁' : '₂'}`}
          value={Number(theta[axis].toFixed(decimals[axis]))}
          disabled={false}
          invalid={refused[keyOf(id, axis)] !== undefined}
          onInvalid={(sentence) =>
            experiment.setRejected(
              keyOf(id, axis),
              sentence ? { sentence, lastValid: `${symbol} = ${formatFixed(theta[axis], decimals[axis])}` } : undefined,
            )
          }
          onChange={(value) => {
            experiment.setRejected(keyOf(id, axis), undefined);
            onChange(axis === 0 ? [value, theta[1]] : [theta[0], value]);
          }}
        />
      ))}
    </span>
  );
}

/** Why the last typed weight of a pair was refused. */
export function WeightError({ id }: { readonly id: string }) {
  const refused = useExperiment((state) => state.rejected[keyOf(id, 0)] ?? state.rejected[keyOf(id, 1)]);
  return refused ? (
    <p className="error" role="alert">
      {refused.sentence}
    </p>
  ) : null;
}
