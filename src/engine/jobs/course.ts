import { creasing } from '../../math/creases';
import { linspace } from '../../math/grid';
import { spectralNorm } from '../../math/curvature';
import type { Pair } from '../../math/kinds';
import { curving, type Curvatures } from '../../math/optimisers/stepBound';
import { remembered, sceneCourse, subgradient, type Course } from '../../math/optimisers/course';
import { openLocals, type Local } from '../../math/optimisers/surroundings';
import { integratingMoments } from '../../math/smoothings/integrate';
import type { Integral } from '../../math/smoothings/kinds';
import { worstCase } from '../../math/smoothings/worstCase';
import type { GridChoice } from '../../experiment/document';
import { finish, type Steps, type Told } from '../../math/steps';
import type { Problem } from '../problem';

/** The surface that a problem shows, as a course to run on; `long` is its loss in steps where a single one takes long. */
export function courseFor({ scene, landscape, smoothed }: Problem): Course & { readonly long?: (a: number, b: number) => Steps<number> } {
  const { around, ...bare } = sceneCourse(scene, landscape);
  if (smoothed.kind === 'none') return { ...bare, ...(around && { around }) };
  if (smoothed.kind === 'integral') {
    const { integral } = smoothed;
    const local = openLocals(landscape, integral);
    const long = function* (a: number, b: number): Steps<number> {
      return integral.value((yield* local([a, b])).logZ);
    };
    return { ...bare, ...integralGround((theta) => finish(local(theta)), integral), long };
  }
  const { radius, norm } = smoothed;
  const at = remembered((a, b) => worstCase.at(landscape, [a, b], radius, norm));
  return {
    ...bare,
    loss: (theta) => at(theta).value,
    gradient: (theta) => {
      const [[a = NaN, b = NaN], { v }] = [theta, at(theta)];
      return subgradient(landscape, [a + v[0], b + v[1]]);
    },
  };
}

function integralGround(localAt: (theta: Pair) => Local, { value, gradient }: Integral): Pick<Course, 'loss' | 'gradient'> {
  const at = remembered((a, b) => localAt([a, b]));
  return {
    loss: (theta) => value(at(theta).logZ),
    gradient: (theta) => {
      const local = at(theta);
      return gradient(value(local.logZ), local);
    },
  };
}

/** Nodes a side of a smoothed surface's curvatures; of many points fewer, since every node is an integral over all of them. */
const SIDE = { few: 41, many: 21 };

/** What a step bound is read from; nothing for the worst case over a ball, which has creases of its own. */
export function* curvingFor({ scene, landscape, smoothed }: Problem, { theta1, theta2 }: GridChoice, told: Told): Steps<Curvatures | undefined> {
  if (smoothed.kind === 'none') return yield* curving(scene, landscape, theta1, theta2, yield* creasing(scene, theta1, theta2), told);
  if (smoothed.kind === 'ball') return undefined;
  const nodes = (range: Pair): Float64Array => linspace(...range, scene.points.length > 40 ? SIDE.many : SIDE.few);
  const { integral } = smoothed;
  const { value, hessian } = yield* integratingMoments(landscape, integral, nodes(theta1), nodes(theta2), undefined, told);
  return { loss: value, norm: value.map((_, k) => normOf(hessian(k))), creases: [] };
}

const normOf = ([a, b, , c]: readonly [number, number, number, number]): number => spectralNorm(a, b, c);
