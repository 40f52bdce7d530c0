import { readingOf } from '../adversarial';
import type { Pair } from '../kinds';
import { pointLoss } from '../pointLoss';
import { attackJacobian, norm2, smallestSingular } from './bordered';
import { epsilonOf } from './assume';
import type { BenchOptions, Exhibit, Study } from './kinds';
import { furthestOf } from './region';

/** Along this direction θ = t v the paper's third claim is shown, unless a weight is given. */
const DIRECTION: Pair = [0.8, 0.6];

const directionOf = ({ theta0 }: BenchOptions): Pair => {
  const size = theta0 ? Math.hypot(...theta0) : 0;
  return theta0 && size > 0 ? [theta0[0] / size, theta0[1] / size] : DIRECTION;
};

/** How far the attack of one point really turns, by central differences across v. */
function measured(study: Study, x: Pair, y: 1 | -1, [v1, v2]: Pair, t: number): number {
  const h = 1e-5 * t;
  const at = (s: number): number[] => readingOf(study.scene, [t * v1 - s * v2, t * v2 + s * v1], x, y).delta;
  const [p, q] = [at(h), at(-h)];
  return Math.hypot((p[0] ?? 0) - (q[0] ?? 0), (p[1] ?? 0) - (q[1] ?? 0)) / (2 * h);
}

/**
 * The paper's third claim: flattening the loss in input space (θ = t v, t → 0) makes the attack less steady. Slope of the loss
 * in x, smallest singular value of the bordered Hessian, ε/‖θ‖, and the turn of the attack measured by differences.
 */
export function flatness(study: Study, options: BenchOptions): Exhibit {
  const [v, { first, second }, epsilon] = [directionOf(options), pointLoss(study.scene.activation), epsilonOf(study.scene)];
  const [low, high] = [0.02, Math.max(0.1, furthestOf(study))];
  const size = Float64Array.from({ length: 60 }, (_, k) => low * Math.pow(high / low, k / 59));
  const { x, y } = study.scene.points[0] ?? { x: [0, 0] as Pair, y: 1 as const };
  const reading = (t: number) => {
    const { z, delta } = readingOf(study.scene, [t * v[0], t * v[1]], x, y);
    return { z, rim: Math.abs(Math.hypot(...delta) - epsilon) < 1e-9 * (1 + epsilon) };
  };
  return {
    kind: 'curves',
    title: 'A flatter loss in x, a less steady attack',
    x: { tex: '\\lVert\\theta\\rVert', values: size },
    lines: [
      { tex: '\\lVert\\nabla_xl\\rVert', values: size.map((t) => Math.abs(first(y, reading(t).z)) * t) },
      {
        tex: '\\sigma_{\\min}(B)',
        values: size.map((t) => (reading(t).rim ? smallestSingular(t, epsilon, first(y, reading(t).z), second(y, reading(t).z)) : 0)),
      },
      { tex: '\\varepsilon/\\lVert\\theta\\rVert', values: size.map((t) => epsilon / t) },
      { tex: "\\lVert\\Delta x'\\rVert/\\lVert\\Delta\\theta\\rVert", values: size.map((t) => measured(study, x, y, v, t)) },
    ],
  };
}

/** Formula 44, exactly ε/‖θ‖ here, against differences of the attack, at five lengths of θ. */
export function jacobianTable(study: Study, options: BenchOptions): Exhibit {
  const [v, { first, second }, epsilon] = [directionOf(options), pointLoss(study.scene.activation), epsilonOf(study.scene)];
  const { x, y } = study.scene.points[0] ?? { x: [0, 0] as Pair, y: 1 as const };
  const rows = [2, 1, 0.5, 0.25, 0.1].flatMap((t) => {
    const theta: Pair = [t * v[0], t * v[1]];
    const { z, delta } = readingOf(study.scene, theta, x, y);
    const along = (delta[0] ?? 0) * v[0] + (delta[1] ?? 0) * v[1];
    if (Math.abs(Math.abs(along) - epsilon) > 1e-9 * (1 + epsilon) || first(y, z) === 0) return []; // the attack rests inside, or pulls nowhere
    const jacobian = attackJacobian({ theta, x, side: along < 0 ? -1 : 1, epsilon, first: first(y, z), second: second(y, z) });
    return [[t, norm2(jacobian), measured(study, x, y, v, t), epsilon / t, smallestSingular(t, epsilon, first(y, z), second(y, z))]];
  });
  return {
    kind: 'table',
    title: 'Jacobian of the attack',
    columns: [
      '\\lVert\\theta\\rVert',
      '\\lVert{-B^{-1}}\\nabla_\\theta\\nabla_xl\\rVert',
      "\\lVert\\Delta x'\\rVert/\\lVert\\Delta\\theta\\rVert",
      '\\varepsilon/\\lVert\\theta\\rVert',
      '\\sigma_{\\min}(B)',
    ],
    rows,
  };
}
