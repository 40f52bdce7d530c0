/** No smoothing: the surface is the adversarial loss itself. */
export const none = { label: 'none', specs: {} };
