import { colourAt } from '../../figures/base/colours';
import { jumpUnit, kinkLegendOf } from '../../figures/base/mergeKinks';
import { ticks, tickText } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import type { Pair } from '../../math/core/types';
import { useDark } from '../session/theme';
import { LegendLine } from './Pane';
import type { SharedKinks } from './useMainSurface';

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
  const marks = ticks(range, 4);
  const maxLength = Math.max(...marks.map((tick) => tickText(tick).length));
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
      <div style={{ background: `linear-gradient(to top, ${stops})`, marginRight: Math.max(18, LABEL_CHARACTER_PX * maxLength + 7) }}>
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
