import { tickText } from '../../figures/range';
import { Pane } from '../lab/Pane';
import { useDark } from '../theme';
import { line, pixelY, reachOf, spread, type Frame } from './charts';
import { StepAxis } from './GapPane';
import { acrossOf, restless, stateAt, thetaOf, WINDOW, type Racer } from './states';

const WIDTH = 408;
const HEIGHT = 150;

/** Pane D: one weight over the last steps, where the paths jump from side to side of the crease. */
export function AcrossPane({ racers, step }: { readonly racers: readonly Racer[]; readonly step: number }) {
  const dark = useDark();
  const i = acrossOf(racers, step);
  const from = Math.max(0, step - WINDOW);
  const alive = racers.filter(({ path }) => path.count > step);
  const shown = alive.map((racer) => ({ racer, values: Float64Array.from({ length: step + 1 }, (_, k) => thetaOf(racer.path, k)[i]) }));
  const jumping = shown.filter(({ racer }) => restless(racer, step) > 0.2);
  const reach = reachOf((jumping.length > 0 ? jumping : shown).flatMap(({ values }) => [...values.subarray(from)]));
  const frame: Frame = { left: 40, top: 8, width: WIDTH - 140, height: HEIGHT - 48, x: [from, Math.max(from + 1, step)], y: [-reach, reach] };
  const ends = shown.map(({ racer, values }) => ({ racer, y: pixelY(frame, values[stateAt(racer.path, step)] ?? NaN) }));
  const named = ends.filter(({ y }) => y >= frame.top - 2 && y <= frame.top + frame.height + 2);
  const places = spread(
    named.map(({ y }) => y),
    13,
  );
  const weight = i === 0 ? 'θ₁' : 'θ₂';
  return (
    <Pane
      letter="D"
      title="Across the crease"
      legend={<span className="note">{`${weight} over the last ${step - from} steps`}</span>}
      className="chart"
    >
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${weight} of ${shown.length} methods from step ${from} to ${step}, within ±${tickText(reach)}.`}
      >
        <clipPath id="across-clip">
          <rect x={frame.left} y={frame.top} width={frame.width} height={frame.height} />
        </clipPath>
        {[-reach, 0, reach].map((value) => (
          <g key={value}>
            <path className={value === 0 ? 'crease' : 'hair'} d={`M${frame.left} ${pixelY(frame, value)}h${frame.width}`} />
            <text x={frame.left - 6} y={pixelY(frame, value) + 4} textAnchor="end">
              {tickText(value)}
            </text>
          </g>
        ))}
        <StepAxis frame={frame} ends={[from, step]} />
        <g clipPath="url(#across-clip)" fill="none" strokeLinejoin="round">
          {shown.map(({ racer: { name, stroke }, values }) => (
            <path
              key={name}
              d={line(frame, values, from)}
              stroke={dark ? stroke.dark : stroke.light}
              strokeWidth={stroke.width - 0.3}
              strokeDasharray={stroke.dash.join(' ')}
            />
          ))}
        </g>
        {named.map(({ racer: { name, label, stroke } }, k) => (
          <text key={name} className="direct" x={frame.left + frame.width + 6} y={(places[k] ?? 0) + 4} fill={dark ? stroke.dark : stroke.light}>
            {label.replace(', 2nd order', ' 2nd')}
          </text>
        ))}
      </svg>
    </Pane>
  );
}
