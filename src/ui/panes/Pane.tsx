import { colourAt } from '../../figures/base/colours';
import { jumpUnit, kinkLegendOf } from '../../figures/base/mergeKinks';
import { labelledTicks, rangeTexts, ticks } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';
import { ErrorBoundary } from '../session/ErrorBoundary';
import { useExperiment } from '../session/session';
import { useDark } from '../session/theme';
import type { SharedKinks } from './useMainSurface';
import type { ReactNode } from 'react';

export interface PaneProps {
  readonly letter: string;
  readonly title: ReactNode;
  readonly note?: ReactNode;
  readonly legend?: ReactNode;
  readonly busy?: boolean;
  /** Fraction computed, in [0, 1], where it is reported. */
  readonly progress?: number | undefined;
  readonly error?: string | undefined;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A figure under its heading. The last valid figure stays, dimmed, while the input is invalid. */
export function Pane({ letter, title, note, legend, busy = false, progress, error, className = '', children }: PaneProps) {
  const lastValid = useExperiment((state) => Object.values(state.rejected)[0]?.lastValid);
  const stale = lastValid !== undefined || error !== undefined;
  return (
    <section className={`pane ${className}`} aria-label={`Pane ${letter}`}>
      <header className="pane-head">
        <b>{letter}</b>
        <h2>{title}</h2>
        {note && <span className="note">{note}</span>}
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

export interface ColourBarProps {
  readonly range: Pair;
  readonly colours: FigureStyle['colours'];
  readonly unit?: string;
  /** Horizontal, for the head of a pane whose figure leaves no room for the bar. */
  readonly flat?: boolean;
  /** Significant digits of the ends of a flat bar. */
  readonly digits?: number;
}

/** Mean width of a character of a label. */
const LABEL_CHARACTER_PX = 6.3;

/** Colour bar of a range of values. */
export function ColourBar({ range, colours, unit = 'loss, nats', flat = false, digits = 2 }: ColourBarProps) {
  const dark = useDark();
  const [lo, hi] = range;
  const stops = Array.from({ length: 17 }, (_, i) => colourAt(colours, i / 16, dark)).join(', ');
  const marks = labelledTicks(ticks(range, 4));
  const maxLength = Math.max(...marks.map(({ text }) => text.length));
  const label = `Colours from ${rangeTexts(range, 6).join(' to ')}, ${unit}`;
  if (flat) {
    const [from, to] = rangeTexts(range, digits);
    return (
      <span className="colourbar-flat" role="img" aria-label={label}>
        {from}
        <i style={{ background: `linear-gradient(to right, ${stops})` }} />
        {to} {unit.replace(/^.*, /, '')}
      </span>
    );
  }
  return (
    <div className="colourbar" role="img" aria-label={label}>
      <div style={{ background: `linear-gradient(to top, ${stops})`, marginRight: Math.max(18, LABEL_CHARACTER_PX * maxLength + 7) }}>
        {marks.map(({ tick, text }) => (
          <span key={tick} style={{ bottom: `${((tick - lo) / (hi - lo)) * 100}%` }}>
            {text}
          </span>
        ))}
      </div>
      <small>{unit}</small>
    </div>
  );
}

/** Legend of the coloured creases: the scales of jumps and curvatures, and the dotted line where only the curvature jumps. */
export function JumpLegend({ all, scales }: SharedKinks) {
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
    </>
  );
}
