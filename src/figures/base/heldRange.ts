import type { Pair } from '../../math/core/types';

/** Range of values as shown; `grown` where values left it while a control was held. */
export interface ShownRange {
  readonly range: Pair;
  readonly grown: boolean;
}

/** Room beyond the values that make a range grow, as a fraction of their width: it stands still again for a while. */
const GROWTH_ROOM = 0.5;

/** The range that stands while a control is held: the one before, moved at an end that the values have left; one of positive values stays positive. */
export function heldRange(before: ShownRange, [least, greatest]: Pair): ShownRange {
  const [lo, hi] = before.range;
  if (least >= lo && greatest <= hi) return before;
  const room = GROWTH_ROOM * (Math.max(greatest, hi) - Math.min(least, lo));
  const below = least >= 0 ? Math.max(0, least - room) : least - room;
  return { range: [least < lo ? below : lo, greatest > hi ? greatest + room : hi], grown: true };
}
