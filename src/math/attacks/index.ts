import type { Attack } from '../kinds';
import { exact } from './exact';
import { fgsm } from './fgsm';
import { none } from './none';
import { pgd } from './pgd';

/** Every way to choose the perturbation. */
export const attacks = { none, exact, fgsm, pgd } satisfies Record<string, Attack>;
