/** How long a panel of a line may be, and where panels must end. */
export interface PanelRule {
  readonly lo: number;
  readonly hi: number;
  /** No panel is longer. */
  readonly cap: number;
  /** Panels end here; ascending. They end at 0 too. */
  readonly breaks: readonly number[];
  /** Panels shrink towards 0 down to this length: twice as long as they are far from it. */
  readonly tip: number;
  /** Which share of what one panel can bear lies between two places; above 1 they need more than one. */
  load(from: number, to: number): number;
}

/** A panel, and which share of the longest and heaviest one it is: the smaller, the fewer nodes it needs. */
export interface Panel {
  readonly lo: number;
  readonly hi: number;
  readonly share: number;
}

const [GROWTH, MOST] = [2, 40_000];

/** Panels from lo to hi, ascending: as few as the rule allows. Throws past 40,000. */
export function panelsOf({ lo, hi, cap, breaks, tip, load }: PanelRule): Panel[] {
  const panels: Panel[] = [];
  const hair = 1e-13 * (hi - lo); // shorter steps would be lost beside |lo| and |hi|
  const add = (from: number, to: number, allowed: number): void => {
    const borne = load(from, to);
    const middle = (from + to) / 2;
    if (borne > 1 && middle - from > hair) {
      add(from, middle, allowed);
      add(middle, to, allowed);
    } else panels.push({ lo: from, hi: to, share: Math.max(Math.min(1, borne), (to - from) / allowed) });
    if (panels.length > MOST) throw new Error(`a line from ${lo} to ${hi} would need more than ${MOST} panels`);
  };
  let at = lo;
  for (const stop of stopsOf(lo, hi, breaks)) {
    if (stop - at <= hair) continue;
    while (at < stop) {
      const byTip = Math.max(tip, at < 0 ? (GROWTH / (1 + GROWTH)) * -at : GROWTH * at);
      const allowed = Math.max(hair, Math.min(cap, byTip));
      const left = stop - at;
      const next = allowed >= left ? stop : at + (allowed > left / 2 ? left / 2 : allowed);
      add(at, next, allowed);
      at = next;
    }
  }
  return panels;
}

/** The breaks within (lo, hi), 0 among them, and hi. */
function stopsOf(lo: number, hi: number, breaks: readonly number[]): number[] {
  const inside = breaks.filter((stop) => stop > lo && stop < hi);
  if (lo < 0 && hi > 0) {
    const place = inside.findIndex((stop) => stop >= 0);
    inside.splice(place < 0 ? inside.length : place, 0, 0);
  }
  return [...inside, hi];
}
