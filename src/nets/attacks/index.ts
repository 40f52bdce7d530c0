import { apgdCe } from './apgdCe';
import { apgdDlr } from './apgdDlr';
import { apgdTargeted } from './apgdTargeted';
import { fab } from './fab';
import { square } from './square';
import type { AttackName } from './autoAttackOptions';
import type { Attack } from './types';

/** Every attack of a chain, by its name in documents. */
export const attacks = { 'apgd-ce': apgdCe, 'apgd-t': apgdTargeted, 'fab-t': fab, square, 'apgd-dlr': apgdDlr } satisfies Record<AttackName, Attack>;
