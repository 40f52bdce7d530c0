import { normName, smoothings, strengthOf } from '../../documents/labels';
import { curveStyles, lineProfile } from '../../figures/base/gridSampling';
import { rangeDecimals } from '../../math/core/grid';
import {
  drawSegment,
  segmentAxes,
  type SegmentFigure,
  type SegmentPanel,
  type SegmentRanges,
  segmentStyles,
  segmentValueRanges,
} from '../../figures/charts/segmentProfile';
import { cursorOf, type Experiment } from '../../state/experimentStore';
import { cutSurfaces, frozenRequest, lineRequest, surfaceRequest } from '../../state/jobResults';
import type { LineRequest, LineResult } from '../../worker/rpc/protocol';
import { formatFixed } from '../controls/specText';
import { FigureView, LegendLine, Pane } from '../panes/Pane';
import { type MainSurface, isSmoothed, useCursor, useFigureStyle, useHeldRange, useLossRange } from '../panes/useMainSurface';
import { useDocument, useExperiment, useFollowedJob, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';

const comparisonRequests = [0, 1].map((i) => (state: Experiment) => {
  const line = cutSurfaces(state.document)[i];
  return line && surfaceRequest(line.surface, state.backend);
});
const segmentRequest = (state: Experiment) =>
  state.viewState.partner && lineRequest(state.document, cursorOf(state), state.viewState.partner, state.viewState.frozen);
export const frozenSurfaceRequest = (state: Experiment) =>
  state.viewState.frozen && frozenRequest(state.document, state.backend, state.viewState.frozen);

export interface CutProps {
  readonly main: MainSurface;
}

/** Profile of the loss: along the segment between two weights where there are two, else along an axis through the cursor. */
export function CutPane(props: CutProps) {
  const hasPartner = useExperiment((state) => state.viewState.partner !== undefined);
  return hasPartner ? <SegmentPane /> : <AxisPane {...props} />;
}

/** The loss along an axis through the cursor, and along it the loss under other attacks or under the frozen one. */
function AxisPane({ main }: CutProps) {
  const { runs, experiment } = useSession();
  const along = useExperiment((state) => state.along);
  const cursor = useCursor();
  const first = useFollowedJob(runs.surface, 'cut 1', comparisonRequests[0]!);
  const second = useFollowedJob(runs.surface, 'cut 2', comparisonRequests[1]!);
  const frozen = useFollowedJob(runs.surface, 'frozen', frozenSurfaceRequest);
  const isFrozen = useExperiment((state) => state.viewState.frozen !== undefined);
  const others = useMemo(
    () => (isFrozen ? [frozen.last, second.last] : [first.last, second.last]).flatMap((last) => last ?? []),
    [isFrozen, frozen.last, first.last, second.last],
  );
  const otherResults = useMemo(() => others.map(({ result }) => result), [others]);
  const smoothed = isSmoothed(main.run);
  const bare = useFigureStyle({ size: 'pane', cursor, along, smoothed });
  const result = main.run.last?.result;
  const profile = useMemo(() => result && lineProfile([result, ...otherResults], bare), [result, otherResults, bare]);
  const axis = useLossRange(profile?.values, profile?.losses);
  const figureStyle = useFigureStyle({ size: 'pane', range: axis?.range, cursor, along, smoothed });
  const styles = curveStyles(figureStyle.dark);
  const fixedName = along === 'theta2' ? 'θ₁' : 'θ₂';
  const fixedDecimals = useDocument(({ grid }) => rangeDecimals(along === 'theta2' ? grid.theta1 : grid.theta2));
  const freeName = along === 'theta2' ? 'θ₂' : 'θ₁';
  const legend = [...(main.run.last ? [main.run.last] : []), ...others].map(({ request: { surface, frozenAt } }, i) => (
    <LegendLine key={i} color={styles[i]?.color ?? ''} dash={styles[i]?.dash ?? 'solid'}>
      {frozenAt ? 'frozen' : surface.smoothing.kind === 'none' ? normName(surface.attack.norm) : smoothings[surface.smoothing.kind].label}
    </LegendLine>
  ));
  return (
    <Pane
      letter="C"
      title={`Cut at ${fixedName} = ${formatFixed(cursor[along === 'theta2' ? 0 : 1], fixedDecimals)}`}
      note={
        <button
          type="button"
          className="link"
          aria-label={`Hold ${freeName} instead`}
          onClick={() => experiment.store.setState({ along: along === 'theta2' ? 'theta1' : 'theta2' })}
        >
          hold {freeName}
        </button>
      }
      legend={legend}
      error={first.error ?? second.error ?? frozen.error}
      grown={axis?.grown && 'axis'}
      className="pane-c"
    >
      <FigureView figure="cut" run={main.run} figureStyle={figureStyle} others={otherResults} label="Cut through the loss" />
    </Pane>
  );
}

/** The loss and its directional derivative along the segment from θ to θ′, with and without smoothing. */
function SegmentPane() {
  const run = useFollowedJob(useSession().runs.line, 'C', segmentRequest);
  const result = run.last?.result;
  const natural = useMemo(() => result && { axes: segmentAxes(result), values: segmentValueRanges(result) }, [result]);
  const loss = useLossRange(natural?.axes.value, natural?.values.value);
  const slope = useHeldRange(natural?.axes.slope, natural?.values.slope);
  const axes = useMemo(() => loss && slope && { value: loss.range, slope: slope.range }, [loss, slope]);
  const { plain, smoothed, frozen } = segmentStyles(useDark());
  const request = run.last?.request;
  const strength = request && strengthOf(request.smoothing);
  const legend = request && (
    <>
      <LegendLine color={plain.color} dash={plain.dash}>
        {normName(request.surface.attack.norm)}
      </LegendLine>
      {run.last?.result.frozen && (
        <LegendLine color={frozen.color} dash={frozen.dash}>
          frozen
        </LegendLine>
      )}
      <LegendLine color={smoothed.color} dash={smoothed.dash}>
        {smoothings[request.smoothing.kind].label} {strength === undefined ? '' : formatFixed(strength, 2)}
      </LegendLine>
    </>
  );
  return (
    <Pane letter="C" title="Cut from θ to θ′" legend={legend} error={run.error} grown={(loss?.grown || slope?.grown) && 'axis'} className="pane-c">
      {run.last && <SegmentProfile request={run.last.request} result={run.last.result} axes={axes} />}
    </Pane>
  );
}

/** Chart of the loss and its slope along the line through two weights; the pointer over it sets the hovered θ. */
interface SegmentProfileProps {
  readonly request: LineRequest;
  readonly result: LineResult;
  /** Ranges of the axes; those of the curves when absent. */
  readonly axes: SegmentRanges | undefined;
}
function SegmentProfile({ request, result, axes }: SegmentProfileProps) {
  const { experiment } = useSession();
  const dark = useDark();
  const boxRef = useRef<HTMLDivElement>(null);
  const [{ width, height }, setSize] = useState({ width: 0, height: 0 });
  useEffect(() => {
    const box = boxRef.current;
    if (!box) return undefined;
    const observer = new ResizeObserver(() => setSize({ width: box.clientWidth, height: box.clientHeight }));
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  const figure = useMemo(
    () => (width > 0 && height > 0 ? drawSegment(result, dark, width, height, axes) : undefined),
    [result, dark, width, height, axes],
  );
  const onPointerMove = (event: PointerEvent) => {
    const left = boxRef.current?.getBoundingClientRect().left ?? 0;
    const t = figure?.tAt(event.clientX - left) ?? NaN;
    if (!(t >= result.span[0] && t <= result.span[1]) || result.length === 0) return;
    const { from, to } = request;
    const fraction = t / result.length;
    experiment.store.setState({ hover: [from[0] + fraction * (to[0] - from[0]), from[1] + fraction * (to[1] - from[1])] });
  };
  return (
    <div ref={boxRef} className="line-cut" onPointerMove={onPointerMove} onPointerLeave={() => experiment.store.setState({ hover: undefined })}>
      {figure && <ProfileChart figure={figure} />}
    </div>
  );
}

function ProfileChart({ figure }: { readonly figure: SegmentFigure }) {
  const { width, height, left, right, panels, kinks, weights, note } = figure;
  const bottom = panels[1].top + panels[1].height;
  return (
    <svg width={width} height={height} role="img" aria-label={figure.summary}>
      {panels.map((panel) => (
        <ProfilePanel key={panel.label} panel={panel} left={left} right={right} />
      ))}
      {figure.ticks.map(({ at, text }) => (
        <text key={text} x={at} y={bottom + 15} textAnchor="middle">
          {text}
        </text>
      ))}
      <text x={right} y={bottom + 29} textAnchor="end">
        distance from θ
      </text>
      {kinks.map((kink) => (
        <g key={kink.at} className="line-kink">
          <path d={`M${kink.at} ${panels[0].top}V${bottom}`} />
          <path className="jump" d={`M${kink.at} ${kink.left}V${kink.right}`} />
          <circle cx={kink.at} cy={kink.loss} r={3.5} />
        </g>
      ))}
      {weights.map(({ at: [x, y], open }) => (
        <g key={String(open)} className={open ? 'line-weight open' : 'line-weight'}>
          <circle cx={x} cy={y} r={5} />
          <text x={x} y={y - 10} textAnchor="middle">
            {open ? 'θ′' : 'θ'}
          </text>
        </g>
      ))}
      {note && (
        <g className="line-note" textAnchor={note.flip ? 'end' : 'start'}>
          <text className="strong" x={note.at + (note.flip ? -8 : 8)} y={panels[0].top + 12}>
            {note.text}
          </text>
          <text x={note.at + (note.flip ? -8 : 8)} y={panels[0].top + 27}>
            {note.more}
          </text>
        </g>
      )}
    </svg>
  );
}

function ProfilePanel({ panel, left, right }: { readonly panel: SegmentPanel; readonly left: number; readonly right: number }) {
  const clip = useId();
  const dashes = { solid: undefined, dash: '6 4', dot: '2 3', dashdot: '7 3 2 3' };
  return (
    <g>
      {panel.ticks.map(({ at, text }) => (
        <g key={text}>
          <path className="line-grid" d={`M${left} ${at}H${right}`} />
          <text x={left - 8} y={at} dy="0.35em" textAnchor="end">
            {text}
          </text>
        </g>
      ))}
      {panel.zero !== undefined && <path className="line-zero" d={`M${left} ${panel.zero}H${right}`} />}
      <clipPath id={clip}>
        <rect x={left} y={panel.top} width={right - left} height={panel.height} />
      </clipPath>
      {panel.curves.map(({ path, style }, k) => (
        <path
          key={k}
          d={path}
          clipPath={`url(#${clip})`}
          fill="none"
          stroke={style.color}
          strokeWidth={style.width}
          strokeDasharray={dashes[style.dash]}
        />
      ))}
      <text x={left - 32} y={panel.top - 7}>
        {panel.label}
      </text>
    </g>
  );
}
