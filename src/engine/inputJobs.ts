import { inputResult } from './jobs/inputPlane';
import { lineResult } from './jobs/line';
import type { JobTable } from './serve';

/** The jobs of input space and of lines between two weights; they remember nothing. */
export const inputJobs: Pick<JobTable, 'input' | 'line'> = {
  *input(request) {
    yield inputResult(request);
  },
  *line(request) {
    yield yield* lineResult(request);
  },
};
