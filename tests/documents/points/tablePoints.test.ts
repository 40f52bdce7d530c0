import { type DataTable, tableOfArrays, tableOfCells, tableOfText } from '../../../src/documents/points/dataTable';
import { sampledPoints, scaledPoints } from '../../../src/documents/points/pointScaling';
import { type PointReading, readPoints } from '../../../src/documents/points/tablePoints';
import { npyOf } from '../../../src/exports/surface/npz';
import type { Point } from '../../../src/math/core/types';
import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

const read = (text: string): PointReading => readPoints(tableOfText(text));
const lines = (...rows: readonly string[]): string => rows.join('\n');
const point = (a: number, b: number, y: 1 | -1): Point => ({ x: [a, b], y });
const two = [point(0.5, -1.25, 1), point(2, 3, -1)];

describe('formats', () => {
  const tables: readonly (readonly [string, string])[] = [
    ['TSV of a spreadsheet', lines('x1\tx2\tlabel', '0.5\t-1.25\t1', '2\t3\t-1', '')],
    ['TSV with decimal commas', lines('x1\tx2\tlabel', '0,5\t-1,25\t1', '2\t3\t-1')],
    ['CSV of 0 and 1', lines('0.5,-1.25,1', '2,3,0')],
    ['CSV with Windows line ends and a byte-order mark', '\uFEFFx1,x2,y\r\n0.5,-1.25,1\r\n2,3,-1\r\n'],
    ['quoted CSV with decimal commas', lines('"0,5","-1,25","1"', '"2,0","3,0","-1"')],
    ['European CSV', lines('x;y;class', '0,5;-1,25;1', '2;3;0')],
    ['np.savetxt', lines('5.000000000000000000e-01 -1.250000000000000000e+00 1.000000000000000000e+00', '2.0e+00 3.0e+00 -1.0e+00')],
    ['np.savetxt with a header', lines('# a b c', '0.5 -1.25 1', '2 3 -1')],
    ['pandas with its index', lines(',x1,x2,target', '0,0.5,-1.25,1', '1,2,3,0')],
    ['names, label first', lines('name,a,b', 'pos,0.5,-1.25', 'neg,2,3')],
    ['true minus signs', lines('0.5\t−1.25\t+1', '2\t3\t−1')],
    ['JSON rows', '[[0.5, -1.25, 1], [2, 3, -1]]'],
    ['JSON nested rows', '[[[0.5, -1.25], 1], [[2, 3], 0]]'],
    ['JSON of a document', '[{ "x": [0.5, -1.25], "y": 1 }, { "x": [2, 3], "y": -1 }]'],
    ['JSON records', '[{ "a": 0.5, "b": -1.25, "kind": "yes" }, { "a": 2, "b": 3, "kind": "no" }]'],
    ['JSON of inputs and labels', '{ "X": [[0.5, -1.25], [2, 3]], "y": [1, 0] }'],
    ['JSON of columns', '{ "x1": [0.5, 2], "x2": [-1.25, 3], "y": [1, -1] }'],
  ];
  test.each(tables)('%s', (_, text) => {
    expect(read(text)).toMatchObject({ points: two, leftOut: [] });
  });

  test('cells of an HTML table', () => {
    expect(
      readPoints(
        tableOfCells('table', [
          ['a', 'b', 'c'],
          ['0,5', '-1,25', '1'],
          ['2', '3', '0'],
        ]),
      ).points,
    ).toEqual(two);
  });

  test('three columns that all have two values: the last is the label', () => {
    expect(read(lines('0,0,0', '0,1,1', '1,0,1', '1,1,0')).points).toEqual([point(0, 0, -1), point(0, 1, 1), point(1, 0, 1), point(1, 1, -1)]);
  });

  test('a name that stands first in the alphabet is −1, and says so', () => {
    expect(read(lines('1,2,dog', '3,4,cat')).labels).toEqual(['cat', 'dog']);
  });
});

/** Points whose labels are of both kinds. */
const anyPoints = fc
  .array(
    fc.record({
      x: fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true })),
      y: fc.constantFrom<1 | -1>(1, -1),
    }),
    {
      minLength: 1,
      maxLength: 30,
    },
  )
  .map((points): Point[] => [...points.map(({ x, y }) => ({ x: [x[0] + 0.5, x[1] + 0.5] as const, y })), point(0.25, 1.5, 1), point(0.5, 1.25, -1)]);

const cellsOf = (points: readonly Point[]) => points.map(({ x, y }) => [...x, y]);
const joined =
  (separator: string, decimal = '.') =>
  (points: readonly Point[]) =>
    tableOfText(
      cellsOf(points)
        .map((row) => row.map((value) => String(value).replace('.', decimal)).join(separator))
        .join('\n'),
    );
const flat = (points: readonly Point[]): Float64Array => Float64Array.from(cellsOf(points).flat());
const writers: Readonly<Record<string, (points: readonly Point[]) => DataTable | undefined>> = {
  TSV: joined('\t'),
  'TSV with commas': joined('\t', ','),
  CSV: joined(','),
  'semicolons and commas': joined(';', ','),
  spaces: joined(' '),
  JSON: (points) => tableOfText(JSON.stringify(points)),
  npy: (points) => tableOfArrays(npyOf(flat(points), [points.length, 3])),
  npz: (points) =>
    tableOfArrays(
      zipSync({
        'X.npy': npyOf(Float64Array.from(points.flatMap(({ x }) => x)), [points.length, 2]),
        'y.npy': npyOf(
          Float64Array.from(points, ({ y }) => y),
          [points.length],
        ),
      }),
    ),
};

test.each(Object.entries(writers))('what is written as %s is read back to the same floats', (_, write) => {
  fc.assert(
    fc.property(anyPoints, (points) => {
      const table = write(points);
      expect(table && readPoints(table)).toMatchObject({ points, leftOut: [] });
    }),
    { numRuns: 60 },
  );
});

describe('what is not a point is left out, with its row and the reason', () => {
  test('rows of a spreadsheet', () => {
    const { points, leftOut } = read(
      lines('x1\tx2\ty', '1\t2\t1', '1\tabc\t1', '3\tNaN\t-1', '', '4\t\t1', '5\t6\t', '7\t8\t2', '1e999\t1\t1', '9\t1\t-1'),
    );
    expect(points).toEqual([point(1, 2, 1), point(9, 1, -1)]);
    expect(leftOut).toEqual([
      { row: 3, cause: 'x2 is “abc”, which is not a number' },
      { row: 4, cause: 'x2 is “NaN”, which is not a finite number' },
      { row: 6, cause: 'x2 is empty' },
      { row: 7, cause: 'its label, y, is empty' },
      { row: 8, cause: 'its label is “2”, not “-1” or “1”' },
      { row: 9, cause: 'x1 is “1e999”, which is not a finite number' },
    ]);
  });

  test('NaN in JSON, titles above the names', () => {
    expect(read('[[1, 2, 1], [NaN, 2, -1], [3, 4, -1]]').leftOut).toEqual([{ row: 2, cause: 'column 1 is empty' }]);
    expect(read(lines('My data', 'a,b,c', '1,2,1')).leftOut).toEqual([{ row: 1, cause: 'it stands above the names of the columns' }]);
  });
});

describe('what may be read in two ways, or in none, is refused in one sentence', () => {
  const refusals: readonly (readonly [string, string, string])[] = [
    ['thousands or decimals', lines('1,234\t5,678\t1', '2,345\t6,789\t0'), 'Row 1: “1,234” may be 1234 or 1.234; write one of the two'],
    ['both signs', lines('0.5\t1\t1', '0,5\t1\t0'), 'Row 2: “0,5” has a decimal comma, but “0.5” in row 1 has a decimal point'],
    [
      'commas between digits',
      lines('1,5,2,5,1', '3,5,4,5,0'),
      'Row 1: the commas of "1,5,2,5,1" may be decimal signs or part columns; part columns by tabs or semicolons',
    ],
    ['two columns', lines('1,2', '3,4'), 'Its rows have two columns; a point needs two numbers and a label'],
    ['a letter', 'Dear page,', 'It has no rows of two numbers and a label'],
    ['nothing', ' \n', 'There is nothing to read'],
    ['many labels', lines('1,2,a', '3,4,b', '5,6,c', '7,8,d'), 'column 3 has 4 different labels (“a”, “b”, “c”, …); two are needed'],
    ['an open quote', lines('1,2,"a', '3,4,b'), 'Row 1: a quote is not closed'],
    ['no finite row', lines('x,y,label', 'nan,1,1', '1,nan,0'), 'No row is a point: row 2: x is “nan”, which is not a finite number'],
    ['broken JSON', '[[1, 2, 1], [', 'It is not JSON'],
    ['other JSON', '{ "a": 1 }', 'Its JSON has no list of points'],
  ];
  test.each(refusals)('%s', (_, text, sentence) => expect(() => read(text)).toThrow(sentence));

  test('arrays of other shapes', () => {
    expect(() => tableOfArrays(npyOf(new Float64Array(8), [4, 2]))).toThrow('It has 2 columns; a point needs two numbers and a label');
    expect(() => tableOfArrays(npyOf(new Float64Array(8), [2, 2, 2]))).toThrow('Its array has shape [2, 2, 2], which is no table');
    expect(() => tableOfArrays(npyOf(new Float64Array(9), [3, 3]).slice(0, -8))).toThrow('it was cut off');
    const apart = { 'X.npy': npyOf(new Float64Array(8), [4, 2]), 'y.npy': npyOf(new Float64Array(3), [3]) };
    expect(() => tableOfArrays(zipSync(apart))).toThrow('Its array y has 3 rows, X has 4');
    expect(tableOfArrays(new TextEncoder().encode('1,2,1'))).toBeUndefined();
  });

  test('one clear decimal settles the others', () => {
    expect(read(lines('1,234\t0,5\t1', '2,345\t6,789\t0')).points[0]).toEqual(point(1.234, 0.5, 1));
    expect(read(lines('1,234\t0.5\t1', '2\t6\t0')).points[0]).toEqual(point(1234, 0.5, 1));
    expect(read(lines('1.234,5\t0,5\t1', '2\t6\t0')).points[0]).toEqual(point(1234.5, 0.5, 1));
  });
});

test('a million rows are read', () => {
  const text = Array.from({ length: 1e6 }, (_, i) => `${i % 7},${i % 11},${i % 2}`).join('\n');
  expect(read(text).points).toHaveLength(1e6);
});

test('no text makes the reader do anything but read or refuse in one line', () => {
  const piece = fc.constantFrom('1', '-2', '0,5', '1.5', ',', ';', '\t', ' ', '\n', '"', 'a', 'NaN', '[', '{', '}', ']', '#', '1e9', '\u0000');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      try {
        for (const { x, y } of read(pieces.join('')).points) expect([...x.map(Number.isFinite), Math.abs(y)]).toEqual([true, true, 1]);
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect(error).not.toBeInstanceOf(TypeError);
        if (error instanceof Error) expect(error.message).not.toContain('\n');
      }
    }),
  );
});

describe('scaling and sampling', () => {
  const points = [point(0, 5, 1), point(10, 5, -1), point(5, 5, 1)];
  test('fit: each axis from −3 to 3; an axis of equal values at 0', () => {
    expect(scaledPoints(points, 'fit')).toEqual([point(-3, 0, 1), point(3, 0, -1), point(0, 0, 1)]);
  });
  test('standardise: mean 0 and deviation 1, for the largest floats too', () => {
    const side = Number(Math.sqrt(1.5).toFixed(6));
    expect(scaledPoints(points, 'standardise')).toEqual([point(-side, 0, 1), point(side, 0, -1), point(0, 0, 1)]);
    expect(scaledPoints([point(-1.7e308, 1, 1), point(1.7e308, 2, 1)], 'standardise').map(({ x }) => x[0])).toEqual([-1, 1]);
    expect(scaledPoints([point(-1.7e308, 1, 1), point(1.7e308, 2, 1)], 'fit').map(({ x }) => x[0])).toEqual([-3, 3]);
  });
  test('a sample is drawn by seed, without repetition, in order', () => {
    const many = Array.from({ length: 1000 }, (_, i) => point(i, 0, 1));
    const [once, again, other] = [sampledPoints(many, 200, 4), sampledPoints(many, 200, 4), sampledPoints(many, 200, 5)];
    expect(once).toEqual(again);
    expect(once).not.toEqual(other);
    const places = once.map(({ x }) => x[0]);
    expect(new Set(places).size).toBe(200);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(sampledPoints(points, 200, 4)).toBe(points);
  });
});
