import { labelledTicks, ticks } from '../../figures/base/ticks';
import type { Pair } from '../../math/core/types';
import type { Exhibit, Series } from '../../math/theory/types';
import { Section } from '../controls/Section';
import { coloured, colouredText, Tex, TexText } from '../controls/Tex';
import { formatFixed } from '../controls/specText';

export interface ChartLine {
  readonly values: ArrayLike<number>;
  readonly className: string;
}

interface Props {
  /** Accessible name, with the values at the mark. */
  readonly label: string;
  readonly x: ArrayLike<number>;
  readonly lines: readonly ChartLine[];
  readonly log: boolean;
  readonly yRange: Pair;
  /** x of the vertical mark. */
  readonly mark?: number;
  readonly xLabel: string;
}

/** Size and margins of a chart, px of its viewBox. */
interface ChartFrame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}
const MINI_FRAME: ChartFrame = { width: 250, height: 150, left: 36, right: 6, top: 8, bottom: 24 };
const CURVES_FRAME: ChartFrame = { width: 288, height: 168, left: 38, right: 6, top: 8, bottom: 22 };
/** Width kept free of ticks for the name of the x axis, px. */
const X_LABEL_WIDTH = 30;

/** Powers of ten in a range, every second one of more than four. */
function powers([lo, hi]: Pair): number[] {
  const [from, to] = [Math.ceil(Math.log10(lo) - 1e-9), Math.floor(Math.log10(hi) + 1e-9)];
  const all = Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);
  return (all.length > 4 ? all.filter((power) => power % 2 === 0) : all).map((power) => 10 ** power);
}

/** A small line chart with linear or logarithmic axes and a dot on every line at the mark. */
export function MiniChart({ label, x, lines, log, yRange, mark, xLabel }: Props) {
  const { width, height, left, right, top, bottom } = MINI_FRAME;
  const scale = (v: number): number => (log ? Math.log10(v) : v);
  const xRange: Pair = [x[0] ?? 0, x[x.length - 1] ?? 1];
  const fraction = (v: number, [lo, hi]: Pair): number => (scale(v) - scale(lo)) / (scale(hi) - scale(lo));
  const px = (v: number): number => left + fraction(v, xRange) * (width - left - right);
  const py = (v: number): number => height - bottom - Math.min(1.05, Math.max(-0.05, fraction(v, yRange))) * (height - top - bottom);
  const isDrawn = (v: number): boolean => Number.isFinite(v) && (!log || v > 0);
  const isClear = (tick: number): boolean => px(tick) < width - right - X_LABEL_WIDTH;
  const markIndex = mark === undefined ? -1 : Array.from(x).findIndex((v) => v >= mark);
  return (
    <svg className="mini" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {labelledTicks(log ? powers(yRange) : ticks(yRange, 4)).map(({ tick, text }) => (
        <g key={tick}>
          <line className="curves-rule" x1={left} x2={width - right} y1={py(tick)} y2={py(tick)} />
          <text className="end" x={left - 5} y={py(tick) + 4}>
            {text}
          </text>
        </g>
      ))}
      {labelledTicks(log ? powers(xRange) : ticks(xRange, 5))
        .filter(({ tick }) => isClear(tick))
        .map(({ tick, text }) => (
          <text key={tick} x={px(tick)} y={height - 8}>
            {text}
          </text>
        ))}
      <text className="end" x={width - right} y={height - 8}>
        {xLabel}
      </text>
      {mark !== undefined && <line className="mini-mark" x1={px(mark)} x2={px(mark)} y1={top} y2={height - bottom} />}
      {lines.map(({ values, className }) => (
        <g key={className} className={className}>
          <polyline
            points={Array.from(x)
              .flatMap((v, k) => (isDrawn(values[k] ?? NaN) ? [`${px(v).toFixed(2)} ${py(values[k] ?? 0).toFixed(2)}`] : []))
              .join(', ')}
          />
          {markIndex >= 0 && isDrawn(values[markIndex] ?? NaN) && <circle cx={px(x[markIndex] ?? 0)} cy={py(values[markIndex] ?? 0)} r="3.5" />}
        </g>
      ))}
    </svg>
  );
}

const dashes = ['none', '7 4', '2 3', '9 3 3 3'];
const tones = ['var(--epsilon)', 'var(--theta)', 'var(--gamma)', 'var(--p)'];

const endsOf = (values: readonly number[]): readonly [number, number] => {
  const finite = values.filter(Number.isFinite);
  const [lo, hi] = [Math.min(...finite), Math.max(...finite)];
  return lo < hi ? [lo, hi] : [(lo || 0) - 0.5, (lo || 0) + 0.5];
};

/** A line chart over one variable with a legend above. */
export function Curves({ exhibit: { x, lines, title } }: { readonly exhibit: Extract<Exhibit, { readonly kind: 'curves' }> }) {
  const { width, height, left, right, top, bottom } = CURVES_FRAME;
  const xRange = endsOf([...x.values]);
  const [min, max] = endsOf(lines.flatMap(({ values }) => [...values]));
  const yRange = [min > 0 && min < 0.6 * max ? 0 : min, max] as const;
  const at = (v: number, w: number): string =>
    `${(left + ((v - xRange[0]) / (xRange[1] - xRange[0])) * (width - left - right)).toFixed(2)} ${(height - bottom - ((w - yRange[0]) / (yRange[1] - yRange[0])) * (height - top - bottom)).toFixed(2)}`;
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
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`Curves: ${title}`}>
        {labelledTicks(ticks(yRange, 4)).map(({ tick, text }) => (
          <g key={tick}>
            <line className="curves-rule" x1={left} x2={width - right} y1={place(xRange[0], tick)[1]} y2={place(xRange[0], tick)[1]} />
            <text x={left - 5} y={place(xRange[0], tick)[1] + 4} textAnchor="end">
              {text}
            </text>
          </g>
        ))}
        {labelledTicks(ticks(xRange, 5)).map(({ tick, text }) => (
          <text key={tick} x={place(tick, yRange[0])[0]} y={height - 6} textAnchor="middle">
            {text}
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

/** Tables and curves of an outcome; the flatness experiment has a card of its own. */
export function Exhibits({ exhibits }: { readonly exhibits: readonly Exhibit[] }) {
  return exhibits.map((exhibit) =>
    exhibit.kind === 'flattening' ? null : (
      <Section key={exhibit.title} title={<Title text={exhibit.title} />}>
        {exhibit.kind === 'table' ? <NumberTable exhibit={exhibit} /> : <Curves exhibit={exhibit} />}
      </Section>
    ),
  );
}

function Title({ text }: { readonly text: string }) {
  return <TexText>{colouredText(text)}</TexText>;
}

/** A number in at most nine characters. */
const cell = (value: number): string =>
  value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(2).replace('e+', 'e').replace(/-/g, '−')
    : formatFixed(value, 4);

function NumberTable({ exhibit: { columns, rows } }: { readonly exhibit: TableExhibit }) {
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
