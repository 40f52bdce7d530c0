import { useMemo } from 'react';
import type { Pair } from '../../math/kinds';
import { Pane } from '../lab/Pane';
import { useDark } from '../theme';
import { decades, gapEnds, line, pixelX, pixelY, powerText, stepTicks, type Frame } from './charts';
import type { Racer } from './states';

const WIDTH = 408;
const HEIGHT = 214;

/** Pane B: how far above the least adversarial loss each path stands, on a log axis. */
export function GapPane({
  racers,
  least,
  step,
  last,
}: {
  readonly racers: readonly Racer[];
  readonly least: number;
  readonly step: number;
  readonly last: number;
}) {
  const dark = useDark();
  const gaps = useMemo(() => racers.map(({ path }) => path.adversarial.map((loss) => (loss > least ? loss - least : NaN))), [racers, least]);
  const ends = useMemo(() => gapEnds(gaps), [gaps]);
  const frame: Frame = { left: 40, top: 22, width: WIDTH - 56, height: HEIGHT - 60, x: [0, Math.max(1, last)], y: ends, log: true };
  const lines = useMemo(
    () => gaps.map((gap) => line({ left: 40, top: 22, width: WIDTH - 56, height: HEIGHT - 60, x: [0, Math.max(1, last)], y: ends, log: true }, gap)),
    [gaps, ends, last],
  );
  const at = pixelX(frame, step);
  const words = `Gap to the minimum over ${last} steps, from ${powerText(ends[1])} down to ${powerText(ends[0])} nats.`;
  return (
    <Pane letter="B" title="Gap to the minimum" legend={<span className="note">log scale, nats</span>} className="chart">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={words}>
        <clipPath id="gap-clip">
          <rect x={frame.left} y={frame.top} width={frame.width} height={frame.height} />
        </clipPath>
        {decades(ends).map((value) => (
          <g key={value}>
            <path className="hair" d={`M${frame.left} ${pixelY(frame, value)}h${frame.width}`} />
            <text x={frame.left - 6} y={pixelY(frame, value) + 4} textAnchor="end">
              {powerText(value)}
            </text>
          </g>
        ))}
        <StepAxis frame={frame} ends={[0, last]} />
        <g clipPath="url(#gap-clip)" fill="none" strokeLinejoin="round">
          {racers.map(({ name, stroke }, i) => (
            <path
              key={name}
              d={lines[i]}
              stroke={dark ? stroke.dark : stroke.light}
              strokeWidth={stroke.width - 0.4}
              strokeDasharray={stroke.dash.join(' ')}
            />
          ))}
        </g>
        <path className="now" d={`M${at} ${frame.top}v${frame.height}`} />
        <text className="now-text" x={at > WIDTH - 80 ? at - 4 : at + 4} y={16} textAnchor={at > WIDTH - 80 ? 'end' : 'start'}>
          step {step}
        </text>
      </svg>
    </Pane>
  );
}

/** Whole steps below a chart, and the word under its right end. */
export function StepAxis({ frame, ends }: { readonly frame: Frame; readonly ends: Pair }) {
  const base = frame.top + frame.height;
  return (
    <>
      <path className="axis" d={`M${frame.left} ${base}h${frame.width}`} />
      {stepTicks(ends, 4).map((value) => (
        <text key={value} x={pixelX(frame, value)} y={base + 16} textAnchor="middle">
          {value}
        </text>
      ))}
      <text x={frame.left + frame.width} y={base + 32} textAnchor="end">
        step
      </text>
    </>
  );
}
