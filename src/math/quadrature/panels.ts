import type { Landscape, Pair } from '../core/types';
import { legendre } from './gaussLegendre';

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

/** How closely an integral is taken. */
export interface QuadratureRule {
  /** Gauss–Legendre nodes on a panel that is as long as it may be. */
  readonly order: number;
  /** Pieces of the loss of a point that a panel may cross. */
  readonly pieces: number;
  /** Panels of rows are halved until each leaves less than this share of an integral. */
  readonly tolerance: number;
}

/** Ascending nodes on a line and the logarithms of their weights. */
export interface RowNodes {
  readonly points: Float64Array;
  readonly logWeights: Float64Array;
}

/** Intervals of θ₁ and θ₂ that are integrated over, ascending and apart. */
export interface Region {
  readonly seen1: readonly Pair[];
  readonly seen2: readonly Pair[];
}

/** Panels for ∫∫ exp(a(s, t) − γ/2 ‖θ − (s, t)‖²) ds dt: rows t, and on each row nodes s. */
export interface QuadraturePlan {
  /** Panels along θ₂ to begin with. */
  readonly across: readonly Pair[];
  /** Nodes of the row θ₂ = t. */
  row(t: number): RowNodes;
  /** How many points break rows where others do not break. */
  readonly breaking: number;
  /** Whether integrals along rows are not smooth at θ₂ = 0, on either side of it. */
  readonly cusped: boolean;
  /** Whether the panels along θ₂ are all that are needed. */
  readonly settled: boolean;
  /** Panels along θ₁ on all rows to begin with, judged by three of them. */
  readonly count: number;
}

/** Panels that may be laid: seconds of work. */
export const QUADRATURE_MOST = 1e6;

/** exp(−TAIL) is what may be left out of an integral. */
const TAIL = 26;
/** Longest panel in widths 1/√γ: ten nodes leave 3·10⁻¹⁰ of a Gaussian. */
const LONGEST = 4;
/** Breaks of the line θ₁ = 0 at which panels of rows end; where there are more, halving finds what matters. */
const FEW = 64;
/** From so many points on, rows may be crowded with breaks: when of so many cells of a longest panel at least so many hold one. */
const [MANY, CELLS, CROWD] = [48, 128, 60];
/** How many times shorter panels are then, and for what need not be settled. */
const [DENSE, ROUGH] = [16, 4];
/** Breaks closer together than this share of a longest panel are one: a kink so near the end of a panel costs 10⁻¹⁰. */
const MERGED = 1e-5;
/** Those nearer to 0 or to one another, in longest panels, are left out. */
const CLOSE = 1e-3;

/**
 * How far from θ the integrand can matter. With a loss of slope G the exponent at distance d is at most G d − γ d²/2 above
 * that at θ; with a loss ≥ 0 it is at most L(θ) − γ d²/2 above it. Both must still exceed −TAIL.
 */
export function truncationRadius(slope: number, highest: number, gamma: number): number {
  return Math.min((slope + Math.sqrt(slope * slope + 2 * TAIL * gamma)) / gamma, Math.sqrt((2 * (highest + TAIL)) / gamma));
}

/** The region within `range` of theta1 × theta2, each ascending. */
export const integrationRegion = (theta1: Float64Array, theta2: Float64Array, range: number): Region => ({
  seen1: windows(theta1, range),
  seen2: windows(theta2, range),
});

/** Panels split where the loss breaks, and short where it crosses many pieces of a point's loss or nears 0. Throws a sentence where there would be too many. */
export function planQuadrature(landscape: Landscape, region: Region, gamma: number, rule: QuadratureRule): QuadraturePlan {
  const { seen1, seen2 } = region;
  const cap = LONGEST / Math.sqrt(gamma);
  const narrow =
    seen1.length > 1 ? 'fewer nodes a side (grid.n) need fewer, or a wider Gaussian' : 'a shorter range of θ or a wider Gaussian needs fewer';
  allow((lengthOf(seen1) / cap) * (lengthOf(seen2) / cap), narrow);
  const rough = rule.tolerance === Infinity;
  if (landscape.breakingPoints < MANY || (!rough && !crowded(landscape, region, cap))) return laid(landscape, region, cap, gamma, rule);
  return { ...laid(ignoringBreakpoints(landscape), region, cap / (rough ? ROUGH : DENSE), gamma, rule), settled: true };
}

/** The landscape as if its points broke no rows. */
export const ignoringBreakpoints = (landscape: Landscape): Landscape => ({
  ...landscape,
  breakpoints: (along, at, lo, hi) => landscape.breakpoints(along, at, lo, hi, true),
  breakingPoints: 0,
});

const lengthOf = (seen: readonly Pair[]): number => seen.reduce((sum, [lo, hi]) => sum + hi - lo, 0);

/** Whether breaks lie so close all over that nodes as close, which know nothing of them, serve as well: what one misses, the next makes good. Clusters do not count. */
function crowded(landscape: Landscape, { seen1, seen2 }: Region, cap: number): boolean {
  const [lo, hi] = [seen2[0]![0], seen2.at(-1)![1]];
  const rows = [0.3, 0.45, 0.55, 0.7].map((share) => lo + share * (hi - lo));
  const cellOf = (s: number): number => Math.floor((s * CELLS) / cap);
  const held = rows.map((t) => new Set(seen1.flatMap(([from, to]) => landscape.breakpoints(0, t, from, to).map(cellOf))).size);
  return held.reduce((sum, count) => sum + count, 0) / rows.length > (CROWD * lengthOf(seen1)) / cap;
}

function laid(
  landscape: Landscape,
  { seen1, seen2 }: Region,
  cap: number,
  gamma: number,
  { order, pieces, tolerance }: QuadratureRule,
): QuadraturePlan {
  const { origin, axes } = landscape.cusps;
  const tip = origin > 0 ? Math.cbrt(1e-5 / (origin * gamma)) : Infinity;
  const line = (along: 0 | 1, at: number, seen: readonly Pair[], blur: number): Panel[] => {
    const load = (from: number, to: number): number => landscape.piecesCrossed(along, at, from, to, blur, pieces) / pieces;
    const tipped = along === 1 ? Infinity : axes > 0 ? tip : Math.max(tip, Math.abs(at)); // rows are halved towards 0 where they need be
    return seen.flatMap(([lo, hi]) => {
      const found = landscape.breakpoints(along, at, lo, hi);
      const breaks =
        along === 0
          ? apart(found, MERGED * cap)
          : found.length > FEW
            ? []
            : found.filter((t, k) => Math.min(Math.abs(t), t - (found[k - 1] ?? -Infinity)) > CLOSE * cap);
      return panelsOf({ lo, hi, cap, breaks, tip: tipped, load });
    });
  };
  const across = line(1, 0, seen2, cap).map(({ lo, hi }): Pair => [lo, hi]);
  const along = (t: number): Panel[] => line(0, t, seen1, 0);
  const middle = (share: number): number => {
    const [lo, hi] = across[Math.floor(share * across.length)] ?? [0, 0];
    return along((lo + hi) / 2).length;
  };
  const count = (across.length * (middle(0.25) + middle(0.5) + middle(0.75))) / 3;
  allow(count, 'a larger γ (a smaller σ), points nearer to 0 or a slower formula need fewer');
  return {
    across,
    breaking: landscape.breakingPoints,
    cusped: origin > 0,
    settled: tolerance === Infinity,
    row: (t) => nodesOn(along(t), order),
    count,
  };
}

/** Ascending places without those that follow another too closely. */
function apart(places: readonly number[], least: number): number[] {
  const kept: number[] = [];
  for (const place of places) if (place - (kept.at(-1) ?? -Infinity) >= least) kept.push(place);
  return kept;
}

function allow(panels: number, help: string): void {
  if (panels > QUADRATURE_MOST)
    throw new Error(`This integral would need about ${Number(panels.toPrecision(1))} panels, more than ${QUADRATURE_MOST}: ${help}`);
}

/** The intervals within `range` of ascending x, merged where they touch. */
function windows(x: Float64Array, range: number): Pair[] {
  const seen: [number, number][] = [];
  for (const at of x) {
    const last = seen.at(-1);
    if (last && at - range <= last[1]) last[1] = at + range;
    else seen.push([at - range, at + range]);
  }
  return seen;
}

/** log κ of the rate κ^(2n) at which n nodes close in on the longest panel: a share of it does with fewer. */
const RATE = Math.log(0.2);

/** Gauss–Legendre nodes on panels, as many on each as its share needs. */
function nodesOn(panels: readonly Panel[], order: number): RowNodes {
  const counts = panels.map(({ share }) => Math.max(2, Math.round((order * RATE) / (RATE + Math.log(Math.min(1, share))))));
  const points = new Float64Array(counts.reduce((sum, n) => sum + n, 0));
  const logWeights = new Float64Array(points.length);
  let at = 0;
  panels.forEach(({ lo, hi }, panel) => {
    const { nodes, weights } = legendre(counts[panel]!);
    for (let k = 0; k < nodes.length; k += 1, at += 1) {
      points[at] = (lo + hi) / 2 + ((hi - lo) / 2) * nodes[k]!;
      logWeights[at] = Math.log(((hi - lo) / 2) * weights[k]!);
    }
  });
  return { points, logWeights };
}
