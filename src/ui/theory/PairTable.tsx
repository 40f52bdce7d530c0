import type { Pair } from '../../math/core/types';
import type { SearchResult } from '../../math/theory/types';
import { colouredText, Tex, TexText } from '../controls/Tex';
import { fixed } from '../controls/specText';
import type { Landed } from './theoryHooks';
import { ratioText } from './verdicts';
import type { ReactNode } from 'react';

interface Row {
  /** What the paper says, and what stands against it, in words with formulas. */
  readonly says: string;
  readonly beside: string;
  /** Where it can be seen. */
  readonly links: ReactNode;
}

/** What the paper says, beside what is computed or true here, and where to see it. */
export function SaysTable({ heads, rows }: { readonly heads: readonly string[]; readonly rows: readonly Row[] }) {
  return (
    <table className="readout">
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ says, beside, links }) => (
          <tr key={says}>
            <th scope="row">
              <TexText>{colouredText(says)}</TexText>
            </th>
            <td>
              <TexText>{colouredText(beside)}</TexText>
            </td>
            <td>{links}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Enough decimals to tell two close weights apart. */
const digitsFor = (distance: number): number => Math.min(7, Math.max(4, 1 - Math.floor(Math.log10(distance || 1))));

/** A number in the decimals given; in powers of ten where they would leave nothing of it. */
export const small = (value: number, digits = 4): string =>
  value !== 0 && Math.abs(value) < 10 ** (1 - digits) ? value.toExponential(2).replace(/-/g, '−') : fixed(value, digits);

/** A pair under two names, or under one where both are the same. */
const both = ([p, q]: readonly [Pair, Pair], names: readonly [string, string], one: string, same: boolean): (readonly [string, Pair])[] =>
  same
    ? [[one, p]]
    : [
        [names[0], p],
        [names[1], q],
      ];

/** Both weights, both sides of the statement, and how far the attacks lie apart. */
export function PairTable({ search: { worst, unit: of }, landed }: { readonly search: SearchResult; readonly landed: Landed | undefined }) {
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
        {both(worst.theta, of === 'weights' ? ['the weight', 'beside it'] : ['first weight', 'second weight'], 'weight', compares === 'inputs').map(
          ([name, theta]) => (
            <tr key={name}>
              <th scope="row" className="pair-weight">
                {name}
              </th>
              <td>{small(theta[0], digits)}</td>
              <td>{small(theta[1], digits)}</td>
            </tr>
          ),
        )}
        {inputs &&
          both(inputs, ['first input', 'second input'], 'input', compares === 'weights').map(([name, x]) => (
            <tr key={name}>
              <th scope="row">
                {name} <Tex>{'(x_1,x_2)'}</Tex>
              </th>
              <td>{small(x[0], digits)}</td>
              <td>{small(x[1], digits)}</td>
            </tr>
          ))}
        <RowPairTable name={`distance of the ${compares}`} value={small(worst.distance)} />
        {landed && (
          <RowPairTable
            name={landed.of ? `distance of the attacks on point ${landed.of[0]}` : 'distance of the attacks'}
            value={small(landed.distance)}
            loud
          />
        )}
        <RowPairTable name="left side" value={small(worst.left)} />
        <RowPairTable name="right side" value={small(worst.right)} />
        <RowPairTable name="left / right" value={ratioText({ worst })} loud />
        {worst.quotient > 0 && (
          <RowPairTable name={`left / distance of the ${compares}`} value={fixed(worst.quotient, worst.quotient >= 100 ? 1 : 4)} />
        )}
      </tbody>
    </table>
  );
}

function RowPairTable({ name, value, loud = false }: { readonly name: string; readonly value: string; readonly loud?: boolean }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td colSpan={2} className={loud ? 'loud' : ''}>
        {value}
      </td>
    </tr>
  );
}
