import { surfaceMapTask, maps } from '../../math/analysis/curvatureMaps';
import { findKinksTask } from '../../math/analysis/kinkSet';
import { kinkSmoothingTask, curvatureAtKinksTask } from '../../math/analysis/kinkSmoothing';
import { linspace } from '../../math/core/grid';
import { checkTheoremTask, theoremContext } from '../../math/theory/check';
import { theorems } from '../../math/theory/statements';
import type { KinksResult } from '../rpc/protocol';
import type { JobTable } from '../rpc/server';
import { pauseTimer, throttled } from './sampledSurface';
import { preparedSurface } from './surfaceProblem';

/** Number of kinks whose smoothed curvature is computed: those with the largest jumps. */
const MAX_CURVATURE_KINKS = 8;

/** The jobs of the theorem bench: one statement tried on a document, one map over its plane, the kinks in it. They are stateless. */
export const theoryJobs: Pick<JobTable, 'theorem' | 'map' | 'kinks'> = {
  *theorem({ surface, id, options }) {
    if (!Object.hasOwn(theorems, id)) throw new Error(`“${id}” is no statement of the bench.`);
    const { smoothing, grid } = surface;
    const gamma = smoothing.kind === 'entropy-sgd' ? smoothing.gamma : options.gamma;
    const work = checkTheoremTask(theorems[id], theoremContext(preparedSurface(surface).problem, grid.theta1, grid.theta2, gamma), options);
    const due = pauseTimer();
    for (;;) {
      const { done, value } = work.next();
      if (done) {
        yield { fraction: 1, outcome: value };
        return;
      }
      if (due()) yield { fraction: value };
    }
  },
  *map({ surface, name }) {
    if (!Object.hasOwn(maps, name)) throw new Error(`“${name}” is no map of ours.`);
    const { problem, landscape, smoothed } = preparedSurface(surface);
    const [x, y] = [linspace(...surface.grid.theta1, surface.grid.n), linspace(...surface.grid.theta2, surface.grid.n)];
    const due = pauseTimer();
    const work = surfaceMapTask(problem, landscape, smoothed, name, x, y);
    for (;;) {
      const { done, value } = work.next();
      if (done) {
        const { z, ...rest } = value;
        yield { ...rest, grid: { n: x.length, x, y, z } };
        return;
      }
      if (due()) yield undefined;
    }
  },
  *kinks({ surface, smoothingCurve }, _uses, onProgress = () => undefined) {
    const { problem, landscape, smoothed } = preparedSurface(surface);
    /** Progress of a part of the work. */
    const progressWithin = (from: number, to: number) => (fraction: number) => onProgress(from + fraction * (to - from));
    const due = pauseTimer();
    const kinks = yield* throttled(findKinksTask(problem, surface.grid.theta1, surface.grid.theta2), due);
    let result: KinksResult = { kinks };
    yield result;
    if (smoothed.kind === 'integral') {
      const largest = kinks
        .filter(({ order }) => order === 1)
        .sort((p, q) => Math.max(...q.jump) - Math.max(...p.jump))
        .slice(0, MAX_CURVATURE_KINKS);
      const { integral } = smoothed;
      const curvatures = yield* throttled(curvatureAtKinksTask(landscape, integral, largest, progressWithin(0, smoothingCurve ? 0.6 : 1)), due);
      result = { ...result, curvature: kinks.map((kink) => curvatures[largest.indexOf(kink)]) };
      yield result;
    }
    if (!smoothingCurve) return;
    const curve = yield* throttled(
      kinkSmoothingTask(
        landscape,
        problem.norm,
        kinks,
        surface.smoothing.kind === 'entropy-sgd' ? surface.smoothing.gamma : undefined,
        progressWithin(0.6, 1),
      ),
      due,
    );
    if (curve) yield { ...result, smoothingCurve: curve };
  },
};
