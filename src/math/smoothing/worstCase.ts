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

/** Directions sampled on the boundary, and lattice nodes across the ball; both are multiplied by the refinement. */
const BOUNDARY_SAMPLES = 48;
const LATTICE_NODES = 7;
/** Highest boundary samples that are refined. */
const REFINED_PEAKS = 3;
/** Largest refinement for φ with many turning points within the ball. */
const MAX_REFINEMENT = 3;
/** Turning points within the ball up to which no refinement is needed. */
const EASY_TURNING_POINTS = 6;
/** Two searches whose values differ by less, relative to max(1, |loss|), agree. */
const AGREEMENT_TOLERANCE = 1e-8;
/** Iterations of golden section about a peak of the boundary. */
const GOLDEN_SECTION_STEPS = 24;

/** Compass search for peaks inside the ball: four directions, down to a step of 1e-5 radii. */
const SMOOTH_PEAK = { polls: planeDirections(4), minRadii: 1e-5 };
/** The loss of a formula may peak on a kink and along a ridge: twelve directions that turn with every poll, and a smaller step. */
const SHARP_PEAK = { polls: planeDirections(12, 0.7), minRadii: 1e-8 };

/** A v in the ball and the loss at θ + v. */
export interface Maximum {
  readonly value: number;
  readonly v: Pair;
}
const higher = (p: Maximum, q: Maximum): Maximum => (q.value > p.value ? q : p);

/** max of L over the ball ‖v‖ ≤ ρ of weights (SAM, Foret et al. 2021; AWP, Wu et al. 2020): the boundary is sampled and refined by golden section; peaks of a lattice inside are refined by pattern search. */
export const worstCase = {
  label: 'max',
  specs: { radius },
  /** Value at θ, and the v that attains it: by Danskin ∇ = ∇L(θ + v). `effort` multiplies the numbers of samples. */
  at: (landscape: Landscape, theta: Pair, rho: number, norm: Norm, effort = 1): Maximum => {
    const start: Maximum = { value: landscape.value(...theta), v: [0, 0] };
    if (rho === 0) return start;
    const { turningPoints } = landscape;
    const fine = turningPoints ? Math.min(MAX_REFINEMENT, Math.max(1, turningPoints(theta, rho) / EASY_TURNING_POINTS)) : 1;
    let top = search(landscape, theta, rho, norm, effort * fine, start);
    // The loss of a formula may have peaks between samples: the search is repeated at doubled density until two values agree.
    for (let density = 2; turningPoints && density <= 4; density *= 2) {
      const next = higher(top, search(landscape, theta, rho, norm, density * effort * fine, start));
      const agreed = next.value - top.value <= AGREEMENT_TOLERANCE * Math.max(1, Math.abs(top.value));
      top = next;
      if (agreed) break;
    }
    return top;
  },
};

function search(landscape: Landscape, theta: Pair, rho: number, norm: Norm, closeness: number, start: Maximum): Maximum {
  const onBoundary = boundaryMaximum(landscape, theta, rho, norm, closeness);
  return higher(start, landscape.convex ? onBoundary : higher(onBoundary, interiorMaximum(landscape, theta, rho, norm, closeness)));
}

/** The maximum over the boundary ‖v‖ = ρ. */
function boundaryMaximum(landscape: Landscape, theta: Pair, rho: number, norm: Norm, closeness: number): Maximum {
  const boundaryPoint = (turn: number): Pair => {
    const direction: Pair = [Math.cos(turn), Math.sin(turn)];
    const scale = rho / norm.norm(direction);
    return [scale * direction[0], scale * direction[1]];
  };
  const boundaryLoss = (turn: number): number => {
    const [a, b] = boundaryPoint(turn);
    return landscape.value(theta[0] + a, theta[1] + b);
  };
  const turns = 8 * Math.ceil((BOUNDARY_SAMPLES * closeness) / 8); // corners of squares and diamonds among them
  const width = (2 * Math.PI) / turns;
  const heights = Array.from({ length: turns }, (_, k) => boundaryLoss(k * width));
  const height = (k: number): number => heights[(k + turns) % turns] ?? -Infinity;
  const peaks = heights.map((_, k) => k).filter((k) => height(k) >= height(k - 1) && height(k) >= height(k + 1));
  const best = peaks
    .sort((p, q) => height(q) - height(p))
    .slice(0, REFINED_PEAKS * closeness)
    .flatMap((k) => [
      { at: k * width, value: -height(k) },
      goldenSection((turn) => -boundaryLoss(turn), [(k - 1) * width, (k + 1) * width], GOLDEN_SECTION_STEPS),
    ])
    .reduce((top, next) => (next.value < top.value ? next : top));
  return { value: -best.value, v: boundaryPoint(best.at) };
}

/** The maximum in the interior: the highest peaks of a lattice, each refined by pattern search. */
function interiorMaximum(landscape: Landscape, theta: Pair, rho: number, norm: Norm, closeness: number): Maximum {
  const height = (v: Pair): number => (norm.norm(v) <= rho ? landscape.value(theta[0] + v[0], theta[1] + v[1]) : -Infinity);
  const count = Math.ceil(LATTICE_NODES * closeness);
  const step = (1.8 * rho) / (count - 1);
  const place = (k: number): number => k * step - 0.9 * rho;
  const heights = Float64Array.from({ length: count * count }, (_, k) => height([place(k % count), place(Math.floor(k / count))]));
  const beside = (k: number): number[] => [k % count > 0 ? k - 1 : k, k % count < count - 1 ? k + 1 : k, k - count, k + count];
  const peaks = [...heights.keys()].filter((k) => heights[k]! > -Infinity && beside(k).every((other) => !(heights[other]! > heights[k]!)));
  return peaks
    .sort((p, q) => heights[q]! - heights[p]!)
    .slice(0, Math.ceil(closeness))
    .map((k): Maximum => {
      const { polls, minRadii } = landscape.turningPoints ? SHARP_PEAK : SMOOTH_PEAK;
      const options = { polls, step: step / 2, minStep: minRadii * rho, startValue: -heights[k]! };
      const { x, value } = patternSearch((v) => -height([v[0]!, v[1]!]), [place(k % count), place(Math.floor(k / count))], options);
      return { value: -value, v: [x[0]!, x[1]!] };
    })
    .reduce(higher, { value: -Infinity, v: [0, 0] });
}
