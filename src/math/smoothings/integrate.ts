import type { Landscape, Pair } from '../kinds';
import { layoutOf, MOST, planNodes, planRows, type Nodes } from '../quadrature';
import { finish, sweep, sweepMoments, type Moments, type Steps, type Told } from '../sweep';
import { isNarrow, nodeByNode } from './narrow';
import { densityOf, type Hessian, type Integral, type LocalMoments } from './kinds';

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

/** How far from the lattice an integral looks. */
const rangeOf = (landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array): number =>
  integral.range(landscape.slope, highestLoss(landscape, ends(theta1), ends(theta2)));

/** How many panels an integral over this lattice of θ needs. */
export const panelsFor = (landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array): number =>
  layoutOf(landscape, theta1, theta2, integral.gamma, rangeOf(landscape, integral, theta1, theta2)).count;

/** The finest cut of rows that the budget of panels allows, up to 16. */
export function finestCut(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array): number {
  const room = MOST[landscape.bends] / panelsFor(landscape, integral, theta1, theta2);
  return 2 ** Math.max(0, Math.min(4, Math.floor(Math.log2(room))));
}

/** The nodes that an integral over this lattice of θ needs, all laid. */
export function nodesFor(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array, order = ORDER): Nodes {
  return planNodes(landscape, theta1, theta2, integral.gamma, { order, range: rangeOf(landscape, integral, theta1, theta2) });
}

/** An integral with its rows planned and its density bound to the landscape. */
function prepare(landscape: Landscape, integral: Integral, theta1: Float64Array, theta2: Float64Array, order: number, cut: number) {
  const density = densityOf(integral);
  return {
    plan: planRows(landscape, theta1, theta2, integral.gamma, { order, cut, range: rangeOf(landscape, integral, theta1, theta2) }),
    density: (s: number, t: number): number => density(landscape.value(s, t)),
  };
}

/** The smoothed surface in float64: z[i·n1 + j] at (theta1[j], theta2[i]), both equally spaced. `cut` as in PlanOptions. */
export function* integrating(
  landscape: Landscape,
  integral: Integral,
  theta1: Float64Array,
  theta2: Float64Array,
  order = ORDER,
  told?: Told,
  cut = 1,
): Steps<Float64Array> {
  if (isNarrow(integral)) return (yield* nodeByNode(landscape, integral, theta1, theta2, order, told)).logZ.map(integral.value);
  const { plan, density } = prepare(landscape, integral, theta1, theta2, order, cut);
  return (yield* sweep(plan, density, theta1, theta2, integral.gamma, told)).logZ.map(integral.value);
}

/** Value, gradient and Hessian of the smoothed surface. */
export interface SmoothField {
  readonly value: Float64Array;
  readonly g1: Float64Array;
  readonly g2: Float64Array;
  hessian(at: number): Hessian;
}

/** As integrating(), with gradient and Hessian from the same sweep. */
export function* integratingMoments(
  landscape: Landscape,
  integral: Integral,
  theta1: Float64Array,
  theta2: Float64Array,
  order = ORDER,
  told?: Told,
  cut = 1,
): Steps<SmoothField> {
  const sweeping = (): Steps<Moments> => {
    const { plan, density } = prepare(landscape, integral, theta1, theta2, order, cut);
    return sweepMoments(plan, density, theta1, theta2, integral.gamma, told);
  };
  const found = isNarrow(integral) ? yield* nodeByNode(landscape, integral, theta1, theta2, order, told) : yield* sweeping();
  const value = found.logZ.map(integral.value);
  const moments = (k: number): LocalMoments => ({
    mean: [found.mean1[k] ?? 0, found.mean2[k] ?? 0],
    second: [found.second11[k] ?? 0, found.second12[k] ?? 0, found.second22[k] ?? 0],
  });
  const [g1, g2] = [new Float64Array(value.length), new Float64Array(value.length)];
  value.forEach((v, k) => ([g1[k], g2[k]] = integral.gradient(v, moments(k))));
  return { value, g1, g2, hessian: (k) => integral.hessian(value[k] ?? 0, moments(k)) };
}

/** integrating(), all at once. */
export const integrate = (...of: Parameters<typeof integrating>): Float64Array => finish(integrating(...of));

/** integratingMoments(), all at once. */
export const integrateMoments = (...of: Parameters<typeof integratingMoments>): SmoothField => finish(integratingMoments(...of));
