import { methodKey, methodLabel, type TrainingDocument } from '../../documents/trainingDocument';
import { belongsTo, type MetricsTable, type RunSummary } from '../../exports/runFolder';
import type { TrainingQueue, TrainRun } from '../../state/runs/trainingRun';
import type { TrainingSession } from '../../state/trainingSession';

/** What was read of a file. */
export interface NamedFile<T> {
  readonly name: string;
  readonly content: T;
}

type RunIdentity = Pick<TrainRun, 'document' | 'seed' | 'foreign'>;
const isSameRun = (a: RunIdentity, b: RunIdentity): boolean =>
  !a.foreign && !b.foreign && a.seed === b.seed && methodKey(a.document) === methodKey(b.document);

/** Adds runs from their states and weights; of a state and the weights beside it the state alone. Returns what was wrong, one sentence each. */
export async function importRuns(queue: TrainingQueue, files: readonly NamedFile<Uint8Array>[]): Promise<readonly string[]> {
  const errors: string[] = [];
  const earlier = queue.store.getState().runs;
  const imported: TrainRun[] = [];
  for (const { name, content } of files) {
    try {
      const run = await queue.importFile(content);
      const { document, seed } = run;
      if (earlier.some((other) => isSameRun(other, run)))
        errors.push(`${name}: ${methodLabel(document)} with seed ${seed} was in the table already, and a seed counts once.`);
      imported.push(run);
    } catch (error) {
      errors.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  const beside = imported.filter((run) => !run.whole && imported.some((other) => other.whole && isSameRun(other, run)));
  queue.remove(beside.map(({ id }) => id)).forget?.();
  return errors;
}

/** Most tensors that a notice names. */
const MAX_MISMATCHES = 12;

/** Adds weights made elsewhere, with the data, network and attacks of the plan. Returns what was wrong, one sentence a file. */
export async function importWeights({ runs, plan }: TrainingSession, files: readonly NamedFile<Uint8Array>[]): Promise<readonly string[]> {
  const errors: string[] = [];
  for (const { name, content } of files) {
    try {
      const mismatches = await runs.importWeights(content, name, plan.store.getState().shared);
      const more = mismatches.length - MAX_MISMATCHES;
      const named = mismatches.slice(0, MAX_MISMATCHES).join('; ');
      if (mismatches.length > 0) errors.push(`${name}: ${named}${more > 0 ? `; and ${more} more` : ''}.`);
    } catch (error) {
      errors.push(`${name}: ${error instanceof Error ? error.message : String(error)}.`);
    }
  }
  return errors;
}

/** Adds the curves of metrics.csv, each with the summary.json of its folder, of runs that are not in the table. A summary alone is a plan. */
export function addCurves(
  queue: TrainingQueue,
  summaries: readonly NamedFile<RunSummary>[],
  tables: readonly NamedFile<MetricsTable>[],
): { readonly errors: readonly string[]; readonly plans: readonly TrainingDocument[] } {
  const isShown = (run: RunIdentity): boolean => queue.store.getState().runs.some((other) => isSameRun(other, run));
  for (const { content: table } of tables) {
    const document = summaries.find(({ content }) => belongsTo(table, content))?.content.document;
    if (!document) continue;
    for (const [seed, metrics] of table) if (!isShown({ document, seed })) queue.addCurve(document, seed, metrics);
  }
  const runs = queue.store.getState().runs;
  const nameless = tables.filter(({ content }) =>
    [...content].some(
      ([seed, rows]) =>
        !runs.some((run) => run.seed === seed && rows.every(({ trainLoss }) => run.metrics.some((row) => row.trainLoss === trainLoss))),
    ),
  );
  const alone = summaries.filter(({ content: { document } }) => document.seeds.some((seed) => !isShown({ document, seed })));
  return {
    errors: [
      ...nameless.map(({ name }) => `${name} names no document: give the summary.json of its folder with it.`),
      ...alone.map(({ name }) => `${name} has no curves: give the metrics.csv of its folder with it. Its document was opened as the plan.`),
    ],
    plans: alone.map(({ content }) => content.document),
  };
}
