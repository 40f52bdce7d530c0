import type { Landscape, Pair, Vector } from '../kinds';
import { entropySgd } from '../smoothings/entropySgd';
import { nodesFor } from '../smoothings/integrate';
import { densityOf, type Integral, type LocalMoments } from '../smoothings/kinds';
import type { Surrounding } from './kinds';

/** One θ of an integral: log of it, and the moments of θ′ − θ under its density. */
export interface Local extends LocalMoments {
  readonly logZ: number;
}

/** Side of a cell of θ in widths 1/√γ, and the degree to which a cell's series is taken: together good for 10⁻¹². */
const SIDE = 0.5;
const DEGREE = 18;
/** Cells that are remembered. */
const MOST = 4000;

/**
 * Around a cell's centre c, ∫ exp(density − γ/2 ‖θ − θ′‖²) = exp(shift) Σ c_mn uᵐ vⁿ with (u, v) = √γ (θ − c): an entire
 * function of θ, whose coefficients are moments of θ′ about its mean at c, over m! n!.
 */
interface Cell {
  readonly centre: Pair;
  readonly logZ: number;
  /** E[θ′ − c] at θ = c. */
  readonly mean: Pair;
  readonly series: Float64Array; // c_mn, m + n ≤ DEGREE, by m
}

/**
 * An integral at one θ after another, as a path asks for it: the surface's own quadrature once for a small cell, and then a
 * series for every θ in it. What comes out depends on θ alone.
 */
export function openLocal(landscape: Landscape, integral: Integral): (theta: Pair) => Local {
  const width = SIDE / Math.sqrt(integral.gamma);
  const cells = new Map<string, Cell>();
  return (theta) => {
    const [i, j] = [Math.round(theta[0] / width), Math.round(theta[1] / width)];
    const key = `${i},${j}`;
    const cell = cells.get(key) ?? lay(landscape, integral, [i * width, j * width], width / 2);
    if (cells.size >= MOST) cells.clear();
    cells.set(key, cell);
    return evaluate(cell, integral.gamma, theta);
  };
}

function lay(landscape: Landscape, integral: Integral, centre: Pair, half: number): Cell {
  const span = (c: number): Float64Array => Float64Array.of(c - half, c + half);
  const { rows, rowLogWeights, nodes, logWeights } = nodesFor(landscape, integral, span(centre[0]), span(centre[1]));
  const density = densityOf(integral);
  const { gamma } = integral;
  let top = -Infinity;
  nodes.forEach((line, k) => {
    const [t, own, beside] = [rows[k]!, rowLogWeights[k]!, logWeights[k]!];
    for (let j = 0; j < line.length; j += 1) {
      const s = line[j]!;
      const term = beside[j]! + own + density(landscape.value(s, t)) - (gamma / 2) * ((s - centre[0]) ** 2 + (t - centre[1]) ** 2);
      beside[j] = term; // the plan is ours: its weights become the integrand's logarithms
      if (term > top) top = term;
    }
  });
  const [z, m1, m2] = [0, 1, 2].map((which) =>
    total(nodes, logWeights, top, (s, k) => (which === 0 ? 1 : which === 1 ? s - centre[0] : rows[k]! - centre[1])),
  );
  const mean: Pair = [m1! / z!, m2! / z!];
  return {
    centre,
    logZ: top + Math.log(z!),
    mean,
    series: seriesOf(nodes, rows, logWeights, top, z!, [centre[0] + mean[0], centre[1] + mean[1]], Math.sqrt(gamma)),
  };
}

function total(nodes: readonly Float64Array[], logs: readonly Float64Array[], top: number, of: (s: number, row: number) => number): number {
  let sum = 0;
  nodes.forEach((line, k) => line.forEach((s, j) => (sum += Math.exp(logs[k]![j]! - top) * of(s, k))));
  return sum;
}

/** Σ weight · sᵐ tⁿ / (m! n! z), with s and t about the mean in widths. */
function seriesOf(
  nodes: readonly Float64Array[],
  rows: Float64Array,
  logs: readonly Float64Array[],
  top: number,
  z: number,
  mean: Pair,
  scale: number,
): Float64Array {
  const series = new Float64Array(((DEGREE + 1) * (DEGREE + 2)) / 2);
  const along = new Float64Array(DEGREE + 1); // Σ_j weight · sᵐ / m! of one row
  nodes.forEach((line, k) => {
    along.fill(0);
    for (let j = 0; j < line.length; j += 1) {
      const exponent = logs[k]![j]! - top;
      if (exponent < -45) continue;
      const s = scale * (line[j]! - mean[0]);
      let term = Math.exp(exponent) / z;
      for (let m = 0; m <= DEGREE; m += 1) {
        along[m] = along[m]! + term;
        term *= s / (m + 1);
      }
    }
    const t = scale * (rows[k]! - mean[1]);
    for (let m = 0, at = 0; m <= DEGREE; m += 1) {
      let term = along[m]!;
      for (let n = 0; n <= DEGREE - m; n += 1, at += 1) {
        series[at] = series[at]! + term;
        term *= t / (n + 1);
      }
    }
  });
  return series;
}

/** The series and its first two derivatives at θ. */
function evaluate({ centre, logZ, mean, series }: Cell, gamma: number, theta: Pair): Local {
  const [d1, d2, scale] = [theta[0] - centre[0], theta[1] - centre[1], Math.sqrt(gamma)];
  const [u, v] = [scale * d1, scale * d2];
  let [p, pu, pv, puu, puv, pvv] = [0, 0, 0, 0, 0, 0];
  for (let m = DEGREE, end = series.length; m >= 0; m -= 1) {
    const length = DEGREE - m + 1;
    let [q, qv, qvv] = [0, 0, 0]; // Horner in v, with derivatives
    for (let n = end - 1; n >= end - length; n -= 1) {
      qvv = qvv * v + 2 * qv;
      qv = qv * v + q;
      q = q * v + series[n]!;
    }
    end -= length;
    puu = puu * u + 2 * pu; // Horner in u
    [pu, puv] = [pu * u + p, puv * u + pv];
    [p, pv, pvv] = [p * u + q, pv * u + qv, pvv * u + qvv];
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
export function openSurroundings(landscape: Landscape): (theta: Vector, gamma: number) => Surrounding {
  let last: { readonly gamma: number; at(theta: Pair): Local } | undefined;
  return ([a = NaN, b = NaN], gamma) => {
    if (last?.gamma !== gamma) last = { gamma, at: openLocal(landscape, entropySgd.integral({ gamma, normalised: true })) };
    const { mean, second } = last.at([a, b]);
    return { mean: [a + mean[0], b + mean[1]], variance: [second[0] - mean[0] ** 2, second[2] - mean[1] ** 2] };
  };
}
