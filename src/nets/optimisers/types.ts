import type { Specs } from '../../math/core/paramSpec';
import type { Weights } from '../models/types';
import type { Tf } from '../../tensors/convKernels';

/** The state of an optimiser: named lists of tensors shaped like the weights, and the number of gradient calls. */
export interface OptState {
  readonly lists: Readonly<Record<string, Weights>>;
  readonly count: number;
}

/** The hyperparameters of all optimisers, defaults filled in. */
export interface NetHyperparameters {
  /** Learning rate η of this epoch, after the schedule. */
  readonly lr: number;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly weightDecay: number;
  /** EntropySGD: γ = gamma·(1 + scoping)^t at outer step t. */
  readonly gamma: number;
  readonly scoping: number;
  readonly innerLr: number;
  readonly noise: number;
  readonly alpha: number;
  /** Gradient calls of one outer step. */
  readonly L: number;
  /** Second order: lower bound of the denominator 1 − γs. */
  readonly minDenominator: number;
  /** 'published': Chaudhari et al. 2017. 'code': their Python file, an extra call included. 'paper': Algorithm 1 (code averaging, no extra call). */
  readonly form: 'published' | 'code' | 'paper';
}

/** A pair of pure functions init/update over gradient calls. Both run in a tidy; the new state may share tensors with the old one. */
export interface NetOptimiser {
  readonly label: string;
  readonly note: string;
  /** Hyperparameters, by their keys in documents. */
  readonly specs: Specs;
  init(tf: Tf, weights: Weights): OptState;
  /** The weights at which the next gradient is evaluated. */
  gradientPoint(state: OptState): Weights;
  /** The state after one gradient call. `noise` draws standard normals, shaped like the weights. */
  update(tf: Tf, state: OptState, gradients: Weights, values: NetHyperparameters, noise: () => Weights): OptState;
  /** The weights that are evaluated and saved. */
  centre(state: OptState): Weights;
}

/** A list of the state by name; throws when it is missing. */
export function requireList({ lists }: OptState, name: string): Weights {
  const list = lists[name];
  if (!list) throw new Error(`The optimiser's memory has no ${name}`);
  return list;
}
