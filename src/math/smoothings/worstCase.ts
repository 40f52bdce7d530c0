import type { Landscape, Norm, Pair } from '../kinds';
import type { ParamSpec } from '../params';

const radius = {
  symbol: '\\rho',
  label: 'radius',
  hint: 'Worst loss over a ball of weights, $\\max_{\\lVert v\\rVert\\le\\rho}L(\\theta+v)$: what SAM and AWP flatten.',
  slider: [0, 2],
  allowed: { min: 0, max: 100 },
  default: 0.5,
  scale: 'linear',
  digits: 2,
  tone: 'gamma',
} as const satisfies ParamSpec;

const TURNS = 48;
/** Highest places of the rim that are refined. */
const PEAKS = 3;
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** max of L over the ball ‖v‖ ≤ ρ of weights (SAM, Foret et al. 2021; AWP, Wu et al. 2020): the boundary is searched all round and refined by golden section; a rising interior is followed to its top. */
export const worstCase = {
  label: 'max',
  specs: { radius },
  /** Value at θ, and the v that attains it: by Danskin ∇ = ∇L(θ + v). */
  at: (landscape: Landscape, theta: Pair, rho: number, norm: Norm): { value: number; v: Pair } => {
    const start = { value: landscape.value(...theta), v: [0, 0] as Pair };
    if (rho === 0) return start;
    const onRim = (turn: number): Pair => {
      const direction: Pair = [Math.cos(turn), Math.sin(turn)];
      const scale = rho / norm.norm(direction);
      return [scale * direction[0], scale * direction[1]];
    };
    const rim = (turn: number): number => {
      const [a, b] = onRim(turn);
      return landscape.value(theta[0] + a, theta[1] + b);
    };
    const width = (2 * Math.PI) / TURNS;
    const heights = Array.from({ length: TURNS }, (_, k) => rim(k * width)); // corners of squares and diamonds among them
    const height = (k: number): number => heights[(k + TURNS) % TURNS] ?? -Infinity;
    const peaks = heights.map((_, k) => k).filter((k) => height(k) >= height(k - 1) && height(k) >= height(k + 1));
    const best = peaks
      .sort((p, q) => height(q) - height(p))
      .slice(0, PEAKS)
      .map((k) => golden(rim, (k - 1) * width, (k + 1) * width, { turn: k * width, value: height(k) }))
      .reduce((top, next) => (next.value > top.value ? next : top));
    const rimmed = { value: best.value, v: onRim(best.turn) };
    const candidates = landscape.convex ? [rimmed] : [rimmed, climb(landscape, theta, rho, norm)];
    return candidates.reduce((top, next) => (next.value > top.value ? next : top), start);
  },
};

/** Golden-section search for the top of f on [lo, hi], never below the given start. */
function golden(f: (turn: number) => number, lo: number, hi: number, start: { turn: number; value: number }): { turn: number; value: number } {
  let [a, b] = [lo, hi];
  let top = start;
  for (let step = 0; step < 24; step += 1) {
    const [left, right] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
    const [fl, fr] = [f(left), f(right)];
    if (fl > top.value) top = { turn: left, value: fl };
    if (fr > top.value) top = { turn: right, value: fr };
    if (fl > fr) b = right;
    else a = left;
  }
  return top;
}

/** The best of a 7 × 7 lattice inside the ball, then compass search with halving steps: finds a top that lies inside. */
function climb(landscape: Landscape, theta: Pair, rho: number, norm: Norm): { value: number; v: Pair } {
  const height = (v: Pair): number => (norm.norm(v) <= rho ? landscape.value(theta[0] + v[0], theta[1] + v[1]) : -Infinity);
  const lattice = [-0.9, -0.6, -0.3, 0, 0.3, 0.6, 0.9].map((k) => k * rho);
  const better = (top: { value: number; v: Pair }, v: Pair): { value: number; v: Pair } => {
    const value = height(v);
    return value > top.value ? { value, v } : top;
  };
  let top = { value: -Infinity, v: [0, 0] as Pair };
  for (const a of lattice) for (const b of lattice) top = better(top, [a, b]);
  for (let step = 0.15 * rho; step > 1e-5 * rho;) {
    const before = top;
    for (const [a, b] of [
      [step, 0],
      [-step, 0],
      [0, step],
      [0, -step],
    ] as const)
      top = better(top, [before.v[0] + a, before.v[1] + b]);
    if (top === before) step /= 2;
  }
  return top;
}
