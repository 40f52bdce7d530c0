import { entropySgd } from './entropySgd';
import { gaussianMean } from './gaussianMean';
import { worstCase } from './worstCase';

/** No smoothing: the surface is the adversarial loss itself. */
export const none = { label: 'none', specs: {} };

/** Every smoothing, by the name it has in documents. */
export const smoothings = { none, 'entropy-sgd': entropySgd, 'gaussian-mean': gaussianMean, 'worst-case': worstCase };
