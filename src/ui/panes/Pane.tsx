import { colourAt } from '../../figures/base/colours';
import { jumpUnit, kinkLegendOf } from '../../figures/base/kinks';
import { labelledTicks, rangeTexts, ticks } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { type FigureId, figures } from '../../figures/plotly';
import type { Pair } from '../../math/core/types';
import type { ViewState } from '../../state/experimentStore';
import type { JobResult } from '../../state/jobResults';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { GrownNote } from '../controls/GrownNote';
import { Plot, type SceneCamera } from '../plot/Plot';
import { RangeLock } from './RangeLock';
import { ErrorBoundary } from '../session/ErrorBoundary';
import { useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import type { SharedKinks } from './useMainSurface';
import { type ReactNode, useMemo } from 'react';

interface PaneProps {
  readonly letter: string;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly legend?: ReactNode;
  readonly busy?: boolean;
  /** Fraction computed, in [0, 1], where it is reported. */
  readonly progress?: number | undefined;
  readonly error?: string | undefined;
  /** What has grown while a control is held: the range of values or an axis. */
  readonly grown?: 'range' | 'axis' | false | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A figure under its heading. The last valid figure stays, dimmed, while the input is invalid. */
export function Pane({ letter, title, note, legend, busy = false, progress, error, grown, className = '', children }: PaneProps) {
  const lastValid = useExperiment((state) => Object.values(state.rejected)[0]?.lastValid);
  const stale = lastValid !== undefined || error !== undefined;
  return (
    <section className={`pane ${className}`} aria-label={`Pane ${letter}`}>
      <header className="pane-head">
        <b>{letter}</b>
        <h2>{title}</h2>
        {note && <span className="note">{note}</span>}
        {grown && <GrownNote what={grown} />}
        {busy && <span className="note computing">computing{progress !== undefined && ` ${Math.round(100 * progress)} %`}</span>}
        {lastValid && <span className="note last-valid">last valid: {lastValid}</span>}
        <span className="legend">{legend}</span>
      </header>
      {error && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
      <div className={stale ? 'pane-body stale' : 'pane-body'}>
        <ErrorBoundary what="pane">{children}</ErrorBoundary>
      </div>
    </section>
  );
}

/** A legend entry with a line sample. */
export function LegendLine({ color, dash = 'solid', children }: { readonly color: string; readonly dash?: string; readonly children: ReactNode }) {
  const style = { solid: 'solid', dash: 'dashed', dot: 'dotted', dashdot: 'dashed' }[dash] ?? 'solid';
  return (
    <span className="key">
      <i style={{ borderTop: `2px ${style} ${color}` }} />
      {children}
    </span>
  );
}

/** A legend entry with a dot, or a ring where `open`. */
export function LegendDot({ open = false, children }: { readonly open?: boolean; readonly children: ReactNode }) {
  return (
    <span className="key">
      <i className={open ? 'key-dot open' : 'key-dot'} />
      {children}
    </span>
  );
}

interface ColourBarProps {
  readonly range: Pair;
  readonly colours: FigureStyle['colours'];
  readonly unit?: string;
  /** Horizontal, for the head of a pane whose figure leaves no room for the bar. */
  readonly flat?: boolean;
  /** Whether the lock of the range of losses stands beside it; or the panes of a comparison whose range it locks. */
  readonly lock?: boolean | readonly number[];
  /** Significant digits of the ends of a flat bar. */
  readonly digits?: number;
}

/** Mean width of a character of a label. */
const LABEL_CHARACTER_PX = 6.3;

/** Colour bar of a range of values. */
export function ColourBar({ range, colours, unit = 'loss, nats', flat = false, digits = 2, lock = false }: ColourBarProps) {
  const dark = useDark();
  const [lo, hi] = range;
  const stops = Array.from({ length: 17 }, (_, i) => colourAt(colours, i / 16, dark)).join(', ');
  const marks = labelledTicks(ticks(range, 4));
  const maxLength = Math.max(...marks.map(({ text }) => text.length));
  const label = `Colours from ${rangeTexts(range, 6).join(' to ')}, ${unit}`;
  if (flat) {
    const [from, to] = rangeTexts(range, digits);
    return (
      <>
        <span className="colourbar-flat" role="img" aria-label={label}>
          {from}
          <i style={{ background: `linear-gradient(to right, ${stops})` }} />
          {to} {unit.replace(/^.*, /, '')}
        </span>
        {lock && <RangeLock shown={range} panes={lock === true ? undefined : lock} />}
      </>
    );
  }
  return (
    <div className="colourbar">
      <div
        role="img"
        aria-label={label}
        style={{ background: `linear-gradient(to top, ${stops})`, marginRight: Math.max(18, LABEL_CHARACTER_PX * maxLength + 7) }}
      >
        {marks.map(({ tick, text }) => (
          <span key={tick} style={{ bottom: `${((tick - lo) / (hi - lo)) * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      <small>{unit}</small>
      {lock && <RangeLock shown={range} panes={lock === true ? undefined : lock} />}
    </div>
  );
}

/** Legend of the coloured creases: the scales of jumps and curvatures, and the dotted line where only the curvature jumps. */
export function JumpLegend({ all, scales, grown }: SharedKinks) {
  const { jumps, curvature, bends } = kinkLegendOf(all, scales);
  return (
    <>
      {!jumps && !curvature && <span>no jump of ∇L</span>}
      {jumps && <ColourBar range={jumps} colours="jump" unit={jumpUnit(false)} digits={3} flat />}
      {curvature && <ColourBar range={curvature} colours="jump" unit={jumpUnit(true)} digits={3} flat />}
      {bends && (
        <LegendLine color="var(--ink)" dash="dot">
          curvature jumps
        </LegendLine>
      )}
      {grown && <GrownNote what="colours of jumps" />}
    </>
  );
}

interface FigureViewProps {
  readonly figure: FigureId;
  readonly run: JobResult<'surface'>;
  readonly figureStyle: FigureStyle;
  readonly label: string;
  /** Further surfaces drawn in the same figure or compared with. */
  readonly others?: readonly SurfaceResult[];
  readonly camera?: SceneCamera | undefined;
  readonly cursor?: Pair | undefined;
  /** The second weight, draggable as well. */
  readonly partner?: Pair | undefined;
  readonly onPick?: () => void;
}

/** The figure of the last result; the pointer over it sets the hovered θ, a press pins it. */
export function FigureView({ run, ...rest }: FigureViewProps) {
  const { last } = run;
  if (last) return <DrawnFigure {...rest} result={last.result} request={last.request} />;
  return run.error ? null : <p className="note empty">The first surface is on its way.</p>;
}

type DrawnProps = Omit<FigureViewProps, 'run'> & { readonly result: SurfaceResult; readonly request: SurfaceRequest };

function DrawnFigure({ figure, result, request, figureStyle, label, others, camera, cursor, partner, onPick }: DrawnProps) {
  const { experiment } = useSession();
  const drawn = useMemo(() => figures[figure].draw(result, request, figureStyle, others), [figure, result, request, figureStyle, others]);
  /** Pins a weight and clears the hovered θ, so that the readout is that of the dragged weight. */
  const pinWeight = (sight: ViewState) => {
    experiment.store.setState({ hover: undefined });
    experiment.setViewState(sight);
  };
  const pick = (theta: Pair) => {
    onPick?.();
    pinWeight({ theta });
  };
  return (
    <Plot
      figure={drawn}
      label={label}
      camera={camera}
      cursor={cursor}
      partner={partner}
      onPartner={partner && ((theta) => pinWeight({ partner: theta }))}
      onHover={(hover) => experiment.store.setState({ hover })}
      onPick={pick}
    />
  );
}
