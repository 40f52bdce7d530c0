import type { Pair } from '../../math/core/types';
import type { SearchResult } from '../../math/theory/types';
import { Tex } from '../controls/Tex';
import { formatFixed } from '../controls/specText';
import type { AttackPair } from './theoryHooks';
import { ratioText } from './verdicts';

/** Decimals that distinguish two close weights. */
const digitsFor = (distance: number): number => Math.min(7, Math.max(4, 1 - Math.floor(Math.log10(distance || 1))));

/** A number with the given decimals; in scientific notation where they would all be 0. */
export const decimalText = (value: number, digits = 4): string =>
  value !== 0 && Math.abs(value) < 10 ** (1 - digits) ? value.toExponential(2).replace(/-/g, '−') : formatFixed(value, digits);

/** Rows of a pair: two names, or `one` where both are the same. */
const namedRows = ([p, q]: readonly [Pair, Pair], names: readonly [string, string], one: string, same: boolean): (readonly [string, Pair])[] =>
  same
    ? [[one, p]]
    : [
        [names[0], p],
        [names[1], q],
      ];

/** The worst pair as a table: weights, inputs, distances and both sides of the inequality. */
export function PairTable({ search: { worst, unit }, attacks }: { readonly search: SearchResult; readonly attacks: AttackPair | undefined }) {
  const { inputs, compares = 'weights' } = worst;
  const digits = digitsFor(worst.distance);
  return (
    <table className="readout pair-table">
      <thead>
        <tr>
          <th>
            <span className="hidden">what</span>
          </th>
          <th scope="col">
            <Tex>{'\\tho'}</Tex>
          </th>
          <th scope="col">
            <Tex>{'\\tht'}</Tex>
          </th>
        </tr>
      </thead>
      <tbody>
        {namedRows(
          worst.theta,
          unit === 'weights' ? ['the weight', 'beside it'] : ['first weight', 'second weight'],
          'weight',
          compares === 'inputs',
        ).map(([name, theta]) => (
          <tr key={name}>
            <th scope="row" className="pair-weight">
              {name}
            </th>
            <td>{decimalText(theta[0], digits)}</td>
            <td>{decimalText(theta[1], digits)}</td>
          </tr>
        ))}
        {inputs &&
          namedRows(inputs, ['first input', 'second input'], 'input', compares === 'weights').map(([name, x]) => (
            <tr key={name}>
              <th scope="row">
                {name} <Tex>{'(x_1,x_2)'}</Tex>
              </th>
              <td>{decimalText(x[0], digits)}</td>
              <td>{decimalText(x[1], digits)}</td>
            </tr>
          ))}
        <NumberRow name={`distance of the ${compares}`} value={decimalText(worst.distance)} />
        {attacks && (
          <NumberRow
            name={attacks.of ? `distance of the attacks on point ${attacks.of[0]}` : 'distance of the attacks'}
            value={decimalText(attacks.distance)}
            emphasised
          />
        )}
        <NumberRow name="left side" value={decimalText(worst.left)} />
        <NumberRow name="right side" value={decimalText(worst.right)} />
        <NumberRow name="left / right" value={ratioText({ worst })} emphasised />
        {worst.quotient > 0 && (
          <NumberRow name={`left / distance of the ${compares}`} value={formatFixed(worst.quotient, worst.quotient >= 100 ? 1 : 4)} />
        )}
      </tbody>
    </table>
  );
}

function NumberRow({ name, value, emphasised = false }: { readonly name: string; readonly value: string; readonly emphasised?: boolean }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td colSpan={2} className={emphasised ? 'loud' : ''}>
        {value}
      </td>
    </tr>
  );
}
