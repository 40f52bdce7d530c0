/** Nodes in (−1, 1) and weights of a Gauss–Legendre rule. */
export interface Rule {
  readonly nodes: readonly number[];
  readonly weights: readonly number[];
}

const known = new Map<number, Rule>();

/** The n-point Gauss–Legendre rule, by Newton's method on P_n from the Chebyshev guess; exact to rounding for n ≤ 100. */
export function legendre(n: number): Rule {
  const cached = known.get(n);
  if (cached) return cached;
  const pairs = Array.from({ length: n }, (_, k) => {
    let x = -Math.cos((Math.PI * (k + 0.75)) / (n + 0.5));
    let slope = 1;
    for (let step = 0; step < 20; step += 1) {
      const [value, derivative] = polynomial(n, x);
      slope = derivative;
      x -= value / derivative;
      if (Math.abs(value / derivative) < 1e-16) break;
    }
    slope = polynomial(n, x)[1];
    return [x, 2 / ((1 - x * x) * slope * slope)] as const;
  });
  const rule = { nodes: pairs.map(([x]) => x), weights: pairs.map(([, w]) => w) };
  known.set(n, rule);
  return rule;
}

/** P_n(x) and P_n′(x) by the three-term recurrence. */
function polynomial(n: number, x: number): [number, number] {
  let [before, now] = [1, x];
  for (let k = 2; k <= n; k += 1) [before, now] = [now, ((2 * k - 1) * x * now - (k - 1) * before) / k];
  return [now, (n * (x * now - before)) / (x * x - 1)];
}
