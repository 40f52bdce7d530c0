import { linear } from '../activations/linear';
import { activeBranch, oneSidedSlopes, upperBound, worstValueInInterval, worstInInterval } from '../attack/attainableInterval';
import { none } from '../attack/solvers';
import { sigmoid, softplus } from '../core/logisticLoss';
import { mean } from '../core/statistics';
import { seeded } from '../core/random';
import type { Landscape, Pair, Vector, AdversarialProblem, PerturbedPoint } from '../core/types';
import { uniquePoints, batchLoss } from './batchLoss';
import { axisBreakpoints } from './breakpoints';
import { hasClosedForm, DERIVATIVES_SIZE, lossDerivatives } from './derivatives';

const dot = (a: Vector, b: Vector): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);
const radius = (problem: AdversarialProblem): number => (problem.attack === none ? 0 : problem.epsilon);

/** The optimal (or approximate) perturbation of one point, its z and its u; any number of dimensions. */
export function perturbedPoint(problem: AdversarialProblem, theta: Vector, x: Vector, y: 1 | -1): PerturbedPoint {
  const delta = problem.attack.delta(problem, theta, x, y, problem.values, seeded(problem.seed));
  if (hasClosedForm(problem)) {
    const [centre, r] = [dot(theta, x), radius(problem) * problem.norm.dual(theta)];
    const { z } = worstInInterval(problem.activation, problem.critical, y, centre - r, centre + r);
    return { delta, z, u: -y * problem.activation.f(z) };
  }
  const z = dot(theta, x) + dot(theta, delta);
  return { delta, z, u: -y * problem.activation.f(z) };
}

/** Loss log(1 + exp(−y f(x + δ))) of one point, and its gradient by Danskin's theorem; undefined where it has none. */
export function lossAndGradient(problem: AdversarialProblem, theta: Vector, x: Vector, y: 1 | -1): { loss: number; gradient: number[] | undefined } {
  if (hasClosedForm(problem)) {
    const [r, steepest] = [radius(problem), problem.norm.dualMaximiser(theta)];
    const unique = r === 0 || !problem.norm.nondifferentiableAt(theta);
    const { value, side, slope, smooth } = activeBranch(problem, r)(x, y, dot(theta, x), r * problem.norm.dual(theta), steepest, unique);
    const push = -y * sigmoid(-y * value) * slope;
    return { loss: softplus(-y * value), gradient: smooth ? x.map((c, i) => push * (c + side * r * (steepest[i] ?? 0)) || 0) : undefined };
  }
  const { delta, z, u } = perturbedPoint(problem, theta, x, y);
  const [left, right] = oneSidedSlopes(problem)(z);
  const moved = x.map((c, i) => c + (delta[i] ?? 0));
  const smooth = left === right || moved.every((c) => c === 0);
  return { loss: softplus(u), gradient: smooth ? moved.map((c) => -y * sigmoid(u) * left * c || 0) : undefined };
}

/** The mean adversarial loss over the points as a landscape over two weights. */
export function landscapeOf(problem: AdversarialProblem): Landscape {
  const { points, activation, norm } = problem;
  const steepness = activation.slopeBound(problem.reach);
  const widening = radius(problem) * (norm.p > 2 ? Math.pow(2, 0.5 - 1 / norm.p) : 1); // largest ‖δ‖₂ in the ball
  const sizes = points.map(({ x }) => Math.hypot(...x) + widening); // largest ‖x + δ‖₂
  const value: Landscape['value'] = hasClosedForm(problem)
    ? closedValue(problem)
    : (a, b) => mean(points.map(({ x, y }) => softplus(perturbedPoint(problem, [a, b], x, y).u)));
  return {
    value,
    gradient: hasClosedForm(problem)
      ? closedGradient(problem)
      : (a, b) => meanGradient(points.map(({ x, y }) => lossAndGradient(problem, [a, b], x, y).gradient)),
    convex: activation === linear && hasClosedForm(problem),
    lipschitz: mean(sizes) * steepness,
    ...(activation.enclosure && { turningPoints: turningPointsOf(problem) }),
    ...forIntegrals(problem, value),
  };
}

/** Different points beyond which their kinks, each 1/N of the loss, are left to bisection: it costs less than panels that end at all of them. */
const MAX_BREAKING_POINTS = 24;

/** What integrals read, prepared when first needed. */
function forIntegrals(problem: AdversarialProblem, value: Landscape['value']): Pick<Landscape, 'valuesAt' | 'breakpoints' | 'hasWeakKinks'> {
  const points = uniquePoints(problem.points).map(({ point }) => point);
  const weak = points.length > MAX_BREAKING_POINTS && (problem.kinks !== undefined || (problem.critical.length > 0 && radius(problem) > 0));
  let prepared: ReturnType<typeof prepare> | undefined;
  const prepare = () => {
    return {
      valuesAt: batchLoss(problem, value),
      breakpoints: axisBreakpoints({ ...problem, points: weak ? [] : points }, radius(problem)),
    };
  };
  const ready = () => (prepared ??= prepare());
  return { hasWeakKinks: weak, valuesAt: (...of) => ready().valuesAt(...of), breakpoints: (...of) => ready().breakpoints(...of) };
}

function turningPointsOf(problem: AdversarialProblem): (theta: Pair, radius: number) => number {
  const { points, critical, norm } = problem;
  return ([a, b], distance) =>
    points.reduce((most, { x }) => {
      const [centre, reach] = [
        a * x[0] + b * x[1],
        radius(problem) * norm.dualPair(a, b) + distance * (Math.hypot(...x) + Math.SQRT2 * radius(problem)),
      ];
      return Math.max(most, upperBound(critical, centre + reach) - upperBound(critical, centre - reach));
    }, 0);
}

function meanGradient(parts: readonly (number[] | undefined)[]): Pair | undefined {
  let [g1, g2] = [0, 0];
  for (const part of parts) {
    if (!part) return undefined;
    g1 += part[0] ?? 0;
    g2 += part[1] ?? 0;
  }
  return [g1 / parts.length, g2 / parts.length];
}

function closedGradient(problem: AdversarialProblem): Landscape['gradient'] {
  const [local, out] = [lossDerivatives(problem, 1), new Float64Array(DERIVATIVES_SIZE)];
  return (a, b) => (local(a, b, out) ? [out[1]!, out[2]!] : undefined);
}

/** The closed form, written out for speed: u = −min y φ over [θ·x − ε‖θ‖_q, θ·x + ε‖θ‖_q]. */
function closedValue(problem: AdversarialProblem): Landscape['value'] {
  const least = worstValueInInterval(problem.activation, problem.critical);
  const [x1, x2, y] = [0, 1, 2].map((k) => Float64Array.from(problem.points, (point) => [...point.x, point.y][k] ?? 0));
  const [epsilon, norm, count] = [radius(problem), problem.norm, problem.points.length];
  if (!x1 || !x2 || !y) throw new Error('a problem needs points');
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

/** The gradient by whatever attack the problem has; NaN on a crease. PGD and FGSM go through Danskin at the δ they found. */
export function gradientOf(problem: AdversarialProblem): (a: number, b: number, out: Float64Array) => void {
  const { gradient } = landscapeOf(problem);
  return (a, b, out) => {
    [out[0], out[1]] = gradient(a, b) ?? [NaN, NaN];
  };
}
