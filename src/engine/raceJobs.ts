import type { SurfaceChoice } from '../experiment/document';
import type { Pair } from '../math/kinds';
import { optimisers } from '../math/optimisers';
import type { Course } from '../math/optimisers/course';
import { complaintsOf, type Values } from '../math/optimisers/kinds';
import { lowering, loweringNear, type Lowest } from '../math/optimisers/lowest';
import { stepBound, type Curvatures } from '../math/optimisers/stepBound';
import { studyWalk } from '../math/optimisers/walkStudy';
import type { Steps, Told } from '../math/steps';
import { refused, running, type Trajectory } from '../math/trajectory';
import { courseFor, curvingFor } from './jobs/course';
import { paced, pauses } from './jobs/float64';
import { problemOf } from './problem';
import type { RaceEntry, RaceRequest, RaceResult } from './protocol';
import { sentenceOf } from './sentence';
import type { JobTable } from './serve';

/** Most steps of a method, and most inner steps that are recorded of one run. */
const MOST_STEPS = 20_000;
const MOST_INNER = 4_000_000;
/** Milliseconds between two parts of a race that takes long. */
const PART = 150;

/** A surface made ready to race on. */
interface Ready {
  readonly course: Course;
  readonly lowest: Lowest;
  readonly curvatures: Curvatures | undefined;
}

/** The jobs of the optimisers' tab. The last surface is remembered, so that a dragged start need not lay it anew. */
export function openRaceJobs(): Pick<JobTable, 'race' | 'walk'> {
  let last: { readonly key: string; readonly ready: Ready } | undefined;
  function* readyFor(surface: SurfaceChoice, told: Told = () => undefined): Steps<Ready> {
    const key = JSON.stringify({ ...surface, grid: [surface.grid.theta1, surface.grid.theta2] });
    if (last?.key !== key) last = { key, ready: yield* paced(preparing(surface, told)) };
    return last.ready;
  }

  return {
    *race(request, _uses, told) {
      checkRace(request);
      const began = performance.now();
      const { course, lowest, curvatures } = yield* readyFor(request.surface, told);
      yield undefined;
      const bound = curvatures && stepBound(curvatures, course.loss(request.start), (a, b) => course.loss([a, b]));
      const runs: (RaceEntry & { run: Trajectory })[] = [];
      const due = pauses();
      let shown = performance.now();
      const result = (share: number): RaceResult => ({
        share,
        runs: share < 1 ? structuredClone(runs) : runs, // what is posted is moved away
        minimum: lowestRecorded(lowest, runs),
        ...(bound && { bound }),
        ms: performance.now() - began,
      });
      for (const entry of request.racers) {
        const work = running(optimisers[entry.name], course, request.start, entry.values, request.steps, request.seed);
        for (let k = 0; ; k += 1) {
          const next = taken(work);
          if (next.done) {
            runs.push({ ...entry, run: next.value });
            break;
          }
          if (!due()) continue;
          const now = performance.now();
          const part = now - shown > PART;
          if (part) shown = now;
          const share = (runs.length + k / (request.steps + 1)) / request.racers.length;
          yield part ? result(share) : undefined;
        }
      }
      yield result(1);
    },
    *walk({ surface, theta, values, seed, repeats }) {
      const wrong = complaintsOf(optimisers['entropy-sgd-2'], values)[0]; // its knobs are those of both orders
      if (wrong !== undefined) throw new Error(wrong);
      if (!Number.isInteger(repeats) || repeats < 1 || repeats > 1000) throw new Error(`repeats: ${repeats} is not a whole number from 1 to 1000`);
      const { course } = yield* readyFor({ ...surface, smoothing: { kind: 'none' } });
      yield studyWalk(course, theta, values, seed, repeats);
    },
  };
}

/** One step of a run; a method that cannot run here is refused, and the others go on. */
function taken(work: Generator<undefined, Trajectory>): IteratorResult<undefined, Trajectory> {
  try {
    return work.next();
  } catch (error) {
    return { done: true, value: refused(sentenceOf(error)) };
  }
}

/** Makes a surface ready, with breaths; tells which share of that is done. */
function* preparing(surface: SurfaceChoice, told: Told): Steps<Ready> {
  const { grid } = surface;
  const wide = (range: Pair): Pair => [2 * range[0] - range[1], 2 * range[1] - range[0]]; // paths leave the window
  const problem = problemOf({ ...surface, grid: { ...grid, theta1: wide(grid.theta1), theta2: wide(grid.theta2) } });
  const course = courseFor(problem);
  const convex = problem.landscape.convex && problem.smoothed.kind !== 'ball';
  const loss = (a: number, b: number): number => course.loss([a, b]);
  const { long } = course;
  const curvatures = yield* curvingFor(problem, grid, (share) => told(0.7 * share));
  const bare = yield* lowering(long ? problem.landscape.value : loss, convex, grid.theta1, grid.theta2);
  told(0.8);
  return { course, curvatures, lowest: long ? yield* loweringNear(long, bare, grid.theta1, grid.theta2) : bare };
}

/** The region's minimum, or the lowest state of a path that went below it. */
function lowestRecorded(lowest: Lowest, runs: readonly { readonly run: Trajectory }[]): Lowest {
  let best = lowest;
  for (const { run } of runs)
    run.loss.forEach((loss, k) => {
      if (loss < best.loss) best = { theta: [run.theta[2 * k]!, run.theta[2 * k + 1]!], loss, edge: lowest.edge };
    });
  return best;
}

/** Throws the first thing wrong with a request, in one sentence. */
function checkRace({ racers, steps, start, seed }: RaceRequest): void {
  const whole = (what: string, v: number, least: number, most: number): void => {
    if (!Number.isInteger(v) || v < least || v > most) throw new Error(`${what}: ${v} is not a whole number from ${least} to ${most}`);
  };
  whole('steps', steps, 1, MOST_STEPS);
  whole('seed', seed, 0, 4294967295);
  if (!start.every(Number.isFinite)) throw new Error(`start: ${start.join(', ')} is not a pair of finite numbers`);
  for (const { name, values } of racers) {
    const wrong = complaintsOf(optimisers[name], values)[0];
    if (wrong !== undefined) throw new Error(`${name}.${wrong}`);
    if (recorded(values) * steps > MOST_INNER)
      throw new Error(`${name}: ${steps} steps of ${recorded(values)} inner steps are more than ${MOST_INNER}`);
  }
}

const recorded = ({ mean, innerSteps }: Values): number => (mean === 'langevin' && typeof innerSteps === 'number' ? innerSteps : 0);
