import type { CooperativeTask, ProgressCallback } from '../core/cooperative';
import { linspace } from '../core/grid';
import { spectralNorm } from '../core/symmetric2x2';
import type { Landscape, Pair, AdversarialProblem, Crease } from '../core/types';
import { hasClosedForm, DERIVATIVES_SIZE, lossDerivatives } from '../loss/derivatives';

/** Losses and ‖∇²L‖ over a lattice of the visible region, once for all starts. */
export interface CurvatureSamples {
  readonly loss: Float64Array; // [nodes]
  /** Largest |eigenvalue| of the Hessian; NaN on a crease. */
  readonly norm: Float64Array; // [nodes]
  readonly creases: readonly Crease[];
}

/** Eq. 4 as far as a lattice can tell: C and the step 2/C below which gradient descent descends. */
export interface StepBound {
  /** The greatest ‖∇²L‖ at the nodes of the level set {L ≤ L(θ⁰)} inside the visible region: no proof, since between nodes and outside it may be greater. */
  readonly constant: number;
  /** 2/C */
  readonly bound: number;
  /** Nodes of the lattice, and how many of them lie in the level set. */
  readonly nodes: number;
  readonly inside: number;
  /** A crease runs through the level set, where no C exists: the bound then speaks of the smooth parts only. */
  readonly creased: boolean;
}

/** Nodes a side: even, so that none lies on an axis of a symmetric region. */
const SIDE = 60;
const STEP = 1e-4;

/** Curvatures of the adversarial loss: closed-form where the attack is exact, else differences of gradients. */
export function* sampleCurvatureTask(
  scene: AdversarialProblem,
  landscape: Landscape,
  theta1: Pair,
  theta2: Pair,
  creases: readonly Crease[],
  told?: ProgressCallback,
): CooperativeTask<CurvatureSamples> {
  const [x, y] = [linspace(...theta1, SIDE), linspace(...theta2, SIDE)];
  const [loss, norm] = [new Float64Array(SIDE * SIDE), new Float64Array(SIDE * SIDE)];
  const at = hasClosedForm(scene) ? closed(scene) : differences(landscape);
  for (let i = 0; i < SIDE; i += 1)
    for (let j = 0; j < SIDE; j += 1) {
      loss[i * SIDE + j] = landscape.value(x[j]!, y[i]!);
      norm[i * SIDE + j] = at(x[j]!, y[i]!);
      told?.((i * SIDE + j) / (SIDE * SIDE));
      yield undefined;
    }
  return { loss, norm, creases };
}

function closed(scene: AdversarialProblem): (a: number, b: number) => number {
  const [local, out] = [lossDerivatives(scene), new Float64Array(DERIVATIVES_SIZE)];
  return (a, b) => (local(a, b, out) ? spectralNorm(out[3]!, out[4]!, out[5]!) : NaN);
}

function differences({ gradient }: Landscape): (a: number, b: number) => number {
  const slope = (p: Pair | undefined, q: Pair | undefined, k: 0 | 1): number => (p && q ? (p[k] - q[k]) / (2 * STEP) : NaN);
  return (a, b) => {
    const [east, west, north, south] = [gradient(a + STEP, b), gradient(a - STEP, b), gradient(a, b + STEP), gradient(a, b - STEP)];
    return spectralNorm(slope(east, west, 0), (slope(east, west, 1) + slope(north, south, 0)) / 2, slope(north, south, 1));
  };
}

/** The bound for a start of the given loss. `value` tells which creases lie in its level set. */
export function stepBound({ loss, norm, creases }: CurvatureSamples, level: number, value: Landscape['value']): StepBound {
  let [constant, inside] = [0, 0];
  loss.forEach((here, k) => {
    if (here > level) return;
    inside += 1;
    if (norm[k]! > constant) constant = norm[k]!;
  });
  const creased = creases.some(({ theta }) => theta.some((pair) => value(...pair) <= level));
  return { constant, bound: 2 / constant, nodes: loss.length, inside, creased };
}
