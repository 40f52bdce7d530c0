import { ErrorBoundary } from '../session/ErrorBoundary';
import { useExperiment } from '../session/session';
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
