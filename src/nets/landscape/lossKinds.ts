/** Kinds of the loss that a slice shows, by the names that landscape documents use. All are mean cross-entropies in nats, in mode 'eval'. */
export const lossKinds = {
  clean: { label: 'Clean', note: 'No attack.', attacked: false },
  adversarial: {
    label: 'Adversarial',
    note: 'The attack is run anew at every point, from the same start everywhere.',
    attacked: true,
  },
  frozen: { label: 'Adversarial, frozen', note: 'The images attacked at the centre, at every point.', attacked: true },
} as const satisfies Record<string, { readonly label: string; readonly note: string; readonly attacked: boolean }>;

export type LossKind = keyof typeof lossKinds;

/** One kind of the loss at one point. */
export interface Measured {
  /** Mean cross-entropy, nats. */
  readonly loss: number;
  /** Share of the images that are misclassified, in [0, 1]: clean or robust error. */
  readonly error: number;
  /** Share of the images on which the attack at this point ended without a gradient; 0 where none was run. */
  readonly stalled: number;
}
export type PointValues = Readonly<Partial<Record<LossKind, Measured>>>;
