import { worstInInterval } from '../../attack/attainableInterval';
import { pointLoss, softplus } from '../../core/logisticLoss';
import type { Rng } from '../../core/random';
import { bisect } from '../../core/scalarSolvers';
import type { Norm, Pair } from '../../core/types';
import { supremumOver } from '../../loss/lipschitzBounds';
import { epsilonOf, exactAttack } from '../assumptions';
import { sizesOf } from '../constants';
import { type InequalitySides, fourDigits, searchPairs } from '../counterexampleSearch';
import type { Region, Weights } from '../pairSampling';
import type { Assumption, Exhibit, TheoremContext, Theorem } from '../types';

/** All δ with θ·(x + δ) = z* that fit in the ball: the set of best attacks when z* lies inside the attainable interval. */
export interface Slice {
  readonly theta: Pair;
  readonly ends: readonly [Pair, Pair];
  readonly loss: number;
}

/** The ends of {δ : θ·δ = reach, ‖δ‖_p ≤ ε}, |reach| < ε‖θ‖_q. */
export function sliceEnds(norm: Norm, epsilon: number, theta: Pair, reach: number): readonly [Pair, Pair] {
  const size = Math.hypot(...theta);
  const best = norm.dualMaximiser(theta);
  const tau = reach / norm.dual(theta);
  const base: Pair = [tau * (best[0] ?? 0), tau * (best[1] ?? 0)];
  const at = (t: number): Pair => [base[0] - (t * theta[1]) / size, base[1] + (t * theta[0]) / size];
  const excess = (t: number): number => norm.norm(at(t)) - epsilon;
  return [at(bisect((t) => excess(-t), 0, 3 * epsilon) * -1), at(bisect(excess, 0, 3 * epsilon))];
}

/** Weights of a coarse lattice at which the attack of the first such point rests inside its ball. */
export function slicesOf({ scene, theta1, theta2 }: TheoremContext): Slice[] {
  const epsilon = epsilonOf(scene);
  if (epsilon === 0 || scene.critical.length === 0) return [];
  const at = ([lo, hi]: Pair, k: number): number => lo + ((hi - lo) * (k + 0.5)) / 21;
  return Array.from({ length: 441 }, (_, k): Pair => [at(theta1, k % 21), at(theta2, Math.floor(k / 21))]).flatMap((theta) => {
    const r = epsilon * scene.norm.dual(theta);
    for (const { x, y } of scene.points) {
      const centre = theta[0] * x[0] + theta[1] * x[1];
      const { z, side } = worstInInterval(scene.activation, scene.critical, y, centre - r, centre + r);
      if (side === 'inside') return [{ theta, ends: sliceEnds(scene.norm, epsilon, theta, z - centre), loss: softplus(-y * scene.activation.f(z)) }];
    }
    return [];
  });
}

/** The maximiser x* = z*∕θ of one point in one input dimension, when it lies inside the interval [x − ε, x + ε]. */
interface Inner {
  readonly z: number;
  /** |∂²l/∂x²| there: |ψ″(z*)| θ². */
  readonly curvature: number;
}

function innerOf({ scene }: TheoremContext, n: number, theta: number): Inner | undefined {
  const point = scene.points[n];
  if (!point || point.x[1] !== 0) return undefined;
  const r = epsilonOf(scene) * Math.abs(theta);
  const { z, side } = worstInInterval(scene.activation, scene.critical, point.y, theta * point.x[0] - r, theta * point.x[0] + r);
  if (side !== 'inside') return undefined;
  return { z, curvature: Math.abs(pointLoss(scene.activation).second(point.y, z)) * theta * theta };
}

/** sup |∂²l/∂θ∂x| = sup |ψ′ + ψ″ z| over the range, one input dimension. */
function mixed({ scene, theta1 }: TheoremContext): number {
  const { first, second } = pointLoss(scene.activation);
  const reach = Math.max(Math.abs(theta1[0]), Math.abs(theta1[1])) * Math.max(...scene.points.map(({ x }) => Math.abs(x[0]) + epsilonOf(scene)));
  return Math.max(...[1, -1].map((y) => supremumOver((z) => first(y, z) + second(y, z) * z, reach)));
}

/** Points whose maximiser lies inside at both weights, on the same critical point of φ. */
function shared(study: TheoremContext, a: number, b: number): { readonly z: number; readonly c: number }[] {
  if (a * b <= 0) return [];
  return study.scene.points.flatMap((_, n) => {
    const [p, q] = [innerOf(study, n, a), innerOf(study, n, b)];
    return p && q && p.z === q.z && p.curvature > 0 ? [{ z: p.z, c: Math.min(p.curvature, q.curvature) }] : [];
  });
}

/** Weights on the axis θ₂ = 0, where the model has one input. A pair that leaves it is put back. */
function line(study: TheoremContext): Region {
  const [lo, hi] = study.theta1;
  const width = (hi - lo) / 2;
  const holds = (pair: Weights): boolean => {
    pair[1] = 0;
    pair[3] = 0;
    const [a, b] = [pair[0]!, pair[2]!];
    return Math.min(a, b) >= lo && Math.max(a, b) <= hi && Math.abs(a - b) >= 1e-5 * width && shared(study, a, b).length > 0;
  };
  const draw = (rng: Rng, pair: Weights): boolean => {
    for (let k = 0; k < 64; k += 1) {
      pair[0] = lo + (hi - lo) * rng();
      pair[2] = rng() < 0.4 ? lo + (hi - lo) * rng() : pair[0] + (rng() < 0.5 ? -1 : 1) * width * Math.pow(10, -4 * rng());
      if (holds(pair)) return true;
    }
    return false;
  };
  return { holds, draw, beside: () => false, width }; // nothing is read off one weight, so that none is shared
}

function measure(study: TheoremContext): InequalitySides {
  const top = mixed(study);
  return {
    size: 0,
    cost: 8 * study.scene.points.length, // nothing can be read off one weight alone: fewer pairs where there are many points
    read: () => undefined,
    sides: (pair, _read, _p, _q, sides) => {
      const [a, b] = [pair[0]!, pair[2]!];
      let best = -1;
      for (const { z, c } of shared(study, a, b)) {
        const [left, right] = [Math.abs(z / a - z / b), (top / c) * Math.abs(a - b)];
        if (left / right <= best) continue;
        best = left / right;
        sides[0] = left;
        sides[1] = right;
      }
    },
  };
}

/** θ₁ of the range at which some maximiser lies inside, and the least curvature there. */
function scanned(study: TheoremContext): { readonly theta: number; readonly inner: Inner }[] {
  const [lo, hi] = study.theta1;
  return Array.from({ length: 401 }, (_, k) => lo + ((hi - lo) * k) / 400).flatMap((theta) =>
    study.scene.points.flatMap((_, n) => {
      const inner = innerOf(study, n, theta);
      return inner ? [{ theta, inner }] : [];
    }),
  );
}

function oneInput(study: TheoremContext): Assumption[] {
  const flat = study.scene.points.some(({ x }) => x[1] === 0);
  const inside = scanned(study);
  const c = Math.min(...inside.map(({ inner }) => inner.curvature));
  return [
    { text: flat ? 'one input dimension: $x_2=0$' : 'one input dimension: no point has $x_2=0$', met: flat },
    { text: inside.length > 0 ? 'a maximiser inside the ball' : 'a maximiser inside the ball: there is none in the range', met: inside.length > 0 },
    { text: 'Hessian in $x$ negative definite', met: inside.length > 0 && c > 0 },
  ];
}

function twoInputs(study: TheoremContext): Assumption[] {
  const inside = slicesOf(study).length > 0;
  return [
    { text: inside ? 'a maximiser inside the ball' : 'a maximiser inside the ball: it ends on the boundary everywhere in the range', met: inside },
    { text: "Hessian in $x$ negative definite: $\\psi''(z)\\,\\theta\\theta^{\\top}$ has rank one, so $c=0$", met: false },
  ];
}

/** Lemma 4: an attack that rests inside its ball moves smoothly, where the loss bends down in every direction of x. */
export const lemma4: Theorem = {
  assumptions: (study, { inputs }) => [...(inputs === 1 ? oneInput(study) : twoInputs(study)), ...exactAttack(study)],
  constants: (study, { inputs }) => {
    if (inputs === 2) return [{ tex: "c=\\min_i|\\lambda_i(\\psi''(z)\\,\\theta\\theta^{\\top})|=0", value: 0 }];
    const inside = scanned(study);
    if (inside.length === 0) return [];
    const [top, c] = [mixed(study), Math.min(...inside.map(({ inner }) => inner.curvature))];
    return [
      { tex: `C_{\\theta x}=\\sup|\\psi'+\\psi''z|=${fourDigits(top)}`, value: top, numerical: true },
      { tex: `c=\\min|\\psi''(z^\\ast)|\\,\\theta^2=${fourDigits(c)}`, value: c },
      { tex: `C_{\\theta x}/c=${fourDigits(top / c)}`, value: top / c },
    ];
  },
  obstacle: (_study, { inputs }) =>
    inputs === 2
      ? 'In two input dimensions f depends on θ·x only: the Hessian in x has rank one, so c = 0 and the bound is empty. It applies with one input dimension.'
      : undefined,
  *inside(study, { pairs }, rng) {
    return yield* searchPairs({ region: line(study), measure: measure(study), noise: 1e-14 * (1 + sizesOf(study).furthest) }, pairs, rng);
  },
  exhibits: (study, { inputs }) => (inputs === 1 ? [jacobians(study)] : slices(study)),
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
function jacobians(study: TheoremContext): Exhibit {
  const inside = scanned(study);
  const [top, { first, second }] = [mixed(study), pointLoss(study.scene.activation)];
  const rows = [0.1, 0.3, 0.5, 0.7, 0.9].flatMap((share) => {
    const at = inside[Math.floor(share * inside.length)];
    if (!at) return [];
    const { theta, inner } = at;
    const y = study.scene.points.find((_, n) => innerOf(study, n, theta)?.z === inner.z)?.y ?? 1;
    const formula = -(first(y, inner.z) + second(y, inner.z) * inner.z) / (second(y, inner.z) * theta * theta);
    const h = 1e-5 * Math.abs(theta);
    const differences = (inner.z / (theta + h) - inner.z / (theta - h)) / (2 * h);
    return [[theta, formula, differences, top / inner.curvature]];
  });
  return {
    kind: 'table',
    title: 'Jacobian of the attack',
    columns: ['\\theta', '-(\\nabla^2_{xx}l)^{-1}\\nabla_\\theta\\nabla_xl', '\\Delta x^\\ast/\\Delta\\theta', 'C_{\\theta x}/c'],
    rows,
  };
}

/** In two dimensions every point of a slice is a maximiser: two of them at one θ, equally bad. */
function slices(study: TheoremContext): Exhibit[] {
  const rows = slicesOf(study)
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
