import type { SurfaceDocument } from '../../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import { base64Of } from '../../../src/exports/commands/chunkedTransfer';
import { csvOf, shortestText } from '../../../src/exports/surface/csv';
import { documentIn, openFile } from '../../../src/exports/openFile';
import { documentFiles, groupPictures, surfaceFiles, wholePicture } from '../../../src/exports/surface/exportSurface';
import { npzOf } from '../../../src/exports/surface/npz';
import { crc32, embedInPng, textsInPng } from '../../../src/exports/base/pngText';
import type { ShownPane, SurfacePane } from '../../../src/exports/surface/shownPanes';
import { squareLoss } from '../../figures/scenes';
import { unzipSync, zlibSync } from 'fflate';
import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';

const result = squareLoss(9);
const document: SurfaceDocument = {
  ...surfaceDefaults,
  model: { formula: 'z^3/(1+z^2) + 0*(z < 1 ? 1 : 2)' }, // signs that XML must escape
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
  grid: { theta1: [-3, 3], theta2: [-3, 3], n: 9 },
};
const plain: SurfaceDocument = { ...document, model: 'linear' };
const pane: SurfacePane = { part: 'surface', letter: 'A', title: 'Loss surface', kind: 'surface', quantity: 'loss', result, document };
const contour: SurfacePane = { ...pane, part: 'contour', letter: 'B', title: 'Contour', kind: 'contour' };
const options = { width: 1200, height: 900, scale: 1, dark: false, sharedRange: true };
const svgText = async (panes: readonly ShownPane[]): Promise<string> => text(await wholePicture(panes.map((one) => [one]), document, 'svg', options)); // prettier-ignore
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe('CSV', () => {
  const lines = text(csvOf(document, result, '1.2.3')).split('\n');
  const rows = lines.filter((line) => !line.startsWith('#')).slice(1, -1).map((line) => line.split(',')); // prettier-ignore

  test('starts with its recipe on one line each, then the header', () => {
    const recipe = lines.filter((line) => line.startsWith('# '));
    expect(lines.indexOf('theta1,theta2,loss,grad1,grad2')).toBe(recipe.length);
    expect(JSON.parse(recipe[0]!.slice('# document: '.length))).toEqual(document);
    expect(recipe).toContain(`# seed: ${document.seed}`);
    expect(recipe).toContain(`# data: sha256 ${createHash('sha256').update(JSON.stringify(document.points)).digest('hex')}`);
    expect(recipe.join('\n')).toMatch(/smoothscape 1\.2\.3[\s\S]*backend: float64[\s\S]*precision: float64[\s\S]*error estimate: 0/);
  });

  test('holds n·n rows, θ₂ outer and θ₁ inner, that read back to the same float64', () => {
    expect(rows).toHaveLength(81);
    rows.forEach(([t1, t2, loss, g1, g2], at) => {
      expect(Number(t1)).toBe(result.grid.x[at % 9]);
      expect(Number(t2)).toBe(result.grid.y[Math.floor(at / 9)]);
      expect(Number(loss)).toBe(result.grid.z[at]);
      expect(g1 === '' ? NaN : Number(g1)).toBe(result.gradient!.g1[at]);
      expect(g2 === '' ? NaN : Number(g2)).toBe(result.gradient!.g2[at]);
    });
  });

  test('leaves a gradient empty where it does not exist', () => {
    const centre = rows[40]!;
    expect(centre.slice(0, 2)).toEqual(['0', '0']);
    expect(centre.slice(3)).toEqual(['', '']);
  });

  test('the shortest text reads back exactly, signed zero included', () => {
    for (const v of [0.1 + 0.2, 1e-300, -5e-324, 1.7976931348623157e308, -0]) expect(Object.is(Number(shortestText(v)), v)).toBe(true);
  });
});

test('pictures name version, seed, SHA-256 of the points, backend and precision beside their document', async () => {
  const hash = createHash('sha256').update(JSON.stringify(plain.points)).digest('hex');
  const svg = text(await wholePicture([[{ ...pane, document: plain }]], plain, 'svg', options));
  const described = /<desc>([^<]*)<\/desc>/.exec(svg)?.[1] ?? '';
  expect(described).toMatch(/^version: smoothscape \d+\.\d+\.\d+; seed: 1; data: sha256 [0-9a-f]{64}; backend: float64; precision: float64$/);
  expect(described).toContain(hash);
  const png = embedInPng(embedInPng(tinyPng(), described, 'Description'), JSON.stringify(plain));
  expect(textsInPng(png)).toEqual([JSON.stringify(plain), described]);
  expect(JSON.parse(documentIn(png) ?? '')).toEqual(plain);
});

test('NPZ holds little-endian float64 arrays with their shapes, and the document', () => {
  const entries = unzipSync(npzOf(document, result));
  const read = (name: string): { shape: string; values: Float64Array } => {
    const bytes = entries[name]!;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    expect(text(bytes.subarray(1, 6))).toBe('NUMPY');
    const start = 10 + view.getUint16(8, true);
    expect(start % 64).toBe(0);
    const header = text(bytes.subarray(10, start));
    expect(header.endsWith('\n')).toBe(true);
    expect(header).toContain("'descr': '<f8', 'fortran_order': False");
    return {
      shape: /'shape': \(([^)]*)\)/.exec(header)![1]!,
      values: Float64Array.from({ length: (bytes.length - start) / 8 }, (_, k) => view.getFloat64(start + 8 * k, true)),
    };
  };
  expect(read('theta1.npy')).toEqual({ shape: '9,', values: result.grid.x });
  expect(read('theta2.npy')).toEqual({ shape: '9,', values: result.grid.y });
  expect(read('loss.npy')).toEqual({ shape: '9, 9', values: result.grid.z });
  expect(read('grad1.npy')).toEqual({ shape: '9, 9', values: result.gradient!.g1 });
  expect(read('grad2.npy')).toEqual({ shape: '9, 9', values: result.gradient!.g2 });
  expect(JSON.parse(text(entries['document.json']!))).toEqual(document);
  expect(npzOf(document, result)).toEqual(npzOf(document, result));
});

/** A 2 × 1 grey PNG, built by hand. */
function tinyPng(): Uint8Array {
  const chunk = (type: string, data: readonly number[]): number[] => {
    const body = [...new TextEncoder().encode(type), ...data];
    const word = (v: number): number[] => [v >>> 24, (v >>> 16) & 255, (v >>> 8) & 255, v & 255];
    return [...word(data.length), ...body, ...word(crc32(Uint8Array.from(body)))];
  };
  const pixels = zlibSync(Uint8Array.of(0, 17, 200));
  return Uint8Array.from([
    ...[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    ...chunk('IHDR', [0, 0, 0, 2, 0, 0, 0, 1, 8, 0, 0, 0, 0]),
    ...chunk('IDAT', [...pixels]),
    ...chunk('IEND', []),
  ]);
}

describe('PNG', () => {
  test('CRC-32 of IEND is the one in every PNG', () => expect(crc32(new TextEncoder().encode('IEND'))).toBe(0xae426082));

  test('carries any text beside unchanged pixels, in chunks that are whole', () => {
    const words = 'θ₁ “ε” \u{1F600} <&>';
    const bytes = embedInPng(tinyPng(), words);
    expect(textsInPng(bytes)).toEqual([words]);
    const view = new DataView(bytes.buffer);
    const types: string[] = [];
    for (let at = 8; at < bytes.length;) {
      const length = view.getUint32(at);
      types.push(text(bytes.subarray(at + 4, at + 8)));
      expect(view.getUint32(at + 8 + length)).toBe(crc32(bytes.subarray(at + 4, at + 8 + length)));
      at += 12 + length;
    }
    expect(types).toEqual(['IHDR', 'iTXt', 'IDAT', 'IEND']);
  });

  test('without a document it is refused in one sentence that names the file', async () => {
    const parsed = await openFile(new File([new Uint8Array(tinyPng())], 'holiday.png'));
    expect(parsed.ok).toBe(false);
    if (!parsed.ok) expect(parsed.problems.map(({ message }) => message)).toEqual(['“holiday.png” carries no Smoothscape document']);
  });

  test('a truncated or damaged PNG yields no document and no exception', () => {
    const bytes = embedInPng(tinyPng(), 'text');
    for (let length = 0; length < bytes.length; length += 1) expect(['text', undefined]).toContain(textsInPng(bytes.subarray(0, length))[0]);
  });
});

describe('SVG', () => {
  test('is well-formed: every tag closes, every sign is escaped', async () => {
    const drawn = await svgText([pane, contour]);
    const open: string[] = [];
    const rest = drawn
      .replace(/<\?xml[^>]*\?>/, '')
      .replace(/<(\/?)([a-zA-Z]+)((?:\s+[a-zA-Z-]+="[^"<]*")*)\s*(\/?)>/g, (_, closing: string, name: string, __: string, alone: string) => {
        if (closing) expect(open.pop()).toBe(name);
        else if (!alone) open.push(name);
        return '';
      });
    expect(open).toEqual([]);
    expect(rest).not.toMatch(/[<>]/);
    expect(rest).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/);
    expect(drawn).not.toContain('NaN');
  });

  test('contains paths, no bitmap, and stays small for a large lattice', async () => {
    expect(await svgText([pane, contour])).not.toContain('<image');
    const large = await svgText([{ ...pane, result: squareLoss(401) }]);
    expect(large.split('<path').length).toBeLessThan(11_500);
    expect(large.length).toBeLessThan(500e3);
  });

  test('has ids of its own: those of another file are others', async () => {
    const idsIn = (svg: string): string[] => [...svg.matchAll(/\bid="([^"]+)"/g)].map(([, id]) => id ?? '');
    const [first, second] = [idsIn(await svgText([pane])), idsIn(await svgText([contour]))];
    expect(first.length * second.length).toBeGreaterThan(0);
    expect(new Set([...first, ...second]).size).toBe(first.length + second.length);
  });

  test('a cut is drawn as curves', async () => {
    const cut: ShownPane = {
      part: 'cut',
      letter: 'C',
      title: 'Cut',
      kind: 'cut',
      results: [result],
      names: ['L∞'],
      cursor: [1, 1],
      along: 'theta2',
      smoothed: false,
    };
    expect(await svgText([cut])).toContain('<path');
  });
});

describe('exported files contain their document', () => {
  const own: SurfacePane = { ...pane, document: plain };
  test.each(['csv', 'npz', 'svg', 'json'] as const)('%s', async (format) => {
    const bytes =
      format === 'svg'
        ? await wholePicture([[own]], plain, 'svg', options)
        : (format === 'json' ? documentFiles(plain) : await surfaceFiles([[own]], plain, format, options)).find(({ suffix }) => suffix === '')!.bytes;
    expect(JSON.parse(documentIn(bytes)!)).toEqual(plain);
    const parsed = await openFile(new File([new Uint8Array(bytes)], `renamed.${format === 'csv' ? 'txt' : 'bin'}`));
    expect(parsed).toEqual({ ok: true, document: plain });
  });

  test('png', () => expect(JSON.parse(documentIn(embedInPng(tinyPng(), JSON.stringify(plain)))!)).toEqual(plain));

  test('panes are lettered, each with its own document, the second row beside them', async () => {
    const whole: SurfaceDocument = { ...plain, panes: [{ title: 'one' }, { attack: { norm: 2 } }] };
    const groups: ShownPane[][] = ['A', 'B'].map((letter) => [
      { ...own, letter },
      { ...own, letter: `${letter}′`, part: 'second' },
    ]);
    const files = await surfaceFiles(groups, whole, 'csv', options);
    expect(files.map(({ suffix }) => suffix)).toEqual(['.A', '.A-smoothed', '.B', '.B-smoothed']);
    for (const { bytes } of files) expect(JSON.parse(documentIn(bytes)!)).toEqual(plain);
    expect(documentFiles(whole)).toHaveLength(3);
    expect((await groupPictures(groups, whole, 'svg', options)).map(({ suffix }) => suffix)).toEqual(['.A', '.B']);
  });

  test('derived values have their own column, and the document of the comparison', async () => {
    const whole: SurfaceDocument = { ...plain, panes: [{}, {}], view: { ...plain.view, second: 'difference' } };
    const difference: SurfacePane = { ...own, part: 'second', letter: 'B′', quantity: 'difference', document: whole };
    const [csv] = await surfaceFiles([[difference]], whole, 'csv', options);
    expect(csv!.suffix).toBe('.B-difference');
    expect(text(csv!.bytes)).toMatch(/\ntheta1,theta2,difference\n-3,-3,[^,\n]+\n/);
    expect(JSON.parse(documentIn(csv!.bytes)!)).toEqual(whole);
  });
});

test.each([
  ['nothing', []],
  ['noise', [1, 2, 3, 250]],
  ['a broken archive', [0x50, 0x4b, 3, 4, 0, 0]],
])('%s is refused, not thrown', async (_, bytes) => {
  const parsed = await openFile(new File([Uint8Array.from(bytes)], 'file'));
  expect(parsed.ok).toBe(false);
});

test('base64 of long bytes is the one of Node', () => {
  const bytes = Uint8Array.from({ length: 100_003 }, (_, k) => (k * 7919) & 255);
  expect(base64Of(bytes)).toBe(Buffer.from(bytes).toString('base64'));
});
