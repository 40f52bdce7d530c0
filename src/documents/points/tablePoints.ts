import type { Point } from '../../math/core/types';
import { type DataTable, looksNumeric, type TableRow } from './dataTable';

type DecimalSign = '.' | ',';

/** The places of the two inputs and the label among the columns of a table. */
export interface ColumnChoice {
  readonly x1: number;
  readonly x2: number;
  readonly y: number;
}

/** A row that is no point, and why. */
export interface LeftOut {
  readonly row: number;
  readonly cause: string;
}

/** What a table says about points. */
export interface PointReading {
  readonly points: readonly Point[];
  readonly leftOut: readonly LeftOut[];
  readonly columns: ColumnChoice;
  readonly decimal: DecimalSign;
  /** The labels that became −1 and +1; undefined where none did. */
  readonly labels: readonly [negative: string | undefined, positive: string | undefined];
}

/** Rows from which the role of a column is inferred. */
const ROWS_TRIED = 1000;
const LABEL_NAME = /^\W*(y|labels?|class(es)?|targets?|groups?|species|categor(y|ies))\W*$/i;
const INDEX_NAME = /^\W*(|index|id|row|no|nr|unnamed: 0)\W*$/i;

/** The names of the columns, or their numbers where they have none. */
export function columnNames({ names, rows }: DataTable): readonly string[] {
  const width = rows.slice(0, ROWS_TRIED).reduce((most, { cells }) => Math.max(most, cells.length), names?.length ?? 0);
  return Array.from({ length: width }, (_, k) => names?.[k] || `column ${k + 1}`);
}

/** The columns that are taken unless others are chosen: the label by its name or its two values, the first two others of numbers. Throws one sentence. */
function usualColumns(table: DataTable): ColumnChoice {
  const names = columnNames(table);
  const sample = table.rows.slice(0, ROWS_TRIED);
  const columns = names.map((name, at) => {
    const cells = sample.map(({ cells: row }) => row[at] ?? '');
    const numbers = cells.filter(looksNumeric);
    const rises = cells.every((cell, i) => Number(cell) === Number(cells[0]) + i);
    const isIndex = (table.names ? INDEX_NAME.test(table.names[at] ?? '') : sample.length > 2) && rises && names.length > 3;
    return { at, named: LABEL_NAME.test(name), few: new Set(cells).size <= 2, numeric: 2 * numbers.length >= cells.length, isIndex };
  });
  const few = columns.filter((column) => column.few);
  const label =
    few.findLast(({ named }) => named) ??
    columns.findLast(({ named }) => named) ??
    few.findLast(({ numeric }) => !numeric) ??
    few.at(-1) ??
    columns.findLast(({ numeric }) => !numeric) ??
    columns.at(-1);
  const [x1, x2] = columns.filter((column) => column !== label && column.numeric && !column.isIndex);
  if (!label || !x1 || !x2) throw new Error('It has no two columns of numbers beside a label');
  return { x1: x1.at, x2: x2.at, y: label.at };
}

const plain = (cell: string): string => cell.replace(/[−–]/g, '-').replace(/\s/g, '');
/** One comma or point before exactly three digits: groups of thousands to some, a decimal to others. */
const ONE_GROUP = /^[-+]?[1-9]\d{0,2}[.,]\d{3}$/;
const GROUPS: Readonly<Record<DecimalSign, RegExp>> = {
  '.': /^[-+]?\d{1,3}(,\d{3})+(?=\.|$)/,
  ',': /^[-+]?\d{1,3}(\.\d{3})+(?=,|$)/,
};

const PLAIN_NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A cell as a number with that decimal sign; NaN where it is none. */
function numberOf(cell: string, decimal: DecimalSign): number {
  if (decimal === '.' && PLAIN_NUMBER.test(cell)) return Number(cell);
  const text = plain(cell).replace(GROUPS[decimal], (groups) => groups.replace(/[.,]/g, ''));
  const pointed = decimal === ',' ? text.replace(',', '.') : text;
  return PLAIN_NUMBER.test(pointed) && !(decimal === ',' && text.includes('.')) ? Number(pointed) : NaN;
}

/** The decimal sign that one cell shows; undefined where it shows none, or may be read both ways. */
function signShown(cell: string): DecimalSign | undefined {
  const text = plain(cell);
  const [points, commas] = [text.split('.').length - 1, text.split(',').length - 1];
  if (points > 0 && commas > 0) return text.lastIndexOf('.') > text.lastIndexOf(',') ? '.' : ',';
  if (points > 1) return ',';
  if (commas > 1) return '.';
  if (points + commas === 0 || ONE_GROUP.test(text)) return undefined;
  return points > 0 ? '.' : ',';
}

/** The decimal sign of the inputs of a table. Throws one sentence where two signs are mixed, or one may be read both ways. */
function decimalSign(rows: readonly TableRow[], { x1, x2 }: ColumnChoice): DecimalSign {
  const seen: Partial<Record<DecimalSign | 'either', { row: number; cell: string }>> = {};
  for (const { row, cells } of rows)
    for (const at of [x1, x2]) {
      const cell = cells[at] ?? '';
      if (!/[.,]/.test(cell) || !looksNumeric(cell)) continue;
      const sign = signShown(cell) ?? (cell.includes(',') ? 'either' : undefined);
      if (sign) seen[sign] ??= { row, cell };
    }
  const [point, comma, either] = [seen['.'], seen[','], seen.either];
  if (point && comma)
    throw new Error(`Row ${comma.row}: “${comma.cell}” has a decimal comma, but “${point.cell}” in row ${point.row} has a decimal point`);
  if (either && !point && !comma) {
    const [whole, part] = [plain(either.cell).replace(',', ''), plain(either.cell).replace(',', '.')];
    throw new Error(`Row ${either.row}: “${either.cell}” may be ${whole} or ${part}; write one of the two`);
  }
  return comma ? ',' : '.';
}

/** Longest text of a cell that a sentence repeats. */
const MAX_SHOWN = 30;
const quoted = (cell: string): string => `“${cell.length > MAX_SHOWN ? `${cell.slice(0, MAX_SHOWN - 1)}…` : cell}”`;

/** Why a cell is no coordinate. */
function coordinateCause(cell: string, name: string): string {
  if (cell === '') return `${name} is empty`;
  const infinite = looksNumeric(cell) || /^[-+−]?(nan|inf(inity)?|n\/?a|null|none|∞|#n\/a)$/i.test(cell);
  return `${name} is ${quoted(cell)}, which is not a ${infinite ? 'finite ' : ''}number`;
}

/** A label as text: numbers in one form, whatever their decimals. */
function labelOf(cell: string): string {
  const value = numberOf(cell, '.');
  const other = Number.isNaN(value) ? numberOf(cell, ',') : value;
  return Number.isNaN(other) ? cell : String(other + 0);
}

/** The labels of −1 and +1 among those that occur. Throws one sentence where they are not two. */
function labelPair(counts: ReadonlyMap<string, number>, name: string): PointReading['labels'] {
  for (const pair of [['-1', '1'] as const, ['0', '1'] as const]) if (pair.every((label) => counts.has(label))) return pair;
  const labels = [...counts.keys()];
  const [only = ''] = labels;
  if (labels.length === 1) return only === '-1' || only === '0' ? [only, undefined] : [undefined, only];
  if (labels.length > 2) {
    const shown = labels.slice(0, 3).map(quoted).join(', ');
    throw new Error(`${name} has ${labels.length} different labels (${shown}${labels.length > 3 ? ', …' : ''}); two are needed`);
  }
  const numeric = labels.every((label) => Number.isFinite(Number(label)));
  const [a = '', b = ''] = labels.sort((p, q) => (numeric ? Number(p) - Number(q) : p < q ? -1 : 1));
  return a === '+' && b === '-' ? [b, a] : [a, b];
}

/** The points of a table. Throws one sentence where it has none, or where its columns are ambiguous. */
export function readPoints(table: DataTable, columns: ColumnChoice = usualColumns(table)): PointReading {
  const names = columnNames(table);
  const decimal = decimalSign(table.rows, columns);
  const leftOut: LeftOut[] = table.skipped.map((row) => ({ row, cause: 'it stands above the names of the columns' }));
  const read: { readonly row: number; readonly x: [number, number]; readonly label: string }[] = [];
  const counts = new Map<string, number>();
  const known = new Map<string, string>();
  const labelAt = (cell: string): string => {
    const label = known.get(cell) ?? labelOf(cell);
    known.set(cell, label);
    return label;
  };
  for (const { row, cells } of table.rows) {
    const cellsOf = [cells[columns.x1] ?? '', cells[columns.x2] ?? ''] as const;
    const x: [number, number] = [numberOf(cellsOf[0], decimal) + 0, numberOf(cellsOf[1], decimal) + 0];
    const wrong = x.findIndex((value) => !Number.isFinite(value));
    const label = labelAt(cells[columns.y] ?? '');
    if (wrong >= 0) leftOut.push({ row, cause: coordinateCause(cellsOf[wrong as 0 | 1], names[wrong === 0 ? columns.x1 : columns.x2] ?? '') });
    else if (label === '') leftOut.push({ row, cause: `its label, ${names[columns.y] ?? ''}, is empty` });
    else {
      read.push({ row, x, label });
      counts.set(label, (counts.get(label) ?? 0) + 1);
    }
  }
  if (read.length === 0) throw new Error(`No row is a point: row ${leftOut[0]?.row ?? 1}: ${leftOut[0]?.cause ?? 'it is empty'}`);
  const labels = labelPair(counts, names[columns.y] ?? '');
  const points: Point[] = [];
  for (const { row, x, label } of read) {
    if (label === labels[1]) points.push({ x, y: 1 });
    else if (label === labels[0]) points.push({ x, y: -1 });
    else leftOut.push({ row, cause: `its label is ${quoted(label)}, not ${labels.map((name) => quoted(name ?? '')).join(' or ')}` });
  }
  return { points, leftOut: leftOut.sort((a, b) => a.row - b.row), columns, decimal, labels };
}
