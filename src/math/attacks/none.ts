import type { Attack } from '../kinds';

/** No attack: δ = 0, the standard loss. */
export const none = { label: 'none', specs: {}, delta: (_scene, theta) => theta.map(() => 0) } satisfies Attack;
