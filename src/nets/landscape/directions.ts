import { symmetricEigen } from '../../math/core/linearAlgebra';
import { streamOf } from '../../math/core/random';
import type { SavedTensor } from '../models/weights';
import { normalised, type NormalisedUnit, type VectorParameters } from './normalisation';
import { digestOf, linearCombination, requireLike, valueProduct, vectorNorm, vectorProduct, type WeightVector } from './weightVectors';

/** Principal directions of some weights: unit vectors, and the share of the variance that each explains, in [0, 1], largest first. */
interface PrincipalDirections {
  readonly directions: readonly SavedTensor[][];
  readonly shares: readonly number[];
}

/** Share of the variance below which a direction is rounding of float32. */
const NEGLIGIBLE_SHARE = 1e-12;

/**
 * The first `count` principal directions of a training path (Li et al. 2018, section 7.2), from the Gram matrix of the weights about their mean:
 * the number of weights is small beside their size. Fewer where the path spans fewer.
 */
function principalDirections(path: readonly WeightVector[], count: number): PrincipalDirections {
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

/** An eigenvalue of the Hessian and its unit eigenvector. */
interface Eigendirection {
  readonly value: number;
  readonly vector: WeightVector;
}

/** What the directions of a slice are made from. Each kind reads its own part and refuses, in one sentence, where that is missing. */
export interface DirectionSource {
  /** The weights w that the slice passes through. */
  readonly weights: WeightVector;
  /** Dimensions of the slice. */
  readonly count: 1 | 2;
  /** Seed of random directions; number k of a seed does not depend on `count`. */
  readonly seed: number;
  /** Parameters with one axis under the random and normalised kinds. */
  readonly vectors: VectorParameters;
  /** Raw directions in place of random ones, then normalised as the kind says. */
  readonly raw?: readonly WeightVector[];
  /** For 'hessian': leading eigenpairs, as `extremeEigenpairs` of nets/spectrum gives them. */
  readonly eigenpairs?: readonly Eigendirection[];
  /** For 'path': the weights of a training path, at least `count` + 1 that differ. */
  readonly path?: readonly WeightVector[];
  /** For 'between': the weights at coordinate 1 of each direction. */
  readonly others?: readonly WeightVector[];
}

/** Directions in weight space, and what is said of them. */
export interface Directions {
  readonly kind: DirectionKind;
  /** One or two; coordinates (a, b) stand for the weights w + a·list[0] + b·list[1]. */
  readonly list: readonly SavedTensor[][];
  /** By direction: the share of the path's variance in [0, 1] for 'path', the eigenvalue for 'hessian'; absent for other kinds. */
  readonly weightings?: readonly number[];
}

/** A kind of directions. */
interface DirectionRow {
  readonly label: string;
  /** One sentence for captions. */
  readonly note: string;
  /** Whether a seed chooses them. */
  readonly seeded: boolean;
  readonly directions: (source: DirectionSource) => Omit<Directions, 'kind'>;
}

/** A standard normal direction, number `k` of a seed. */
const randomDirection = (weights: WeightVector, seed: number, k: number): SavedTensor[] =>
  weights.map(({ name, shape, values }, i) => ({ name, shape, values: streamOf(seed, 'direction', k, i).normal(values.length, 1) }));

function randomRow(label: string, note: string, unit: NormalisedUnit): DirectionRow {
  return {
    label,
    note,
    seeded: true,
    directions: ({ weights, count, seed, vectors, raw }) => {
      const list = Array.from({ length: count }, (_, k) => {
        if (!raw) return randomDirection(weights, seed, k);
        const given = raw[k];
        if (!given) throw new Error(`A slice of ${count} dimensions needs ${count} directions, and ${raw.length} were given`);
        requireLike(given, weights, `Direction ${k + 1}`);
        return given;
      });
      return { list: list.map((d) => normalised(d, weights, unit, vectors)) };
    },
  };
}

/** The kinds of directions, by the names that landscape documents use. */
export const directionKinds = {
  random: randomRow('Random', 'Standard normal directions, not normalised.', 'none'),
  'filter-normalised': randomRow(
    'Random, filter-normalised',
    'Standard normal directions, each filter at the norm of that filter of the weights (Li et al. 2018).',
    'filter',
  ),
  'layer-normalised': randomRow(
    'Random, layer-normalised',
    'Standard normal directions, each tensor at the norm of that tensor of the weights.',
    'tensor',
  ),
  hessian: {
    label: 'Hessian',
    note: 'Unit eigenvectors of the Hessian of the loss, largest eigenvalues first.',
    seeded: false,
    directions: ({ weights, count, eigenpairs = [] }) => {
      if (eigenpairs.length < count)
        throw new Error(`A slice of ${count} dimensions needs ${count} eigenvectors of the Hessian, and there are ${eigenpairs.length}`);
      const used = eigenpairs.slice(0, count);
      used.forEach(({ vector }, k) => requireLike(vector, weights, `Eigenvector ${k + 1}`));
      return { list: used.map(({ vector }) => [...vector]), weightings: used.map(({ value }) => value) };
    },
  },
  path: {
    label: 'Training path',
    note: 'Principal directions of the kept weights of the run, at length 1 (Li et al. 2018).',
    seeded: false,
    directions: ({ weights, count, path = [] }) => {
      path.forEach((w, k) => requireLike(w, weights, `Point ${k + 1} of the path`));
      const { directions, shares } = principalDirections(path.length > 0 ? path : [weights], count);
      if (directions.length < count)
        throw new Error(
          `A slice of ${count} dimensions along a path needs ${count + 1} kept weights that differ; this path has ${path.length} and spans ${directions.length}`,
        );
      return { list: directions, weightings: shares };
    },
  },
  between: {
    label: 'Between weights',
    note: 'From these weights at 0 to the others at 1.',
    seeded: false,
    directions: ({ weights, count, others = [] }) => {
      if (others.length < count)
        throw new Error(`A slice of ${count} dimensions between weights needs ${count} other weights, and there are ${others.length}`);
      return {
        list: others.slice(0, count).map((other, k) => {
          requireLike(other, weights, `The other weights ${k + 1}`);
          const d = linearCombination([
            [1, other],
            [-1, weights],
          ]);
          if (vectorNorm(d) === 0) throw new Error('There is no line between weights that are equal');
          return d;
        }),
      };
    },
  },
} satisfies Record<string, DirectionRow>;

export type DirectionKind = keyof typeof directionKinds;

/** The directions of a kind. Throws one sentence where the source lacks what the kind needs, or a tensor does not fit the network. */
export const directionsOf = (kind: DirectionKind, source: DirectionSource): Directions => ({ kind, ...directionKinds[kind].directions(source) });

/** Numbers that identify directions and tell how long they are. */
interface DirectionReport {
  /** SHA-256 of all values: float32, little-endian, in the order of the network's outline, direction after direction. */
  readonly sha256: string;
  /** Cosine between the two directions; absent for one. */
  readonly cosine?: number;
  /** By direction: ‖d‖. */
  readonly norms: readonly number[];
  /** By tensor: ‖d‖/‖w‖ of each direction; NaN where w and d are 0, ∞ where only w is. */
  readonly layers: readonly { readonly name: string; readonly ratios: readonly number[] }[];
}

/** What a caption says of directions: digest, cosine, and relative lengths by tensor. */
export function reportOf({ list }: Pick<Directions, 'list'>, weights: WeightVector): DirectionReport {
  const norms = list.map(vectorNorm);
  const [d1, d2] = list;
  return {
    sha256: digestOf(list),
    ...(d1 && d2 && { cosine: vectorProduct(d1, d2) / (vectorNorm(d1) * vectorNorm(d2)) }),
    norms,
    layers: weights.map(({ name, values: w }, k) => ({
      name,
      ratios: list.map((d) => {
        const { values } = d[k] ?? { values: new Float32Array() };
        return Math.sqrt(valueProduct(values, values) / valueProduct(w, w));
      }),
    })),
  };
}
