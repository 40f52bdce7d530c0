import { type PointSet, pointSetNames, pointSets } from '../../documents/points/pointSets';
import { defaultsOf } from '../../math/core/paramSpec';
import type { Point } from '../../math/core/types';
import { ParamKnobs } from '../controls/Section';
import { useMemo, useState } from 'react';

type PointSetName = (typeof pointSetNames)[number];

interface ChosenSet {
  readonly name: PointSetName;
  readonly values: Readonly<Record<string, number>>;
}

const startOf = (name: PointSetName): ChosenSet => ({ name, values: defaultsOf<PointSet['specs']>(pointSets[name].specs) });
const drawn = ({ name, values }: ChosenSet): readonly Point[] => pointSets[name].draw(values);
const isDrawnFrom = (chosen: ChosenSet, points: readonly Point[]): boolean => JSON.stringify(drawn(chosen)) === JSON.stringify(points);

/** Chooser of a named set with its knobs; every change draws the points anew. It shows the set that the points are, whoever chose them. */
export function PointSets({ points, onChange }: { readonly points: readonly Point[]; readonly onChange: (points: readonly Point[]) => void }) {
  const [last, setLast] = useState<ChosenSet>();
  const chosen = useMemo(
    () => (last && isDrawnFrom(last, points) ? last : pointSetNames.map(startOf).find((start) => isDrawnFrom(start, points))),
    [last, points],
  );
  const choose = (next: ChosenSet) => {
    setLast(next);
    onChange(drawn(next));
  };
  return (
    <div className="stack point-set">
      <label className="row">
        <span>Start from</span>
        <select
          className="select"
          aria-label="Named set of points"
          value={chosen?.name ?? ''}
          onChange={({ target }) => pointSetNames.filter((name) => name === target.value).forEach((name) => choose(startOf(name)))}
        >
          <option value="">a named set …</option>
          {pointSetNames.map((id) => (
            <option key={id} value={id}>
              {pointSets[id].label}
            </option>
          ))}
        </select>
      </label>
      {chosen && (
        <ParamKnobs
          group="set"
          specs={pointSets[chosen.name].specs}
          values={chosen.values}
          onChange={(change) => choose({ ...chosen, values: { ...chosen.values, ...change } })}
        />
      )}
    </div>
  );
}
