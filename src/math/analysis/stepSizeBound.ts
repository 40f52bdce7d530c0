import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import { linspace } from '../core/grid';
import { spectralNorm } from '../core/linearAlgebra';
import type { Landscape, Pair, AdversarialProblem, Crease } from '../core/types';
import { hasClosedForm, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';

/** Loss and ‖∇²L‖ on a lattice of the visible region, the same for all starts. */
export interface CurvatureSamples {
  readonly loss: Float64Array; // [nodes]
  /** Largest |eigenvalue| of the Hessian; NaN on a crease. */
  readonly norm: Float64Array; // [nodes]
  readonly creases: readonly Crease[];
}

/** Step-size bound of gradient descent (Eq. 4), estimated on a lattice: C and the step 2/C below which it descends. */
export interface StepBound {
  /** The largest ‖∇²L‖ at nodes of the level set {L ≤ L(θ⁰)} in the visible region: an estimate, since between nodes and outside it may be larger. */
  readonly constant: number;
  /** 2/C */
  readonly bound: number;
  /** How many nodes of the lattice lie in the level set. */
  readonly inside: number;
  /** A crease runs through the level set, where no C exists: the bound is then valid for the smooth parts only. */
  readonly creased: boolean;
}

/** Nodes per side: even, so that none lies on an axis of a symmetric region. */
const GRID_SIZE = 60;
const DIFFERENCE_STEP = 1e-4;

/** Samples the curvature of the adversarial loss: closed-form where the attack is exact, else by differences of gradients. */
export function* sampleCurvatureTask(
  problem: AdversarialProblem,
  landscape: Landscape,
  theta1: Pair,
  theta2: Pair,
  creases: readonly Crease[],
  onProgress?: ProgressCallback,
): CooperativeTask<CurvatureSamples> {
  const [x, y] = [linspace(...theta1, GRID_SIZE), linspace(...theta2, GRID_SIZE)];
  const [loss, norm] = [new Float64Array(GRID_SIZE * GRID_SIZE), new Float64Array(GRID_SIZE * GRID_SIZE)];
  const normAt = hasClosedForm(problem) ? closedFormNorm(problem) : differenceNorm(landscape);
  for (let i = 0; i < GRID_SIZE; i += 1)
    for (let j = 0; j < GRID_SIZE; j += 1) {
      loss[i * GRID_SIZE + j] = landscape.value(x[j]!, y[i]!);
      norm[i * GRID_SIZE + j] = normAt(x[j]!, y[i]!);
      onProgress?.((i * GRID_SIZE + j) / (GRID_SIZE * GRID_SIZE));
      yield undefined;
    }
  return { loss, norm, creases };
}

function closedFormNorm(problem: AdversarialProblem): (a: number, b: number) => number {
  const [derivatives, out] = [lossDerivatives(problem), new Float64Array(DERIVATIVES_SIZE)];
  return (a, b) => (derivatives(a, b, out) ? spectralNorm(out[3]!, out[4]!, out[5]!) : NaN);
}

function differenceNorm({ gradient }: Landscape): (a: number, b: number) => number {
  const slope = (p: Pair | undefined, q: Pair | undefined, k: 0 | 1): number => (p && q ? (p[k] - q[k]) / (2 * DIFFERENCE_STEP) : NaN);
  return (a, b) => {
    const [east, west, north, south] = [
      gradient(a + DIFFERENCE_STEP, b),
      gradient(a - DIFFERENCE_STEP, b),
      gradient(a, b + DIFFERENCE_STEP),
      gradient(a, b - DIFFERENCE_STEP),
    ];
    return spectralNorm(slope(east, west, 0), (slope(east, west, 1) + slope(north, south, 0)) / 2, slope(north, south, 1));
  };
}

/** The bound for a start with loss `level`; `lossAt` is the loss by which creases belong to its level set. */
export function stepBound({ loss, norm, creases }: CurvatureSamples, level: number, lossAt: Landscape['value']): StepBound {
  let [constant, inside] = [0, 0];
  loss.forEach((value, k) => {
    if (value > level) return;
    inside += 1;
    if (norm[k]! > constant) constant = norm[k]!;
  });
  const creased = creases.some(({ theta }) => theta.some((pair) => lossAt(...pair) <= level));
  return { constant, bound: 2 / constant, inside, creased };
}
