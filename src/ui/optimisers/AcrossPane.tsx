import { acrossAt } from '../../figures/raceAcross';
import { line, pixelY, spread, type Frame } from '../../figures/raceFrame';
import { stateAt, WINDOW, type Racer } from '../../figures/raceStates';
import { tickText } from '../../figures/range';
import { Pane } from '../lab/Pane';
import { useDark } from '../theme';
import { Chart } from './Chart';
import { StepAxis } from './GapPane';

const HEIGHT = 150;

interface Props {
  readonly racers: readonly Racer[];
  readonly step: number;
  /** The surface has creases for a path to jump over. */
  readonly creased: boolean;
}

/** Pane D: one weight over the last steps, where the paths jump from side to side of the crease. */
export function AcrossPane({ racers, step, creased }: Props) {
  const { name, span, ends, lines } = acrossAt(racers, step);
  const words = `${name} of ${lines.length} methods from step ${span[0]} to ${step}, between ${tickText(ends[0])} and ${tickText(ends[1])}.`;
  return (
    <Pane
      letter="D"
      title={creased ? 'Across the crease' : 'The last steps'}
      legend={<span className="note">{step < WINDOW ? `${name} over the first ${WINDOW} steps` : `${name} over the last ${WINDOW} steps`}</span>}
      className="chart across"
    >
      <Chart height={HEIGHT} words={words}>
        {(width) => <AcrossChart racers={racers} step={step} width={width} creased={creased} />}
      </Chart>
    </Pane>
  );
}

function AcrossChart({ racers, step, width, creased }: Props & { readonly width: number }) {
  const dark = useDark();
  const { span, ends, ticks, lines } = acrossAt(racers, step);
  const frame: Frame = { left: 44, top: 8, width: width - 152, height: HEIGHT - 48, x: span, y: ends };
  const [right, base] = [frame.left + frame.width, frame.top + frame.height];
  const named = lines
    .map(({ racer, values }) => ({ racer, y: pixelY(frame, values[stateAt(racer.path, step)] ?? NaN) }))
    .filter(({ y }) => y >= frame.top - 2 && y <= base + 2);
  const places = spread(
    named.map(({ y }) => y),
    13,
    base,
  );
  const zero = pixelY(frame, 0);
  return (
    <>
      <clipPath id="across-clip">
        <rect x={frame.left} y={frame.top} width={frame.width} height={frame.height} />
      </clipPath>
      {ticks.map((value) => (
        <g key={value}>
          <path className="hair" d={`M${frame.left} ${pixelY(frame, value)}h${frame.width}`} />
          <text x={frame.left - 6} y={pixelY(frame, value) + 4} textAnchor="end">
            {tickText(value)}
          </text>
        </g>
      ))}
      {zero >= frame.top && zero <= base && <path className={creased ? 'crease' : 'axis'} d={`M${frame.left} ${zero}h${frame.width}`} />}
      <StepAxis frame={frame} />
      <g clipPath="url(#across-clip)" fill="none" strokeLinejoin="round">
        {lines.map(({ racer: { name, stroke }, values }) => (
          <path
            key={name}
            d={line(frame, values, span[0])}
            stroke={dark ? stroke.dark : stroke.light}
            strokeWidth={stroke.width - 0.3}
            strokeDasharray={stroke.dash.join(' ')}
          />
        ))}
      </g>
      {named.map(({ racer: { name, label, stroke } }, k) => (
        <text key={name} className="direct" x={right + 6} y={(places[k] ?? 0) + 4} fill={dark ? stroke.dark : stroke.light}>
          {label.replace(', 2nd order', ' 2nd')}
        </text>
      ))}
    </>
  );
}
