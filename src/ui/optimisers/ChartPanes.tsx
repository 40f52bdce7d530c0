import { labelledTicks, rangeTexts } from '../../figures/base/ticks';
import {
  decadeTicks,
  type ChartFrame,
  gapRange,
  chartPath,
  pixelX,
  pixelY,
  powerText,
  spreadLabels,
  integerTicks,
} from '../../figures/charts/chartFrame';
import { weightChart, gapsOf } from '../../figures/charts/raceCharts';
import { type RaceSnapshot, type RaceEntrant, stateAt, FLIP_WINDOW } from '../../figures/charts/raceStates';
import type { Pair } from '../../math/core/types';
import { Pane } from '../panes/Pane';
import { useDark } from '../session/theme';
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react';

/** An SVG chart as wide as its pane, in pixels, so that its text has the same size at every width. */
export function Chart({
  height,
  label,
  children,
}: {
  readonly height: number;
  readonly label: string;
  readonly children: (width: number) => ReactNode;
}) {
  const boxRef = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(408);
  useEffect(() => {
    const box = boxRef.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setWidth(Math.max(220, box.clientWidth)));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={boxRef} className="chart-box">
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
        {children(width)}
      </svg>
    </div>
  );
}

/** Heights of the charts in pixels. */
const GAP_CHART_HEIGHT = 214;
const ACROSS_CHART_HEIGHT = 150;

/** Pane B: gap of each path to the least adversarial loss against the step, on a log axis. */
export function GapPane({ racers, lowest, step, last }: RaceSnapshot) {
  const gaps = useMemo(() => gapsOf(racers, lowest), [racers, lowest]);
  const ends = useMemo(() => gapRange(gaps), [gaps]);
  const label = `Gap to the minimum over ${last} steps, from ${powerText(ends[1])} down to ${powerText(ends[0])} nats.`;
  return (
    <Pane letter="B" title="Gap to the minimum" legend={<span className="note">log scale, nats</span>} className="chart gap">
      <Chart height={GAP_CHART_HEIGHT} label={label}>
        {(width) => <GapChart frame={gapFrame(width, last, ends)} racers={racers} gaps={gaps} step={step} last={last} />}
      </Chart>
    </Pane>
  );
}

const gapFrame = (width: number, last: number, ends: Pair): ChartFrame => ({
  left: 40,
  top: 22,
  width: width - 56,
  height: GAP_CHART_HEIGHT - 60,
  x: [0, Math.max(1, last)],
  y: ends,
  log: true,
});

interface GapProps {
  readonly frame: ChartFrame;
  readonly racers: readonly RaceEntrant[];
  readonly gaps: readonly Float64Array[];
  readonly step: number;
  readonly last: number;
}

function GapChart({ frame, racers, gaps, step, last }: GapProps) {
  const dark = useDark();
  const { left, top, width, height, y } = frame;
  const lines = useMemo(() => {
    const linesFrame: ChartFrame = { left, top, width, height, x: [0, Math.max(1, last)], y, log: true };
    return gaps.map((gap) => chartPath(linesFrame, gap));
  }, [left, top, width, height, last, y, gaps]);
  const at = pixelX(frame, step);
  const isLabelLeft = at > left + width - 60;
  return (
    <>
      <clipPath id="gap-clip">
        <rect x={left} y={top} width={width} height={height} />
      </clipPath>
      {decadeTicks(y).map((value) => (
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
      <text className="now-text" x={isLabelLeft ? at - 4 : at + 4} y={16} textAnchor={isLabelLeft ? 'end' : 'start'}>
        step {step}
      </text>
    </>
  );
}

/** Step axis of a chart, with whole steps as ticks. */
function StepAxis({ frame }: { readonly frame: ChartFrame }) {
  const base = frame.top + frame.height;
  return (
    <>
      <path className="axis" d={`M${frame.left} ${base}h${frame.width}`} />
      {integerTicks(frame.x, 4).map((value) => (
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

interface AcrossProps {
  readonly racers: readonly RaceEntrant[];
  readonly step: number;
  /** Whether the surface has creases. */
  readonly creased: boolean;
}

/** Pane D: one coordinate of θ over the last steps, which shows oscillation across a crease. */
export function AcrossPane({ racers, step, creased }: AcrossProps) {
  const { name, span, ends, lines } = weightChart(racers, step);
  const label = `${name} of ${lines.length} methods from step ${span[0]} to ${step}, between ${rangeTexts(ends, 6).join(' and ')}.`;
  return (
    <Pane
      letter="D"
      title={creased ? 'Across the crease' : 'The last steps'}
      legend={
        <span className="note">
          {step < FLIP_WINDOW ? `${name} over the first ${FLIP_WINDOW} steps` : `${name} over the last ${FLIP_WINDOW} steps`}
        </span>
      }
      className="chart across"
    >
      <Chart height={ACROSS_CHART_HEIGHT} label={label}>
        {(width) => <AcrossChart racers={racers} step={step} width={width} creased={creased} />}
      </Chart>
    </Pane>
  );
}

function AcrossChart({ racers, step, width, creased }: AcrossProps & { readonly width: number }) {
  const dark = useDark();
  const { span, ends, ticks, lines } = weightChart(racers, step);
  const frame: ChartFrame = { left: 44, top: 8, width: width - 152, height: ACROSS_CHART_HEIGHT - 48, x: span, y: ends };
  const [right, base] = [frame.left + frame.width, frame.top + frame.height];
  const labelled = lines
    .map(({ racer, values }) => ({ racer, y: pixelY(frame, values[stateAt(racer.path, step)] ?? NaN) }))
    .filter(({ y }) => y >= frame.top - 2 && y <= base + 2);
  const labelPositions = spreadLabels(
    labelled.map(({ y }) => y),
    13,
    base,
  );
  const zero = pixelY(frame, 0);
  return (
    <>
      <clipPath id="across-clip">
        <rect x={frame.left} y={frame.top} width={frame.width} height={frame.height} />
      </clipPath>
      {labelledTicks(ticks).map(({ tick: value, text }) => (
        <g key={value}>
          <path className="hair" d={`M${frame.left} ${pixelY(frame, value)}h${frame.width}`} />
          <text x={frame.left - 6} y={pixelY(frame, value) + 4} textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {zero >= frame.top && zero <= base && <path className={creased ? 'crease' : 'axis'} d={`M${frame.left} ${zero}h${frame.width}`} />}
      <StepAxis frame={frame} />
      <g clipPath="url(#across-clip)" fill="none" strokeLinejoin="round">
        {lines.map(({ racer: { name, stroke }, values }) => (
          <path
            key={name}
            d={chartPath(frame, values, span[0])}
            stroke={dark ? stroke.dark : stroke.light}
            strokeWidth={stroke.width - 0.3}
            strokeDasharray={stroke.dash.join(' ')}
          />
        ))}
      </g>
      {labelled.map(({ racer: { name, label, stroke } }, k) => (
        <text key={name} className="direct" x={right + 6} y={(labelPositions[k] ?? 0) + 4} fill={dark ? stroke.dark : stroke.light}>
          {label.replace(', 2nd order', ' 2nd')}
        </text>
      ))}
    </>
  );
}
