import type { DataTable } from '../../documents/points/dataTable';
import { withPoints } from '../../documents/panes';
import { sampledPoints, scaledPoints, scalings, type Scaling } from '../../documents/points/pointScaling';
import { MAX_INPUT, MAX_POINTS, specs } from '../../documents/surfaceSpecs';
import { type ColumnChoice, columnNames, type LeftOut, type PointReading, readPoints } from '../../documents/points/tablePoints';
import type { Point } from '../../math/core/types';
import { NumberField } from '../controls/NumberField';
import { Segment } from '../controls/Segment';
import { formatField, formatFixed } from '../controls/specText';
import { navigate } from '../session/addressSync';
import { errorMessage } from '../session/files';
import { useDocument, useExperiment, useSession } from '../session/session';
import { PointsPicture } from './PointsPicture';
import { useMemo, useState } from 'react';

/** Reads a table; the sentence of its refusal where it has no points. */
function attemptReading(table: DataTable, columns: ColumnChoice | undefined): { readonly reading: PointReading } | { readonly problem: string } {
  try {
    return { reading: readPoints(table, columns) };
  } catch (error) {
    return { problem: errorMessage(error) };
  }
}

const withinRange = ({ x }: Point): boolean => x.every((value) => Math.abs(value) <= MAX_INPUT);

/** What was understood of a table, what is left out, and how to scale it; taking the points is one step of the history. */
export function PointPreview({ table, onDone }: { readonly table: DataTable; readonly onDone: () => void }) {
  const session = useSession();
  const { experiment } = session;
  const pane = useExperiment((state) => state.pane);
  const documentSeed = useDocument((document) => document.seed);
  const [chosen, setChosen] = useState<{ readonly table: DataTable; readonly columns?: ColumnChoice; readonly swapped?: boolean }>();
  const { columns, swapped = false } = chosen?.table === table ? chosen : {};
  const setColumns = (next: ColumnChoice) => setChosen({ table, columns: next, swapped });
  const [scaling, setScaling] = useState<Scaling>('none');
  const [seed, setSeed] = useState(documentSeed);
  const [seedError, setSeedError] = useState<string>();
  const attempt = useMemo(() => attemptReading(table, columns), [table, columns]);
  const scaled = useMemo(() => ('reading' in attempt ? scaledPoints(attempt.reading.points, scaling) : []), [attempt, scaling]);
  const inRange = useMemo(() => scaled.filter(withinRange), [scaled]);
  const kept = useMemo(() => {
    const sampled = sampledPoints(inRange, MAX_POINTS, seed);
    return swapped ? sampled.map(({ x, y }): Point => ({ x, y: y === 1 ? -1 : 1 })) : sampled;
  }, [inRange, seed, swapped]);
  const take = () => {
    if (experiment.store.getState().tab !== 'lab') navigate(session, 'lab');
    experiment.edit((document) => withPoints(document, pane, kept));
    onDone();
  };
  if ('problem' in attempt)
    return (
      <>
        <p className="error" role="alert">
          {attempt.problem}.
        </p>
        {columnNames(table).length > 3 && <Columns table={table} chosen={columns ?? { x1: 0, x2: 1, y: 2 }} onChange={setColumns} />}
      </>
    );
  const { reading } = attempt;
  const beyond = scaled.length - inRange.length;
  const more = inRange.length > MAX_POINTS;
  return (
    <>
      <p className="note">{understood(table, reading)}</p>
      {columnNames(table).length > 3 && <Columns table={table} chosen={reading.columns} onChange={setColumns} />}
      <div className="import-points">
        <PointsPicture points={kept} />
        <table>
          <tbody>
            {([-1, 1] as const).map((y) => (
              <tr key={y}>
                <th scope="row">y = {y === 1 ? '+1' : '−1'}</th>
                <td>{labelText(reading, swapped ? -y : y)}</td>
                <td>{kept.filter((point) => point.y === y).length}</td>
              </tr>
            ))}
            {([0, 1] as const).map((axis) => (
              <tr key={axis}>
                <th scope="row">{axis === 0 ? 'x₁' : 'x₂'}</th>
                <td colSpan={2}>{rangeText(kept.map(({ x }) => x[axis]))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <button type="button" className="link" onClick={() => setChosen({ table, ...(columns && { columns }), swapped: !swapped })}>
        Swap the labels
      </button>
      <div className="row">
        <span>Scale</span>
        <Segment label="Scale" options={scalings} value={scaling} onChange={setScaling} />
      </div>
      <LeftOutRows leftOut={reading.leftOut} />
      {beyond > 0 && (
        <p className="note">
          {beyond === 1 ? 'One point lies' : `${beyond} points lie`} beyond ±{formatFixed(MAX_INPUT, 0)} and would be left out; scaling keeps them.
        </p>
      )}
      {more && (
        <div className="row">
          <span>
            A document has at most {MAX_POINTS} points. A sample of the {formatFixed(inRange.length, 0)} is drawn with seed
          </span>
          <NumberField
            spec={specs.seed}
            name="Seed of the sample"
            value={seed}
            disabled={false}
            invalid={seedError !== undefined}
            onInvalid={setSeedError}
            onChange={setSeed}
          />
        </div>
      )}
      {seedError && (
        <p className="error" role="alert">
          {seedError}.
        </p>
      )}
      <div className="actions">
        <button type="button" className="button" disabled={kept.length === 0} onClick={take}>
          {more
            ? `Take ${kept.length} of ${formatFixed(inRange.length, 0)} points`
            : kept.length === 1
              ? 'Take the point'
              : `Take ${kept.length} points`}
        </button>
        <span className="note">in place of the points that are there; one step of undo</span>
      </div>
    </>
  );
}

/** "CSV, 21 rows. The names of its columns are x1, x2, label. Decimal comma." */
function understood(table: DataTable, { decimal, columns }: PointReading): string {
  const names = columnNames(table);
  const roles = `x₁ is ${names[columns.x1]}, x₂ ${names[columns.x2]}, y ${names[columns.y]}`;
  const count = table.rows.length;
  return `${table.format}, ${count === 1 ? 'one row' : `${formatFixed(count, 0)} rows`}${table.names ? ' under their names' : ''}. ${roles}.${decimal === ',' ? ' The comma is the decimal sign.' : ''}`;
}

function labelText({ labels }: PointReading, y: number): string {
  const label = labels[y === 1 ? 1 : 0];
  return label === undefined ? 'none' : `“${label.replace(/^-/, '−')}”`;
}

function rangeText(values: readonly number[]): string {
  if (values.length === 0) return 'none';
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  return `from ${formatField(Number(lo.toPrecision(4)), 0)} to ${formatField(Number(hi.toPrecision(4)), 0)}`;
}

const roles = { x1: 'x₁', x2: 'x₂', y: 'y' } as const;

/** Which column is which. */
function Columns({
  table,
  chosen,
  onChange,
}: {
  readonly table: DataTable;
  readonly chosen: ColumnChoice;
  readonly onChange: (columns: ColumnChoice) => void;
}) {
  const names = columnNames(table);
  return (
    <div className="row import-columns">
      {(['x1', 'x2', 'y'] as const).map((role) => (
        <label key={role}>
          {roles[role]}{' '}
          <select className="select" value={chosen[role]} onChange={(event) => onChange({ ...chosen, [role]: Number(event.target.value) })}>
            {names.map((name, at) => (
              <option key={at} value={at}>
                {name}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}

/** Rows left out that are listed. */
const MAX_LISTED = 4;

function LeftOutRows({ leftOut }: { readonly leftOut: readonly LeftOut[] }) {
  if (leftOut.length === 0) return null;
  const others = leftOut.length - MAX_LISTED;
  return (
    <div className="warning import-left">
      <p>{leftOut.length === 1 ? 'One row is left out:' : `${formatFixed(leftOut.length, 0)} rows are left out:`}</p>
      <ul>
        {leftOut.slice(0, MAX_LISTED).map(({ row, cause }) => (
          <li key={row}>
            row {row}: {cause}
          </li>
        ))}
        {others > 0 && (
          <li>
            and {formatFixed(others, 0)} more: rows{' '}
            {leftOut
              .slice(MAX_LISTED, MAX_LISTED + 12)
              .map(({ row }) => row)
              .join(', ')}
            {others > 12 ? ', …' : ''}
          </li>
        )}
      </ul>
    </div>
  );
}
