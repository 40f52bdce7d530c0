import { finiteRange } from '../../figures/base/ticks';
import { decadeTicks, type ChartFrame, chartPath, pixelY, powerText } from '../../figures/charts/chartFrame';
import type { LangevinCurve, LangevinStudy } from '../../math/optimisers/langevinStudy';
import { Chart } from './ChartPanes';

/** Height of the chart and space between its panels, in pixels. */
const CHART_HEIGHT = 118;
const PANEL_GAP = 14;

interface Props {
  readonly curves: LangevinStudy['curves'];
  /** Current values of the parameters. */
  readonly now: Readonly<Record<keyof LangevinStudy['curves'], number>>;
  /** The noise of temperature 1, at which the walk samples the Gibbs measure. */
  readonly sampling: number;
}

const parameterNames = { innerSteps: 'L', noise: 'noise', innerStep: 'inner step η′' } as const;
const parameters = ['innerSteps', 'noise', 'innerStep'] as const;

/** Distance of the mean of the walk from E θ′ against each of its parameters, the others fixed: three panels with one log scale. */
export function WalkCurves({ curves, now, sampling }: Props) {
  const [lo, hi] = finiteRange(parameters.flatMap((key) => Array.from(curves[key].distance)).filter((v) => v > 0));
  const y: ChartFrame['y'] = [Math.max(lo / 1.4, hi * 1e-6), Math.min(hi, 1e3 * Math.max(lo, 1e-12)) * 1.4];
  return (
    <Chart
      height={CHART_HEIGHT}
      label="Distance of the walk's mean from the exact mean against the number of inner steps, the noise and the inner step."
    >
      {(width) => {
        const panelWidth = (width - 40 - 2 * PANEL_GAP) / 3;
        return parameters.map((key, k) => (
          <Panel
            key={key}
            frame={{ left: 40 + k * (panelWidth + PANEL_GAP), top: 18, width: panelWidth, height: CHART_HEIGHT - 52, x: [0, 1], y, log: true }}
            curve={curves[key]}
            name={parameterNames[key]}
            now={now[key]}
            first={k === 0}
            {...(key === 'noise' && { sampling })}
          />
        ));
      }}
    </Chart>
  );
}

interface PanelProps {
  readonly frame: ChartFrame;
  readonly curve: LangevinCurve;
  readonly name: string;
  readonly now: number;
  readonly first: boolean;
  readonly sampling?: number;
}

function Panel({ frame: outer, curve, name, now, first, sampling }: PanelProps) {
  const { at, distance } = curve;
  const [from, to] = [at[0] ?? 1, at.at(-1) ?? 10];
  const frame: ChartFrame = { ...outer, x: [0, at.length - 1] }; // the values are equidistant on a log scale
  const toPixelX = (value: number): number => frame.left + frame.width * Math.min(1, Math.max(0, Math.log(value / from) / Math.log(to / from)));
  const [top, base] = [frame.top, frame.top + frame.height];
  const divergedAt = distance.findIndex((v) => !Number.isFinite(v));
  return (
    <g>
      <text x={frame.left} y={11}>
        {name}
      </text>
      {decadeTicks(frame.y).map((value) => (
        <g key={value}>
          <path className="hair" d={`M${frame.left} ${pixelY(frame, value)}h${frame.width}`} />
          {first && (
            <text x={frame.left - 5} y={pixelY(frame, value) + 4} textAnchor="end">
              {powerText(value)}
            </text>
          )}
        </g>
      ))}
      <path className="axis" d={`M${frame.left} ${base}h${frame.width}`} />
      {sampling !== undefined && <path className="sampling" d={`M${toPixelX(sampling)} ${top}v${frame.height}`} />}
      {now >= from && <path className="now" d={`M${toPixelX(now)} ${top}v${frame.height}`} />}
      <path
        className="walk-curve"
        d={chartPath(
          frame,
          distance.map((v) => (Number.isFinite(v) ? v : NaN)),
        )}
      />
      {divergedAt > 0 && (
        <text className="lost" x={frame.left + frame.width} y={top + 10} textAnchor="end">
          diverges
        </text>
      )}
      <text x={frame.left} y={base + 15}>
        {parameterText(from)}
      </text>
      <text x={frame.left + frame.width} y={base + 15} textAnchor="end">
        {parameterText(to)}
      </text>
    </g>
  );
}

const parameterText = (value: number): string => (value < 0.1 ? powerText(value) : String(value));
