import type { Specs } from '../../math/core/paramSpec';
import type { Weights } from '../models/types';
import type { Tf } from '../../tensors/convKernels';

/** All an optimiser is between two gradient calls: named lists shaped like the weights, and how many calls there were. */
export interface OptState {
  readonly lists: Readonly<Record<string, Weights>>;
  readonly count: number;
}

/** Every knob of every optimiser, complete. */
export interface NetHyperparameters {
  /** η of this epoch, the schedule applied. */
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
  /** Second order: 1 − γs is held at this or more. */
  readonly minDenominator: number;
  /** 'published': Chaudhari et al. 2017. 'code': their Python file, an extra call included. 'paper': Algorithm 1 (code averaging, no extra call). */
  readonly form: 'published' | 'code' | 'paper';
}

/** A state machine over gradient calls. `init` and `update` run in a tidy; what they return may pass tensors of the old state on. */
export interface NetOptimiser {
  readonly label: string;
  readonly note: string;
  /** Knobs of the document, by its keys. */
  readonly specs: Specs;
  init(tf: Tf, weights: Weights): OptState;
  /** Where the next gradient is taken. */
  gradientPoint(state: OptState): Weights;
  /** One gradient call. `noise` draws normals of variance 1, shaped like the weights. */
  update(tf: Tf, state: OptState, gradients: Weights, values: NetHyperparameters, noise: () => Weights): OptState;
  /** What is evaluated and saved. */
  centre(state: OptState): Weights;
}

/** A list of a state that must be there. */
export function requireList({ lists }: OptState, name: string): Weights {
  const list = lists[name];
  if (!list) throw new Error(`The optimiser's memory has no ${name}`);
  return list;
}
