import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { csvOf } from '../../src/exports/surface/csv';
import { documentIn } from '../../src/exports/openFile';
import { npzOf } from '../../src/exports/surface/npz';
import { svgOf } from '../../src/exports/base/pictures';
import { crc32, embedInPng } from '../../src/exports/base/pngText';
import { documents } from '../documents/sampleDocuments';
import { squareLoss } from '../figures/scenes';
import fc from 'fast-check';
import { gzipSync, unzipSync, zipSync, zlibSync } from 'fflate';
import { unparse } from 'papaparse';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const found = (file: Uint8Array): unknown => JSON.parse(documentIn(file) ?? 'null');
const utf16 = (text: string, little: boolean): Uint8Array => {
  const out = new DataView(new ArrayBuffer(2 * text.length));
  for (let k = 0; k < text.length; k += 1) out.setUint16(2 * k, text.charCodeAt(k), little);
  return new Uint8Array(out.buffer);
};

/** Cells of a line as Excel and Python's csv read it: a quote opens a quoted part at the start of a cell only, and what follows the part is taken as it is. */
function cellsOf(line: string): string[] {
  const cells: string[] = [];
  for (let rest = line; ;) {
    const quoted = rest.startsWith('"') ? (/^"((?:[^"]|"")*)"/.exec(rest) ?? undefined) : undefined;
    const tail = rest.slice(quoted?.[0].length ?? 0);
    const stop = tail.indexOf(',');
    cells.push((quoted?.[1] ?? '').replaceAll('""', '"') + (stop < 0 ? tail : tail.slice(0, stop)));
    if (stop < 0) return cells;
    rest = tail.slice(stop + 1);
  }
}

test.each(['elementtree.svg', 'inkscape.svg', 'excel.csv', 'text.png'])('a file that another program wrote opens: %s', (name) => {
  expect(found(readFileSync(`tests/data/exports/${name}`))).toMatchObject({ smoothscape: 1, kind: 'surface', points: [{ x: [1, 1], y: 1 }] });
});

/** A text chunk of a PNG in front of its pixels. */
function withChunk(type: string, data: Uint8Array): Uint8Array {
  const png = readFileSync('tests/data/exports/text.png');
  const body = new Uint8Array([...bytes(type), ...data]);
  const chunk = new Uint8Array(body.length + 8);
  new DataView(chunk.buffer).setUint32(0, data.length);
  chunk.set(body, 4);
  new DataView(chunk.buffer).setUint32(body.length + 4, crc32(body));
  return new Uint8Array([...png.subarray(0, 33), ...chunk, ...png.subarray(33)]);
}

describe('any document, whatever another program made of its file', () => {
  const everyDocument = (check: (document: object, json: string) => void): void =>
    fc.assert(
      fc.property(documents, (document) => {
        const json = JSON.stringify(document);
        check(JSON.parse(json) as object, json);
      }),
      { numRuns: 25 },
    );

  test('text chunks of PNG: tEXt, zTXt, iTXt packed or not, under another keyword', () =>
    everyDocument((document, json) => {
      const plain = bytes(json);
      const packed = zlibSync(plain);
      for (const [type, data] of [
        ['tEXt', [...bytes('smoothscape\0'), ...plain]],
        ['zTXt', [...bytes('smoothscape\0\0'), ...packed]],
        ['iTXt', [...bytes('smoothscape\0\0\0en\0Figur\0'), ...plain]],
        ['iTXt', [...bytes('smoothscape\0\x01\0\0\0'), ...packed]],
      ] as const)
        expect(found(withChunk(type, Uint8Array.from(data)))).toEqual(document);
    }));

  test('SVG: other prefixes, entities, CDATA, an editor’s elements beside it, or no metadata at all; UTF-16', () =>
    everyDocument((document, json) => {
      const svg = new TextDecoder().decode(
        svgOf({ title: 'A & B', draw: () => [], document, provenance: [] }, { width: 90, height: 60, scale: 1, dark: false }),
      );
      const bare = svg.replace(/ data-smoothscape="[^"]*"/, '');
      const metadata = /<metadata>([\s\S]*)<\/metadata>/.exec(bare)?.[1] ?? '';
      const numeric = Array.from(json, (sign) => `&#x${(sign.codePointAt(0) ?? 0).toString(16)};`).join('');
      const variants = [
        svg.replace(/<metadata>[\s\S]*<\/metadata>/, ''),
        bare,
        bare.replace(/<(\/?)(svg|metadata|title)/g, '<$1s:$2').replace('xmlns=', 'xmlns:s='),
        bare.replace(metadata, () => numeric),
        ...(json.includes(']]>') ? [] : [bare.replace(metadata, () => `<![CDATA[${json}]]>`)]),
        bare.replace('<metadata>', "<metadata\n  id='m1'>\n").replace('</metadata>', '<r:RDF xmlns:r="r"><r:li>text</r:li></r:RDF></metadata>'),
        bare.replace('<svg', '<!DOCTYPE svg [<!ENTITY q "&#34;">]>\n<svg').replace(metadata, () => metadata.replaceAll('&quot;', '&q;')),
      ];
      for (const variant of variants) expect(found(bytes(variant))).toEqual(document);
      expect(found(Uint8Array.from([0xff, 0xfe, ...utf16(bare, true)]))).toEqual(document);
      expect(found(Uint8Array.from([0xfe, 0xff, ...utf16(bare, false)]))).toEqual(document);
      expect(found(gzipSync(bytes(svg)))).toEqual(document);
    }));

  test('tables: cells split and quoted by a spreadsheet, other separators, line ends and encodings', () =>
    everyDocument((document) => {
      const csv = new TextDecoder().decode(csvOf({ ...surfaceDefaults, ...document }, squareLoss(3), '1'));
      const whole = JSON.parse(JSON.stringify({ ...surfaceDefaults, ...document })) as object;
      fc.pre(!/,"[,}\]]/.test(JSON.stringify(whole))); // the quote after a string that ends in a comma begins a cell, and is lost
      const rows = csv.split('\n').map(cellsOf);
      const wide = Math.max(...rows.map((row) => row.length));
      const padded = rows.map((row) => [...row, ...Array.from({ length: wide - row.length }, () => '')]);
      expect(found(bytes(csv.replaceAll('\n', '\r\n')))).toEqual(whole);
      expect(found(bytes(`\uFEFF${unparse(padded)}`))).toEqual(whole);
      expect(found(Uint8Array.from([0xff, 0xfe, ...utf16(unparse(padded, { delimiter: '\t' }), true)]))).toEqual(whole);
      expect(found(bytes(unparse(csv.split('\n').map((line) => [line]), { delimiter: ';' })))).toEqual(whole); // prettier-ignore
    }));

  test('archives: in a folder, as NumPy writes them again, of several panes, of figures', () =>
    everyDocument((document, json) => {
      expect(found(zipSync({ 'figure/document.json': bytes(json) }))).toEqual(document);
      expect(found(zipSync({ 'a.txt': bytes('x'), 'figure.png': embedInPng(readFileSync('tests/data/exports/text.png'), json) }))).toEqual(document);
      const text = bytes(json);
      const header = `{'descr': '|S${text.length}', 'fortran_order': False, 'shape': (), }`.padEnd(117) + '\n';
      const npy = Uint8Array.from([0x93, ...bytes('NUMPY'), 1, 0, header.length, 0, ...bytes(header), ...text]);
      const { 'document.json': _own, ...arrays } = unzipSync(npzOf(surfaceDefaults, squareLoss(3)));
      expect(found(zipSync({ ...arrays, 'document.json.npy': npy }))).toEqual(document);
    }));

  test('an archive of panes alone opens as their comparison', () => {
    const pane = (norm: 'inf' | 2) => csvOf({ ...surfaceDefaults, attack: { ...surfaceDefaults.attack, norm } }, squareLoss(3), '1');
    const opened = found(zipSync({ 'surface.A.csv': pane(2), 'surface.B.csv': pane('inf') }));
    expect(opened).toMatchObject({ kind: 'surface', panes: [{ attack: { norm: 2 } }, { attack: { norm: 'inf' } }] });
  });
});

test('truncated or foreign files carry no document and throw nothing', () => {
  const file = zipSync({ 'document.json': bytes(JSON.stringify(surfaceDefaults)) });
  for (let length = 0; length < file.length; length += 7) expect(() => documentIn(file.subarray(0, length))).not.toThrow();
  for (const text of ['<svg><metadata>{"smoothscape":1', '# document: {', 'a,b\n1,2\n']) expect(documentIn(bytes(text))).toBeUndefined();
});
