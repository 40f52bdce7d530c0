import type { Interval } from '../activations/intervalJets';

/** A piecewise polynomial interpolant of a function of one variable; on each piece the function changes little. */
export interface PiecewisePolynomial {
  /** Writes the values at the first `count` z (default: all), within 10⁻¹² of max(1, |value|). */
  evaluate(z: Float64Array, out: Float64Array, count?: number): void;
}

/** Interval enclosures of the function's values and slopes over a cell [a, b]. */
export type Over = (a: number, b: number) => { readonly v: Interval; readonly d: Interval };

const DEGREE = 8;
const TOLERANCE = 1e-12;
/** Numbers stored per piece: its upper and lower end, its middle, 2/length, and the coefficients in t ∈ [−1, 1]. */
const STRIDE = DEGREE + 5;
const MAX_PIECES = 200_000;
/** Longest cell that is fitted, unless it lies farther than its length from 0. */
const MAX_CELL_LENGTH = 8;
/** Largest enclosed change of the function over a cell that is fitted: absolute, and relative to its smallest value there. */
const MAX_CELL_CHANGE = 6;
const MAX_RELATIVE_CELL_CHANGE = 0.5;
/** Size limit of the lookup table from z to its piece. */
const MAX_BUCKETS = 65_536;
/** Largest change between the ends of a piece, absolute and relative: so that the exponential of the function is no rougher than the function. */
const MAX_PIECE_CHANGE = 3;
const MAX_RELATIVE_PIECE_CHANGE = 1 / 16;
/** Cells shorter than this, relative to max(1, |z|), are not fitted: the function itself is evaluated. */
const MIN_CELL_WIDTH = 1e-9;

const NODES = Array.from({ length: DEGREE + 1 }, (_, k) => -Math.cos((Math.PI * (k + 0.5)) / (DEGREE + 1)));
/** Check points of a fit in [−1, 1]: between the nodes, and near nodes of both halves. */
const CHECK_POINTS = [0.998, -0.17, -0.999, 0.16, 0.94, -0.93, 0.76, -0.77, 0.5, -0.49];
const MONOMIAL = inverse(NODES.map((t) => NODES.map((_, power) => Math.pow(t, power))));

interface Piece {
  readonly lo: number;
  readonly hi: number;
  /** Monomial coefficients in t ∈ [−1, 1]; undefined where no polynomial meets the tolerance. */
  readonly series: Float64Array | undefined;
}

/**
 * Piecewise interpolation of f on [−reach, reach] at Chebyshev nodes of degree 8 with bisection; outside it f itself is evaluated. Pieces end at
 * `stops` (ascending), where f may have kinks. Throws one sentence past 200,000 pieces.
 */
export function piecewiseChebyshev(f: (z: number) => number, reach: number, stops: readonly number[], over?: Over): PiecewisePolynomial {
  const edges = [-reach, ...stops.filter((z) => Math.abs(z) < reach), reach];
  const pieces: Piece[] = [];
  edges.slice(1).forEach((hi, k) => bisect(f, edges[k]!, hi, over, pieces));
  const table = new Float64Array(pieces.length * STRIDE);
  pieces.forEach(({ lo, hi, series }, k) => table.set([hi, lo, (lo + hi) / 2, 2 / (hi - lo), ...(series ?? [NaN])], k * STRIDE));
  const shortest = pieces.reduce((length, { lo, hi }) => Math.min(length, hi - lo), Infinity);
  const buckets = new Int32Array(Math.ceil(Math.min(MAX_BUCKETS, (2 * reach) / shortest)) + 1);
  const per = (buckets.length - 1) / (2 * reach); // buckets for a length of 1
  for (let b = 0, k = 0; b < buckets.length; b += 1) {
    while (k < pieces.length - 1 && pieces[k]!.hi < b / per - reach) k += 1;
    buckets[b] = k * STRIDE;
  }
  const last = table.length - STRIDE;
  const find = (z: number): number => {
    let at = buckets[((z + reach) * per) | 0]!;
    while (at < last && z > table[at]!) at += STRIDE;
    return at;
  };
  return {
    evaluate: (z, out, count = z.length) => {
      for (let j = 0; j < count;) {
        const v = z[j]!;
        const at = v >= -reach && v <= reach ? find(v) : -1;
        const end = at < 0 ? j : evaluatePiece(table, at, z, out, j, count);
        if (end === j) {
          out[j] = f(v);
          j += 1;
        } else j = end;
      }
    },
  };
}

/** Writes the polynomial of the piece at `at` for consecutive z from index `from` on while they lie on the piece; returns the first index beyond. */
function evaluatePiece(table: Float64Array, at: number, z: Float64Array, out: Float64Array, from: number, count: number): number {
  const hi = table[at]!;
  const lo = table[at + 1]!;
  const middle = table[at + 2]!;
  const scale = table[at + 3]!;
  const c0 = table[at + 4]!;
  const c1 = table[at + 5]!;
  const c2 = table[at + 6]!;
  const c3 = table[at + 7]!;
  const c4 = table[at + 8]!;
  const c5 = table[at + 9]!;
  const c6 = table[at + 10]!;
  const c7 = table[at + 11]!;
  const c8 = table[at + 12]!;
  if (Number.isNaN(c0)) return from;
  let j = from;
  for (; j < count; j += 1) {
    const v = z[j]!;
    if (!(v <= hi && v >= lo)) break;
    const t = (v - middle) * scale;
    const t2 = t * t;
    const t4 = t2 * t2;
    out[j] = c0 + t * c1 + t2 * (c2 + t * c3) + t4 * (c4 + t * c5 + t2 * (c6 + t * c7) + t4 * c8);
  }
  return j;
}

/** Bisects [lo, hi] until each part is fitted and appends the parts to `pieces`; two halves that one polynomial fits are merged. */
function bisect(f: (z: number) => number, lo: number, hi: number, over: Over | undefined, pieces: Piece[], mayHide = true): void {
  if (pieces.length > MAX_PIECES) throw new Error(`it changes too fast near z = ${Number(lo.toPrecision(3))} to be integrated`);
  const far = Math.max(lo, -hi, 0);
  const hides = mayHide && (hi - lo > Math.max(MAX_CELL_LENGTH, far) || (over !== undefined && isUnresolved(over(lo, hi), hi - lo)));
  const narrow = hi - lo <= MIN_CELL_WIDTH * Math.max(1, Math.abs(lo));
  const series = hides || narrow ? undefined : fitted(f, lo, hi);
  if (series || narrow) {
    pieces.push({ lo, hi, series });
    return;
  }
  const [middle, before] = [(lo + hi) / 2, pieces.length];
  bisect(f, lo, middle, over, pieces, hides);
  bisect(f, middle, hi, over, pieces, hides);
  if (!hides || pieces.length !== before + 2 || !pieces[before]!.series || !pieces[before + 1]!.series) return;
  const merged = fitted(f, lo, hi);
  if (merged) pieces.splice(before, 2, { lo, hi, series: merged });
}

/** Whether the enclosures allow a change over the cell that samples could miss. */
function isUnresolved({ v, d }: ReturnType<Over>, length: number): boolean {
  const smallest = v[0] > 0 ? v[0] : v[1] < 0 ? -v[1] : 0;
  const change = Math.max(-d[0], d[1]) * length;
  return !(change <= Math.max(MAX_CELL_CHANGE, MAX_RELATIVE_CELL_CHANGE * smallest));
}

const [values, series] = [new Float64Array(NODES.length), new Float64Array(NODES.length)];

/** Coefficients of the interpolant at the Chebyshev nodes of [lo, hi]; undefined unless it meets the tolerance at the check points too. */
function fitted(f: (z: number) => number, lo: number, hi: number): Float64Array | undefined {
  const first = f(lo);
  if (Math.abs(f(hi) - first) > Math.max(MAX_PIECE_CHANGE, MAX_RELATIVE_PIECE_CHANGE * Math.abs(first))) return undefined;
  const middle = (lo + hi) / 2;
  const half = (hi - lo) / 2;
  for (let k = 0; k < NODES.length; k += 1) values[k] = f(middle + half * NODES[k]!);
  let steepest = 0;
  for (let i = 0; i < NODES.length; i += 1) {
    const row = MONOMIAL[i]!;
    let sum = 0;
    for (let k = 0; k < NODES.length; k += 1) sum += row[k]! * values[k]!;
    series[i] = sum;
    steepest += (i * Math.abs(sum)) / half;
  }
  const noise = 4 * Number.EPSILON * Math.max(-lo, hi) * steepest; // effect of rounding z
  for (const t of CHECK_POINTS) {
    const value = f(middle + half * t);
    let sum = 0;
    for (let i = NODES.length - 1; i >= 0; i -= 1) sum = sum * t + series[i]!;
    if (!(Math.abs(sum - value) <= TOLERANCE * Math.max(1, Math.abs(value)) + noise)) return undefined;
  }
  return series.slice();
}

/** The inverse of a small matrix, by elimination with pivots. */
function inverse(matrix: readonly (readonly number[])[]): number[][] {
  const n = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < n; k += 1) {
    const pivot = rows.slice(k).reduce((best, row) => (Math.abs(row[k]!) > Math.abs(best[k]!) ? row : best));
    rows[rows.indexOf(pivot)] = rows[k]!;
    rows[k] = pivot.map((v) => v / pivot[k]!);
    rows.forEach((row, i) => {
      if (i !== k) rows[i] = row.map((v, j) => v - row[k]! * rows[k]![j]!);
    });
  }
  return rows.map((row) => row.slice(n));
}
