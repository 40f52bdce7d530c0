import { readingOf } from '../adversarial';
import { linspace } from '../grid';
import { softplus } from '../logistic';
import type { Pair } from '../kinds';
import { pointLoss } from '../pointLoss';
import { attackJacobian, norm2, smallestSingular } from './bordered';
import { epsilonOf } from './assume';
import type { Exhibit, Flattening, Study } from './kinds';
import { furthestOf } from './region';

/** Along this direction, θ = t v, the paper's third claim is shown. */
const DIRECTION: Pair = [0.8, 0.6];

/** How far the attack of one point really turns, by central differences across v. */
function measured(study: Study, x: Pair, y: 1 | -1, [v1, v2]: Pair, t: number): number {
  const h = 1e-5 * t;
  const at = (s: number): number[] => readingOf(study.scene, [t * v1 - s * v2, t * v2 + s * v1], x, y).delta;
  const [p, q] = [at(h), at(-h)];
  return Math.hypot((p[0] ?? 0) - (q[0] ?? 0), (p[1] ?? 0) - (q[1] ?? 0)) / (2 * h);
}

/** Lengths a decade, from this one on; nodes of a profile, and how many ε it reaches. */
const [DECADE, SHORTEST, NODES, REACH] = [80, -136, 61, 3];

/**
 * The paper's third claim: flattening the loss in input space (θ = t v, t → 0) makes the attack less steady. At every length
 * t: the slope of the loss in x, σ_min(B), the turn of the attack by Eq. 44, by differences, and Lemma 5's bound on it.
 */
export function flattening(study: Study): Flattening {
  const [v, { first, second }, epsilon] = [DIRECTION, pointLoss(study.scene.activation), epsilonOf(study.scene)];
  const last = Math.ceil(DECADE * Math.log10(Math.max(1, furthestOf(study))));
  const length = Float64Array.from({ length: last - SHORTEST + 1 }, (_, k) => Math.pow(10, (SHORTEST + k) / DECADE));
  const { x, y } = study.scene.points[0] ?? { x: [0, 0] as Pair, y: 1 as const };
  const along = linspace(-REACH * epsilon, REACH * epsilon, NODES);
  const field = (): Float64Array => new Float64Array(length.length);
  const [slope, singular, formula, turned, bound] = [field(), field(), field(), field(), field()];
  const loss = new Float64Array(length.length * NODES);
  length.forEach((t, k) => {
    const theta: Pair = [t * v[0], t * v[1]];
    const { z, delta } = readingOf(study.scene, theta, x, y);
    const [d, dd, push] = [first(y, z), second(y, z), ((delta[0] ?? 0) * v[0] + (delta[1] ?? 0) * v[1]) / epsilon];
    const rim = Math.abs(Math.abs(push) - 1) < 1e-9 && d !== 0;
    const least = smallestSingular(t, epsilon, d, dd);
    const [s1, s2] = [x[0] + (delta[0] ?? 0), x[1] + (delta[1] ?? 0)];
    slope[k] = Math.abs(d) * t;
    turned[k] = measured(study, x, y, v, t);
    singular[k] = rim ? least : NaN;
    formula[k] = rim ? norm2(attackJacobian({ theta, x, side: push < 0 ? -1 : 1, epsilon, first: d, second: dd })) : NaN;
    bound[k] = rim ? norm2([d + dd * theta[0] * s1, dd * theta[0] * s2, dd * theta[1] * s1, d + dd * theta[1] * s2]) / least : NaN;
    const centre = theta[0] * x[0] + theta[1] * x[1];
    for (let n = 0; n < NODES; n += 1) loss[k * NODES + n] = softplus(-y * study.scene.activation.f(centre + t * along[n]!));
  });
  const title = 'A flatter loss in x, a less steady attack';
  return { kind: 'flattening', title, direction: v, x, y, length, slope, singular, formula, measured: turned, bound, along, loss };
}

/** Formula 44, exactly ε/‖θ‖ here, against differences of the attack, at five lengths of θ. */
export function jacobianTable(study: Study): Exhibit {
  const [v, { first, second }, epsilon] = [DIRECTION, pointLoss(study.scene.activation), epsilonOf(study.scene)];
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
