/**
 * The level of each of n indices under bisection: 0 for the ends and the middle, k + 1 for the middles of the intervals that level k leaves. Every
 * level spans the whole range, and about doubles the resolution.
 */
export function bisectionLevels(n: number): Uint8Array {
  const levels = new Uint8Array(n);
  const divide = (from: number, to: number, level: number): void => {
    if (to - from < 2) return;
    const middle = (from + to) >> 1;
    levels[middle] = level;
    divide(from, middle, level + 1);
    divide(middle, to, level + 1);
  };
  divide(0, n - 1, 0);
  return levels;
}

/** A node of a slice: its place [b, a] in row-major order, and the level that it completes. */
export interface OrderedNode {
  readonly index: number;
  readonly level: number;
}

/** The nodes of an n2 × n1 lattice from coarse to fine: the nodes up to a level form a lattice that spans the whole. */
export function coarseToFine(n1: number, n2: number): OrderedNode[] {
  const [columns, rows] = [bisectionLevels(n1), bisectionLevels(n2)];
  const nodes = Array.from({ length: n1 * n2 }, (_, index) => ({ index, level: Math.max(columns[index % n1]!, rows[Math.floor(index / n1)]!) }));
  return nodes.sort((p, q) => p.level - q.level || p.index - q.index);
}
