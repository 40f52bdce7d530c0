import type { Landscape, Pair } from '../kinds';
import { planNodes, type Nodes } from '../quadrature';
import { rowDensities, sweep, sweepMoments } from '../sweep';
import { densityOf, type Hessian, type Integral } from './kinds';

/** Gauss–Legendre nodes a panel in float64; the error estimate uses CHECK_ORDER. */
export const ORDER = 10;
export const CHECK_ORDER = 14;

/** The largest loss over a rectangle, from 17 × 17 samples and a margin. */
export function highestLoss(landscape: Landscape, theta1: Pair, theta2: Pair): number {
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * k) / 16;
  let most = 0;
  for (let i = 0; i <= 16; i += 1) for (let j = 0; j <= 16; j += 1) most = Math.max(most, landscape.value(at(theta1, i), at(theta2, j)));
  return most + 1;
}

const ends = (nodes: Float64Array): Pair => [nodes[0] ?? 0, nodes[nodes.length - 1] ?? 0];

/** The nodes that an integral over this lattice of θ needs. */
export function nodesFor(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array, order = ORDER): Nodes {
  const range = integral.range(landscape.slope, highestLoss(landscape, ends(theta1), ends(theta2)));
  return planNodes(landscape, theta1, theta2, integral.gamma, { order, range });
}

/** The smoothed surface in float64: z[i·n1 + j] at (theta1[j], theta2[i]), both equally spaced. */
export function integrate(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array, order = ORDER): Float64Array {
  const nodes = nodesFor(landscape, integral, theta1, theta2, order);
  return sweep(nodes, densities(landscape, integral, nodes), theta1, theta2, integral.gamma).logZ.map(integral.value);
}

/** Value, gradient and Hessian of the smoothed surface from one sweep. */
export function integrateMoments(
  landscape: Landscape,
  integral: Integral,
  theta1: Float64Array,
  theta2: Float64Array,
  order = ORDER,
): { value: Float64Array; g1: Float64Array; g2: Float64Array; hessian(at: number): Hessian } {
  const nodes = nodesFor(landscape, integral, theta1, theta2, order);
  const found = sweepMoments(nodes, densities(landscape, integral, nodes), theta1, theta2, integral.gamma);
  const value = found.logZ.map(integral.value);
  const moments = (k: number) =>
    ({
      mean: [found.mean1[k] ?? 0, found.mean2[k] ?? 0],
      second: [found.second11[k] ?? 0, found.second12[k] ?? 0, found.second22[k] ?? 0],
    }) as const;
  const gradients = Array.from(value, (v, k) => integral.gradient(v, moments(k)));
  return {
    value,
    g1: Float64Array.from(gradients, ([a]) => a),
    g2: Float64Array.from(gradients, ([, b]) => b),
    hessian: (k) => integral.hessian(value[k] ?? 0, moments(k)),
  };
}

function densities(landscape: Landscape, integral: Integral, nodes: Nodes): Float64Array[] {
  const density = densityOf(integral);
  return rowDensities(nodes, (s, t) => density(landscape.value(s, t)));
}
