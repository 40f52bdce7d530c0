import { runToCompletion, type CooperativeTask } from '../core/cooperative';
import type { Landscape, Pair, Vector } from '../core/types';
import type { GaussianIntegral, LocalMoments } from '../quadrature/integrand';
import { type MomentExpansion, DEGREE, momentExpansions, quadratureTiles, type Tiles } from './cellExpansion';
import { entropySgd } from './entropySgd';

/** One θ of an integral: log of it, and the moments of θ′ − θ under its density. */
export interface Local extends LocalMoments {
  readonly logZ: number;
}

/** Side of a cell of θ in widths 1/√γ. */
const SIDE = 0.5;
/** Cells that are remembered, and widths of Gaussians whose tiles are. */
const [MOST_CELLS, MOST_TILES] = [4000, 4];

/**
 * An integral at one θ after another, as a path asks for it: the loss once at the nodes of a tile, a quadrature once for a small
 * cell of θ, and then a series for every θ in it. What comes out depends on θ alone.
 */
export function localMoments(...of: Parameters<typeof localMomentsTask>): (theta: Pair) => Local {
  const steps = localMomentsTask(...of);
  return (theta) => runToCompletion(steps(theta));
}

/** openLocal(), with a breath after each tile that is laid. */
export function localMomentsTask(
  landscape: Landscape,
  integral: GaussianIntegral,
  tiles: Tiles = quadratureTiles(landscape, integral),
): (theta: Pair) => CooperativeTask<Local> {
  const width = SIDE / Math.sqrt(integral.gamma);
  const cells = new Map<string, MomentExpansion>();
  const lay = momentExpansions(landscape, integral, tiles, width / 2);
  let [here, row, column] = [undefined as MomentExpansion | undefined, NaN, NaN];
  return function* (theta) {
    const [i, j] = [Math.round(theta[0] / width), Math.round(theta[1] / width)];
    if (!here || i !== row || j !== column) {
      const key = `${i},${j}`;
      const cell = cells.get(key) ?? (yield* lay([i * width, j * width]));
      [here, row, column] = [cell, i, j];
      if (cells.size >= MOST_CELLS) cells.clear();
      cells.set(key, cell);
    }
    return evaluate(here, integral.gamma, theta);
  };
}

/** The series and its first two derivatives at θ. */
function evaluate({ centre, logZ, mean, series }: MomentExpansion, gamma: number, theta: Pair): Local {
  const d1 = theta[0] - centre[0];
  const d2 = theta[1] - centre[1];
  const scale = Math.sqrt(gamma);
  const u = scale * d1;
  const v = scale * d2;
  let [p, pu, pv, puu, puv, pvv] = [0, 0, 0, 0, 0, 0];
  for (let m = DEGREE, end = series.length; m >= 0; m -= 1) {
    const start = end - (DEGREE - m + 1);
    let [q, qv, qvv] = [0, 0, 0]; // Horner in v, with derivatives
    for (let n = end - 1; n >= start; n -= 1) {
      qvv = qvv * v + 2 * qv;
      qv = qv * v + q;
      q = q * v + series[n]!;
    }
    end = start;
    puu = puu * u + 2 * pu; // Horner in u
    pu = pu * u + p;
    p = p * u + q;
    puv = puv * u + pv;
    pv = pv * u + qv;
    pvv = pvv * u + qvv;
  }
  const [s1, s2] = [pu / p, pv / p]; // E of the offset from the mean, in widths
  const [e1, e2] = [mean[0] - d1 + s1 / scale, mean[1] - d2 + s2 / scale];
  const spread = (second: number, a: number, b: number): number => (second / p - a * b) / gamma;
  return {
    logZ: logZ + gamma * (d1 * mean[0] + d2 * mean[1]) - (gamma / 2) * (d1 * d1 + d2 * d2) + Math.log(p),
    mean: [e1, e2],
    second: [spread(puu, s1, s1) + e1 * e1, spread(puv, s1, s2) + e1 * e2, spread(pvv, s2, s2) + e2 * e2],
  };
}

/** E θ′ and Var θ′ around one θ after another; γ may change between them. */
export function gibbsMoments(landscape: Landscape): (theta: Vector, gamma: number) => GibbsMoments {
  const laid = new Map<number, Tiles>();
  const integral = (gamma: number): GaussianIntegral => entropySgd.integral({ gamma, normalised: true });
  const tilesFor = (gamma: number): Tiles => {
    const wide = 2 ** Math.ceil(Math.log2(gamma)); // shared by all γ down to half of it
    const tiles = laid.get(wide) ?? quadratureTiles(landscape, integral(wide));
    if (laid.size >= MOST_TILES) laid.clear();
    laid.set(wide, tiles);
    return tiles;
  };
  let last: { readonly gamma: number; at(theta: Pair): Local } | undefined;
  return ([a = NaN, b = NaN], gamma) => {
    if (last?.gamma !== gamma) last = { gamma, at: localMoments(landscape, integral(gamma), tilesFor(gamma)) };
    const { mean, second } = last.at([a, b]);
    return { mean: [a + mean[0], b + mean[1]], variance: [second[0] - mean[0] ** 2, second[2] - mean[1] ** 2] };
  };
}

export interface GibbsMoments {
  /** E θ′ */
  readonly mean: Vector;
  /** Var θ′ᵢ */
  readonly variance: Vector;
}
