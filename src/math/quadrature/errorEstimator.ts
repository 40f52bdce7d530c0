import { legendre } from './gaussLegendre';
import type { RowPanel, RowIntegral, IntegralRequest } from './rowSlab';

/** A slab whose rows have been looked at. */
export interface EvaluatedPanel<R> extends RowPanel {
  readonly rows: readonly R[];
}

/** What a judgement is made by. */
export interface Scale {
  /** Rows of a slab. */
  readonly order: number;
  /** Share of an integral that a slab may miss. */
  readonly tolerance: number;
  /** The least share of the last terms of a slab's series that may hide in those beyond: they fall no faster where something small breaks. */
  doubt(slab: EvaluatedPanel<RowIntegral>): number;
}

/** Tells whether rows are close enough, from what they add to the integrals. */
export interface ErrorEstimator {
  /** Whether a slab's rows tell what it adds to every integral. */
  converged(slab: EvaluatedPanel<RowIntegral>): boolean;
  /** Whether nothing seems to happen where two neighbours meet, between the last node of one and the first of the other. */
  continuousAcross(below: EvaluatedPanel<RowIntegral>, above: EvaluatedPanel<RowIntegral>): boolean;
}

/** θ₂ that are tried for where rows matter most, besides the nearest one. */
const TRIED = 8;
/** By how much what two series say of the place where they meet may differ, in terms that both leave out. */
const APART = 4;

/** `logZ` are the integrals at theta2 and all θ₁, [n2, n1], to a few digits; `columns` those of the θ₁ that are looked at. */
export function errorEstimator(
  logZ: Float64Array,
  { theta2, gamma, theta1 }: IntegralRequest,
  columns: readonly number[],
  { order, tolerance, doubt }: Scale,
): ErrorEstimator {
  const { nodes, weights } = legendre(order);
  const [seriesOf, outside] = [seriesBy(order), 1 - nodes[order - 1]!];
  const exponent = ({ t, rows }: EvaluatedPanel<RowIntegral>, k: number, i: number, l: number): number =>
    rows[k]!.sums[i]! - (gamma / 2) * (t[k]! - theta2[l]!) ** 2 - logZ[l * theta1.length + i]!;
  /** The θ₂ at which any of some rows matters most to column i, and the log of how much. */
  const most = (
    some: readonly (readonly [EvaluatedPanel<RowIntegral>, number])[],
    i: number,
    places: readonly number[],
  ): readonly [l: number, log: number] => {
    let [best, top] = [0, -Infinity];
    for (const l of places)
      for (const [slab, k] of some) {
        const log = exponent(slab, k, i, l);
        if (log > top) [best, top] = [l, log];
      }
    return [best, top];
  };
  const values = new Float64Array(order);
  const series = (slab: EvaluatedPanel<RowIntegral>, i: number, l: number): Series => {
    for (let k = 0; k < order; k += 1) values[k] = Math.exp(exponent(slab, k, i, l) + slab.logWeights[k]!) / weights[k]!;
    return seriesOf(values);
  };
  return {
    converged: (slab) => {
      const [places, length] = [placesNear(theta2, (slab.lo + slab.hi) / 2), slab.hi - slab.lo];
      const some = [0, order >> 1, order - 1].map((k) => [slab, k] as const);
      return columns.every((i) => {
        const [l, log] = most(some, i, places);
        return Math.exp(log) * length <= tolerance || 2 * series(slab, i, l).missed(doubt(slab)) <= tolerance;
      });
    },
    continuousAcross: (below, above) => {
      const places = placesNear(theta2, below.hi);
      const some = [[below, order - 1] as const, [above, 0] as const];
      const [p1, q0] = [below.stretch[1], above.stretch[0]];
      const zone = outside * Math.max(p1, q0);
      if (p1 === 0 || q0 === 0) return true; // a cusp, where series are no likeness of one another
      return columns.every((i) => {
        const [l, log] = most(some, i, places);
        if (Math.exp(log) * zone <= tolerance) return true;
        const [p, q] = [series(below, i, l), series(above, i, l)];
        const gap = Math.abs(p.atEnd / p1 - q.atStart / q0);
        return gap * zone <= tolerance || gap <= APART * (p.left / p1 + q.left / q0);
      });
    },
  };
}

/** Indices of some places spread over ascending x, and of the one next to `at`. */
function placesNear(x: Float64Array, at: number): number[] {
  const spread = Array.from({ length: Math.min(TRIED, x.length) }, (_, k) => Math.floor((k * (x.length - 1)) / Math.max(1, TRIED - 1)));
  let near = 0;
  while (near < x.length - 1 && Math.abs(x[near + 1]! - at) <= Math.abs(x[near]! - at)) near += 1;
  return [...new Set([...spread, near])];
}

/** What the Legendre series of dt/dx times the integrand tells, from values at the nodes of a rule. */
interface Series {
  /** What the rule may miss of half its integral: the last coefficients, as much smaller again as they are than those in the middle, since it integrates twice as many terms as it can tell apart. */
  missed(doubt: number): number;
  /** What the terms beyond the last add to at most, if they go on to fall as the last ones did. */
  readonly left: number;
  readonly atStart: number;
  readonly atEnd: number;
}

function seriesBy(order: number): (values: Float64Array) => Series {
  const rows = Array.from({ length: order }, (_, degree) => coefficient(order, degree));
  const c = new Float64Array(order);
  return (values) => {
    let atStart = 0;
    let atEnd = 0;
    for (let m = 0; m < order; m += 1) {
      const row = rows[m]!;
      let sum = 0;
      for (let k = 0; k < order; k += 1) sum += row[k]! * values[k]!;
      c[m] = sum;
      atEnd += sum;
      atStart += m % 2 === 0 ? sum : -sum;
    }
    const half = order >> 1;
    const last = Math.max(Math.abs(c[order - 1]!), Math.abs(c[order - 2]!));
    const share = Math.min(1, last / Math.max(Math.abs(c[half]!), Math.abs(c[half - 1]!)) || 0);
    const fall = Math.min(0.9, share ** (1 / (order - 1 - half)));
    return { missed: (doubt) => last * Math.max(share ** 2.2, doubt), left: (last * fall) / (1 - fall), atStart, atEnd };
  };
}

/** Weights that give the coefficient of P_degree from values at the nodes. */
function coefficient(order: number, degree: number): number[] {
  const { nodes, weights } = legendre(order);
  return nodes.map((x, k) => {
    let [before, now] = [1, x];
    for (let m = 2; m <= degree; m += 1) [before, now] = [now, ((2 * m - 1) * x * now - (m - 1) * before) / m];
    return (2 * degree + 1) * weights[k]! * (degree === 0 ? 1 : now) * 0.5;
  });
}
