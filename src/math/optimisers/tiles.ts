import { linspace } from '../grid';
import type { Landscape, Pair } from '../kinds';
import type { Rule } from '../quadrature';
import type { Rows } from '../settle';
import type { Integral } from '../smoothings/kinds';
import { finish } from '../steps';
import { rowsOf, type Laid } from '../sweep';

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
const RULE: Rule = { order: 12, pieces: 6, tolerance: 1e-9 };
/** Nodes that are remembered: 16 bytes each. */
const MOST = 4e6;
/** i and j fit side by side into one number. */
const SPAN = 2 ** 26;

/** Tiles fit for an integral, and for every other that differs in γ alone and has a γ no larger. */
export function openTiles(landscape: Landscape, { gamma, density }: Integral): Tiles {
  const side = SIDE / Math.sqrt(gamma);
  const known = new Map<number, Tile>();
  let nodes = 0;
  const lay = (i: number, j: number): Tile => {
    const [seen1, seen2] = [i, j].map((k): Pair => [k * side, (k + 1) * side]) as [Pair, Pair];
    const [theta1, theta2] = [linspace(...seen1, 3), linspace(...seen2, 3)];
    const task = { landscape, density, gamma, theta1, theta2, range: 2 * side, region: { seen1: [seen1], seen2: [seen2] } };
    return tileOf(finish(rowsOf(task, RULE, (laid) => laid)));
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

function tileOf({ t, logWeights, rows }: Rows<Laid>): Tile {
  const ends = new Uint32Array(rows.length + 1);
  rows.forEach(({ points }, k) => (ends[k + 1] = ends[k]! + points.length));
  const [points, logMass] = [new Float64Array(ends.at(-1)!), new Float64Array(ends.at(-1)!)];
  rows.forEach((row, k) => {
    points.set(row.points, ends[k]);
    row.logMass.forEach((mass, n) => (logMass[ends[k]! + n] = logWeights[k]! + mass));
  });
  return { rows: t, ends, points, logMass };
}
