import { ticks, tickText } from '../../figures/base/ticks';
import type { Pair } from '../../math/core/types';
import type { Exhibit, Series } from '../../math/theory/types';
import { Section } from '../controls/Section';
import { coloured, colouredText, Tex, TexText } from '../controls/Tex';
import { fixed } from '../controls/specText';

export interface MiniLine {
  readonly values: ArrayLike<number>;
  readonly className: string;
}

interface Props {
  /** In words, with the values at the mark. */
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly lines: readonly MiniLine[];
  readonly log: boolean;
  readonly up: Pair;
  /** Place of the vertical mark on the x axis. */
  readonly mark?: number;
  readonly xLabel: string;
}

const [WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM] = [250, 150, 36, 6, 8, 24];

/** Powers of ten inside a range; every second where there are many. */
function powers([lo, hi]: Pair): number[] {
  const [from, to] = [Math.ceil(Math.log10(lo) - 1e-9), Math.floor(Math.log10(hi) + 1e-9)];
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);
  return (all.length > 4 ? all.filter((power) => power % 2 === 0) : all).map((power) => 10 ** power);
}

/** A small chart with plain or logarithmic axes and a dot on every line at the mark. */
export function MiniChart({ label, x, lines, log, up, mark, xLabel }: Props) {
  const scale = (v: number): number => (log ? Math.log10(v) : v);
  const across: Pair = [x[0] ?? 0, x[x.length - 1] ?? 1];
  const share = (v: number, [lo, hi]: Pair): number => (scale(v) - scale(lo)) / (scale(hi) - scale(lo));
  const px = (v: number): number => LEFT + share(v, across) * (WIDTH - LEFT - RIGHT);
  const py = (v: number): number => HEIGHT - BOTTOM - Math.min(1.05, Math.max(-0.05, share(v, up))) * (HEIGHT - TOP - BOTTOM);
  const drawn = (v: number): boolean => Number.isFinite(v) && (!log || v > 0);
  const clear = (tick: number): boolean => px(tick) < WIDTH - RIGHT - 30; // room for the name of the axis
  const at = mark === undefined ? -1 : Array.from(x).findIndex((v) => v >= mark);
  return (
    <svg className="mini" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
      {(log ? powers(up) : ticks(up, 4)).map((tick) => (
        <g key={tick}>
          <line className="curves-rule" x1={LEFT} x2={WIDTH - RIGHT} y1={py(tick)} y2={py(tick)} />
          <text className="end" x={LEFT - 5} y={py(tick) + 4}>
            {tickText(tick)}
          </text>
        </g>
      ))}
      {(log ? powers(across) : ticks(across, 5)).filter(clear).map((tick) => (
        <text key={tick} x={px(tick)} y={HEIGHT - 8}>
          {tickText(tick)}
        </text>
      ))}
      <text className="end" x={WIDTH - RIGHT} y={HEIGHT - 8}>
        {xLabel}
      </text>
      {mark !== undefined && <line className="mini-mark" x1={px(mark)} x2={px(mark)} y1={TOP} y2={HEIGHT - BOTTOM} />}
      {lines.map(({ values, className }) => (
        <g key={className} className={className}>
          <polyline
            points={Array.from(x)
              .flatMap((v, k) => (drawn(values[k] ?? NaN) ? [`${px(v).toFixed(2)} ${py(values[k] ?? 0).toFixed(2)}`] : []))
              .join(', ')}
          />
          {at >= 0 && drawn(values[at] ?? NaN) && <circle cx={px(x[at] ?? 0)} cy={py(values[at] ?? 0)} r="3.5" />}
        </g>
      ))}
    </svg>
  );
}

const [CURVES_WIDTH, CURVES_HEIGHT] = [288, 168];
const [CURVES_LEFT, CURVES_RIGHT, CURVES_TOP, CURVES_BOTTOM] = [38, 6, 8, 22];
const dashes = ['none', '7 4', '2 3', '9 3 3 3'];
const tones = ['var(--epsilon)', 'var(--theta)', 'var(--gamma)', 'var(--p)'];

const endsOf = (values: readonly number[]): readonly [number, number] => {
  const finite = values.filter(Number.isFinite);
  const [lo, hi] = [Math.min(...finite), Math.max(...finite)];
  return lo < hi ? [lo, hi] : [(lo || 0) - 0.5, (lo || 0) + 0.5];
};

/** Lines over one variable: horizontal hairlines, the legend in words above. */
export function Curves({ exhibit: { x, lines, title } }: { readonly exhibit: Extract<Exhibit, { readonly kind: 'curves' }> }) {
  const across = endsOf([...x.values]);
  const [least, most] = endsOf(lines.flatMap(({ values }) => [...values]));
  const up = [least > 0 && least < 0.6 * most ? 0 : least, most] as const;
  const at = (v: number, w: number): string =>
    `${(CURVES_LEFT + ((v - across[0]) / (across[1] - across[0])) * (CURVES_WIDTH - CURVES_LEFT - CURVES_RIGHT)).toFixed(2)} ${(CURVES_HEIGHT - CURVES_BOTTOM - ((w - up[0]) / (up[1] - up[0])) * (CURVES_HEIGHT - CURVES_TOP - CURVES_BOTTOM)).toFixed(2)}`;
  const place = (v: number, w: number): readonly [number, number] => {
    const [px = '0', py = '0'] = at(v, w).split(' ');
    return [Number(px), Number(py)];
  };
  return (
    <figure className="curves">
      <figcaption>
        {lines.map(({ tex }, k) => (
          <span key={tex} className="key">
            <svg width="20" height="8" aria-hidden>
              <line x1="0" x2="20" y1="4" y2="4" stroke={tones[k % 4]} strokeWidth="2" strokeDasharray={dashes[k % 4]} />
            </svg>
            <Tex>{coloured(tex)}</Tex>
          </span>
        ))}
      </figcaption>
      <svg viewBox={`0 0 ${CURVES_WIDTH} ${CURVES_HEIGHT}`} role="img" aria-label={`Curves: ${title}`}>
        {ticks(up, 4).map((tick) => (
          <g key={tick}>
            <line
              className="curves-rule"
              x1={CURVES_LEFT}
              x2={CURVES_WIDTH - CURVES_RIGHT}
              y1={place(across[0], tick)[1]}
              y2={place(across[0], tick)[1]}
            />
            <text x={CURVES_LEFT - 5} y={place(across[0], tick)[1] + 4} textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {ticks(across, 5).map((tick) => (
          <text key={tick} x={place(tick, up[0])[0]} y={CURVES_HEIGHT - 6} textAnchor="middle">
            {tickText(tick)}
          </text>
        ))}
        {lines.map((line, k) => (
          <polyline key={line.tex} points={pointsOf(x, line, at)} stroke={tones[k % 4]} strokeDasharray={dashes[k % 4]} />
        ))}
      </svg>
      <p className="curves-x">
        <Tex>{coloured(x.tex)}</Tex>
      </p>
    </figure>
  );
}

function pointsOf(x: Series, line: Series, at: (v: number, w: number) => string): string {
  return [...x.values].flatMap((v, k) => (Number.isFinite(line.values[k]) ? [at(v, line.values[k] ?? 0)] : [])).join(', ');
}

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
