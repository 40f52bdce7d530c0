import { linear } from './activations/linear';
import { none } from './attacks/none';
import { branching, sidesOf } from './branch';
import { breaksOf } from './breaks';
import { isClosedForm, LOCAL_SIZE, localOf } from './closedForm';
import { leastValue, worst } from './interval';
import type { Attack, AttackScene, Landscape, Pair, Point, Vector } from './kinds';
import { sigmoid, softplus } from './logistic';
import { distinct, quickLoss } from './quickLoss';
import { seeded } from './rng';

/** A data set, a model and an attack: everything that the adversarial loss depends on but θ. */
export interface Scene extends AttackScene {
  readonly points: readonly Point[];
  readonly attack: Attack;
  /** Values of the attack's specs. */
  readonly values: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Largest |z| for which `critical` is complete. */
  readonly reach: number;
}

/** What the attack does to one point at one θ. */
export interface Reading {
  readonly delta: number[];
  /** θ·(x + δ) */
  readonly z: number;
  /** −y φ(z), so that the loss is log(1 + eᵘ). */
  readonly u: number;
}

const dot = (a: Vector, b: Vector): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);
const radius = (scene: Scene): number => (scene.attack === none ? 0 : scene.epsilon);

/** The optimal (or approximate) perturbation of one point, its z and its u; any number of dimensions. */
export function readingOf(scene: Scene, theta: Vector, x: Vector, y: 1 | -1): Reading {
  const delta = scene.attack.delta(scene, theta, x, y, scene.values, seeded(scene.seed));
  if (isClosedForm(scene)) {
    const [centre, r] = [dot(theta, x), radius(scene) * scene.norm.dual(theta)];
    const { z } = worst(scene.activation, scene.critical, y, centre - r, centre + r);
    return { delta, z, u: -y * scene.activation.f(z) };
  }
  const z = dot(theta, x) + dot(theta, delta);
  return { delta, z, u: -y * scene.activation.f(z) };
}

/** Loss log(1 + exp(−y f(x + δ))) of one point, and its gradient by Danskin's theorem; undefined where it has none. */
export function lossOf(scene: Scene, theta: Vector, x: Vector, y: 1 | -1): { loss: number; gradient: number[] | undefined } {
  if (isClosedForm(scene)) {
    const [r, steepest] = [radius(scene), scene.norm.steepest(theta)];
    const unique = r === 0 || !scene.norm.creased(theta);
    const { value, side, slope, smooth } = branching(scene, r)(x, y, dot(theta, x), r * scene.norm.dual(theta), steepest, unique);
    const push = -y * sigmoid(-y * value) * slope;
    return { loss: softplus(-y * value), gradient: smooth ? x.map((c, i) => push * (c + side * r * (steepest[i] ?? 0)) || 0) : undefined };
  }
  const { delta, z, u } = readingOf(scene, theta, x, y);
  const [left, right] = sidesOf(scene)(z);
  const moved = x.map((c, i) => c + (delta[i] ?? 0));
  const smooth = left === right || moved.every((c) => c === 0);
  return { loss: softplus(u), gradient: smooth ? moved.map((c) => -y * sigmoid(u) * left * c || 0) : undefined };
}

/** The mean adversarial loss over the points as a landscape over two weights. */
export function landscapeOf(scene: Scene): Landscape {
  const { points, activation, norm } = scene;
  const steepness = activation.steepness(scene.reach);
  const widening = radius(scene) * (norm.p > 2 ? Math.pow(2, 0.5 - 1 / norm.p) : 1); // largest ‖δ‖₂ in the ball
  const sizes = points.map(({ x }) => Math.hypot(...x) + widening); // largest ‖x + δ‖₂
  const round = norm.p > 1 && norm.p < Infinity;
  const value: Landscape['value'] = isClosedForm(scene)
    ? closedValue(scene)
    : (a, b) => mean(points.map(({ x, y }) => softplus(readingOf(scene, [a, b], x, y).u)));
  return {
    value,
    gradient: isClosedForm(scene) ? closedGradient(scene) : (a, b) => meanGradient(points.map(({ x, y }) => lossOf(scene, [a, b], x, y).gradient)),
    convex: activation === linear && isClosedForm(scene),
    slope: mean(sizes) * steepness,
    hides: activation.over !== undefined,
    breaking: scene.kinks !== undefined || (scene.critical.length > 0 && radius(scene) > 0) ? distinct(points).length : 0,
    cusps: { origin: round ? radius(scene) : 0, axes: round && norm.p !== 2 ? radius(scene) : 0 },
    ...forIntegrals(scene, value),
  };
}

/** What integrals ask for, made when they first do. */
function forIntegrals(scene: Scene, value: Landscape['value']): Pick<Landscape, 'losses' | 'crossed' | 'breaks'> {
  let known: ReturnType<typeof make> | undefined;
  const make = () => ({
    ...quickLoss(scene, value),
    breaks: breaksOf({ ...scene, points: distinct(scene.points).map(({ point }) => point) }, radius(scene)),
  });
  const made = () => (known ??= make());
  return {
    losses: (...of) => made().losses(...of),
    crossed: (...of) => made().crossed(...of),
    breaks: (...of) => made().breaks(...of),
  };
}

const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function meanGradient(parts: readonly (number[] | undefined)[]): Pair | undefined {
  let [g1, g2] = [0, 0];
  for (const part of parts) {
    if (!part) return undefined;
    g1 += part[0] ?? 0;
    g2 += part[1] ?? 0;
  }
  return [g1 / parts.length, g2 / parts.length];
}

function closedGradient(scene: Scene): Landscape['gradient'] {
  const [local, out] = [localOf(scene, 1), new Float64Array(LOCAL_SIZE)];
  return (a, b) => (local(a, b, out) ? [out[1]!, out[2]!] : undefined);
}

/** The closed form, written out for speed: u = −min y φ over [θ·x − ε‖θ‖_q, θ·x + ε‖θ‖_q]. */
function closedValue(scene: Scene): Landscape['value'] {
  const least = leastValue(scene.activation, scene.critical);
  const [x1, x2, y] = [0, 1, 2].map((k) => Float64Array.from(scene.points, (point) => [...point.x, point.y][k] ?? 0));
  const [epsilon, norm, count] = [radius(scene), scene.norm, scene.points.length];
  if (!x1 || !x2 || !y) throw new Error('a scene needs points');
  return (a, b) => {
    const r = epsilon === 0 ? 0 : epsilon * norm.dualPair(a, b);
    let sum = 0;
    for (let k = 0; k < count; k += 1) {
      const centre = a * (x1[k] ?? 0) + b * (x2[k] ?? 0);
      sum += softplus(-least(y[k] ?? 1, centre - r, centre + r));
    }
    return sum / count;
  };
}
