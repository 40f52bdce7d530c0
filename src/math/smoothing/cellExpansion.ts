import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import { linspace } from '../core/grid';
import type { Landscape, Pair } from '../core/types';
import type { GaussianIntegral } from '../quadrature/integrand';
import { type WeightedRow, rowIntegrals } from '../quadrature/latticeIntegral';
import type { QuadratureRule } from '../quadrature/panels';
import type { RowIntegrals } from '../quadrature/rowSlab';

/** A square of the plane with its nodes, and all of the integrand there but the Gaussian. */
export interface Tile {
  readonly rows: Float64Array; // [rows]
  /** Nodes of row k: ends[k] … ends[k + 1] − 1. */
  readonly ends: Uint32Array; // [rows + 1]
  readonly points: Float64Array; // [nodes]
  /** Logarithm of weight times density. */
  readonly logMass: Float64Array; // [nodes]
}

/** Squares of the plane, laid when first asked for, by column and row; their borders run along the axes, where losses crease. */
export interface Tiles {
  readonly side: number;
  at(i: number, j: number): Tile;
}

/** Side of a tile in widths 1/√γ: one panel, where the loss needs no more. */
const SIDE = 4;
const RULE: QuadratureRule = { order: 12, pieces: 6, tolerance: 1e-9 };
/** Nodes that are remembered: 16 bytes each. */
const MOST = 4e6;
/** i and j fit side by side into one number. */
const SPAN = 2 ** 26;

/** Tiles fit for an integral, and for every other that differs in γ alone and has a γ no larger. */
export function quadratureTiles(landscape: Landscape, { gamma, density }: GaussianIntegral): Tiles {
  const side = SIDE / Math.sqrt(gamma);
  const known = new Map<number, Tile>();
  let nodes = 0;
  const lay = (i: number, j: number): Tile => {
    const [seen1, seen2] = [i, j].map((k): Pair => [k * side, (k + 1) * side]) as [Pair, Pair];
    const [theta1, theta2] = [linspace(...seen1, 3), linspace(...seen2, 3)];
    const task = { landscape, density, gamma, theta1, theta2, range: 2 * side, region: { seen1: [seen1], seen2: [seen2] } };
    return tileOf(runToCompletion(rowIntegrals(task, RULE, (laid) => laid)));
  };
  return {
    side,
    at: (i, j) => {
      const key = (i + SPAN / 2) * SPAN + j + SPAN / 2;
      const found = known.get(key);
      if (found) return found;
      const tile = lay(i, j);
      if (nodes > MOST) {
        known.clear();
        nodes = 0;
      }
      nodes += tile.points.length;
      known.set(key, tile);
      return tile;
    },
  };
}

function tileOf({ t, logWeights, rows }: RowIntegrals<WeightedRow>): Tile {
  const ends = new Uint32Array(rows.length + 1);
  rows.forEach(({ points }, k) => (ends[k + 1] = ends[k]! + points.length));
  const [points, logMass] = [new Float64Array(ends.at(-1)!), new Float64Array(ends.at(-1)!)];
  rows.forEach((row, k) => {
    points.set(row.points, ends[k]);
    row.logMass.forEach((mass, n) => (logMass[ends[k]! + n] = logWeights[k]! + mass));
  });
  return { rows: t, ends, points, logMass };
}

/** Degree of a cell's series: with cells half a width wide good for 10⁻¹². */
export const DEGREE = 18;

/**
 * Around a cell's centre c, ∫ exp(density − γ/2 ‖θ − θ′‖²) = exp(shift) Σ c_mn uᵐ vⁿ with (u, v) = √γ (θ − c): an entire
 * function of θ, whose coefficients are moments of θ′ about its mean at c, over m! n!.
 */
export interface MomentExpansion {
  readonly centre: Pair;
  readonly logZ: number;
  /** E[θ′ − c] at θ = c. */
  readonly mean: Pair;
  readonly series: Float64Array; // c_mn, m + n ≤ DEGREE, by m
}

/** Below exp(−LEAST) of the greatest term a node is left out. */
const LEAST = 45;

/** Rows of nodes with their share of the integral; kept and overwritten, since cells are laid by the hundred. */
interface Sheet {
  count: number;
  nodes: number;
  rows: Float64Array; // θ′₂ − c₂
  ends: Uint32Array;
  points: Float64Array; // θ′₁ − c₁
  weights: Float64Array;
}

/** Lays cells of one integral, with a breath after each tile. Half a cell's side is `half`. */
export function momentExpansions(
  landscape: Landscape,
  integral: GaussianIntegral,
  tiles: Tiles,
  half: number,
): (centre: Pair) => CooperativeTask<MomentExpansion> {
  const sheet: Sheet = {
    count: 0,
    nodes: 0,
    rows: new Float64Array(0),
    ends: new Uint32Array(1),
    points: new Float64Array(0),
    weights: new Float64Array(0),
  };
  const { gamma } = integral;
  const [along, scale] = [new Float64Array(DEGREE + 1), Math.sqrt(gamma)];
  return function* (centre) {
    const highest = landscape.value(...centre) + landscape.lipschitz * Math.SQRT2 * half; // slope is a Lipschitz constant
    const reach = integral.range(landscape.lipschitz, highest) + Math.SQRT2 * half;
    const found = yield* around(tiles, centre, reach);
    const top = gather(sheet, found, centre, gamma, reach);
    const { z, m1, m2 } = summed(sheet, top);
    const mean: Pair = [m1 / z, m2 / z];
    return { centre, logZ: top + Math.log(z), mean, series: seriesOf(sheet, z, mean, scale, along) };
  };
}

/** Tiles that a disc may touch. */
function* around({ side, at }: Tiles, centre: Pair, reach: number): CooperativeTask<Tile[]> {
  const index = (v: number): number => Math.floor(v / side);
  const apart = (v: number, k: number): number => Math.max(0, k * side - v, v - (k + 1) * side); // from v to [k, k + 1] sides
  const found: Tile[] = [];
  for (let j = index(centre[1] - reach); j <= index(centre[1] + reach); j += 1)
    for (let i = index(centre[0] - reach); i <= index(centre[0] + reach); i += 1)
      if (Math.hypot(apart(centre[0], i), apart(centre[1], j)) < reach) {
        found.push(at(i, j));
        yield undefined;
      }
  return found;
}

/** Writes offsets and exponents of all nodes within the disc; answers the greatest exponent. */
function gather(sheet: Sheet, tiles: readonly Tile[], [c1, c2]: Pair, gamma: number, reach: number): number {
  reserve(sheet, tiles);
  const { rows, ends, points, weights } = sheet;
  const [half, far] = [gamma / 2, reach * reach];
  let [count, nodes, top] = [0, 0, -Infinity];
  for (const tile of tiles) {
    for (let k = 0; k < tile.rows.length; k += 1) {
      const t = tile.rows[k]! - c2;
      const room = far - t * t;
      if (room < 0) continue;
      const stop = tile.ends[k + 1]!;
      for (let n = tile.ends[k]!; n < stop; n += 1) {
        const s = tile.points[n]! - c1;
        if (s * s > room) continue;
        const exponent = tile.logMass[n]! - half * (s * s + t * t);
        if (exponent > top) top = exponent;
        points[nodes] = s;
        weights[nodes] = exponent;
        nodes += 1;
      }
      if (nodes === ends[count]) continue;
      rows[count] = t;
      count += 1;
      ends[count] = nodes;
    }
  }
  [sheet.count, sheet.nodes] = [count, nodes];
  return top;
}

function reserve(sheet: Sheet, tiles: readonly Tile[]): void {
  const most = (of: (tile: Tile) => number): number => tiles.reduce((sum, tile) => sum + of(tile), 0);
  const [rows, nodes] = [most((tile) => tile.rows.length), most((tile) => tile.points.length)];
  if (sheet.rows.length < rows) [sheet.rows, sheet.ends] = [new Float64Array(2 * rows), new Uint32Array(2 * rows + 1)];
  if (sheet.points.length < nodes) [sheet.points, sheet.weights] = [new Float64Array(2 * nodes), new Float64Array(2 * nodes)];
}

/** Exponents become weights, the greatest 1; their sum and first moments. */
function summed({ count, rows, ends, points, weights }: Sheet, top: number): { z: number; m1: number; m2: number } {
  let [z, m1, m2] = [0, 0, 0];
  for (let k = 0; k < count; k += 1) {
    let own = 0;
    for (let n = ends[k]!; n < ends[k + 1]!; n += 1) {
      const exponent = weights[n]! - top;
      const weight = exponent < -LEAST ? 0 : Math.exp(exponent);
      weights[n] = weight;
      own += weight;
      m1 += weight * points[n]!;
    }
    z += own;
    m2 += own * rows[k]!;
  }
  return { z, m1, m2 };
}

/** Σ weight · sᵐ tⁿ / (m! n! z), with s and t about the mean in widths. */
function seriesOf({ count, rows, ends, points, weights }: Sheet, z: number, mean: Pair, scale: number, along: Float64Array): Float64Array {
  const series = new Float64Array(((DEGREE + 1) * (DEGREE + 2)) / 2);
  for (let k = 0; k < count; k += 1) {
    along.fill(0); // Σ weight · sᵐ / m! of one row
    for (let j = ends[k]!; j < ends[k + 1]!; j += 1) {
      if (weights[j] === 0) continue;
      const s = scale * (points[j]! - mean[0]);
      let term = weights[j]! / z;
      for (let m = 0; m <= DEGREE; m += 1) {
        along[m] = along[m]! + term;
        term *= s * INVERSE[m]!;
      }
    }
    const t = scale * (rows[k]! - mean[1]);
    for (let m = 0, at = 0; m <= DEGREE; m += 1) {
      let term = along[m]!;
      for (let n = 0; n <= DEGREE - m; n += 1, at += 1) {
        series[at] = series[at]! + term;
        term *= t * INVERSE[n]!;
      }
    }
  }
  return series;
}

const INVERSE = Float64Array.from({ length: DEGREE + 1 }, (_, k) => 1 / (k + 1));
