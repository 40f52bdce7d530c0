import { MAX_INPUT, MAX_POINTS } from '../../documents/surfaceSpecs';
import type { ParamSpec } from '../../math/core/paramSpec';
import type { Point } from '../../math/core/types';
import { NumberField } from '../controls/NumberField';
import { Section } from '../controls/Section';
import { useChoice, useDocument, useEdit, useExperiment, useSession } from '../session/session';
import { PointSets } from './PointSets';
import { addPoint, flipLabel, newPoint, PointsPlane, removePoint, replacePoint } from './PointsPlane';

/** Spec of a coordinate of a point, for validation. */
const coordinateSpec = (symbol: string): ParamSpec => ({
  symbol,
  label: 'coordinate',
  hint: '',
  slider: [-MAX_INPUT, MAX_INPUT],
  allowed: { min: -MAX_INPUT, max: MAX_INPUT },
  default: 1,
  scale: 'linear',
  digits: 2,
  tone: 'ink',
});
const axisSpecs = [coordinateSpec('x₁'), coordinateSpec('x₂')] as const;

/** Panel of the data set of the document, without those of panes that have points of their own. */
export function DocumentPoints() {
  const points = useDocument((document) => document.points);
  const edit = useEdit();
  return <PointsPanel points={points} onChange={(next) => edit((document) => ({ ...document, points: next }))} />;
}

/** Panel of a data set, edited in a small plane or in a table. */
export function PointsPanel({
  title = 'Points',
  points,
  onChange,
}: {
  readonly title?: string;
  readonly points: readonly Point[];
  readonly onChange: (points: readonly Point[]) => void;
}) {
  const { pointOffers } = useSession();
  const [point, setChosen] = useChoice('point');
  const chosen = Math.min(point, points.length - 1);
  const change = (next: readonly Point[]) => next !== points && onChange(next);
  const full = points.length >= MAX_POINTS;
  return (
    <Section title={title} note={`${points.length} of ${MAX_POINTS}`}>
      <div className="points">
        <PointsPlane points={points} chosen={chosen} onChoose={setChosen} onChange={change} />
        <div className="points-table">
          <table>
            <thead>
              <tr>
                <th scope="col">x₁</th>
                <th scope="col">x₂</th>
                <th scope="col">y</th>
                <th>
                  <span className="hidden">delete</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {points.map((point, at) => (
                <Row key={at} at={at} point={point} points={points} onChange={change} />
              ))}
            </tbody>
          </table>
        </div>
        <p className="note points-note">
          <button type="button" className="link" disabled={full} onClick={() => change(addPoint(points, newPoint(points)))}>
            Add a point
          </button>{' '}
          {full ? 'there is no room for more' : 'or click the plane'}
          {' · '}
          <button type="button" className="link" onClick={() => pointOffers.setState({ offer: { source: 'the clipboard' } })}>
            Import points
          </button>
        </p>
      </div>
      <PointErrors />
      <PointSets points={points} onChange={change} />
    </Section>
  );
}

interface RowProps {
  readonly at: number;
  readonly point: Point;
  readonly points: readonly Point[];
  readonly onChange: (points: readonly Point[]) => void;
}

function Row({ at, point, points, onChange }: RowProps) {
  const { experiment } = useSession();
  const refused = useExperiment((state) => state.rejected);
  const cell = (axis: 0 | 1) => {
    const key = `points.${at}.${axis}`;
    return (
      <td>
        <NumberField
          spec={axisSpecs[axis]}
          name={`${axisSpecs[axis].symbol} of point ${at + 1}`}
          value={point.x[axis]}
          disabled={false}
          invalid={refused[key] !== undefined}
          onInvalid={(sentence) =>
            experiment.setRejected(key, sentence ? { sentence, lastValid: `${axisSpecs[axis].symbol} = ${point.x[axis]}` } : undefined)
          }
          onChange={(value) => onChange(replacePoint(points, at, { x: axis === 0 ? [value, point.x[1]] : [point.x[0], value] }))}
        />
      </td>
    );
  };
  const sign = point.y === 1 ? '+1' : '−1';
  return (
    <tr>
      {cell(0)}
      {cell(1)}
      <td>
        <button
          type="button"
          className="sign"
          aria-label={`y of point ${at + 1} is ${sign}; change its sign`}
          onClick={() => onChange(flipLabel(points, at))}
        >
          {sign}
        </button>
      </td>
      <td>
        <button
          type="button"
          className="remove"
          aria-label={`Delete point ${at + 1}`}
          disabled={points.length === 1}
          onClick={() => onChange(removePoint(points, at))}
        >
          ×
        </button>
      </td>
    </tr>
  );
}

function PointErrors() {
  const refused = useExperiment((state) => state.rejected);
  const [first] = Object.entries(refused).filter(([key]) => key.startsWith('points.'));
  if (!first) return null;
  return (
    <p className="error" role="alert">
      {first[1].sentence} (point {Number(first[0].split('.')[1]) + 1})
    </p>
  );
}
