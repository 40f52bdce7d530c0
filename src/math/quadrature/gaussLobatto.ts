/** Nodes on [−1, 1] and weights of a quadrature rule. */
export interface Rule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

/**
 * The n-point Gauss–Lobatto rule, by Newton's method on (1 − x²) P′_{n−1} from Chebyshev points; exact to degree 2n − 3. Both ends are
 * nodes, so that no jump or kink can hide between the last node of a panel and its end.
 */
export function lobatto(n: number): Rule {
  const pairs = Array.from({ length: n }, (_, k) => {
    let x = -Math.cos((Math.PI * k) / (n - 1));
    for (let step = 0; step < 30; step += 1) {
      const change = (x * polynomial(n - 1, x) - polynomial(n - 2, x)) / (n * polynomial(n - 1, x));
      x -= change;
      if (Math.abs(change) < 1e-16) break;
    }
    return [x, 2 / (n * (n - 1) * polynomial(n - 1, x) ** 2)] as const;
  });
  const mirrored = <T>(of: (k: number, side: 1 | -1) => T): T[] => pairs.map((_, k) => (2 * k < n ? of(k, 1) : of(n - 1 - k, -1))); // to the last digit
  return { nodes: mirrored((k, side) => side * pairs[k]![0]), weights: mirrored((k) => pairs[k]![1]) };
}

/** P_n(x) by the three-term recurrence. */
function polynomial(n: number, x: number): number {
  let [previous, current] = [1, x];
  if (n === 0) return 1;
  for (let k = 2; k <= n; k += 1) [previous, current] = [current, ((2 * k - 1) * x * current - (k - 1) * previous) / k];
  return current;
}

/** Weights that give the Legendre coefficient of a degree of the interpolant from values at the nodes. */
function coefficientWeights({ nodes, weights }: Rule, degree: number): number[] {
  const last = nodes.length - 1;
  const norm = degree === last ? last / 2 : (2 * degree + 1) / 2; // the rule is not exact for the square of the last polynomial
  return nodes.map((x, k) => norm * weights[k]! * polynomial(degree, x));
}

/** Degrees at the end and in the middle of a series from which its decay is read. */
const TERMS = 3;
/**
 * Coefficients from n on are taken to fall no further than to this share of the last before n: where a weak kink lies under a strong
 * analytic part, the middle of the series shows the decay of that part alone.
 */
const MIN_DECAY = 0.05;

/**
 * Estimate of the error of the n-point rule, n ≥ 8, for the mean of a function over its panel, from its Legendre series: the rule integrates
 * degrees to 2n − 3 exactly, and from n to 2n the coefficients are taken to fall as they do from n/2 to n, as they do at kinks; those of
 * analytic functions fall faster. Its sign is that of the last coefficient.
 */
export function seriesError(n: number): (values: Float64Array) => number {
  const rule = lobatto(n);
  const last = Array.from({ length: TERMS }, (_, k) => coefficientWeights(rule, n - TERMS + k));
  const middle = Array.from({ length: TERMS }, (_, k) => coefficientWeights(rule, (n >> 1) - 2 + k));
  const dot = (row: readonly number[], values: Float64Array): number => {
    let sum = 0;
    for (let k = 0; k < n; k += 1) sum += row[k]! * values[k]!;
    return sum;
  };
  return (values) => {
    let [tail, sign, centre] = [0, 1, 0];
    for (let k = 0; k < TERMS; k += 1) {
      sign = dot(last[k]!, values);
      tail = Math.max(tail, Math.abs(sign));
      centre = Math.max(centre, Math.abs(dot(middle[k]!, values)));
    }
    const decay = tail < centre ? Math.max(MIN_DECAY, tail / centre) : 1;
    return sign < 0 ? -tail * decay : tail * decay;
  };
}
