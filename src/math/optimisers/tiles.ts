import type { Landscape } from '../kinds';
import { planRows } from '../quadrature';
import { densityOf, type Integral } from '../smoothings/kinds';

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

/** Side of a tile in widths 1/√γ: one panel, where the loss needs no more. Gauss–Legendre nodes a panel: good for 10⁻¹². */
const [SIDE, ORDER] = [4, 12];
/** Nodes that are remembered: 16 bytes each. */
const MOST = 4e6;
/** i and j fit side by side into one number. */
const SPAN = 2 ** 26;

/** Tiles fit for an integral, and for every other that differs in γ alone and has a γ no larger. */
export function openTiles(landscape: Landscape, integral: Integral): Tiles {
  const side = SIDE / Math.sqrt(integral.gamma);
  const density = densityOf(integral);
  const marks: Landscape['marks'] = (along, at, lo, hi) => landscape.marks(along, at, lo - side, hi + side); // a bend beyond the border counts too
  const known = new Map<number, Tile>();
  let nodes = 0;
  return {
    side,
    at: (i, j) => {
      const key = (i + SPAN / 2) * SPAN + j + SPAN / 2;
      const found = known.get(key);
      if (found) return found;
      const tile = lay({ ...landscape, marks }, density, integral.gamma, side, i, j);
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

function lay(landscape: Landscape, density: (loss: number) => number, gamma: number, side: number, i: number, j: number): Tile {
  const middle = (k: number): Float64Array => Float64Array.of((k + 0.5) * side);
  const plan = planRows(landscape, middle(i), middle(j), gamma, { order: ORDER, range: side / 2 });
  const lines = Array.from(plan.rows, (_, k) => plan.row(k));
  const ends = new Uint32Array(lines.length + 1);
  lines.forEach(({ points }, k) => (ends[k + 1] = ends[k]! + points.length));
  const [points, logMass] = [new Float64Array(ends.at(-1)!), new Float64Array(ends.at(-1)!)];
  lines.forEach((line, k) => {
    const [t, own, from] = [plan.rows[k]!, plan.rowLogWeights[k]!, ends[k]!];
    points.set(line.points, from);
    for (let n = 0; n < line.points.length; n += 1) logMass[from + n] = own + line.logWeights[n]! + density(landscape.value(line.points[n]!, t));
  });
  return { rows: plan.rows, ends, points, logMass };
}
