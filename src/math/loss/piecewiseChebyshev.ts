import type { Interval } from '../activations/intervalJets';

/** A function of one variable, cut into pieces on each of which it is a polynomial and rises little. */
export interface PiecewisePolynomial {
  /** Writes the function at the first `count` z, all of them by default, to 10⁻¹² of max(1, |value|). */
  evaluate(z: Float64Array, out: Float64Array, count?: number): void;
}

/** What a cell [a, b] may hide: intervals that hold the function's values and slopes there. */
export type Over = (a: number, b: number) => { readonly v: Interval; readonly d: Interval };

const DEGREE = 8;
const TOLERANCE = 1e-12;
/** Numbers kept of a piece: its upper and lower end, its middle, 2/length, and the coefficients in t ∈ [−1, 1]. */
const STRIDE = DEGREE + 5;
/** Pieces at most. */
const MOST = 200_000;
/** A cell is looked at in parts no longer than this, or than they are far from 0, and across which the function changes no more than this, or a share of itself. */
const [LENGTH, CHANGE, SHARE] = [8, 6, 0.5];
/** Buckets by which a piece is found, at most. */
const BUCKETS = 65_536;
/** A function rises no more than this on a piece, or by this share: its exponential is to be no rougher than the function. */
const [RISE, RISING] = [3, 1 / 16];
/** Shorter cells, relative to max(1, |z|), are left to the function itself. */
const NARROW = 1e-9;

const NODES = Array.from({ length: DEGREE + 1 }, (_, k) => -Math.cos((Math.PI * (k + 0.5)) / (DEGREE + 1)));
/** Places where a polynomial is compared: between its nodes, and at the nodes of its halves. */
const TESTS = [0.998, -0.17, -0.999, 0.16, 0.94, -0.93, 0.76, -0.77, 0.5, -0.49];
const MONOMIAL = inverse(NODES.map((t) => NODES.map((_, power) => Math.pow(t, power))));

interface Piece {
  readonly lo: number;
  readonly hi: number;
  /** In t ∈ [−1, 1]; nothing where no polynomial is near enough. */
  readonly series: Float64Array | undefined;
}

/** Pieces of f on [−reach, reach], ending at `stops` (ascending), where f may have kinks; beyond, f itself. Throws where there would be more than 200,000. */
export function piecewiseChebyshev(f: (z: number) => number, reach: number, stops: readonly number[], over?: Over): PiecewisePolynomial {
  const edges = [-reach, ...stops.filter((z) => Math.abs(z) < reach), reach];
  const pieces: Piece[] = [];
  edges.slice(1).forEach((hi, k) => cut(f, edges[k]!, hi, over, pieces));
  const table = new Float64Array(pieces.length * STRIDE);
  pieces.forEach(({ lo, hi, series }, k) => table.set([hi, lo, (lo + hi) / 2, 2 / (hi - lo), ...(series ?? [NaN])], k * STRIDE));
  const shortest = pieces.reduce((least, { lo, hi }) => Math.min(least, hi - lo), Infinity);
  const buckets = new Int32Array(Math.ceil(Math.min(BUCKETS, (2 * reach) / shortest)) + 1);
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
        const end = at < 0 ? j : along(table, at, z, out, j, count);
        if (end === j) {
          out[j] = f(v);
          j += 1;
        } else j = end;
      }
    },
  };
}

/** Writes the polynomial of the piece at `at` from z_j on, as long as z stays on it; answers where it does not. */
function along(table: Float64Array, at: number, z: Float64Array, out: Float64Array, from: number, count: number): number {
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

/** Halves [lo, hi] until each part is a polynomial, and adds them to `found`; halves that turn out to be one are joined again. */
function cut(f: (z: number) => number, lo: number, hi: number, over: Over | undefined, found: Piece[], hidden = true): void {
  if (found.length > MOST) throw new Error(`it changes too fast near z = ${Number(lo.toPrecision(3))} to be integrated`);
  const far = Math.max(lo, -hi, 0);
  const hides = hidden && (hi - lo > Math.max(LENGTH, far) || (over !== undefined && hiding(over(lo, hi), hi - lo)));
  const narrow = hi - lo <= NARROW * Math.max(1, Math.abs(lo));
  const series = hides || narrow ? undefined : fitted(f, lo, hi);
  if (series || narrow) {
    found.push({ lo, hi, series });
    return;
  }
  const [middle, before] = [(lo + hi) / 2, found.length];
  cut(f, lo, middle, over, found, hides);
  cut(f, middle, hi, over, found, hides);
  if (!hides || found.length !== before + 2 || !found[before]!.series || !found[before + 1]!.series) return;
  const joined = fitted(f, lo, hi);
  if (joined) found.splice(before, 2, { lo, hi, series: joined });
}

/** Whether the function may change so much over a cell that samples of it say little. */
function hiding({ v, d }: ReturnType<Over>, length: number): boolean {
  const least = v[0] > 0 ? v[0] : v[1] < 0 ? -v[1] : 0;
  const change = Math.max(-d[0], d[1]) * length;
  return !(change <= Math.max(CHANGE, SHARE * least));
}

const [values, series] = [new Float64Array(NODES.length), new Float64Array(NODES.length)];

/** The polynomial through the nodes of [lo, hi], if it is near enough between them too. */
function fitted(f: (z: number) => number, lo: number, hi: number): Float64Array | undefined {
  const first = f(lo);
  if (Math.abs(f(hi) - first) > Math.max(RISE, RISING * Math.abs(first))) return undefined;
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
  const noise = 4 * Number.EPSILON * Math.max(-lo, hi) * steepest; // what rounding z does
  for (const t of TESTS) {
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
