import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { findCreases } from '../../math/analysis/kinkSet';
import type { ProgressCallback } from '../../math/core/cooperative';
import { linspace } from '../../math/core/grid';
import type { PreparedSurface } from '../../math/surface/surfaceProblem';
import { unsupportedReason } from '../../tensors/lossTensors';
import type { SurfaceRequest, SurfaceResult } from '../rpc/protocol';
import { isNetworkError } from '../rpc/network';
import { errorMessage, type SurfaceJobTable } from '../rpc/server';
import { type Accuracy, indexOfMinimum, checkAccuracyTask } from './accuracyCheck';
import { type Backends, fallbackChain, openBackends } from './backends';
import { timingKey, timingModel, type HeavyIntegral, costOf, tooNarrow } from './drafts';
import { type SampledSurface, float64Field, type Lattice, throttled, requireFinite, deviceField } from './sampledSurface';
import { frozenSurface, inputJobs, pointResult } from './readings';
import { openRaceJobs } from './raceJobs';
import { surfaceKey, preparedSurface } from './surfaceProblem';
import { theoryJobs } from './theoryJobs';
import type { BackendName, Report } from '../rpc/backendNames';

/** Expected milliseconds in float64 below which no other backend is tried on a machine without a GPU. */
const FLOAT64_QUICK_MS = 400;
/** Grid size of the timed trial. */
const TRIAL_GRID_SIZE = 41;
/** Largest plausible difference of a float32 surface from float64; above it the device computed garbage. */
const MAX_DIFFERENCE = 0.1;
/** Grid size of a coarse draft. */
const DRAFT_GRID_SIZE = 33;
/** Milliseconds between two drafts with the fraction done. */
const PROGRESS_INTERVAL_MS = 1500;

/** The jobs of the surface worker, with their state between requests: timings, trials, the last crease set. */
export function openSurfaceJobs(backends: Backends = openBackends()): SurfaceJobTable {
  const timings = timingModel();
  const trials = new Map<string, BackendName>();
  let lastCreases: { readonly key: string; readonly creases: SurfaceResult['creases'] } | undefined;
  backends.gpu().catch(() => undefined); // found while the page still renders: the first surface waits for it

  /** The creases of an unsmoothed surface: the same for every backend and resolution, and so cached. */
  function creasesOf({ problem, smoothed }: PreparedSurface, surface: SurfaceChoice): SurfaceResult['creases'] {
    if (smoothed.kind !== 'none') return [];
    const key = surfaceKey(surface);
    if (lastCreases?.key !== key) lastCreases = { key, creases: findCreases(problem, surface.grid.theta1, surface.grid.theta2) };
    return lastCreases.creases;
  }

  /** First backend of 'auto': a real GPU, else the faster of WASM and float64 in a timed trial, run once for each kind of surface. */
  async function* autoFor(
    prepared: PreparedSurface,
    surface: SurfaceChoice,
    heavy: HeavyIntegral | undefined,
  ): AsyncGenerator<undefined, BackendName> {
    if (heavy?.heavy || tooNarrow(prepared)) return 'float64';
    const gpu = await backends.gpu();
    if (gpu) return gpu;
    if (heavy || unsupportedReason(prepared.problem, 'wasm') !== undefined) return 'float64';
    const known = trials.get(timingKey(surface));
    const expected = timings.expect('float64', surface);
    if (known ?? (expected === undefined || expected <= FLOAT64_QUICK_MS)) return known ?? 'float64';
    const lattice = latticeOf(surface, TRIAL_GRID_SIZE);
    let faster: BackendName = 'float64';
    try {
      yield* computeOn('wasm', prepared, lattice, false); // warms up
      const [wasm, float64] = [yield* computeOn('wasm', prepared, lattice, false), yield* computeOn('float64', prepared, lattice, false)];
      if (wasm.ms < 0.5 * float64.ms) faster = 'wasm'; // float64 is more accurate, so WASM must be clearly faster
    } catch (error) {
      backends.fail('wasm', error);
      if (isNetworkError(error)) return 'float64';
    }
    trials.set(timingKey(surface), faster);
    return faster;
  }

  async function* computeOn(
    backend: BackendName,
    prepared: PreparedSurface,
    lattice: Lattice,
    gradient: boolean,
    onProgress?: ProgressCallback,
  ): AsyncGenerator<undefined, { field: SampledSurface; ms: number; adapter: string }> {
    if (backend === 'float64') {
      const start = performance.now();
      const field = yield* float64Field(prepared, lattice, gradient, onProgress);
      return { field, ms: performance.now() - start, adapter: '' };
    }
    const device = await backends.open(backend);
    const start = performance.now();
    const field = await deviceField(device, prepared, lattice, gradient);
    return { field, ms: performance.now() - start, adapter: device.adapter };
  }

  /** One surface of n × n nodes; a draft is not compared with float64. */
  async function* computeSurface(
    backend: BackendName,
    prepared: PreparedSurface,
    { surface, gradient }: SurfaceRequest,
    { n, draft }: { readonly n: number; readonly draft: boolean },
    failedBackends: Report['failedBackends'],
    onProgress?: ProgressCallback,
  ): AsyncGenerator<undefined, SurfaceResult> {
    const lattice = latticeOf(surface, n);
    const { field, ms, adapter } = yield* computeOn(backend, prepared, lattice, gradient, onProgress);
    requireFinite(field, lattice, surface);
    onProgress?.(1);
    const accuracy = draft ? notChecked : yield* throttled(checkAccuracyTask(prepared, lattice, field.z, backend === 'float64', field.errors));
    const report: Report = {
      backend,
      adapter,
      precision: backend === 'float64' ? 'float64' : 'float32',
      ms,
      ...accuracy,
      draft,
      failedBackends: [...failedBackends],
    };
    return resultOf(lattice, field, creasesOf(prepared, surface), report);
  }

  /** Progressive rendering: a draft first where the whole takes long, posted again with the fraction of the whole that is done; then the whole. */
  async function* progressiveSurface(
    backend: BackendName,
    prepared: PreparedSurface,
    heavy: HeavyIntegral | undefined,
    request: SurfaceRequest,
    failedBackends: Report['failedBackends'],
  ): AsyncGenerator<SurfaceResult | undefined, SurfaceResult> {
    const { n } = request.surface.grid;
    const size = heavy ? Math.min(n, DRAFT_GRID_SIZE) : timings.draft(backend, request.surface);
    const draft =
      size === undefined ? undefined : yield* computeSurface(backend, heavy?.coarse ?? prepared, request, { n: size, draft: true }, failedBackends);
    if (draft && size && !heavy) timings.note(backend, request.surface, size, draft.report.ms);
    if (draft) yield structuredClone(draft); // its buffers are transferred
    let [fraction, lastPost] = [0, performance.now()];
    const whole = computeSurface(backend, prepared, request, { n, draft: false }, failedBackends, (done) => (fraction = done));
    for (;;) {
      const { done, value } = await whole.next();
      if (done) {
        timings.note(backend, request.surface, n, value.report.ms);
        return value;
      }
      const due = draft && performance.now() - lastPost > PROGRESS_INTERVAL_MS;
      if (due) lastPost = performance.now();
      yield due ? structuredClone({ ...draft, report: { ...draft.report, fraction } }) : undefined;
    }
  }

  async function* surface(asked: SurfaceRequest, uses: (backend: BackendName) => void): AsyncGenerator<SurfaceResult | undefined, void> {
    const request = asked.frozenAt ? { ...asked, surface: frozenSurface(asked.surface, asked.frozenAt) } : asked;
    const prepared = preparedSurface(request.surface);
    const { backend: choice, failedBackends: before = [] } = request;
    const heavy = costOf(prepared, latticeOf(request.surface, request.surface.grid.n));
    const auto = choice === 'auto' ? yield* autoFor(prepared, request.surface, heavy) : choice;
    const missed = choice === 'auto' ? backends.failures().filter(({ backend }) => fallbackChain('auto', auto, []).includes(backend)) : [];
    const failedBackends = [...before, ...missed.filter(({ backend }) => !before.some((known) => known.backend === backend))];
    for (const backend of fallbackChain(choice, auto, failedBackends)) {
      const unfit = tooNarrow(prepared)
        ? 'weights so near one another are the same in float32'
        : heavy?.heavy && 'GPUs are not given integrals of so many nodes';
      const refused = backend === 'float64' ? undefined : unfit || unsupportedReason(prepared.problem, backend);
      if (backend !== 'float64' && refused !== undefined) {
        failedBackends.push({ backend, why: refused });
        continue;
      }
      uses(backend);
      try {
        const whole = yield* progressiveSurface(backend, prepared, heavy, request, failedBackends);
        const { difference } = whole.report;
        if (backend === 'float64' || difference <= MAX_DIFFERENCE) {
          yield whole;
          return;
        }
        failedBackends.push({ backend, why: `float32 on ${backend} was ${difference.toPrecision(2)} away from float64` });
      } catch (error) {
        if (backend === 'float64') throw error;
        const why = errorMessage(error);
        backends.fail(backend, error);
        failedBackends.push({ backend, why });
      }
    }
  }

  return {
    surface,
    ...inputJobs,
    ...openRaceJobs(),
    ...theoryJobs,
    *point(request) {
      yield pointResult(preparedSurface(request.surface), request.theta);
    },
  };
}

const notChecked: Accuracy = { difference: 0, estimate: 0, gradientEstimate: 0, checked: 0 };

function latticeOf({ grid }: SurfaceChoice, n: number): Lattice {
  return { theta1: linspace(...grid.theta1, n), theta2: linspace(...grid.theta2, n) };
}

function resultOf({ theta1, theta2 }: Lattice, { z, gradient }: SampledSurface, creases: SurfaceResult['creases'], report: Report): SurfaceResult {
  const lowest = indexOfMinimum(z);
  const n = theta1.length;
  return {
    grid: { n, x: theta1, y: theta2, z },
    ...(gradient && { gradient }),
    minimum: { theta: [theta1[lowest % n] ?? NaN, theta2[Math.floor(lowest / n)] ?? NaN], loss: z[lowest] ?? NaN },
    creases,
    report,
  };
}
