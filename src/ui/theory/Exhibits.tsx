import type { Exhibit } from '../../math/theory/kinds';
import { fixed } from '../controls/numbers';
import { Section } from '../panels/Section';
import { Tex, TexText } from '../Tex';
import { Curves } from './Curves';
import { coloured, colouredText } from './symbols';

type TableExhibit = Extract<Exhibit, { readonly kind: 'table' }>;

/** Formula against differences as tables, and curves; what has a card of its own is left to it. */
export function Exhibits({ exhibits }: { readonly exhibits: readonly Exhibit[] }) {
  return exhibits.map((exhibit) =>
    exhibit.kind === 'flattening' ? null : (
      <Section key={exhibit.title} title={<Title text={exhibit.title} />}>
        {exhibit.kind === 'table' ? <Numbers exhibit={exhibit} /> : <Curves exhibit={exhibit} />}
      </Section>
    ),
  );
}

function Title({ text }: { readonly text: string }) {
  return <TexText>{colouredText(text)}</TexText>;
}

/** A number in at most nine signs. */
const cell = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5) ? value.toExponential(2).replace('e+', 'e').replace(/-/g, '−') : fixed(value, 4);

function Numbers({ exhibit: { columns, rows } }: { readonly exhibit: TableExhibit }) {
  return (
    <div className="exhibit" tabIndex={0} role="group" aria-label="Numbers">
      <table className="readout pair-table">
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col">
                <Tex>{coloured(column)}</Tex>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, k) => (
            <tr key={k}>
              {row.map((value, j) => (
                <td key={j}>{cell(value)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
