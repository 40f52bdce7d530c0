import { entropySgd } from './entropySgd';
import { gaussianMean } from './gaussianMean';
import { none } from './none';
import { worstCase } from './worstCase';

/** Every smoothing, by the name it has in documents. */
export const smoothings = { none, 'entropy-sgd': entropySgd, 'gaussian-mean': gaussianMean, 'worst-case': worstCase };
