import type { ParamSpec } from '../math/core/paramSpec';
import type { Pair } from '../math/core/types';
import type { PgdOptions } from '../nets/attacks/ball';
import type { BatchNormChoice } from '../nets/landscape/batchNorm';
import type { DirectionKind } from '../nets/landscape/directions';
import type { LossKind } from '../nets/landscape/lossKinds';
import type { VectorParameters } from '../nets/landscape/normalisation';
import type { TrainingChoice } from '../nets/training/types';
import type { ValidationError, VERSION } from './surfaceDocument';
import { specs } from './surfaceSpecs';
import { spec, trainingSpecs } from './trainingDocument';

/** Everything that the values of a network's landscape depend on beside its weights. */
export interface LandscapeChoice {
  readonly net: TrainingChoice['net'];
  /** Images from … from + count of a split. */
  readonly data: { readonly source: string; readonly split: 'train' | 'test'; readonly from: number; readonly count: number };
  readonly directions: {
    readonly kind: DirectionKind;
    readonly seed: number;
    /** Whether parameters with one axis (biases, batch norm) move under the random and normalised kinds. */
    readonly vectors: VectorParameters;
    /** Files of raw directions, one a dimension; under "between" of the weights at 1, under "path" of the weights of the path. */
    readonly files?: readonly string[];
  };
  /** Ranges of the coordinates; without `b` a slice of one dimension. */
  readonly grid: { readonly a: Pair; readonly b?: Pair; readonly n: number };
  readonly loss: LossKind;
  readonly attack: PgdOptions & { readonly start: 'random' | 'zero' };
  readonly batchNorm: BatchNormChoice;
  readonly smoothing: { readonly kind: 'none' } | { readonly kind: 'entropy-sgd'; readonly gamma: number };
  /** Of the starts of the attack. */
  readonly seed: number;
}

/** The landscape document of the file format, every default filled in. */
export interface LandscapeDocument extends LandscapeChoice {
  readonly smoothscape: typeof VERSION;
  readonly kind: 'landscape';
  /** The file of the weights, beside the document; on the page the id of a kept run. */
  readonly weights: string;
}

export type ParsedLandscape =
  { readonly ok: true; readonly document: LandscapeDocument } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** The numbers of a landscape document without version, kind and weights, in a fixed key order. */
export function landscapeChoiceOf({ net, data, directions, grid, loss, attack, batchNorm, smoothing, seed }: LandscapeChoice): LandscapeChoice {
  return { net, data, directions, grid, loss, attack, batchNorm, smoothing, seed };
}

/** Equality key of what the values of a slice depend on beside the weights at its centre: all but the smoothing. */
export const landscapeKey = ({ choice, others }: { readonly choice: LandscapeChoice; readonly others: readonly string[] }): string =>
  JSON.stringify([{ ...landscapeChoiceOf(choice), smoothing: null }, others]);

/** Dimensions of a slice. */
export const dimensionsOf = ({ grid }: Pick<LandscapeChoice, 'grid'>): 1 | 2 => (grid.b ? 2 : 1);

const whole = { integer: true } as const;
const MAX_IMAGES = 73257;
/** Greatest modulus of a coordinate. */
const MAX_COORDINATE = 1e6;

/** Every number of a landscape document: label, range, default, colour. */
export const landscapeSpecs = {
  from: spec('i_0', 'first image', 'Number of the first image of the split, from 0.', [0, 500], { min: 0, max: MAX_IMAGES - 1 }, 0, 0, whole),
  count: spec('M', 'images', 'Images that the loss is the mean over.', [10, 500], { min: 1, max: MAX_IMAGES }, 256, 0, whole),
  coordinate: spec('a,b', 'coordinate', 'Weights at w + a·d₁ + b·d₂.', [-2, 2], { min: -MAX_COORDINATE, max: MAX_COORDINATE }, 1, 2),
  n: spec('n', 'nodes', 'Nodes a side, ends included; an odd number has one at the centre.', [5, 51], { min: 2, max: 201 }, 25, 0, whole),
  epsilon: trainingSpecs.attack.epsilon,
  steps: trainingSpecs.attack.steps,
  stepSize: trainingSpecs.attack.stepSize,
  gamma: spec(
    '\\gamma',
    'coupling',
    'Of EntropySGD’s loss on the slice, in the coordinates a and b.',
    [0.1, 100],
    { min: 0, max: 1e6, open: true },
    10,
    2,
    {
      scale: 'log',
      tone: 'gamma',
    },
  ),
  radius: spec(
    '\\xi',
    'radius',
    'Of the balls of weights, relative to the norm of each tensor, and for the sharpness to that of all weights.',
    [0.001, 0.5],
    { min: 0, max: 1, open: true },
    0.05,
    3,
    { scale: 'log' },
  ),
  directionSeed: { ...specs.seed, label: 'seed of the directions' },
  seed: { ...specs.seed, label: 'seed of the starts' },
} as const satisfies Readonly<Record<string, ParamSpec>>;
