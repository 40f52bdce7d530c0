import { entropySgd } from './entropySgd';
import { entropySgd2 } from './entropySgd2';
import { sgd } from './sgd';
import type { NetOptimiser } from './types';

/** Every optimiser of networks, by its name in documents. */
export const netOptimisers = { sgd, 'entropy-sgd': entropySgd, 'entropy-sgd-2': entropySgd2 } satisfies Record<string, NetOptimiser>;
