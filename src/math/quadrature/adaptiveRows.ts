import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import type { Pair } from '../core/types';
import { type ErrorEstimator, errorEstimator, type EvaluatedPanel, type Scale } from './errorEstimator';
import { logGaussianSums, scratch } from './gaussianSums';
import type { QuadraturePlan, QuadratureRule } from './panels';
import { rowPanel, type RowIntegral, type RowIntegrals, type IntegralRequest } from './rowSlab';

/** Where rows break, slabs have so many rows more; elsewhere a smaller tolerance costs little, and with many points a larger one spares much. */
const [MORE, EASY, HARD, MANY] = [4, 0.01, 10, 24];
/** Shares of the last terms that are doubted where rows break, and beside a cusp. */
const [DOUBT, CUSP] = [1e-3, 0.03];
/** Rows looked at, at most: what is left unsettled then shows in the error estimate. */
const MOST_ROWS = 60_000;

/**
 * The rows that integrals across them need. Each slab begins with a rule's order of rows and is halved until what it adds to each integral is
 * settled; so kinks and turns of breaks, wherever they are, get the rows that they are worth.
 */
export function* refineRows<R extends RowIntegral>(
  { across: slabs, breaking, cusped, settled }: QuadraturePlan,
  { order: along, tolerance }: QuadratureRule,
  wanted: IntegralRequest,
  look: (t: number) => R,
  told?: ProgressCallback,
): CooperativeTask<RowIntegrals<R>> {
  const doubt = ({ lo, hi }: EvaluatedPanel<RowIntegral>): number => (cusped && (lo === 0 || hi === 0) ? CUSP : breaking > 0 ? DOUBT : 0);
  const ease = breaking === 0 ? EASY : breaking < MANY ? 1 : HARD;
  const scale: Scale = { order: along + (breaking > 0 ? MORE : 0), tolerance: ease * tolerance, doubt };
  const { order } = scale;
  let kept: EvaluatedPanel<R>[] = [];
  let judge: ErrorEstimator | undefined;
  let looked = 0;
  for (let waiting = slabs; waiting.length > 0;) {
    const fresh: EvaluatedPanel<R>[] = [];
    for (const [lo, hi] of waiting) {
      const [slab, rows] = [rowPanel(lo, hi, order, cusped), [] as R[]];
      for (const t of slab.t) {
        rows.push(look(t));
        looked += 1;
        told?.(looked / (looked + order * (waiting.length - fresh.length)));
        yield undefined;
      }
      fresh.push({ ...slab, rows });
    }
    if (settled || looked > MOST_ROWS) return stacked([...kept, ...fresh].sort(byPlace));
    judge ??= judgeFor(fresh, wanted, scale);
    const all = [...kept, ...fresh].sort(byPlace);
    const open = unsettled(all, new Set(fresh), judge);
    kept = all.filter((slab) => !open.has(slab));
    waiting = [...open].flatMap(({ lo, hi }): Pair[] => [
      [lo, (lo + hi) / 2],
      [(lo + hi) / 2, hi],
    ]);
  }
  return stacked(kept);
}

const byPlace = (p: EvaluatedPanel<unknown>, q: EvaluatedPanel<unknown>): number => p.lo - q.lo;

/** A judge that looks at θ half a width 1/√γ apart, and at five or more on each side. */
function judgeFor(slabs: readonly EvaluatedPanel<RowIntegral>[], wanted: IntegralRequest, scale: Scale): ErrorEstimator {
  const stride = (x: Float64Array): number => {
    const step = (x[x.length - 1]! - x[0]!) / (x.length - 1);
    return Math.max(1, Math.min(Math.floor(0.5 / (step * Math.sqrt(wanted.gamma))), (x.length - 1) >> 2)) || 1;
  };
  const [every1, every2] = [stride(wanted.theta1), stride(wanted.theta2)];
  const some = { ...wanted, theta2: wanted.theta2.filter((_, k) => k % every2 === 0) };
  const columns = [...wanted.theta1.keys()].filter((k) => k % every1 === 0);
  return errorEstimator(integrateAcrossRows(stacked([...slabs].sort(byPlace)), some), some, columns, scale);
}

/** The slabs to be halved: those of the fresh ones that are not settled, the two beside a seam at which something happens, and whatever is then over twice as long as its neighbour. */
function unsettled<R extends RowIntegral>(
  all: readonly EvaluatedPanel<R>[],
  fresh: ReadonlySet<EvaluatedPanel<R>>,
  judge: ErrorEstimator,
): Set<EvaluatedPanel<R>> {
  const open = new Set([...fresh].filter((slab) => !judge.converged(slab)));
  const seams = all.slice(1).flatMap((above, k) => (all[k]!.hi === above.lo ? [[all[k]!, above] as const] : []));
  for (const [below, above] of seams)
    if ((fresh.has(below) || fresh.has(above)) && !open.has(below) && !open.has(above) && !judge.continuousAcross(below, above))
      open.add(below).add(above);
  const size = (slab: EvaluatedPanel<R>): number => (slab.hi - slab.lo) / (open.has(slab) ? 2 : 1);
  for (let before = 0; before < open.size;) {
    before = open.size;
    for (const [below, above] of seams) {
      if (size(below) > 2.001 * size(above)) open.add(below);
      if (size(above) > 2.001 * size(below)) open.add(above);
    }
  }
  return open;
}

function stacked<R>(slabs: readonly EvaluatedPanel<R>[]): RowIntegrals<R> {
  const all = (of: (slab: EvaluatedPanel<R>) => Float64Array): Float64Array => Float64Array.from(slabs.flatMap((slab) => [...of(slab)]));
  return { t: all(({ t }) => t), logWeights: all(({ logWeights }) => logWeights), rows: slabs.flatMap(({ rows }) => rows) };
}

/** log of the integral across the rows for every θ, [n2, n1]. */
export function integrateAcrossRows(
  { t, logWeights, rows }: RowIntegrals<RowIntegral>,
  { theta1, theta2, gamma, range }: IntegralRequest,
): Float64Array {
  const n1 = theta1.length;
  const [logZ, column, work] = [new Float64Array(n1 * theta2.length), new Float64Array(t.length), scratch(t.length)];
  for (let i = 0; i < n1; i += 1) {
    for (let k = 0; k < t.length; k += 1) column[k] = rows[k]!.sums[i]! + logWeights[k]!;
    logGaussianSums(t, column, theta2, gamma, range, logZ, i, n1, work);
  }
  return logZ;
}
