import { symmetricEigen } from '../../math/core/linearAlgebra';
import type { SavedTensor } from '../models/weights';
import { linearCombination, vectorProduct, type WeightVector } from './weightVectors';

/** Principal directions of some weights: unit vectors, and the share of the variance that each explains, in [0, 1], largest first. */
export interface PrincipalDirections {
  readonly directions: readonly SavedTensor[][];
  readonly shares: readonly number[];
}

/** Share of the variance below which a direction is rounding of float32. */
const NEGLIGIBLE_SHARE = 1e-12;

/**
 * The first `count` principal directions of a training path (Li et al. 2018, section 7.2), from the Gram matrix of the weights about their mean:
 * the number of weights is small beside their size. Fewer where the path spans fewer.
 */
export function principalDirections(path: readonly WeightVector[], count: number): PrincipalDirections {
  const mean = linearCombination(path.map((w) => [1 / path.length, w]));
  const centred = path.map((w) =>
    linearCombination([
      [1, w],
      [-1, mean],
    ]),
  );
  const { values, vectors } = symmetricEigen(centred.map((a) => centred.map((b) => vectorProduct(a, b))));
  const total = values.reduce((sum, value) => sum + Math.max(0, value), 0);
  const leading = Array.from({ length: path.length }, (_, k) => path.length - 1 - k)
    .filter((k) => values[k]! > NEGLIGIBLE_SHARE * total)
    .slice(0, count);
  return {
    directions: leading.map((k) => linearCombination(centred.map((w, i) => [vectors[k]![i]! / Math.sqrt(values[k]!), w]))),
    shares: leading.map((k) => values[k]! / total),
  };
}
