import { adam } from './adam';
import { awp } from './awp';
import { entropySgd } from './entropySgd';
import { entropySgd2 } from './entropySgd2';
import { momentum } from './momentum';
import { sam } from './sam';
import { sgd } from './sgd';
import type { Optimiser } from './types';

/** All optimisers, by the name that documents and links use. */
export const optimisers = { sgd, momentum, adam, sam, awp, 'entropy-sgd': entropySgd, 'entropy-sgd-2': entropySgd2 } satisfies Record<
  string,
  Optimiser
>;
export type OptimiserName = keyof typeof optimisers;
