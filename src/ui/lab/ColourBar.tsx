import { colourAt } from '../../figures/colours';
import type { Look } from '../../figures/kinds';
import { tickText, ticks } from '../../figures/range';
import type { Pair } from '../../math/kinds';
import { useDark } from '../theme';

export interface ColourBarProps {
  readonly range: Pair;
  readonly colours: Look['colours'];
  readonly unit?: string;
  /** Lying in a pane's head, where the figure leaves no room for it. */
  readonly flat?: boolean;
  /** Significant digits of the ends of a flat bar. */
  readonly digits?: number;
}

/** Width of a sign of a label, in pixels. */
const LABEL = 6.3;

/** One bar for one shared range. */
export function ColourBar({ range, colours, unit = 'loss, nats', flat = false, digits = 2 }: ColourBarProps) {
  const dark = useDark();
  const [lo, hi] = range;
  const stops = Array.from({ length: 17 }, (_, i) => colourAt(colours, i / 16, dark)).join(', ');
  const marks = ticks(range, 4);
  const longest = Math.max(...marks.map((tick) => tickText(tick).length));
  const label = `Colours from ${tickText(lo)} to ${tickText(hi)}, ${unit}`;
  if (flat) {
    return (
      <span className="colourbar-flat" role="img" aria-label={label}>
        {tickText(Number(lo.toPrecision(digits)))}
        <i style={{ background: `linear-gradient(to right, ${stops})` }} />
        {tickText(Number(hi.toPrecision(digits)))} {unit.replace(/^.*, /, '')}
      </span>
    );
  }
  return (
    <div className="colourbar" role="img" aria-label={label}>
      <div style={{ background: `linear-gradient(to top, ${stops})`, marginRight: Math.max(18, LABEL * longest + 7) }}>
        {marks.map((tick) => (
          <span key={tick} style={{ bottom: `${((tick - lo) / (hi - lo)) * 100}%` }}>
            {tickText(tick)}
          </span>
        ))}
      </div>
      <small>{unit}</small>
    </div>
  );
}
