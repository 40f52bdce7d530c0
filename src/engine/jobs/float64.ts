import type { Pair } from '../../math/kinds';
import { integrating, integratingMoments } from '../../math/smoothings/integrate';
import type { Integral } from '../../math/smoothings/kinds';
import { worstCase } from '../../math/smoothings/worstCase';
import type { Steps, Told } from '../../math/steps';
import type { Field, Lattice } from './field';
import type { Problem } from '../problem';

/** Milliseconds of computing between two breaths. */
const BREATH = 25;

/** The surface in float64. Yields when it is time to hear a cancel, and tells how much of it is done. */
export function* float64Field(problem: Problem, lattice: Lattice, gradient: boolean, told: Told = () => undefined): Generator<undefined, Field> {
  const { landscape, smoothed } = problem;
  if (smoothed.kind === 'integral') return yield* integralField(problem, smoothed.integral, lattice, gradient, told);
  if (smoothed.kind === 'none') {
    return yield* eachNode(lattice, gradient, told, (a, b) => ({
      value: landscape.value(a, b),
      slope: gradient ? landscape.gradient(a, b) : undefined,
    }));
  }
  const { radius, norm } = smoothed;
  return yield* eachNode(lattice, gradient, told, (a, b) => {
    const { value, v } = worstCase.at(landscape, [a, b], radius, norm);
    return { value, slope: gradient ? landscape.gradient(a + v[0], b + v[1]) : undefined };
  });
}

/** A pause whenever BREATH milliseconds have passed since the last one. */
export function pauses(): () => boolean {
  let last = performance.now();
  return () => {
    const now = performance.now();
    if (now - last < BREATH) return false;
    last = now;
    return true;
  };
}

function* eachNode(
  lattice: Lattice,
  gradient: boolean,
  told: Told,
  at: (a: number, b: number) => { value: number; slope: Pair | undefined },
): Generator<undefined, Field> {
  const { theta1, theta2 } = lattice;
  const size = theta1.length * theta2.length;
  const [z, g1, g2] = [new Float64Array(size), new Float64Array(gradient ? size : 0), new Float64Array(gradient ? size : 0)];
  const due = pauses();
  for (const [i, b] of theta2.entries()) {
    for (const [j, a] of theta1.entries()) {
      const k = i * theta1.length + j;
      const { value, slope } = at(a, b);
      z[k] = value;
      if (gradient) [g1[k], g2[k]] = slope ?? [NaN, NaN];
    }
    told((i + 1) / theta2.length);
    if (due()) yield undefined;
  }
  return gradient ? { z, gradient: { g1, g2 } } : { z };
}

/** The steps of long work, let through only when a breath is due. */
export function* paced<T>(work: Steps<T>): Steps<T> {
  const due = pauses();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (due()) yield undefined;
  }
}

function* integralField(
  { landscape, rule }: Problem,
  integral: Integral,
  { theta1, theta2 }: Lattice,
  gradient: boolean,
  told: Told,
): Generator<undefined, Field> {
  if (!gradient) return { z: yield* paced(integrating(landscape, integral, theta1, theta2, rule, told)) };
  const { value, g1, g2 } = yield* paced(integratingMoments(landscape, integral, theta1, theta2, rule, told));
  return { z: value, gradient: { g1, g2 } };
}
