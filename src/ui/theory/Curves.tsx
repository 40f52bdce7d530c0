import { tickText, ticks } from '../../figures/range';
import type { Exhibit, Series } from '../../math/theory/kinds';
import { Tex } from '../Tex';
import { coloured } from './symbols';

const [WIDTH, HEIGHT] = [288, 168];
const [LEFT, RIGHT, TOP, BOTTOM] = [38, 6, 8, 22];
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
    `${(LEFT + ((v - across[0]) / (across[1] - across[0])) * (WIDTH - LEFT - RIGHT)).toFixed(2)} ${(HEIGHT - BOTTOM - ((w - up[0]) / (up[1] - up[0])) * (HEIGHT - TOP - BOTTOM)).toFixed(2)}`;
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
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={`Curves: ${title}`}>
        {ticks(up, 4).map((tick) => (
          <g key={tick}>
            <line className="curves-rule" x1={LEFT} x2={WIDTH - RIGHT} y1={place(across[0], tick)[1]} y2={place(across[0], tick)[1]} />
            <text x={LEFT - 5} y={place(across[0], tick)[1] + 4} textAnchor="end">
              {tickText(tick)}
            </text>
          </g>
        ))}
        {ticks(across, 5).map((tick) => (
          <text key={tick} x={place(tick, up[0])[0]} y={HEIGHT - 6} textAnchor="middle">
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
