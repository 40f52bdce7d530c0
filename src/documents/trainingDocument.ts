import type { ValidationError, VERSION } from './surfaceDocument';
import type { TrainingChoice } from '../nets/training/types';

/** The training document of the file format, every default filled in. */
export interface TrainingDocument extends TrainingChoice {
  readonly smoothscape: typeof VERSION;
  readonly kind: 'training';
}

export type ParsedTraining =
  { readonly ok: true; readonly document: TrainingDocument } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** The name of a run in tables and legends, "AT + AWP + EnSGD". */
export function methodLabel({ method, awp, optimiser }: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>): string {
  const base = { standard: 'Standard', at: 'AT', trades: 'TRADES' }[method];
  const entropy = { sgd: undefined, 'entropy-sgd': 'EnSGD', 'entropy-sgd-2': '2nd EnSGD' }[optimiser.name];
  const tuned = optimiser.until === undefined ? undefined : 'tuned';
  return [base, awp ? 'AWP' : undefined, entropy, tuned].filter((part) => part !== undefined).join(' + ');
}

/** Equality key of a method: equal for runs that differ only in their seed. */
export function methodKey({ seeds: _seeds, ...choice }: TrainingChoice): string {
  return JSON.stringify(choiceOf({ ...choice, seeds: [] }));
}

/** The training choice of a document: everything that numbers depend on, in a fixed key order, without version and kind. */
export function choiceOf(choice: TrainingChoice): TrainingChoice {
  const { data, net, method, attack, awp, optimiser, schedule, epochs, batch, seeds, evaluate } = choice;
  return { data, net, method, attack, awp, optimiser, schedule, epochs, batch, seeds, evaluate };
}
