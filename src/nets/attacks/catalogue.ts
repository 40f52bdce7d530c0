/** Names of the attacks in documents, with label and note for the page; apart from their code, which needs tensors. */
export const attackCatalogue = {
  'apgd-ce': {
    label: 'APGD-CE',
    note: 'Auto-PGD on the cross-entropy (Croce and Hein 2020), raised as log((1 − p_y)/p_y), which has its directions and does not saturate.',
  },
  'apgd-t': { label: 'APGD-T', note: 'Auto-PGD on the targeted difference of logits ratio (Croce and Hein 2020), a run for each target class.' },
  'fab-t': {
    label: 'FAB-T',
    note: 'Fast adaptive boundary attack (Croce and Hein 2020): the nearest misclassified image, a run for each target class.',
  },
  square: { label: 'Square', note: 'Square Attack (Andriushchenko et al. 2020): random search in square windows, without gradients.' },
  'apgd-dlr': { label: 'APGD-DLR', note: 'Auto-PGD on the difference of logits ratio (Croce and Hein 2020).' },
} as const;
export type AttackName = keyof typeof attackCatalogue;
