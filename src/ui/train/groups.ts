import { methodKey, methodLabel } from '../../experiment/trainingNames';
import { strokeOf } from '../../experiment/trainStrokes';
import type { TrainRun } from '../../experiment/trainRuns';
import type { Stroke } from '../../math/optimisers/kinds';
import { brief } from './brief';

/** All seeds of one method, in the order in which methods came. */
export interface Group {
  readonly key: string;
  readonly label: string;
  readonly setting: string;
  readonly stroke: Stroke;
  readonly runs: readonly TrainRun[];
}

export function groupsOf(runs: readonly TrainRun[]): readonly Group[] {
  const groups = new Map<string, Group>();
  for (const run of [...runs].sort((a, b) => a.order - b.order)) {
    const key = methodKey(run.document);
    const had = groups.get(key);
    const { document } = run;
    groups.set(
      key,
      had
        ? { ...had, runs: [...had.runs, run] }
        : { key, label: methodLabel(document), setting: brief(document), stroke: strokeOf(document), runs: [run] },
    );
  }
  return [...groups.values()];
}
