import { linear } from '../activations/linear';
import { golden } from '../golden';
import type { Pair } from '../kinds';
import { steepestSlope } from '../suprema';
import { epsilonOf } from './assume';
import { lipschitzOf, sizesOf } from './constants';
import type { BenchOptions, Study } from './kinds';
import { shown } from './search';

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
export const startOf = ({ theta1, theta2 }: Study, { theta0 }: BenchOptions): Pair =>
  theta0 ?? [theta1[0] + 0.75 * (theta1[1] - theta1[0]), theta2[0] + 0.75 * (theta2[1] - theta2[0])];

export function levelOf(study: Study, options: BenchOptions): Level {
  const theta0 = startOf(study, options);
  const loss = study.landscape.value(...theta0);
  return { theta0, loss, constant: constantOn(study, loss) };
}

function constantOn(study: Study, loss: number): Level['constant'] {
  const { scene, landscape } = study;
  const sizes = sizesOf(study);
  const { theta, thetaTheta, meanBend, corner } = lipschitzOf(study, sizes);
  const plain = { tex: `C=C_{\\theta\\theta}=${shown(thetaTheta)}`, value: thetaTheta };
  if (corner !== undefined) return { why: `φ′ jumps at z = ${shown(corner)}, so no constant exists.`, creased: false };
  if (epsilonOf(scene) === 0) return plain;
  const rising = scene.critical.length === 0 && scene.activation.f(1) > scene.activation.f(0);
  const { p } = scene.norm;
  if (rising && p === 2 && scene.activation.df(0) === 0) {
    // ψ′(0) = 0, so |ψ′(z)| ‖∇²‖θ‖‖ ≤ sup|ψ″| (‖x‖ + ε)
    const value = thetaTheta + sizes.epsilon * meanBend;
    return {
      tex: `C=C_{\\theta\\theta}+\\varepsilon\\,\\sup|\\psi''|\\,\\tfrac1N\\textstyle\\sum_n(\\lVert x_n\\rVert+\\varepsilon)=${shown(value)}`,
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
      tex: `C=C_{\\theta\\theta}+\\varepsilon/\\theta_{\\min}=${shown(value)},\\quad\\theta_{\\min}=(L(0)-L(\\theta^0))/C_\\theta=${shown(least)}`,
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
function meetsLine({ landscape, theta1, theta2 }: Study, loss: number, diagonals: boolean): boolean {
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
    return inside[0] <= inside[1] && golden((t) => landscape.value(t * u, t * v), inside).least <= loss;
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
export function recession(study: Study): Pair | undefined {
  const { scene } = study;
  const epsilon = epsilonOf(scene);
  const worstAlong = (v: Pair): number =>
    Math.max(...scene.points.map(({ x, y }) => -y * (v[0] * x[0] + v[1] * x[1]) + epsilon * scene.norm.dual(v)));
  const towards = (turn: number): Pair => [Math.cos(turn), Math.sin(turn)];
  const step = Math.PI / 360;
  const turns = Array.from({ length: 720 }, (_, k) => k * step);
  const rough = turns.reduce((low, next) => (worstAlong(towards(next)) < worstAlong(towards(low)) ? next : low));
  const { at, least } = golden((turn) => worstAlong(towards(turn)), [rough - step, rough + step], 80);
  return least <= ROUNDING * Math.max(...sizesOf(study).attacked) ? towards(at) : undefined;
}
