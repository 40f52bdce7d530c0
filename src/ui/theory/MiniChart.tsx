import { tickText, ticks } from '../../figures/range';
import type { Pair } from '../../math/kinds';

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
