import { methodKey } from '../../experiment/trainingNames';
import { namesOf } from '../../experiment/trainStrokes';
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
  const groups = new Map<string, TrainRun[]>();
  for (const run of [...runs].sort((a, b) => a.order - b.order)) {
    const key = methodKey(run.document);
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  const documents = [...groups.values()].flatMap(([first]) => (first ? [first.document] : []));
  const names = namesOf(documents);
  return [...groups].flatMap(([key, own], i) => {
    const [name, document] = [names[i], documents[i]];
    return name && document ? [{ key, ...name, setting: brief(document), runs: own }] : [];
  });
}
