import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';

/**
 * Marching squares: closed rings around {z ≥ level}, to be filled by the even-odd rule. The lattice is padded with a rim of −∞ on its border,
 * so that every ring closes there. Saddle cells are resolved by the mean of their corners.
 */
export function superlevelRings(grid: Grid, level: number): Pair[][] {
  const paddedSize = grid.n + 2;
  const clamp = (k: number): number => Math.min(grid.n - 1, Math.max(0, k - 1));
  const value = (i: number, j: number): number => {
    if (i === 0 || j === 0 || i === paddedSize - 1 || j === paddedSize - 1) return -Infinity;
    const z = grid.z[(i - 1) * grid.n + j - 1]!;
    return Number.isFinite(z) ? z : -Infinity;
  };
  const node = (i: number, j: number): Pair => [grid.x[clamp(j)]!, grid.y[clamp(i)]!];
  const next = new Map<number, number>(); // start edge of a ring segment → end edge
  const across = (i: number, j: number): number => 2 * (i * paddedSize + j);
  const upright = (i: number, j: number): number => 2 * (i * paddedSize + j) + 1;
  for (let i = 0; i < paddedSize - 1; i += 1)
    for (let j = 0; j < paddedSize - 1; j += 1) {
      const corners = [value(i, j), value(i, j + 1), value(i + 1, j + 1), value(i + 1, j)];
      const sides = [across(i, j), upright(i, j + 1), across(i + 1, j), upright(i, j)];
      link(corners, sides, level, next);
    }
  const crossing = (edge: number): Pair => {
    const [at, up] = [edge >> 1, edge & 1];
    const [i, j] = [Math.floor(at / paddedSize), at % paddedSize];
    const [k, l] = up ? [i + 1, j] : [i, j + 1];
    const [a, b] = [value(i, j), value(k, l)];
    const [p, q] = [node(i, j), node(k, l)];
    const fraction = Number.isFinite(a) && Number.isFinite(b) ? (level - a) / (b - a) : Number.isFinite(a) ? 0 : 1;
    return [p[0] + fraction * (q[0] - p[0]), p[1] + fraction * (q[1] - p[1])];
  };
  const rings: Pair[][] = [];
  while (next.size > 0) {
    const ring: Pair[] = [];
    let edge = next.keys().next().value;
    while (edge !== undefined && next.has(edge)) {
      ring.push(crossing(edge));
      const following: number | undefined = next.get(edge);
      next.delete(edge);
      edge = following;
    }
    rings.push(straightened(ring));
  }
  return rings;
}

/** Ring segments of one cell, the superlevel set on the left of each. Side k is between corners k and k + 1. */
function link(corners: readonly number[], sides: readonly number[], level: number, next: Map<number, number>): void {
  const high = corners.map((v) => v >= level);
  const enter = sides.filter((_, k) => high[k] && !high[(k + 1) % 4]);
  const leave = sides.filter((_, k) => !high[k] && high[(k + 1) % 4]);
  if (enter.length === 1) next.set(enter[0]!, leave[0]!);
  if (enter.length !== 2) return;
  const joined = corners.reduce((sum, v) => sum + v, 0) / 4 >= level;
  for (const from of enter) {
    const k = sides.indexOf(from);
    next.set(from, sides[(k + (joined ? 1 : 3)) % 4]!);
  }
}

/** Ring without repeated and collinear vertices. */
function straightened(ring: readonly Pair[]): Pair[] {
  const apart = ring.filter((at, k) => {
    const before = ring.at(k - 1)!;
    return at[0] !== before[0] || at[1] !== before[1];
  });
  return apart.filter((at, k) => {
    const [a, b] = [apart.at(k - 1)!, apart[(k + 1) % apart.length]!];
    const [ux, uy, vx, vy] = [at[0] - a[0], at[1] - a[1], b[0] - at[0], b[1] - at[1]];
    return Math.abs(ux * vy - uy * vx) > 1e-9 * Math.hypot(ux, uy) * Math.hypot(vx, vy) || ux * vx + uy * vy < 0;
  });
}
