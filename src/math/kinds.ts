import type { Rng } from './rng';
import type { Specs } from './params';

/** A pair of weights (θ₁, θ₂) or of inputs (x₁, x₂). */
export type Pair = readonly [number, number];
export type Vector = readonly number[];
/** A labelled input; y ∈ {−1, +1}. */
export interface Point {
  readonly x: Pair;
  readonly y: 1 | -1;
}

/** An L_p norm as the attack uses it. All vectors may have any length. */
export interface Norm {
  readonly p: number;
  /** TeX of the ball's norm, "L_\\infty". */
  readonly tex: string;
  norm(v: Vector): number;
  /** ‖v‖_q with 1/p + 1/q = 1: the supremum of v·δ over the unit ball. */
  dual(v: Vector): number;
  /** dual() of a pair, without an array: surfaces call it at every node. */
  dualPair(a: number, b: number): number;
  /** Whether the dual norm has no gradient at v: there the best δ is not unique. */
  creased(v: Vector): boolean;
  /** A δ in the unit ball with v·δ = ‖v‖_q; zero for v = 0 and on ties the first. */
  steepest(v: Vector): number[];
  /** The nearest point (L2) of the ball ‖δ‖_p ≤ r. */
  project(delta: Vector, r: number): number[];
}

/** φ in f = φ(θ·x). */
export interface Activation {
  readonly label: string;
  readonly tex: string;
  /** φ in the grammar of activations/formula.ts, safe in float32; the GPU runs this. */
  readonly expression: string;
  f(z: number): number;
  df(z: number): number;
  /** φ″, where it has a closed form; else differences of φ′ stand in. */
  readonly ddf?: (z: number) => number;
  /** All z with φ′(z) = 0 in [−reach, reach]: with them every exact attack is closed-form. */
  critical(reach: number): readonly number[];
  /** All z where φ′ jumps in [−reach, reach], ascending; absent where φ is smooth. */
  readonly kinks?: (reach: number) => readonly number[];
  /** A bound on |φ′| over [−reach, reach]. */
  steepness(reach: number): number;
  /** Where log(1 + exp(∓φ)) bends from flat to steep: at z = 0 only, or anywhere. */
  readonly bends: 'origin' | 'anywhere';
  /** Distance in z over which log(1 + exp(∓φ)) stays analytic off the real axis at a bend. */
  strip(reach: number): number;
}

/** What an attack knows of the model and the ball. */
export interface AttackScene {
  readonly activation: Activation;
  readonly norm: Norm;
  readonly epsilon: number;
  /** Critical points of φ on the working range, ascending. */
  readonly critical: readonly number[];
  /** Kinks of φ on the working range, ascending; absent where there are none. */
  readonly kinks?: readonly number[];
}

/** A way to choose δ for one point at one θ. `values` are those of `specs`. */
export interface Attack {
  readonly label: string;
  readonly specs: Specs;
  delta(scene: AttackScene, theta: Vector, x: Vector, y: 1 | -1, values: Readonly<Record<string, number>>, rng: Rng): number[];
}

/** Where a line through the plane of weights needs care. Both lists ascend. */
export interface Marks {
  /** The loss is not analytic there: panels end here. */
  readonly breaks: readonly number[];
  /** The loss bends sharply near here: panels shrink towards it. */
  readonly bends: readonly number[];
}

/** A loss over two weights, as quadrature sees it. */
export interface Landscape {
  value(theta1: number, theta2: number): number;
  /** Gradient by Danskin's theorem; undefined where the loss has a crease. */
  gradient(theta1: number, theta2: number): Pair | undefined;
  /** Convex in θ, as every adversarial loss of the linear model is: its largest value over a ball lies on the rim. */
  readonly convex: boolean;
  /** A Lipschitz constant of the loss (L2 norm of θ). */
  readonly slope: number;
  /** Distance over which the loss stays analytic off the real axis: bends are no narrower. */
  readonly grain: number;
  /** Whether the loss bends only at marks, or anywhere. */
  readonly bends: Activation['bends'];
  /** ε where the dual norm is not analytic at the axes or the origin (1 < p < ∞), else 0: panels shrink towards the axes. */
  readonly cusp: number;
  /** Marks on the row θ₂ = const (`along` = 0) or the column θ₁ = const (`along` = 1), between lo and hi. The axis itself is understood. */
  marks(along: 0 | 1, at: number, lo: number, hi: number): Marks;
  /** The θ₂ between lo and hi at which breaks of rows cross or end (`breaks`) or turn back (`bends`): a row's integral is not smooth in θ₂ there. */
  knots(lo: number, hi: number): Marks;
}
