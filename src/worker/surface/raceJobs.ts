import type { GridChoice, SurfaceChoice } from '../../documents/surfaceDocument';
import { findCreasesTask } from '../../math/analysis/kinkSet';
import { findMinimumTask, refineMinimumTask, type RegionMinimum } from '../../math/analysis/minimumSearch';
import { type CurvatureSamples, sampleCurvatureTask, stepBound } from '../../math/analysis/stepSizeBound';
import { runToCompletion, type CooperativeTask, type ProgressCallback } from '../../math/core/cooperative';
import { linspace } from '../../math/core/grid';
import { spectralNorm } from '../../math/core/linearAlgebra';
import type { Pair } from '../../math/core/types';
import { optimisers } from '../../math/optimisers';
import { studyLangevin } from '../../math/optimisers/langevinStudy';
import {
  type RecordedObjective,
  memoiseLast,
  adversarialObjective,
  subgradient,
  rejectedTrajectory,
  optimiseTask,
  type Trajectory,
} from '../../math/optimisers/trajectory';
import { hyperparameterErrors, type HyperparameterValues } from '../../math/optimisers/types';
import type { GaussianIntegral } from '../../math/quadrature/integrand';
import { type Local, localMomentsTask } from '../../math/smoothing/localMoments';
import { smoothedDerivativesTask } from '../../math/smoothing/smoothedSurface';
import { worstCase } from '../../math/smoothing/worstCase';
import type { PreparedSurface } from '../../math/surface/surfaceProblem';
import type { RaceEntry, RaceRequest, RaceResult } from '../rpc/protocol';
import { type JobTable, errorMessage } from '../rpc/server';
import { throttled, pauseTimer } from './sampledSurface';
import { surfaceKey, preparedSurface } from './surfaceProblem';

/** The displayed surface as an objective of optimisers; `long` is its loss as a cooperative task where one evaluation takes long. */
export function objectiveFor({
  problem,
  landscape,
  smoothed,
}: PreparedSurface): RecordedObjective & { readonly long?: (a: number, b: number) => CooperativeTask<number> } {
  const { gibbsMoments: around, ...bare } = adversarialObjective(problem, landscape);
  if (smoothed.kind === 'none') return { ...bare, ...(around && { gibbsMoments: around }) };
  if (smoothed.kind === 'integral') {
    const { integral } = smoothed;
    const local = localMomentsTask(landscape, integral);
    const long = function* (a: number, b: number): CooperativeTask<number> {
      return integral.value((yield* local([a, b])).logZ);
    };
    return { ...bare, ...integralObjective((theta) => runToCompletion(local(theta)), integral), long };
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

function integralObjective(localAt: (theta: Pair) => Local, { value, gradient }: GaussianIntegral): Pick<RecordedObjective, 'loss' | 'gradient'> {
  const at = memoiseLast((a, b) => localAt([a, b]));
  return {
    loss: (theta) => value(at(theta).logZ),
    gradient: (theta) => {
      const local = at(theta);
      return gradient(value(local.logZ), local);
    },
  };
}

/** Grid size of a smoothed surface's curvatures; smaller above MANY_POINTS, since every node is an integral over all of them. */
const CURVATURE_GRID_SIZE = 41;
const MANY_POINTS_GRID_SIZE = 21;
const MANY_POINTS = 40;

/** Curvature samples for the step-size bound; undefined for the worst case over a ball, which has creases of another kind. */
export function* curvatureSamplesTask(
  { problem, landscape, smoothed }: PreparedSurface,
  { theta1, theta2 }: GridChoice,
  onProgress: ProgressCallback,
): CooperativeTask<CurvatureSamples | undefined> {
  if (smoothed.kind === 'none')
    return yield* sampleCurvatureTask(problem, landscape, theta1, theta2, yield* findCreasesTask(problem, theta1, theta2), onProgress);
  if (smoothed.kind === 'ball') return undefined;
  const nodes = (range: Pair): Float64Array => linspace(...range, problem.points.length > MANY_POINTS ? MANY_POINTS_GRID_SIZE : CURVATURE_GRID_SIZE);
  const { integral } = smoothed;
  const { value, hessian } = yield* smoothedDerivativesTask(landscape, integral, nodes(theta1), nodes(theta2), undefined, onProgress);
  return { loss: value, norm: value.map((_, k) => normOf(hessian(k))), creases: [] };
}

const normOf = ([a, b, , c]: readonly [number, number, number, number]): number => spectralNorm(a, b, c);

/** Largest number of steps of a method, and of inner steps recorded of one run. */
const MAX_STEPS = 20_000;
const MAX_INNER_STEPS = 4_000_000;
/** Milliseconds between two partial results of a long race. */
const PART_INTERVAL_MS = 150;

/** A surface prepared for races. */
interface RaceSetup {
  readonly objective: RecordedObjective;
  readonly lowest: RegionMinimum;
  readonly curvatures: CurvatureSamples | undefined;
}

/** The jobs of the optimisers' tab. The setup of the last surface is cached, so that dragging the start does not prepare it again. */
export function openRaceJobs(): Pick<JobTable, 'race' | 'walk'> {
  let last: { readonly key: string; readonly setup: RaceSetup } | undefined;
  function* setupFor(surface: SurfaceChoice, onProgress: ProgressCallback = () => undefined): CooperativeTask<RaceSetup> {
    const key = surfaceKey(surface);
    if (last?.key !== key) last = { key, setup: yield* throttled(prepareRace(surface, onProgress)) };
    return last.setup;
  }

  return {
    *race(request, _uses, onProgress) {
      checkRace(request);
      const began = performance.now();
      const { objective, lowest, curvatures } = yield* setupFor(request.surface, onProgress);
      yield undefined;
      const bound = curvatures && stepBound(curvatures, objective.loss(request.start), (a, b) => objective.loss([a, b]));
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
        const work = optimiseTask(optimisers[entry.name], objective, request.start, entry.values, request.steps, request.seed);
        for (let k = 0; ; k += 1) {
          const next = nextStep(work);
          if (next.done) {
            runs.push({ ...entry, run: next.value });
            break;
          }
          if (!due()) continue;
          const now = performance.now();
          const part = now - shown > PART_INTERVAL_MS;
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
      const { objective } = yield* setupFor({ ...surface, smoothing: { kind: 'none' } });
      yield studyLangevin(objective, theta, values, seed, repeats);
    },
  };
}

/** One step of a run; a method that throws is rejected, and the others continue. */
function nextStep(work: Generator<undefined, Trajectory>): IteratorResult<undefined, Trajectory> {
  try {
    return work.next();
  } catch (error) {
    return { done: true, value: rejectedTrajectory(errorMessage(error)) };
  }
}

/** Prepares a surface for races as a cooperative task; reports the fraction done. */
function* prepareRace(surface: SurfaceChoice, onProgress: ProgressCallback): CooperativeTask<RaceSetup> {
  const { grid } = surface;
  const padded = (range: Pair): Pair => [2 * range[0] - range[1], 2 * range[1] - range[0]]; // paths leave the window
  const prepared = preparedSurface({ ...surface, grid: { ...grid, theta1: padded(grid.theta1), theta2: padded(grid.theta2) } });
  const objective = objectiveFor(prepared);
  const convex = prepared.landscape.convex && prepared.smoothed.kind !== 'ball';
  const loss = (a: number, b: number): number => objective.loss([a, b]);
  const { long } = objective;
  const curvatures = yield* curvatureSamplesTask(prepared, grid, (fraction) => onProgress(0.7 * fraction));
  const bare = yield* findMinimumTask(long ? prepared.landscape.value : loss, convex, grid.theta1, grid.theta2);
  onProgress(0.8);
  return { objective, curvatures, lowest: long ? yield* refineMinimumTask(long, bare, grid.theta1, grid.theta2) : bare };
}

/** The region's minimum, or the lowest state of a path that went below it. */
function lowestRecorded(lowest: RegionMinimum, runs: readonly { readonly run: Trajectory }[]): RegionMinimum {
  let best = lowest;
  for (const { run } of runs)
    run.loss.forEach((loss, k) => {
      if (loss < best.loss) best = { theta: [run.theta[2 * k]!, run.theta[2 * k + 1]!], loss, edge: lowest.edge, ties: false };
    });
  return best;
}

/** Throws the first thing wrong with a request, in one sentence. */
function checkRace({ racers, steps, start, seed }: RaceRequest): void {
  const requireInteger = (what: string, v: number, min: number, max: number): void => {
    if (!Number.isInteger(v) || v < min || v > max) throw new Error(`${what}: ${v} is not a whole number from ${min} to ${max}`);
  };
  requireInteger('steps', steps, 1, MAX_STEPS);
  requireInteger('seed', seed, 0, 4294967295);
  if (!start.every(Number.isFinite)) throw new Error(`start: ${start.join(', ')} is not a pair of finite numbers`);
  for (const { name, values } of racers) {
    const wrong = hyperparameterErrors(optimisers[name], values)[0];
    if (wrong !== undefined) throw new Error(`${name}.${wrong}`);
    if (recordedInnerSteps(values) * steps > MAX_INNER_STEPS)
      throw new Error(`${name}: ${steps} steps of ${recordedInnerSteps(values)} inner steps are more than ${MAX_INNER_STEPS}`);
  }
}

const recordedInnerSteps = ({ mean, innerSteps }: HyperparameterValues): number =>
  mean === 'langevin' && typeof innerSteps === 'number' ? innerSteps : 0;
