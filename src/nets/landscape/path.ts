import type { Device } from '../../tensors/device';
import type { SavedTensor } from '../models/weights';
import { withTensors } from './flatness';
import type { PointValues } from './lossKinds';
import type { MeasuredLoss } from './networkLoss';
import { linearCombination, vectorNorm, vectorProduct, type WeightVector } from './weightVectors';

/** Weights of a training path with the running statistics that belong to them. */
export interface PathPoint {
  readonly weights: WeightVector;
  readonly statistics: WeightVector;
}

/** The orthogonal projection of weights on a slice. */
export interface Projection {
  /** Coordinates (a, b), or (a) on a slice of one dimension. */
  readonly coordinates: readonly number[];
  /** ‖w′ − (w + a·d₁ + b·d₂)‖: how far the weights are from the slice. */
  readonly distance: number;
  /** Of ‖w′ − w‖, the share of the square that lies off the slice, in [0, 1]; 0 at w itself. */
  readonly shareOff: number;
}

/** A point of a path, the loss at its projection (as the slice draws it) and its own. */
export interface DrawnPoint extends Projection {
  readonly drawn: PointValues;
  readonly own: PointValues;
}

/** Projection of `point` on the slice through `centre`, by least squares in float64. Throws a sentence for directions that are parallel. */
export function projectionOf(point: WeightVector, centre: WeightVector, directions: readonly WeightVector[]): Projection {
  const offset = linearCombination([
    [1, point],
    [-1, centre],
  ]);
  const coordinates = leastSquares(directions, offset);
  const rest = linearCombination([[1, offset], ...directions.map((d, k) => [-(coordinates[k] ?? 0), d] as const)]);
  const [distance, length] = [vectorNorm(rest), vectorNorm(offset)];
  return { coordinates, distance, shareOff: length > 0 ? Math.min(1, (distance / length) ** 2) : 0 };
}

/** The coefficients of the combination of one or two vectors nearest to v (normal equations). */
function leastSquares(directions: readonly WeightVector[], v: WeightVector): number[] {
  const [d1 = [], d2] = directions;
  const [g11, r1] = [vectorProduct(d1, d1), vectorProduct(d1, v)];
  if (!d2) return [r1 / g11];
  const [g12, g22, r2] = [vectorProduct(d1, d2), vectorProduct(d2, d2), vectorProduct(d2, v)];
  const determinant = g11 * g22 - g12 * g12;
  if (!(determinant > 1e-10 * g11 * g22)) throw new Error('The directions of this slice are parallel, so a path has no coordinates on it');
  return [(g22 * r1 - g12 * r2) / determinant, (g11 * r2 - g12 * r1) / determinant];
}

/**
 * A training path on a slice: each point's coordinates, its distance from the slice, the loss drawn there and its own loss, with its own statistics
 * of batch norm unless they are recalibrated. Yields the number of points done.
 */
export async function* drawnPath(
  device: Device,
  centre: WeightVector,
  directions: readonly WeightVector[],
  loss: MeasuredLoss,
  path: readonly PathPoint[],
): AsyncGenerator<number | undefined, DrawnPoint[]> {
  const drawn: DrawnPoint[] = [];
  for (const { weights, statistics } of path) {
    const projection = projectionOf(weights, centre, directions);
    const foot: SavedTensor[] = linearCombination([[1, centre], ...directions.map((d, k) => [projection.coordinates[k] ?? 0, d] as const)]);
    drawn.push({
      ...projection,
      drawn: yield* withTensors(device, foot, (w) => loss.at(w)),
      own: yield* withTensors(device, weights, (w) => withTensors(device, statistics, (s) => loss.at(w, s))),
    });
    yield drawn.length;
  }
  return drawn;
}
