import type { ValidationError, VERSION } from './surfaceDocument';
import type { TrainingChoice } from '../nets/training/types';

/** The training document of the file format, every default filled in. */
export interface TrainingDocument extends TrainingChoice {
  readonly smoothscape: typeof VERSION;
  readonly kind: 'training';
}

export type ParsedTraining =
  { readonly ok: true; readonly document: TrainingDocument } | { readonly ok: false; readonly problems: readonly ValidationError[] };

/** "AT + AWP + EnSGD": what a run is called in tables and legends. */
export function methodLabel({ method, awp, optimiser }: Pick<TrainingChoice, 'method' | 'awp' | 'optimiser'>): string {
  const base = { standard: 'Standard', at: 'AT', trades: 'TRADES' }[method];
  const entropy = { sgd: undefined, 'entropy-sgd': 'EnSGD', 'entropy-sgd-2': '2nd EnSGD' }[optimiser.name];
  const tuned = optimiser.until === undefined ? undefined : 'tuned';
  return [base, awp ? 'AWP' : undefined, entropy, tuned].filter((word) => word !== undefined).join(' + ');
}

/** Equal for runs that differ in nothing but their seed. */
export function methodKey({ seeds: _seeds, ...choice }: TrainingChoice): string {
  return JSON.stringify(choiceOf({ ...choice, seeds: [] }));
}

/** What numbers depend on, in one order, without version and kind. */
export function choiceOf(choice: TrainingChoice): TrainingChoice {
  const { data, net, method, attack, awp, optimiser, schedule, epochs, batch, seeds, evaluate } = choice;
  return { data, net, method, attack, awp, optimiser, schedule, epochs, batch, seeds, evaluate };
}
