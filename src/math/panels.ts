/** How long a panel may be, and where panels must end or shrink. */
export interface PanelRule {
  readonly lo: number;
  readonly hi: number;
  /** No panel is longer. */
  readonly cap: number;
  /** Panels end here; ascending. */
  readonly breaks: readonly number[];
  /** Panels shrink to `floor` towards these; ascending. */
  readonly bends: readonly number[];
  /** Length of a panel at a bend. */
  readonly floor: number;
  /** Panels shrink towards 0 down to this length. */
  readonly tip: number;
  /** A panel may be this many times as long as its distance from a bend or from 0. */
  readonly growth: number;
}

const MOST = 40_000;

/** Panel edges from lo to hi, ascending: as few panels as the rule allows. Throws past 40,000 panels. */
export function panelEdges(rule: PanelRule): number[] {
  const { lo, hi, cap, floor, tip, growth } = rule;
  const stops = [...rule.breaks, 0, hi].filter((stop) => stop > lo && stop <= hi).sort((a, b) => a - b);
  const edges = [lo];
  const hair = 1e-13 * (hi - lo); // shorter steps would be lost beside |lo| and |hi|
  let at = lo;
  let bend = 0;
  for (const stop of stops) {
    while (at < stop && edges.length < MOST) {
      while (bend < rule.bends.length && (rule.bends[bend] ?? hi) <= at) bend += 1;
      const [behind, ahead] = [at - (rule.bends[bend - 1] ?? -Infinity), (rule.bends[bend] ?? Infinity) - at];
      const byBend = Math.max(floor, Math.min(growth * behind, (growth / (1 + growth)) * ahead));
      const byTip = Math.max(tip, at < 0 ? (growth / (1 + growth)) * -at : growth * at);
      const length = Math.max(hair, Math.min(cap, byBend, byTip));
      const left = stop - at;
      at = length >= left ? stop : at + (length > left / 2 ? left / 2 : length);
      if (at - (edges.at(-1) ?? lo) > hair) edges.push(at);
    }
  }
  if (edges.length >= MOST) throw new Error(`a line from ${lo} to ${hi} would need more than ${MOST} panels`);
  if ((edges.at(-1) ?? lo) < hi) edges.push(hi);
  return edges;
}
