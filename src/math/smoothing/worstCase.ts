import type { ParamSpec } from '../core/paramSpec';
import { patternSearch, planeDirections } from '../core/patternSearch';
import { goldenSection } from '../core/scalarSolvers';
import type { Landscape, Norm, Pair } from '../core/types';

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

/** Directions all round, places across the ball, and highest places that are refined; the first two grow with fine structure. */
const TURNS = 48;
const ACROSS = 7;
const PEAKS = 3;
/** How much finer the search may get where φ turns more than so many times within the ball. */
const MAX_REFINEMENT = 3;
const EASY_TURNING_POINTS = 6;
/** Two searches that differ by less, relative to max(1, |loss|), agree. */
const AGREED = 1e-8;
/** Steps of golden section about a peak of the rim. */
const REFINED = 24;

/** Compass search for peaks inside the ball: four directions, down to a step of 1e-5 radii. */
const SMOOTH_PEAK = { polls: planeDirections(4), minRadii: 1e-5 };
/** The loss of a formula may peak on a kink and along a ridge: twelve directions that turn with every poll, and a smaller step. */
const SHARP_PEAK = { polls: planeDirections(12, 0.7), minRadii: 1e-8 };

/** A place in the ball and the loss there. */
interface Top {
  readonly value: number;
  readonly v: Pair;
}
const higher = (p: Top, q: Top): Top => (q.value > p.value ? q : p);

/** max of L over the ball ‖v‖ ≤ ρ of weights (SAM, Foret et al. 2021; AWP, Wu et al. 2020): the boundary is searched all round and refined by golden section; rising places inside are followed to their tops. */
export const worstCase = {
  label: 'max',
  specs: { radius },
  /** Value at θ, and the v that attains it: by Danskin ∇ = ∇L(θ + v). `effort` multiplies the places looked at. */
  at: (landscape: Landscape, theta: Pair, rho: number, norm: Norm, effort = 1): Top => {
    const start: Top = { value: landscape.value(...theta), v: [0, 0] };
    if (rho === 0) return start;
    const { turningPoints } = landscape;
    const fine = turningPoints ? Math.min(MAX_REFINEMENT, Math.max(1, turningPoints(theta, rho) / EASY_TURNING_POINTS)) : 1;
    let top = search(landscape, theta, rho, norm, effort * fine, start);
    // The loss of a formula may hide peaks between the places: look again, twice as close, until nothing higher comes up.
    for (let closer = 2; turningPoints && closer <= 4; closer *= 2) {
      const next = higher(top, search(landscape, theta, rho, norm, closer * effort * fine, start));
      const agreed = next.value - top.value <= AGREED * Math.max(1, Math.abs(top.value));
      top = next;
      if (agreed) break;
    }
    return top;
  },
};

function search(landscape: Landscape, theta: Pair, rho: number, norm: Norm, closeness: number, start: Top): Top {
  const rimmed = around(landscape, theta, rho, norm, closeness);
  return higher(start, landscape.convex ? rimmed : higher(rimmed, climb(landscape, theta, rho, norm, closeness)));
}

/** The highest place of the rim. */
function around(landscape: Landscape, theta: Pair, rho: number, norm: Norm, closeness: number): Top {
  const onRim = (turn: number): Pair => {
    const direction: Pair = [Math.cos(turn), Math.sin(turn)];
    const scale = rho / norm.norm(direction);
    return [scale * direction[0], scale * direction[1]];
  };
  const rim = (turn: number): number => {
    const [a, b] = onRim(turn);
    return landscape.value(theta[0] + a, theta[1] + b);
  };
  const turns = 8 * Math.ceil((TURNS * closeness) / 8); // corners of squares and diamonds among them
  const width = (2 * Math.PI) / turns;
  const heights = Array.from({ length: turns }, (_, k) => rim(k * width));
  const height = (k: number): number => heights[(k + turns) % turns] ?? -Infinity;
  const peaks = heights.map((_, k) => k).filter((k) => height(k) >= height(k - 1) && height(k) >= height(k + 1));
  const best = peaks
    .sort((p, q) => height(q) - height(p))
    .slice(0, PEAKS * closeness)
    .flatMap((k) => [{ at: k * width, value: -height(k) }, goldenSection((turn) => -rim(turn), [(k - 1) * width, (k + 1) * width], REFINED)])
    .reduce((top, next) => (next.value < top.value ? next : top));
  return { value: -best.value, v: onRim(best.at) };
}

/** The best peaks of a lattice inside the ball, then pattern search: finds a top that lies inside. */
function climb(landscape: Landscape, theta: Pair, rho: number, norm: Norm, closeness: number): Top {
  const height = (v: Pair): number => (norm.norm(v) <= rho ? landscape.value(theta[0] + v[0], theta[1] + v[1]) : -Infinity);
  const count = Math.ceil(ACROSS * closeness);
  const step = (1.8 * rho) / (count - 1);
  const place = (k: number): number => k * step - 0.9 * rho;
  const heights = Float64Array.from({ length: count * count }, (_, k) => height([place(k % count), place(Math.floor(k / count))]));
  const beside = (k: number): number[] => [k % count > 0 ? k - 1 : k, k % count < count - 1 ? k + 1 : k, k - count, k + count];
  const peaks = [...heights.keys()].filter((k) => heights[k]! > -Infinity && beside(k).every((other) => !(heights[other]! > heights[k]!)));
  return peaks
    .sort((p, q) => heights[q]! - heights[p]!)
    .slice(0, Math.ceil(closeness))
    .map((k): Top => {
      const { polls, minRadii } = landscape.turningPoints ? SHARP_PEAK : SMOOTH_PEAK;
      const options = { polls, step: step / 2, minStep: minRadii * rho, startValue: -heights[k]! };
      const { x, value } = patternSearch((v) => -height([v[0]!, v[1]!]), [place(k % count), place(Math.floor(k / count))], options);
      return { value: -value, v: [x[0]!, x[1]!] };
    })
    .reduce(higher, { value: -Infinity, v: [0, 0] });
}
