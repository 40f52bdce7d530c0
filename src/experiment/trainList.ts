import type { Problem } from './document';
import { parseTraining } from './parseTraining';
import type { TrainingDocument } from './training';

/** Most methods of one file or address. */
const MOST = 100;

export type ParsedTrainings =
  { readonly ok: true; readonly documents: readonly TrainingDocument[] } | { readonly ok: false; readonly problems: readonly Problem[] };

/** Whether a value says that it trains: a training document, or a list that begins with one. */
export function isTraining(raw: unknown): boolean {
  const first: unknown = Array.isArray(raw) ? raw[0] : raw;
  return typeof first === 'object' && first !== null && 'kind' in first && first.kind === 'training';
}

/** One training document, or a list of them, a method each; every wrong value refused by its key, `[1].epochs` in a list. */
export function parseTrainings(raw: unknown): ParsedTrainings {
  if (!Array.isArray(raw)) {
    const parsed = parseTraining(raw);
    return parsed.ok ? { ok: true, documents: [parsed.document] } : parsed;
  }
  const items: readonly unknown[] = raw;
  if (items.length === 0 || items.length > MOST)
    return { ok: false, problems: [{ key: 'document', message: `a list of ${items.length} is not a list of 1 to ${MOST} training documents` }] };
  const parsed = items.map(parseTraining);
  const problems = parsed.flatMap((one, i) => (one.ok ? [] : one.problems.map(({ key, message }) => ({ key: `[${i}].${key}`, message }))));
  return problems.length > 0 ? { ok: false, problems } : { ok: true, documents: parsed.flatMap((one) => (one.ok ? [one.document] : [])) };
}
