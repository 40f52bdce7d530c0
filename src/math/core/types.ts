import type { Specs } from './paramSpec';
import type { Rng } from './random';

/** A pair of weights (θ₁, θ₂) or of inputs (x₁, x₂). */
export type Pair = readonly [number, number];
export type Vector = readonly number[];
/** A labelled input; y ∈ {−1, +1}. */
export interface Point {
  readonly x: Pair;
  readonly y: 1 | -1;
}

/** An L_p norm, its dual norm and the projection onto its ball, for vectors of any length. */
export interface Norm {
  readonly p: number;
  /** TeX of the ball's norm, "L_\\infty". */
  readonly tex: string;
  norm(v: Vector): number;
  /** ‖v‖_q with 1/p + 1/q = 1: the supremum of v·δ over the unit ball. */
  dual(v: Vector): number;
  /** dual() of a pair without allocation: surfaces call it at every node. */
  dualPair(a: number, b: number): number;
  /** Whether the dual norm has no gradient at v: the optimal δ is not unique. */
  nondifferentiableAt(v: Vector): boolean;
  /** A δ of the unit ball with v·δ = ‖v‖_q; zero for v = 0, the first of several. */
  dualMaximiser(v: Vector): number[];
  /** The Euclidean projection onto the ball ‖δ‖_p ≤ r. */
  project(delta: Vector, r: number): number[];
}

/** The activation φ of the model f = φ(θ·x). */
export interface Activation {
  readonly label: string;
  readonly tex: string;
  /** φ as a formula that is safe in float32; the GPU evaluates it. */
  readonly expression: string;
  f(z: number): number;
  /** φ′; at a kink the mean of its limits from both sides. */
  df(z: number): number;
  /** φ″; at a kink the mean of its limits from both sides. */
  ddf(z: number): number;
  /** Critical points, all z ∈ [−reach, reach] with φ′(z) = 0: with them every exact attack has a closed form. */
  critical(reach: number): readonly number[];
  /** Kinks, all z ∈ [−reach, reach] where φ′ jumps, ascending; absent for a smooth φ. */
  readonly kinks?: (reach: number) => readonly number[];
  /** An upper bound of |φ′| on [−reach, reach]. */
  slopeBound(reach: number): number;
  /** Interval enclosures of φ, φ′ and φ″ over [lo, hi]; only formulas need them. */
  readonly enclosure?: (lo: number, hi: number) => { readonly v: Pair; readonly d: Pair; readonly s: Pair };
}

/** The attack's problem: the model and the ball of radius ε. */
export interface AttackProblem {
  readonly activation: Activation;
  readonly norm: Norm;
  readonly epsilon: number;
  /** Critical points of φ within reach, ascending. */
  readonly critical: readonly number[];
  /** Kinks of φ within reach, ascending; absent where there are none. */
  readonly kinks?: readonly number[];
}

/** An attack: chooses δ for one point at one θ. `values` are the hyperparameters of `specs`. */
export interface Attack {
  readonly label: string;
  readonly specs: Specs;
  delta(problem: AttackProblem, theta: Vector, x: Vector, y: 1 | -1, values: Readonly<Record<string, number>>, rng: Rng): number[];
}

/** A loss over two weights, with what quadrature needs of it. */
export interface Landscape {
  value(theta1: number, theta2: number): number;
  /** Gradient by Danskin's theorem; undefined on a crease. */
  gradient(theta1: number, theta2: number): Pair | undefined;
  /** Convex in θ, as is every adversarial loss of the linear model: the maximum over a ball lies on its boundary. */
  readonly convex: boolean;
  /** A Lipschitz constant of the loss (L2 norm of θ). */
  readonly lipschitz: number;
  /** Writes value() at many weights, to 10⁻¹²; faster for neighbours that are close together. */
  valuesAt(theta1: Float64Array, theta2: Float64Array, out: Float64Array): void;
  /**
   * Turning points of φ that one point's z may pass within `radius` (L2) of θ, the most of all points: how much the loss may oscillate
   * there. Absent where φ is known to hide nothing between samples, as every named φ is.
   */
  readonly turningPoints?: (theta: Pair, radius: number) => number;
  /** Of many points: kinks, each a small share of the loss, are no breakpoints but left to bisection, and close integrals are dear. */
  readonly hasWeakKinks?: boolean;
  /** Where the loss is not analytic on the row θ₂ = at (`along` = 0) or the column θ₁ = at (`along` = 1), between lo and hi; ascending. The axis itself is understood. Of many points, whose kinks are weak, only where the dual norm is not. */
  breakpoints(along: 0 | 1, at: number, lo: number, hi: number): number[];
}

/** An adversarial training problem: data, model and attack, all that the adversarial loss depends on but θ. */
export interface AdversarialProblem extends AttackProblem {
  readonly points: readonly Point[];
  readonly attack: Attack;
  /** Hyperparameters of the attack. */
  readonly values: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Largest |z| for which `critical` is complete. */
  readonly reach: number;
}

/** The perturbed point of one data point at one θ. */
export interface PerturbedPoint {
  readonly delta: number[];
  /** θ·(x + δ) */
  readonly z: number;
  /** −y φ(z), so that the loss is log(1 + eᵘ). */
  readonly u: number;
}

/** A kink of the loss: which derivative jumps, by how much and by which formula. */
export interface Kink extends Crease {
  /** axis: L∞; diagonal: L1; branch: the attack leaves the boundary; corner: φ′ jumps; tie: two optimal attacks. */
  readonly kind: 'axis' | 'diagonal' | 'origin' | 'branch' | 'corner' | 'tie';
  /** 1: the gradient jumps. 2: the gradient is continuous and the Hessian jumps. */
  readonly order: 1 | 2;
  /** Equation of the curve, as TeX. */
  readonly place: string;
  /** Size of the jump, as TeX. */
  readonly formula: string;
  readonly located: 'closed form' | 'numerical';
  /** Unit normal at each vertex. */
  readonly across: readonly Pair[];
}

/** A crease, where the gradient jumps: a polyline, or a single point, with the size of the jump at each vertex. */
export interface Crease {
  readonly theta: readonly Pair[];
  readonly jump: readonly number[];
}
