import { type PointSet, pointSetNames, pointSets } from '../../documents/pointSets';
import { defaultsOf } from '../../math/core/paramSpec';
import type { Point } from '../../math/core/types';
import { ParamKnobs } from '../controls/Section';
import { useState } from 'react';

/** Chooser of a named set with its knobs; every change draws the points anew. */
export function PointSets({ onChange }: { readonly onChange: (points: readonly Point[]) => void }) {
  const [name, setName] = useState('');
  const [values, setValues] = useState<Readonly<Record<string, number>>>({});
  const known = pointSetNames.find((candidate) => candidate === name);
  const set: PointSet | undefined = known && pointSets[known];
  const choose = (next: string) => {
    const chosen = pointSetNames.find((candidate) => candidate === next);
    setName(next);
    if (!chosen) return;
    const defaults = defaultsOf<PointSet['specs']>(pointSets[chosen].specs);
    setValues(defaults);
    onChange(pointSets[chosen].draw(defaults));
  };
  const turn = (change: Readonly<Record<string, number>>) => {
    const next = { ...values, ...change };
    setValues(next);
    if (set) onChange(set.draw(next));
  };
  return (
    <div className="stack point-set">
      <label className="row">
        <span>Start from</span>
        <select className="select" aria-label="Named set of points" value={name} onChange={(event) => choose(event.target.value)}>
          <option value="">a named set …</option>
          {pointSetNames.map((id) => (
            <option key={id} value={id}>
              {pointSets[id].label}
            </option>
          ))}
        </select>
      </label>
      {set && <ParamKnobs group="set" specs={set.specs} values={values} onChange={turn} />}
    </div>
  );
}
