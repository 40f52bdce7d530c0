import type { SurfaceChoice } from '../experiment/document';
import type { Grid } from '../math/grid';
import type { Fade } from '../math/kinkFade';
import type { Kink } from '../math/kinks';
import type { MapName, MapOf } from '../math/maps';
import type { TheoremName } from '../math/theory';
import type { BenchOptions, Outcome } from '../math/theory/kinds';

/** One statement of the bench, tried on a document. */
export interface TheoremRequest {
  readonly surface: SurfaceChoice;
  readonly id: TheoremName;
  readonly options: BenchOptions;
}

/** Parts tell how much is done, from 0 to 1; the last one brings the outcome. */
export interface TheoremResult {
  readonly share: number;
  readonly outcome?: Outcome;
}

export interface MapRequest {
  readonly surface: SurfaceChoice;
  readonly name: MapName;
}

/** A quantity over the plane of weights, and how it was computed. */
export interface MapResult extends Omit<MapOf, 'z'> {
  readonly grid: Grid;
}

/** Where the loss of the exact attack is not smooth; with EntropySGD or a Gaussian mean, the curvature in place of each jump. */
export interface KinksRequest {
  readonly surface: SurfaceChoice;
  /** Also how the curvature at the largest jump grows with γ. */
  readonly fade: boolean;
}

/** Parts come as they are known: the kinks, then `curvature` of each, then `fade`. */
export interface KinksResult {
  readonly kinks: readonly Kink[];
  /** nᵀ∇²F n at each vertex of each kink that jumps in the gradient; only the largest few are computed. */
  readonly curvature?: readonly (readonly number[] | undefined)[];
  readonly fade?: Fade;
}
