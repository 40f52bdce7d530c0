import { colourAt } from '../../figures/colours';
import type { Look } from '../../figures/kinds';
import { tickText, ticks } from '../../figures/range';
import type { Pair } from '../../math/kinds';
import { useDark } from '../theme';

/** One bar for one shared range. */
export function ColourBar({
  range,
  colours,
  unit = 'loss, nats',
}: {
  readonly range: Pair;
  readonly colours: Look['colours'];
  readonly unit?: string;
}) {
  const dark = useDark();
  const [lo, hi] = range;
  const stops = Array.from({ length: 17 }, (_, i) => colourAt(colours, i / 16, dark));
  return (
    <div className="colourbar" role="img" aria-label={`Colours from ${tickText(lo)} to ${tickText(hi)}, ${unit}`}>
      <div style={{ background: `linear-gradient(to top, ${stops.join(', ')})` }}>
        {ticks(range, 4).map((tick) => (
          <span key={tick} style={{ bottom: `${((tick - lo) / (hi - lo)) * 100}%` }}>
            {tickText(tick)}
          </span>
        ))}
      </div>
      <small>{unit}</small>
    </div>
  );
}
