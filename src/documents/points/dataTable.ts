import { formatValue } from '../../math/core/paramSpec';
import { isNpy, readNpyRows } from '../../nets/import/npyArray';
import { isObject, NON_FINITE, oneLine, parseJson } from '../fieldReaders';
import { unzipSync } from 'fflate';
import { parse } from 'papaparse';

/** A table of cells that are not interpreted yet, as a file or the clipboard holds it. */
export interface DataTable {
  /** Name of its format: "CSV", "JSON". */
  readonly format: string;
  /** Names of the columns; absent where none are given. */
  readonly names?: readonly string[] | undefined;
  readonly rows: readonly TableRow[];
  /** Rows that are no data: titles above the names. */
  readonly skipped: readonly number[];
}
export interface TableRow {
  /** Its number in the source, from 1, as a spreadsheet counts. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** Formats of separated text; the first of those that fit best is taken. */
const separators: readonly { readonly format: string; readonly delimiter: string | RegExp }[] = [
  { format: 'TSV', delimiter: '\t' },
  { format: 'semicolon-separated text', delimiter: ';' },
  { format: 'text separated by |', delimiter: '|' },
  { format: 'text separated by spaces', delimiter: /\s+/ },
  { format: 'CSV', delimiter: ',' },
];
/** The refusal of a text that is no table. */
export const NO_ROWS = 'It has no rows of two numbers and a label';
/** Lines from which the separator is derived. */
const LINES_TRIED = 200;

/** A number as text, whichever its decimal sign. */
const NUMBER = /^\s*[-+−–]?\s*(\d[\d.,]*|[.,]\d+)(e[-+−]?\d+)?\s*$/i;
export const looksNumeric = (cell: string): boolean => NUMBER.test(cell) && !/[.,]\s*$/.test(cell.replace(/\.\s*$/, ''));
const numericCells = (cells: readonly string[]): number => cells.filter(looksNumeric).length;

/** The table in a text: JSON, or lines of cells with any of the usual separators. Throws one sentence where there is none. */
export function tableOfText(text: string): DataTable {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (plain.trim() === '') throw new Error('There is nothing to read');
  return /^\s*[[{]/.test(plain) ? tableOfJson(plain) : tableOfLines(plain);
}

/** A table whose cells are known already: those of a table in HTML. */
export function tableOfCells(format: string, cells: readonly (readonly string[])[]): DataTable {
  return withNames(
    format,
    cells.map((row, i) => ({ row: i + 1, cells: row.map((cell) => cell.trim()) })),
  );
}

function tableOfLines(text: string): DataTable {
  const sample = text.split('\n', LINES_TRIED).join('\n');
  const scores = separators.map(({ delimiter }) => split(sample, delimiter).filter((cells) => cells.length > 2 && numericCells(cells) > 1).length);
  const best = Math.max(...scores);
  const chosen = separators[scores.indexOf(best)];
  if (best === 0 || !chosen) {
    const pairs = separators.some(({ delimiter }) => split(sample, delimiter).some((cells) => numericCells(cells) > 1));
    throw new Error(pairs ? 'Its rows have two columns; a point needs two numbers and a label' : NO_ROWS);
  }
  const rows = split(text, chosen.delimiter).map((cells, i) => ({ row: i + 1, cells }));
  const table = withNames(chosen.format, rows);
  if (chosen.delimiter === ',') refuseAmbiguousCommas(table);
  return table;
}

/** The cells of every line, trimmed. Throws where a quote is not closed. */
function split(text: string, delimiter: string | RegExp): string[][] {
  if (typeof delimiter !== 'string') return text.split('\n').map((line) => line.trim().split(delimiter));
  const { data, errors } = parse<string[]>(text, { delimiter, newline: '\n' });
  const open = errors.find(({ type, code }) => type === 'Quotes' && code === 'MissingQuotes');
  if (open && text.split('\n').length < LINES_TRIED) throw new Error(`Row ${(open.row ?? 0) + 1}: a quote is not closed`);
  for (const cells of data) cells.forEach((cell, at) => (cells[at] = cell.trim()));
  return data;
}

/** Parts names and titles from the data: lines of comments (#), and what stands above the first row with two numbers. */
function withNames(format: string, all: readonly TableRow[]): DataTable {
  const rows = all.filter(({ cells }) => cells.some((cell) => cell !== '') && !cells[0]?.startsWith('#'));
  const first = rows.findIndex(({ cells }) => numericCells(cells) > 1);
  if (first < 0) throw new Error(NO_ROWS);
  const width = rows[first]?.cells.length ?? 0;
  const comment = all.findLast(({ row, cells }) => row < (rows[first]?.row ?? 0) && cells[0]?.startsWith('#'))?.cells.join(' ');
  const inComment = comment?.replace(/^#+\s*/, '').split(/[\s,;|]+/);
  const names = first > 0 ? rows[first - 1]?.cells : inComment?.length === width ? inComment : undefined;
  return { format, names, rows: rows.slice(first), skipped: rows.slice(0, Math.max(0, first - 1)).map(({ row }) => row) };
}

/** Refuses whole numbers between commas that may as well be three numbers with decimal commas. */
function refuseAmbiguousCommas({ rows, names }: DataTable): void {
  const lengths = new Set(rows.map(({ cells }) => cells.length));
  const several = lengths.size > 1 || (lengths.has(5) && names?.length !== 5);
  const [first] = rows;
  if (!first || !several || ![...lengths].every((length) => length >= 3 && length <= 5)) return;
  if (rows.every(({ cells }) => cells.every((cell) => /^[-+−]?\d*$/.test(cell))))
    throw new Error(
      `Row ${first.row}: the commas of ${formatValue(first.cells.join(','))} may be decimal signs or part columns; part columns by tabs or semicolons`,
    );
}

const cellOf = (value: unknown): string => (typeof value === 'string' ? value : value === null || value === undefined ? '' : formatValue(value));
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);

/** Keys of JSON whose value is a list of inputs, and of labels. */
const INPUT_KEYS = ['points', 'data', 'X', 'x', 'inputs'];
const LABEL_KEYS = ['y', 'Y', 'labels', 'label', 'target', 'targets', 'class'];

/** The table in JSON: a list of lists or of objects, or an object of columns, or of inputs and labels. */
function tableOfJson(text: string): DataTable {
  let whole: unknown;
  try {
    whole = parseJson(text.replace(NON_FINITE, (match) => (match.startsWith('"') ? match : 'null')));
  } catch (error) {
    throw new Error(oneLine(`It is not JSON (${error instanceof Error ? error.message : 'unreadable'})`), { cause: error });
  }
  const list = isList(whole) ? whole : isObject(whole) ? listOf(whole) : undefined;
  if (!list || list.length === 0) throw new Error('Its JSON has no list of points');
  const first = list[0];
  const names = isObject(first) ? Object.keys(first).flatMap((key) => namesOf(key, first[key])) : undefined;
  const keys = isObject(first) ? Object.keys(first) : [];
  const cells = (item: unknown): readonly string[] =>
    isList(item) ? item.flat().map(cellOf) : isObject(item) ? keys.flatMap((key) => [item[key]].flat().map(cellOf)) : [cellOf(item)];
  return { format: 'JSON', names, rows: list.map((item, i) => ({ row: i + 1, cells: cells(item) })), skipped: [] };
}

const namesOf = (key: string, value: unknown): string[] => (Array.isArray(value) ? value.map((_, k) => `${key}${k + 1}`) : [key]);

/** The rows of an object of JSON; undefined where it has no lists. */
function listOf(whole: Readonly<Record<string, unknown>>): readonly unknown[] | undefined {
  const listAt = (keys: readonly string[]) => keys.map((key) => whole[key]).find(isList);
  const [inputs, labels] = [listAt(INPUT_KEYS), listAt(LABEL_KEYS)];
  if (inputs && labels && inputs.every(isList)) return inputs.map((input, i) => [...input, labels[i]]);
  if (inputs && inputs.length > 0 && inputs.every((item) => typeof item === 'object')) return inputs;
  const columns = Object.entries(whole).filter((entry): entry is [string, readonly unknown[]] => isList(entry[1]));
  const height = Math.max(0, ...columns.map(([, values]) => values.length));
  if (columns.length < 3) return undefined;
  return Array.from({ length: height }, (_, i) => Object.fromEntries(columns.map(([name, values]) => [name, values[i]])));
}

/** Greatest decompressed size in bytes of an archive of points. */
const MAX_ARCHIVE_BYTES = 50e6;

/** The table in an .npy file, or in the arrays of an .npz, side by side; undefined for other bytes. Throws one sentence. */
export function tableOfArrays(bytes: Uint8Array): DataTable | undefined {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
  if (!isNpy(bytes) && !isZip) return undefined;
  if (!isZip) return tableOfBlocks('NumPy array', [{ name: 'Its array', rows: readNpyRows('Its array', bytes) }]);
  let size = 0;
  const files = unzipSync(bytes, { filter: ({ name, originalSize }) => name.endsWith('.npy') && (size += originalSize) <= MAX_ARCHIVE_BYTES });
  if (size > MAX_ARCHIVE_BYTES) throw new Error(`Its arrays have ${Math.round(size / 1e6)} MB; at most ${MAX_ARCHIVE_BYTES / 1e6} MB are read`);
  const blocks = Object.entries(files).map(([file, entry]) => {
    const name = file.slice(0, -'.npy'.length);
    return { name, rows: readNpyRows(name, entry) };
  });
  return blocks.length === 0 ? undefined : tableOfBlocks('NumPy archive', blocks);
}

function tableOfBlocks(format: string, blocks: readonly { readonly name: string; readonly rows: readonly (readonly number[])[] }[]): DataTable {
  const height = blocks[0]?.rows.length ?? 0;
  const other = blocks.find(({ rows }) => rows.length !== height);
  if (other) throw new Error(`Its array ${other.name} has ${other.rows.length} rows, ${blocks[0]?.name ?? ''} has ${height}`);
  const names = blocks.flatMap(({ name, rows: [first = []] }) => (first.length === 1 ? [name] : first.map((_, k) => `${name}${k + 1}`)));
  if (names.length < 3)
    throw new Error(`It has ${names.length === 1 ? 'one column' : `${names.length} columns`}; a point needs two numbers and a label`);
  const rows = Array.from({ length: height }, (_, i) => ({ row: i + 1, cells: blocks.flatMap(({ rows: values }) => (values[i] ?? []).map(String)) }));
  return { format, names: blocks.length > 1 ? names : undefined, rows, skipped: [] };
}
