import { DRAWER_QUERY, PHONE_QUERY, useMedia } from '../session/theme';
import { type CSSProperties, type ReactNode, useState } from 'react';

/** Opens and closes the knobs where they lie in a drawer; absent where they stand beside the figures. */
export type DrawerToggle = (() => void) | undefined;

/** Layout of a page of long jobs: knobs at the left, in a drawer, or on a phone below; beside them the title row and the figures. */
export function JobFrame({
  controls,
  panel,
  title,
  children,
}: {
  /** What starts and stops the job: the first panel, or above the figures where the panels are not in sight. */
  readonly controls: ReactNode;
  readonly panel: ReactNode;
  readonly title: (toggle: DrawerToggle) => ReactNode;
  readonly children: ReactNode;
}) {
  const [open, setOpen] = useState(false);
  const phone = useMedia(PHONE_QUERY);
  const drawer = useMedia(DRAWER_QUERY);
  const knobs = (
    <>
      {!drawer && controls}
      {panel}
    </>
  );
  return (
    <div className={phone ? 'train-frame phone' : 'train-frame'}>
      {!phone && (!drawer || open) && (
        <aside className="knobs" aria-label="Knobs">
          {knobs}
        </aside>
      )}
      <div className="train-centre">
        {title(drawer && !phone ? () => setOpen(!open) : undefined)}
        {drawer && controls}
        {children}
      </div>
      {phone && (
        <aside className="sheet" aria-label="Knobs">
          {knobs}
        </aside>
      )}
    </div>
  );
}

/** Title row of a job: what it works on, its status, and a line for the fraction that is done. */
export function JobTitle({
  fraction,
  heading,
  status,
  toggle,
  tools,
  children,
}: {
  readonly fraction: number;
  readonly heading: string;
  readonly status: string;
  readonly toggle: DrawerToggle;
  /** At the end of the row. */
  readonly tools: ReactNode;
  /** Below the row. */
  readonly children?: ReactNode;
}) {
  const style: CSSProperties & { '--share': number } = { '--share': fraction };
  return (
    <header className="train-title" style={style}>
      <div className="lab-title">
        {toggle && (
          <button type="button" className="button" onClick={toggle}>
            Knobs
          </button>
        )}
        <div className="lab-name">
          <h1>{heading}</h1>
          <span className="note" role="status">
            {status}
          </span>
        </div>
        {tools}
      </div>
      {children}
    </header>
  );
}
