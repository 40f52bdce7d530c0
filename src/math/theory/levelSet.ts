import { linear } from '../activations/linear';
import type { Rng } from '../core/random';
import { goldenSection } from '../core/scalarSolvers';
import type { Pair } from '../core/types';
import { singleEvaluator } from '../loss/batchLoss';
import { steepestSlope } from '../loss/lipschitzBounds';
import { epsilonOf } from './assumptions';
import { lipschitzOf, sizesOf } from './constants';
import { fourDigits } from './counterexampleSearch';
import { distanceOf } from './measures';
import { besideBy, pairsIn, type Region, pairsAcross, type Weights } from './pairSampling';
import type { TheoremContext } from './types';
import type { BenchOptions } from './options';

/** The level set {L ≤ L(θ⁰)} and a Lipschitz constant of ∇L on it, where one is known. */
export interface Level {
  readonly theta0: Pair;
  readonly loss: number;
  /** C of Eq. 4 with its TeX, or why there is none. */
  readonly constant:
    | { readonly tex: string; readonly value: number }
    | { readonly why: string; /** Because the set meets a crease, so that pairs astride it tell. */ readonly creased: boolean };
}

/** θ⁰: the one chosen, else three quarters of the way up both ranges. */
export const startOf = ({ theta1, theta2 }: TheoremContext, { theta0 }: BenchOptions): Pair =>
  theta0 ?? [theta1[0] + 0.75 * (theta1[1] - theta1[0]), theta2[0] + 0.75 * (theta2[1] - theta2[0])];

export function levelOf(study: TheoremContext, options: BenchOptions): Level {
  const theta0 = startOf(study, options);
  const loss = study.landscape.value(...theta0);
  return { theta0, loss, constant: constantOn(study, loss) };
}

function constantOn(study: TheoremContext, loss: number): Level['constant'] {
  const { scene, landscape } = study;
  const sizes = sizesOf(study);
  const { theta, thetaTheta, meanBend, corner } = lipschitzOf(study, sizes);
  const plain = { tex: `C=C_{\\theta\\theta}=${fourDigits(thetaTheta)}`, value: thetaTheta };
  if (corner !== undefined) return { why: `φ′ jumps at z = ${fourDigits(corner)}, so no constant exists.`, creased: false };
  if (epsilonOf(scene) === 0) return plain;
  const rising = scene.critical.length === 0 && scene.activation.f(1) > scene.activation.f(0);
  const { p } = scene.norm;
  if (rising && p === 2 && scene.activation.df(0) === 0) {
    // ψ′(0) = 0, so |ψ′(z)| ‖∇²‖θ‖‖ ≤ sup|ψ″| (‖x‖ + ε)
    const value = thetaTheta + sizes.epsilon * meanBend;
    return {
      tex: `C=C_{\\theta\\theta}+\\varepsilon\\,\\sup|\\psi''|\\,\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+\\varepsilon)=${fourDigits(value)}`,
      value,
    };
  }
  if (rising && p === 2) {
    const atZero = landscape.value(0, 0);
    if (atZero <= loss)
      return { why: 'The level set holds θ = 0, where the gradient jumps: Theorem 1 does not cover it, and no constant exists.', creased: true };
    const least = (atZero - loss) / theta; // by Equation 8 no weight of the set is shorter
    const value = thetaTheta + (steepestSlope(scene.activation, sizes.furthest * Math.max(...sizes.attacked)) * sizes.epsilon) / least;
    return {
      tex: `C=C_{\\theta\\theta}+\\varepsilon/\\theta_{\\min}=${fourDigits(value)},\\quad\\theta_{\\min}=(L(0)-L(\\theta^0))/C_\\theta=${fourDigits(least)}`,
      value,
    };
  }
  if (scene.activation === linear && (p === Infinity || p === 1)) {
    const name = p === 1 ? 'a diagonal' : 'an axis';
    return meetsLine(study, loss, p === 1)
      ? { why: `The level set meets ${name}, where the gradient jumps: no constant exists on it.`, creased: true }
      : plain;
  }
  return {
    why: `For φ = ${scene.activation.label} under L${p === Infinity ? '∞' : String(p)} this page has no constant in closed form.`,
    creased: false,
  };
}

/** Whether a convex loss is ≤ `loss` somewhere on the axes (or diagonals) within the range: its least value on each line, by golden section. */
function meetsLine({ landscape, theta1, theta2 }: TheoremContext, loss: number, diagonals: boolean): boolean {
  const lines: readonly Pair[] = diagonals
    ? [
        [1, 1],
        [1, -1],
      ]
    : [
        [1, 0],
        [0, 1],
      ];
  return lines.some(([u, v]) => {
    const inside = span(theta1, u, span(theta2, v, [-Infinity, Infinity]));
    return inside[0] <= inside[1] && goldenSection((t) => landscape.value(t * u, t * v), inside).least <= loss;
  });
}

/** t with lo ≤ t·u ≤ hi, within `before`. */
function span([lo, hi]: Pair, u: number, before: Pair): Pair {
  if (u === 0) return lo <= 0 && hi >= 0 ? before : [1, 0];
  return [Math.max(before[0], Math.min(lo / u, hi / u)), Math.min(before[1], Math.max(lo / u, hi / u))];
}

/** What rounding may leave of a rise, relative to the longest input. */
const ROUNDING = 1e-12;

/** A direction in which the loss never rises, so that no level set is bounded; linear model only. The rise along a direction is convex, so one valley holds the least. */
export function recession(study: TheoremContext): Pair | undefined {
  const { scene } = study;
  const epsilon = epsilonOf(scene);
  const worstAlong = (v: Pair): number =>
    Math.max(...scene.points.map(({ x, y }) => -y * (v[0] * x[0] + v[1] * x[1]) + epsilon * scene.norm.dual(v)));
  const towards = (turn: number): Pair => [Math.cos(turn), Math.sin(turn)];
  const step = Math.PI / 360;
  const turns = Array.from({ length: 720 }, (_, k) => k * step);
  const rough = turns.reduce((low, next) => (worstAlong(towards(next)) < worstAlong(towards(low)) ? next : low));
  const { at, least } = goldenSection((turn) => worstAlong(towards(turn)), [rough - step, rough + step], 80);
  return least <= ROUNDING * Math.max(...sizesOf(study).attacked) ? towards(at) : undefined;
}

/** Weights of the level set that are kept to draw from, and draws after which a small set is given up. */
const POOL = 3000;
const DRAWS = 60_000;

/** What the quick loss may differ by from the level's own, relative to it. */
const LEVEL_PAIRS_ROUNDING = 1e-11;

/** Pairs of the range with L ≤ level at both weights; `astride`: on the two sides of the lines where the attack's norm is creased, or about 0. */
export function pairsBelow(study: TheoremContext, level: number, astride: boolean): Region {
  const { scene, theta1, theta2 } = study;
  const value = singleEvaluator(study.landscape);
  const below = (a: number, b: number): boolean => value(a, b) <= level * (1 + LEVEL_PAIRS_ROUNDING);
  const { p } = scene.norm;
  const normals: readonly Pair[] =
    p === 1
      ? [
          [Math.SQRT1_2, -Math.SQRT1_2],
          [Math.SQRT1_2, Math.SQRT1_2],
        ]
      : [
          [1, 0],
          [0, 1],
        ];
  const plain = astride && (p === 1 || p === Infinity) ? pairsAcross(study, normals) : pairsIn(study, () => true, 1e-6, astride ? 1e-7 : 1e-5);
  const bothBelow = (pair: Weights): boolean => below(pair[0]!, pair[1]!) && below(pair[2]!, pair[3]!);
  if (astride) {
    return {
      ...plain,
      holds: (pair) => plain.holds(pair) && bothBelow(pair),
      beside: (rng, pair) => plain.beside(rng, pair) && bothBelow(pair),
      draw: (rng, pair) => {
        for (let k = 0; k < 64; k += 1) if (plain.draw(rng, pair) && bothBelow(pair)) return true;
        return false;
      },
      joins: plain.holds,
    };
  }
  let pool: Float64Array | undefined;
  const inside = (pair: Weights): boolean => pair[2]! >= theta1[0] && pair[2]! <= theta1[1] && pair[3]! >= theta2[0] && pair[3]! <= theta2[1];
  const holds = (pair: Weights): boolean => plain.holds(pair) && bothBelow(pair);
  const near = (rng: Rng, pair: Weights): void => {
    const [r, turn] = [plain.width * Math.pow(10, -0.5 - 4 * rng()), 2 * Math.PI * rng()];
    pair[2] = pair[0]! + r * Math.cos(turn);
    pair[3] = pair[1]! + r * Math.sin(turn);
  };
  return {
    width: plain.width,
    holds,
    joins: plain.holds,
    beside: besideBy(holds, near),
    draw: (rng, pair) => {
      pool ??= filled({ ...study, landscape: { ...study.landscape, value } }, below, rng);
      const count = pool.length / 2;
      if (count === 0) return false;
      const pick = (at: 0 | 2): void => {
        const k = 2 * Math.floor(rng() * count);
        pair[at] = pool![k]!;
        pair[at + 1] = pool![k + 1]!;
      };
      for (let k = 0; k < 64; k += 1) {
        pick(0);
        const apart = rng() < 0.4;
        if (apart) pick(2);
        else near(rng, pair);
        if (distanceOf(pair) >= 1e-5 * plain.width && (apart || (inside(pair) && below(pair[2]!, pair[3]!)))) return true;
      }
      return false;
    },
  };
}

/** Uniform weights of the range that lie in the set, the lowest of a lattice among them when it is small. */
function filled({ theta1, theta2, landscape }: TheoremContext, below: (a: number, b: number) => boolean, rng: Rng): Float64Array {
  const found: number[] = [];
  for (let k = 0; k < DRAWS && found.length < 2 * POOL; k += 1) {
    const [a, b] = [theta1[0] + (theta1[1] - theta1[0]) * rng(), theta2[0] + (theta2[1] - theta2[0]) * rng()];
    if (below(a, b)) found.push(a, b);
  }
  if (found.length > 0) return Float64Array.from(found);
  let [low, least]: [Pair, number] = [[0, 0], Infinity];
  for (let i = 0; i <= 40; i += 1) {
    for (let j = 0; j <= 40; j += 1) {
      const theta: Pair = [theta1[0] + ((theta1[1] - theta1[0]) * i) / 40, theta2[0] + ((theta2[1] - theta2[0]) * j) / 40];
      const loss = landscape.value(...theta);
      if (loss < least) [low, least] = [theta, loss];
    }
  }
  return below(...low) ? Float64Array.from(low) : new Float64Array(0);
}
