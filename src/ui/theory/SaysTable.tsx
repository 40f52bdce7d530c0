import type { ReactNode } from 'react';
import { TexText } from '../Tex';
import { colouredText } from './symbols';

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
