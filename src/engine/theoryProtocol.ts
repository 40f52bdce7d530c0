import type { SurfaceChoice } from '../experiment/document';
import type { Grid } from '../math/grid';
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
