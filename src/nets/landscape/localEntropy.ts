import type { CooperativeTask, ProgressCallback } from '../../math/core/cooperative';
import { entropySgd } from '../../math/smoothing/entropySgd';
import { smoothedValuesTask } from '../../math/smoothing/smoothedSurface';
import { type MeasuredLattice, measuredSurface } from './measuredSurface';

/**
 * EntropySGD's loss restricted to the plane of the slice, at the nodes of the measured lattice: F(a, b) = −log E exp(−L(a′, b′)) over the Gaussian
 * of variance 1/γ about (a, b). It is normalised, so it tends to L as γ grows; weights off the plane take no part in it.
 */
export interface LocalEntropy {
  /** [b, a] in row-major order, nats. */
  readonly value: Float64Array;
  /** Share of the Gaussian over what was measured, by node, in [0, 1]; beyond, the loss of the nearest edge is used. */
  readonly inside: Float64Array;
  /** Greatest estimated error of the quadrature, relative to max(1, |F|). */
  readonly quadratureError: number;
  /** Greatest change of F where every second node of the lattice is left out; null where nodes a side are even in number or fewer than five. */
  readonly interpolationError: number | null;
}

/** What a panel may leave of an integral: measured losses have about seven digits. */
const TOLERANCE = 1e-7;

/**
 * EntropySGD's loss on a measured slice, by the quadrature of the Lab on the bicubic interpolant. γ acts on the coordinates (a, b): a γ that acts on
 * weights is γ·‖d‖² here for directions of one norm. Throws one sentence for a slice that is not complete or not finite.
 */
export function* localEntropyTask(lattice: MeasuredLattice, gamma: number, onProgress?: ProgressCallback): CooperativeTask<LocalEntropy> {
  const broken = lattice.z.filter((loss) => !Number.isFinite(loss)).length;
  if (broken > 0) throw new Error(`EntropySGD's loss needs the whole slice: ${broken} of ${lattice.z.length} losses are not measured or not finite`);
  if (!(gamma > 0 && Number.isFinite(gamma))) throw new Error(`smoothing.gamma: ${gamma} is not > 0`);
  const entropy = yield* smoothed(lattice, gamma, onProgress);
  const coarse = everySecond(lattice);
  let interpolationError: number | null = null;
  if (coarse) {
    const { value } = yield* smoothed(coarse, gamma);
    const fine = everySecond({ ...lattice, z: entropy.value })?.z ?? entropy.value;
    interpolationError = value.reduce((most, v, k) => Math.max(most, Math.abs(v - fine[k]!)), 0);
  }
  const { a, b } = lattice;
  const [insideA, insideB] = [a, b].map((nodes) => Float64Array.from(nodes, (x) => coverage(x, nodes, Math.sqrt(gamma))));
  const inside = entropy.value.map((_, k) => insideA![k % a.length]! * insideB![Math.floor(k / a.length)]!);
  return { value: entropy.value, inside, quadratureError: entropy.errors.value, interpolationError };
}

const smoothed = (lattice: MeasuredLattice, gamma: number, onProgress?: ProgressCallback) =>
  smoothedValuesTask(measuredSurface(lattice), entropySgd.integral({ gamma, normalised: true }), lattice.a, lattice.b, TOLERANCE, onProgress);

/** The lattice of every second node, which keeps both ends. */
function everySecond({ a, b, z }: MeasuredLattice): MeasuredLattice | undefined {
  if (a.length < 5 || a.length % 2 === 0 || (b.length > 1 && (b.length < 5 || b.length % 2 === 0))) return undefined;
  const keep = (_: number, k: number): boolean => k % 2 === 0;
  return { a: a.filter(keep), b: b.filter(keep), z: z.filter((_, k) => (k % a.length) % 2 === 0 && Math.floor(k / a.length) % 2 === 0) };
}

/** Share of a Gaussian of width 1/root about x that lies within the range of the nodes; 1 where there is one node only. */
function coverage(x: number, nodes: Float64Array, root: number): number {
  if (nodes.length === 1) return 1;
  return normalCdf((nodes.at(-1)! - x) * root) - normalCdf((nodes[0]! - x) * root);
}

/** Standard normal distribution function, to 1.5·10⁻⁷ (Abramowitz and Stegun 7.1.26). */
function normalCdf(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const tail = 0.5 * t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))) * Math.exp((-x * x) / 2);
  return x < 0 ? tail : 1 - tail;
}
