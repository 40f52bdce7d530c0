import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { uniquePoints } from '../../math/loss/batchLoss';
import { estimatePanels, isNarrow } from '../../math/smoothing/smoothedSurface';
import type { PreparedSurface } from '../../math/surface/surfaceProblem';
import type { Lattice } from './sampledSurface';
import type { BackendName } from '../rpc/backendNames';

/** Panels, counted once for each point, above which float64 takes long enough for a coarse draft to come first; for formulas it always does. */
const SLOW = 1e4;
/** Panels above which no GPU is asked. */
const HEAVY = 2e4;
/** What a panel of a draft may leave of an integral. */
const DRAFT_TOLERANCE = 1e-2;

/** An integral that takes long: a problem like it that is quick enough for a draft, and whether it is too much for a GPU. */
export interface HeavyIntegral {
  readonly coarse: PreparedSurface;
  readonly heavy: boolean;
}

/** Nothing where float64 is quick. Throws a sentence where it would take too long. */
export function costOf(prepared: PreparedSurface, { theta1, theta2 }: Lattice): HeavyIntegral | undefined {
  const { problem, landscape, smoothed } = prepared;
  if (smoothed.kind !== 'integral') return undefined;
  const panels = estimatePanels(landscape, smoothed.integral, theta1, theta2);
  if (!landscape.turningPoints && panels * uniquePoints(problem.points).length <= SLOW) return undefined;
  const withoutBreakpoints = { ...landscape, breakpoints: () => [] };
  return { coarse: { ...prepared, landscape: withoutBreakpoints, tolerance: DRAFT_TOLERANCE }, heavy: panels > HEAVY };
}

/** Whether a Gaussian is so narrow that float32 cannot tell its nodes apart. */
export const tooNarrow = ({ smoothed }: PreparedSurface): boolean => smoothed.kind === 'integral' && isNarrow(smoothed.integral);

/** Nodes a side of a first draft, when nothing is known of the time. */
const FIRST = 33;
/** Milliseconds above which a draft comes first, and those that a draft may take. */
const PATIENCE = 30;
const DRAFT = 12;

/** A running estimate of the milliseconds that surfaces take, by backend and kind of surface. */
export interface TimingModel {
  /** Milliseconds that this surface should take, if one like it has been timed. */
  expect(backend: BackendName, surface: SurfaceChoice): number | undefined;
  note(backend: BackendName, surface: SurfaceChoice, n: number, ms: number): void;
  /** Nodes a side of the draft to draw first; nothing when the whole is quick enough. */
  draft(backend: BackendName, surface: SurfaceChoice): number | undefined;
}

export function timingModel(): TimingModel {
  const rates = new Map<string, number>(); // milliseconds a node
  const keyOf = (backend: BackendName, surface: SurfaceChoice): string => `${backend} ${timingKey(surface)}`;
  const expect: TimingModel['expect'] = (backend, surface) => {
    const rate = rates.get(keyOf(backend, surface));
    return rate === undefined ? undefined : rate * surface.grid.n ** 2;
  };
  return {
    expect,
    note: (backend, surface, n, ms) => {
      const key = keyOf(backend, surface);
      const rate = ms / n ** 2;
      const known = rates.get(key);
      rates.set(key, known === undefined ? rate : (known + rate) / 2);
    },
    draft: (backend, surface) => {
      const { n } = surface.grid;
      const ms = expect(backend, surface);
      if (ms !== undefined && ms <= PATIENCE) return undefined;
      const size = ms === undefined ? FIRST : Math.max(17, 2 * Math.floor((n * Math.sqrt(DRAFT / ms)) / 2) + 1); // odd: a node on each axis
      return size < n / 1.3 ? size : undefined;
    },
  };
}

/** Surfaces of one kind take about as long a node: formula, smoothing with its width, solver, number of points. */
export function timingKey({ model, smoothing, attack, points }: SurfaceChoice): string {
  const width = smoothing.kind === 'entropy-sgd' ? smoothing.gamma : smoothing.kind === 'gaussian-mean' ? smoothing.sigma : 1;
  const solver = attack.norm === 'none' ? 'none' : attack.solver;
  return [
    typeof model === 'string' ? '' : model.formula,
    smoothing.kind,
    Math.round(Math.log10(width)),
    solver,
    Math.ceil(Math.log2(points.length)),
  ].join(' ');
}
