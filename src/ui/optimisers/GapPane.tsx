import { useMemo } from 'react';
import { gapsOf, type RaceMoment } from '../../figures/raceCharts';
import { decades, gapEnds, line, pixelX, pixelY, powerText, stepTicks, type Frame } from '../../figures/raceFrame';
import type { Racer } from '../../figures/raceStates';
import type { Pair } from '../../math/kinds';
import { Pane } from '../lab/Pane';
import { useDark } from '../theme';
import { Chart } from './Chart';

const HEIGHT = 214;

/** Pane B: how far above the least adversarial loss each path stands, on a log axis. */
export function GapPane({ racers, least, step, last }: RaceMoment) {
  const gaps = useMemo(() => gapsOf(racers, least), [racers, least]);
  const ends = useMemo(() => gapEnds(gaps), [gaps]);
  const words = `Gap to the minimum over ${last} steps, from ${powerText(ends[1])} down to ${powerText(ends[0])} nats.`;
  return (
    <Pane letter="B" title="Gap to the minimum" legend={<span className="note">log scale, nats</span>} className="chart gap">
      <Chart height={HEIGHT} words={words}>
        {(width) => <GapChart frame={frameOf(width, last, ends)} racers={racers} gaps={gaps} step={step} last={last} />}
      </Chart>
    </Pane>
  );
}

const frameOf = (width: number, last: number, ends: Pair): Frame => ({
  left: 40,
  top: 22,
  width: width - 56,
  height: HEIGHT - 60,
  x: [0, Math.max(1, last)],
  y: ends,
  log: true,
});

interface GapProps {
  readonly frame: Frame;
  readonly racers: readonly Racer[];
  readonly gaps: readonly Float64Array[];
  readonly step: number;
  readonly last: number;
}

function GapChart({ frame, racers, gaps, step, last }: GapProps) {
  const dark = useDark();
  const { left, top, width, height, y } = frame;
  const lines = useMemo(() => {
    const same: Frame = { left, top, width, height, x: [0, Math.max(1, last)], y, log: true };
    return gaps.map((gap) => line(same, gap));
  }, [left, top, width, height, last, y, gaps]);
  const at = pixelX(frame, step);
  const late = at > left + width - 60;
  return (
    <>
      <clipPath id="gap-clip">
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      {decades(y).map((value) => (
        <g key={value}>
          <path className="hair" d={`M${left} ${pixelY(frame, value)}h${width}`} />
          <text x={left - 6} y={pixelY(frame, value) + 4} textAnchor="end">
            {powerText(value)}
          </text>
        </g>
      ))}
      <StepAxis frame={frame} />
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
      <path className="now" d={`M${at} ${top}v${height}`} />
      <text className="now-text" x={late ? at - 4 : at + 4} y={16} textAnchor={late ? 'end' : 'start'}>
        step {step}
      </text>
    </>
  );
}

/** Whole steps below a chart, and the word under its right end. */
export function StepAxis({ frame }: { readonly frame: Frame }) {
  const base = frame.top + frame.height;
  return (
    <>
      <path className="axis" d={`M${frame.left} ${base}h${frame.width}`} />
      {stepTicks(frame.x, 4).map((value) => (
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
