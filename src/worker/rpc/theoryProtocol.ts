import type { SurfaceChoice } from '../../documents/surfaceDocument';
import type { MapName, SurfaceMap } from '../../math/analysis/curvatureMaps';
import type { KinkSmoothingCurve } from '../../math/analysis/kinkSmoothing';
import type { Grid } from '../../math/core/grid';
import type { TheoremName } from '../../math/theory/catalogue';
import type { Outcome } from '../../math/theory/types';
import type { Kink } from '../../math/core/types';
import type { BenchOptions } from '../../math/theory/options';

/** Checks one statement of the bench on a document. */
export interface TheoremRequest {
  readonly surface: SurfaceChoice;
  readonly id: TheoremName;
  readonly options: BenchOptions;
}

/** Fraction done, from 0 to 1; the last part brings the outcome. */
export interface TheoremResult {
  readonly fraction: number;
  readonly outcome?: Outcome;
}

export interface MapRequest {
  readonly surface: SurfaceChoice;
  readonly name: MapName;
}

/** A quantity over the plane of weights, and how it was computed. */
export interface MapResult extends Omit<SurfaceMap, 'z'> {
  readonly grid: Grid;
}

/** The kink set of the loss under the exact attack; with EntropySGD or a Gaussian mean, the curvature that replaces each jump. */
export interface KinksRequest {
  readonly surface: SurfaceChoice;
  /** Whether to compute also the curvature at the largest jump against γ. */
  readonly smoothingCurve: boolean;
}

/** Posted in three parts: the kinks, then `curvature` of each, then `smoothingCurve`. */
export interface KinksResult {
  readonly kinks: readonly Kink[];
  /** nᵀ∇²F n at each vertex of each kink that jumps in the gradient; only the largest few are computed. */
  readonly curvature?: readonly (readonly number[] | undefined)[];
  readonly smoothingCurve?: KinkSmoothingCurve;
}
