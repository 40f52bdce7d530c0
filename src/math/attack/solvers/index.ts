import type { Attack } from '../../core/types';
import { exact } from './exact';
import { fgsm } from './fgsm';
import { pgd } from './pgd';

/** No attack: δ = 0, the standard loss. */
export const none = { label: 'none', specs: {}, delta: (_problem, theta) => theta.map(() => 0) } satisfies Attack;

/** All attacks, by the name that documents use. */
export const attacks = { none, exact, fgsm, pgd } satisfies Record<string, Attack>;

/** A solver of the inner maximisation: an attack other than none. */
export type SolverName = Exclude<keyof typeof attacks, 'none'>;
const isSolver = (name: string): name is SolverName => name !== 'none' && Object.hasOwn(attacks, name);
export const solverNames: readonly SolverName[] = Object.keys(attacks).filter(isSolver);
