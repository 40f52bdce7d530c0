import { linspace } from '../math/grid';
import { mapping, maps } from '../math/maps';
import { theory } from '../math/theory';
import { checking, studyOf } from '../math/theory/check';
import { pauses } from './jobs/float64';
import { problemOf } from './problem';
import type { JobTable } from './serve';

/** The jobs of the theorem bench: one statement tried on a document, one map over its plane. They remember nothing. */
export const theoryJobs: Pick<JobTable, 'theorem' | 'map'> = {
  *theorem({ surface, id, options }) {
    if (!Object.hasOwn(theory, id)) throw new Error(`“${id}” is no statement of the bench.`);
    const { smoothing, grid } = surface;
    const gamma = smoothing.kind === 'entropy-sgd' ? smoothing.gamma : options.gamma;
    const work = checking(theory[id], studyOf(problemOf(surface).scene, grid.theta1, grid.theta2, gamma), options);
    const due = pauses();
    for (;;) {
      const { done, value } = work.next();
      if (done) {
        yield { share: 1, outcome: value };
        return;
      }
      if (due()) yield { share: value };
    }
  },
  *map({ surface, name }) {
    if (!Object.hasOwn(maps, name)) throw new Error(`“${name}” is no map of ours.`);
    const { scene, landscape, smoothed } = problemOf(surface);
    const [x, y] = [linspace(...surface.grid.theta1, surface.grid.n), linspace(...surface.grid.theta2, surface.grid.n)];
    const due = pauses();
    const work = mapping(scene, landscape, smoothed, name, x, y);
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
};
