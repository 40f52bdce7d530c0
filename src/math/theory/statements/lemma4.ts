import { worstInInterval } from '../../attack/attainableInterval';
import { pointLoss, softplus } from '../../core/logisticLoss';
import type { Rng } from '../../core/random';
import { bisect } from '../../core/scalarSolvers';
import type { Norm, Pair } from '../../core/types';
import { supremumOver } from '../../loss/lipschitzBounds';
import { epsilonOf, exactAttack, normBoundsOf } from '../constants';
import { type InequalitySides, fourDigits, searchPairs } from '../counterexampleSearch';
import type { Region, WeightPair } from '../pairSampling';
import type { Assumption, Exhibit, TheoremContext, Theorem } from '../types';

/** The optimal perturbations when z* lies inside the attainable interval: the segment of all δ in the ball with θ·(x + δ) = z*. */
export interface MaximiserSegment {
  readonly theta: Pair;
  readonly ends: readonly [Pair, Pair];
  readonly loss: number;
}

/** The ends of {δ : θ·δ = reach, ‖δ‖_p ≤ ε}, |reach| < ε‖θ‖_q. */
export function segmentEnds(norm: Norm, epsilon: number, theta: Pair, reach: number): readonly [Pair, Pair] {
  const size = Math.hypot(...theta);
  const best = norm.dualMaximiser(theta);
  const tau = reach / norm.dual(theta);
  const base: Pair = [tau * (best[0] ?? 0), tau * (best[1] ?? 0)];
  const at = (t: number): Pair => [base[0] - (t * theta[1]) / size, base[1] + (t * theta[0]) / size];
  const excess = (t: number): number => norm.norm(at(t)) - epsilon;
  return [at(bisect((t) => excess(-t), 0, 3 * epsilon) * -1), at(bisect(excess, 0, 3 * epsilon))];
}

/** Weights of a coarse lattice at which some point's maximiser lies inside the ball. */
export function maximiserSegments({ problem, theta1, theta2 }: TheoremContext): MaximiserSegment[] {
  const epsilon = epsilonOf(problem);
  if (epsilon === 0 || problem.critical.length === 0) return [];
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * (k + 0.5)) / 21;
  return Array.from({ length: 441 }, (_, k): Pair => [at(theta1, k % 21), at(theta2, Math.floor(k / 21))]).flatMap((theta) => {
    const r = epsilon * problem.norm.dual(theta);
    for (const { x, y } of problem.points) {
      const centre = theta[0] * x[0] + theta[1] * x[1];
      const { z, side } = worstInInterval(problem.activation, problem.critical, y, centre - r, centre + r);
      if (side === 'inside')
        return [{ theta, ends: segmentEnds(problem.norm, epsilon, theta, z - centre), loss: softplus(-y * problem.activation.f(z)) }];
    }
    return [];
  });
}

/** The maximiser x* = z*∕θ of one point in one input dimension, when it lies inside the interval [x − ε, x + ε]. */
interface InnerMaximiser {
  readonly z: number;
  /** |∂²l/∂x²| there: |ψ″(z*)| θ². */
  readonly curvature: number;
}

function innerMaximiser({ problem }: TheoremContext, n: number, theta: number): InnerMaximiser | undefined {
  const point = problem.points[n];
  if (!point || point.x[1] !== 0) return undefined;
  const r = epsilonOf(problem) * Math.abs(theta);
  const { z, side } = worstInInterval(problem.activation, problem.critical, point.y, theta * point.x[0] - r, theta * point.x[0] + r);
  if (side !== 'inside') return undefined;
  return { z, curvature: Math.abs(pointLoss(problem.activation).second(point.y, z)) * theta * theta };
}

/** sup |∂²l/∂θ∂x| = sup |ψ′ + ψ″ z| over the range, one input dimension. */
function maxMixedDerivative({ problem, theta1 }: TheoremContext): number {
  const { first, second } = pointLoss(problem.activation);
  const reach = Math.max(Math.abs(theta1[0]), Math.abs(theta1[1])) * Math.max(...problem.points.map(({ x }) => Math.abs(x[0]) + epsilonOf(problem)));
  return Math.max(...[1, -1].map((y) => supremumOver((z) => first(y, z) + second(y, z) * z, reach)));
}

/** Points whose maximiser is inner at both weights and on the same critical point of φ. */
function commonMaximisers(context: TheoremContext, a: number, b: number): { readonly z: number; readonly c: number }[] {
  if (a * b <= 0) return [];
  return context.problem.points.flatMap((_, n) => {
    const [p, q] = [innerMaximiser(context, n, a), innerMaximiser(context, n, b)];
    return p && q && p.z === q.z && p.curvature > 0 ? [{ z: p.z, c: Math.min(p.curvature, q.curvature) }] : [];
  });
}

/** Pairs on the axis θ₂ = 0 of the model with one input; contains() restores θ₂. */
function axisPairs(context: TheoremContext): Region {
  const [lo, hi] = context.theta1;
  const width = (hi - lo) / 2;
  const contains = (pair: WeightPair): boolean => {
    pair[1] = 0;
    pair[3] = 0;
    const [a, b] = [pair[0]!, pair[2]!];
    return Math.min(a, b) >= lo && Math.max(a, b) <= hi && Math.abs(a - b) >= 1e-5 * width && commonMaximisers(context, a, b).length > 0;
  };
  const draw = (rng: Rng, pair: WeightPair): boolean => {
    for (let k = 0; k < 64; k += 1) {
      pair[0] = lo + (hi - lo) * rng();
      pair[2] = rng() < 0.4 ? lo + (hi - lo) * rng() : pair[0] + (rng() < 0.5 ? -1 : 1) * width * Math.pow(10, -4 * rng());
      if (contains(pair)) return true;
    }
    return false;
  };
  return { contains, draw, drawSecond: () => false, halfDiagonal: width }; // without features no weights are shared
}

function lipschitzMaximiser(context: TheoremContext): InequalitySides {
  const maxMixed = maxMixedDerivative(context);
  return {
    featureCount: 0,
    cost: 8 * context.problem.points.length, // per pair, so that many points mean fewer pairs
    features: () => undefined,
    sides: (pair, _features, _p, _q, sides) => {
      const [a, b] = [pair[0]!, pair[2]!];
      let best = -1;
      for (const { z, c } of commonMaximisers(context, a, b)) {
        const [left, right] = [Math.abs(z / a - z / b), (maxMixed / c) * Math.abs(a - b)];
        if (left / right <= best) continue;
        best = left / right;
        sides[0] = left;
        sides[1] = right;
      }
    },
  };
}

/** Inner maximisers along a scan of θ₁. */
function scanInnerMaximisers(context: TheoremContext): { readonly theta: number; readonly inner: InnerMaximiser }[] {
  const [lo, hi] = context.theta1;
  return Array.from({ length: 401 }, (_, k) => lo + ((hi - lo) * k) / 400).flatMap((theta) =>
    context.problem.points.flatMap((_, n) => {
      const inner = innerMaximiser(context, n, theta);
      return inner ? [{ theta, inner }] : [];
    }),
  );
}

function oneInputAssumptions(context: TheoremContext): Assumption[] {
  const flat = context.problem.points.some(({ x }) => x[1] === 0);
  const inside = scanInnerMaximisers(context);
  const c = Math.min(...inside.map(({ inner }) => inner.curvature));
  return [
    { text: flat ? 'one input dimension: $x_2=0$' : 'one input dimension: no point has $x_2=0$', met: flat },
    { text: inside.length > 0 ? 'a maximiser inside the ball' : 'a maximiser inside the ball: there is none in the range', met: inside.length > 0 },
    { text: 'Hessian in $x$ negative definite', met: inside.length > 0 && c > 0 },
  ];
}

function twoInputsAssumptions(context: TheoremContext): Assumption[] {
  const inside = maximiserSegments(context).length > 0;
  return [
    { text: inside ? 'a maximiser inside the ball' : 'a maximiser inside the ball: it ends on the boundary everywhere in the range', met: inside },
    { text: "Hessian in $x$ negative definite: $\\psi''(z)\\,\\theta\\theta^{\\top}$ has rank one, so $c=0$", met: false },
  ];
}

/** Lemma 4: an inner maximiser is Lipschitz in θ where the Hessian in x is negative definite. */
export const lemma4: Theorem = {
  assumptions: (context, { inputs }) => [...(inputs === 1 ? oneInputAssumptions(context) : twoInputsAssumptions(context)), ...exactAttack(context)],
  constants: (context, { inputs }) => {
    if (inputs === 2) return [{ tex: "c=\\min_i|\\lambda_i(\\psi''(z)\\,\\theta\\theta^{\\top})|=0", value: 0 }];
    const inside = scanInnerMaximisers(context);
    if (inside.length === 0) return [];
    const [maxMixed, c] = [maxMixedDerivative(context), Math.min(...inside.map(({ inner }) => inner.curvature))];
    return [
      { tex: `C_{\\theta x}=\\sup|\\psi'+\\psi''z|=${fourDigits(maxMixed)}`, value: maxMixed, numerical: true },
      { tex: `c=\\min|\\psi''(z^\\ast)|\\,\\theta^2=${fourDigits(c)}`, value: c },
      { tex: `C_{\\theta x}/c=${fourDigits(maxMixed / c)}`, value: maxMixed / c },
    ];
  },
  obstacle: (_study, { inputs }) =>
    inputs === 2
      ? 'In two input dimensions f depends on θ·x only: the Hessian in x has rank one, so c = 0 and the bound is empty. It applies with one input dimension.'
      : undefined,
  *inside(context, { pairs }, rng) {
    return yield* searchPairs(
      { region: axisPairs(context), inequality: lipschitzMaximiser(context), rounding: 1e-14 * (1 + normBoundsOf(context).maxWeightNorm) },
      pairs,
      rng,
    );
  },
  exhibits: (context, { inputs }) => (inputs === 1 ? [jacobianTable(context)] : segmentTable(context)),
  suggestedCase: {
    label: 'Swish with one input',
    pane: {
      model: 'swish',
      points: [{ x: [1, 0], y: 1 }],
      attack: { norm: 2, epsilon: 0.5, solver: 'exact' },
      grid: { theta1: [-3, 3], theta2: [-3, 3] },
    },
    options: { inputs: 1 },
  },
};

/** dx*∕dθ = −z*∕θ² by the formula, by differences of the attack, and the bound at that θ. */
function jacobianTable(context: TheoremContext): Exhibit {
  const inside = scanInnerMaximisers(context);
  const [maxMixed, { first, second }] = [maxMixedDerivative(context), pointLoss(context.problem.activation)];
  const rows = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((fraction) => {
    const at = inside[Math.floor(fraction * inside.length)];
    if (!at) return [];
    const { theta, inner } = at;
    const y = context.problem.points.find((_, n) => innerMaximiser(context, n, theta)?.z === inner.z)?.y ?? 1;
    const formula = -(first(y, inner.z) + second(y, inner.z) * inner.z) / (second(y, inner.z) * theta * theta);
    const h = 1e-5 * Math.abs(theta);
    const differences = (inner.z / (theta + h) - inner.z / (theta - h)) / (2 * h);
    return [[theta, formula, differences, maxMixed / inner.curvature]];
  });
  return {
    kind: 'table',
    title: 'Jacobian of the attack',
    columns: ['\\theta', '-(\\nabla^2_{xx}l)^{-1}\\nabla_\\theta\\nabla_xl', '\\Delta x^\\ast/\\Delta\\theta', 'C_{\\theta x}/c'],
    rows,
  };
}

/** Two maximisers of equal loss at one θ: the ends of the segment of maximisers in two dimensions. */
function segmentTable(context: TheoremContext): Exhibit[] {
  const rows = maximiserSegments(context)
    .slice(0, 5)
    .map(({ theta, ends: [p, q], loss }: { theta: Pair; ends: readonly [Pair, Pair]; loss: number }) => [...theta, ...p, ...q, loss]);
  if (rows.length === 0) return [];
  return [
    {
      kind: 'table',
      title: 'Two best attacks at one weight',
      columns: ['\\theta_1', '\\theta_2', '\\delta_1', '\\delta_2', '\\tilde\\delta_1', '\\tilde\\delta_2', 'l'],
      rows,
    },
  ];
}
