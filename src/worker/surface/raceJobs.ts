import type { GridChoice, SurfaceChoice } from '../../documents/surfaceDocument';
import { findCreasesTask } from '../../math/analysis/kinkSet';
import { findMinimumTask, refineMinimumTask, type RegionMinimum } from '../../math/analysis/minimumSearch';
import { type CurvatureSamples, sampleCurvatureTask, stepBound } from '../../math/analysis/stepSizeBound';
import { runToCompletion, type CooperativeTask, type ProgressCallback } from '../../math/core/cooperative';
import { linspace } from '../../math/core/grid';
import { spectralNorm } from '../../math/core/symmetric2x2';
import type { Pair } from '../../math/core/types';
import { optimisers } from '../../math/optimisers';
import { studyLangevin } from '../../math/optimisers/langevinStudy';
import { type RecordedObjective, memoiseLast, adversarialObjective, subgradient } from '../../math/optimisers/objective';
import { rejectedTrajectory, optimiseTask, type Trajectory } from '../../math/optimisers/trajectory';
import { hyperparameterErrors, type HyperparameterValues } from '../../math/optimisers/types';
import type { GaussianIntegral } from '../../math/quadrature/integrand';
import { type Local, localMomentsTask } from '../../math/smoothing/localMoments';
import { smoothedDerivativesTask } from '../../math/smoothing/smoothedSurface';
import { worstCase } from '../../math/smoothing/worstCase';
import type { RaceEntry, RaceRequest, RaceResult } from '../rpc/protocol';
import { type JobTable, errorMessage } from '../rpc/server';
import { throttled, pauseTimer } from './float64Surface';
import { type SurfaceProblem, surfaceProblem } from './surfaceProblem';

/** The surface that a problem shows, as a course to run on; `long` is its loss in steps where a single one takes long. */
export function objectiveFor({
  scene,
  landscape,
  smoothed,
}: SurfaceProblem): RecordedObjective & { readonly long?: (a: number, b: number) => CooperativeTask<number> } {
  const { gibbsMoments: around, ...bare } = adversarialObjective(scene, landscape);
  if (smoothed.kind === 'none') return { ...bare, ...(around && { gibbsMoments: around }) };
  if (smoothed.kind === 'integral') {
    const { integral } = smoothed;
    const local = localMomentsTask(landscape, integral);
    const long = function* (a: number, b: number): CooperativeTask<number> {
      return integral.value((yield* local([a, b])).logZ);
    };
    return { ...bare, ...integralGround((theta) => runToCompletion(local(theta)), integral), long };
  }
  const { radius, norm } = smoothed;
  const at = memoiseLast((a, b) => worstCase.at(landscape, [a, b], radius, norm));
  return {
    ...bare,
    loss: (theta) => at(theta).value,
    gradient: (theta) => {
      const [[a = NaN, b = NaN], { v }] = [theta, at(theta)];
      return subgradient(landscape, [a + v[0], b + v[1]]);
    },
  };
}

function integralGround(localAt: (theta: Pair) => Local, { value, gradient }: GaussianIntegral): Pick<RecordedObjective, 'loss' | 'gradient'> {
  const at = memoiseLast((a, b) => localAt([a, b]));
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
export function* curvingFor(
  { scene, landscape, smoothed }: SurfaceProblem,
  { theta1, theta2 }: GridChoice,
  onProgress: ProgressCallback,
): CooperativeTask<CurvatureSamples | undefined> {
  if (smoothed.kind === 'none')
    return yield* sampleCurvatureTask(scene, landscape, theta1, theta2, yield* findCreasesTask(scene, theta1, theta2), onProgress);
  if (smoothed.kind === 'ball') return undefined;
  const nodes = (range: Pair): Float64Array => linspace(...range, scene.points.length > 40 ? SIDE.many : SIDE.few);
  const { integral } = smoothed;
  const { value, hessian } = yield* smoothedDerivativesTask(landscape, integral, nodes(theta1), nodes(theta2), undefined, onProgress);
  return { loss: value, norm: value.map((_, k) => normOf(hessian(k))), creases: [] };
}

const normOf = ([a, b, , c]: readonly [number, number, number, number]): number => spectralNorm(a, b, c);

/** Most steps of a method, and most inner steps that are recorded of one run. */
const MOST_STEPS = 20_000;
const MOST_INNER = 4_000_000;
/** Milliseconds between two parts of a race that takes long. */
const PART = 150;

/** A surface made ready to race on. */
interface Ready {
  readonly course: RecordedObjective;
  readonly lowest: RegionMinimum;
  readonly curvatures: CurvatureSamples | undefined;
}

/** The jobs of the optimisers' tab. The last surface is remembered, so that a dragged start need not lay it anew. */
export function openRaceJobs(): Pick<JobTable, 'race' | 'walk'> {
  let last: { readonly key: string; readonly ready: Ready } | undefined;
  function* readyFor(surface: SurfaceChoice, onProgress: ProgressCallback = () => undefined): CooperativeTask<Ready> {
    const key = JSON.stringify({ ...surface, grid: [surface.grid.theta1, surface.grid.theta2] });
    if (last?.key !== key) last = { key, ready: yield* throttled(preparing(surface, onProgress)) };
    return last.ready;
  }

  return {
    *race(request, _uses, onProgress) {
      checkRace(request);
      const began = performance.now();
      const { course, lowest, curvatures } = yield* readyFor(request.surface, onProgress);
      yield undefined;
      const bound = curvatures && stepBound(curvatures, course.loss(request.start), (a, b) => course.loss([a, b]));
      const runs: (RaceEntry & { run: Trajectory })[] = [];
      const due = pauseTimer();
      let shown = performance.now();
      const result = (fraction: number): RaceResult => ({
        fraction,
        runs: fraction < 1 ? structuredClone(runs) : runs, // what is posted is moved away
        minimum: lowestRecorded(lowest, runs),
        ...(bound && { bound }),
        ms: performance.now() - began,
      });
      for (const entry of request.racers) {
        const work = optimiseTask(optimisers[entry.name], course, request.start, entry.values, request.steps, request.seed);
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
          const fraction = (runs.length + k / (request.steps + 1)) / request.racers.length;
          yield part ? result(fraction) : undefined;
        }
      }
      yield result(1);
    },
    *walk({ surface, theta, values, seed, repeats }) {
      const wrong = hyperparameterErrors(optimisers['entropy-sgd-2'], values)[0]; // its knobs are those of both orders
      if (wrong !== undefined) throw new Error(wrong);
      if (!Number.isInteger(repeats) || repeats < 1 || repeats > 1000) throw new Error(`repeats: ${repeats} is not a whole number from 1 to 1000`);
      const { course } = yield* readyFor({ ...surface, smoothing: { kind: 'none' } });
      yield studyLangevin(course, theta, values, seed, repeats);
    },
  };
}

/** One step of a run; a method that cannot run here is refused, and the others go on. */
function taken(work: Generator<undefined, Trajectory>): IteratorResult<undefined, Trajectory> {
  try {
    return work.next();
  } catch (error) {
    return { done: true, value: rejectedTrajectory(errorMessage(error)) };
  }
}

/** Makes a surface ready, with breaths; tells which share of that is done. */
function* preparing(surface: SurfaceChoice, onProgress: ProgressCallback): CooperativeTask<Ready> {
  const { grid } = surface;
  const wide = (range: Pair): Pair => [2 * range[0] - range[1], 2 * range[1] - range[0]]; // paths leave the window
  const problem = surfaceProblem({ ...surface, grid: { ...grid, theta1: wide(grid.theta1), theta2: wide(grid.theta2) } });
  const course = objectiveFor(problem);
  const convex = problem.landscape.convex && problem.smoothed.kind !== 'ball';
  const loss = (a: number, b: number): number => course.loss([a, b]);
  const { long } = course;
  const curvatures = yield* curvingFor(problem, grid, (fraction) => onProgress(0.7 * fraction));
  const bare = yield* findMinimumTask(long ? problem.landscape.value : loss, convex, grid.theta1, grid.theta2);
  onProgress(0.8);
  return { course, curvatures, lowest: long ? yield* refineMinimumTask(long, bare, grid.theta1, grid.theta2) : bare };
}

/** The region's minimum, or the lowest state of a path that went below it. */
function lowestRecorded(lowest: RegionMinimum, runs: readonly { readonly run: Trajectory }[]): RegionMinimum {
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
    const wrong = hyperparameterErrors(optimisers[name], values)[0];
    if (wrong !== undefined) throw new Error(`${name}.${wrong}`);
    if (recorded(values) * steps > MOST_INNER)
      throw new Error(`${name}: ${steps} steps of ${recorded(values)} inner steps are more than ${MOST_INNER}`);
  }
}

const recorded = ({ mean, innerSteps }: HyperparameterValues): number => (mean === 'langevin' && typeof innerSteps === 'number' ? innerSteps : 0);
