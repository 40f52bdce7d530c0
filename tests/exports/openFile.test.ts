import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { csvOf } from '../../src/exports/surface/csv';
import { npyOf, npzOf } from '../../src/exports/surface/npz';
import { type Opened, openFile } from '../../src/exports/openFile';
import { svgOf } from '../../src/exports/base/pictures';
import { writeSafetensors } from '../../src/nets/models/safetensors';
import { squareLoss } from '../figures/scenes';
import { batchOf, gzip, join, sample, svhnOf, tarOf } from '../nets/import/archives';
import { readdirSync, readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const result = squareLoss(9);
const document: SurfaceDocument = { ...surfaceDefaults, attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' } };
const options = { width: 600, height: 400, scale: 1, dark: false } as const;
const images = sample([3, 1, 4, 1, 5], 1);
const tar = tarOf({ 'train.bin': batchOf(images, 3), 'test.bin': batchOf(images, 3) });

const kindOf = (opened: Opened): string =>
  !opened.ok
    ? 'refused'
    : 'images' in opened
      ? 'images'
      : 'run' in opened
        ? 'run'
        : 'weights' in opened
          ? 'weights'
          : 'table' in opened
            ? 'points'
            : 'document' in opened
              ? 'surface'
              : 'trainings';
const contents: readonly (readonly [what: string, kind: string, bytes: Uint8Array])[] = [
  ['a document', 'surface', bytesOf(JSON.stringify(document))],
  ['a document after a comment', 'surface', bytesOf('\uFEFF\n/* mine */ // too\n{ "seed": 2, }')],
  ['a training document', 'trainings', bytesOf('{ "kind": "training" }')],
  ['training documents', 'trainings', bytesOf('[{ "kind": "training" }]')],
  ['CSV', 'surface', csvOf(document, result, '1')],
  ['NPZ', 'surface', npzOf(document, result)],
  ['SVG', 'surface', svgOf({ title: 'Loss', draw: () => [], document, provenance: [] }, options)],
  ['weights with their document', 'run', writeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }], { smoothscape: '{}' })],
  ['weights made elsewhere', 'weights', writeSafetensors([{ name: 'w', shape: [2], values: Float32Array.of(1, 2) }], { format: 'pt' })],
  ['arrays of NumPy', 'weights', readFileSync('tests/data/weights/numpyCompressed.npz')],
  ['a file of torch.save', 'weights', zipSync({ 'model/data.pkl': new Uint8Array(3) })],
  ['a tar archive', 'images', tar],
  ['a packed archive', 'images', gzip(tar)],
  ['a MAT-file', 'images', svhnOf(images)],
  ['records of CIFAR-10', 'images', batchOf(images)],
  ['records of CIFAR-100', 'images', batchOf(images, 19)],
  ['rows of points', 'points', bytesOf('x1,x2,label\n1,2,cat\n3,4,dog\n')],
  ['a list of points', 'points', bytesOf('[[1, 2, 1], [3, 4, -1]]')],
  ['an array of points', 'points', npyOf(Float64Array.of(1, 2, 1, 3, 4, -1), [2, 3])],
  ['a letter', 'refused', bytesOf('Dear page,')],
  ['a picture', 'refused', join(Uint8Array.of(0xff, 0xd8, 0xff), new Uint8Array(4000))],
];
const names = [
  'a file',
  'a.json',
  'a.txt',
  'a.tar',
  'a.tar (1).gz',
  'a.TGZ',
  'a.mat',
  'a.bin',
  'a.bin.download',
  'a.safetensors',
  'a.csv',
  'a.png',
  'a.',
];

describe('a file is what its bytes say, whatever its name', () => {
  test.each(contents)('%s: %s', async (_, kind, bytes) => {
    for (const name of names) {
      const opened = await openFile(new File([new Uint8Array(bytes)], name));
      const promised = /\.(tar|gz|tgz|mat|bin)$/i.test(name);
      expect(kindOf(opened), name).toBe(kind === 'refused' && promised ? 'images' : kind); // the reader of images then says what is wrong with it
    }
  });

  test.each(['{ "points": [{ "x": [1, 2], "y": 1 }], "attak": 1 }', '[{ "kind": "training", "epoch": 1 }]'])(
    '%s is a document with a wrong key, not points',
    async (text) => expect(await openFile(new File([text], 'a.json'))).toMatchObject({ ok: false }),
  );

  test('an empty one is called so', async () => {
    expect(await openFile(new File([], 'a.json'))).toMatchObject({ ok: false, problems: [{ message: '“a.json” is empty' }] });
  });

  test('one that cannot be read is a sentence', async () => {
    const gone = new File(['{}'], 'gone.json');
    const failing = () => Promise.reject(new DOMException('A requested file or directory could not be found', 'NotFoundError'));
    Object.defineProperty(gone, 'arrayBuffer', { value: failing });
    Object.defineProperty(gone, 'slice', { value: () => ({ arrayBuffer: failing }) });
    await expect(openFile(gone)).rejects.toThrow('gone.json could not be read: it is a folder, was moved, or may not be read.');
  });
});

test('no field of the page takes files by their endings', () => {
  const parts = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
  for (const name of parts) expect(readFileSync(`src/${name}`, 'utf8'), name).not.toMatch(/\baccept=/);
});
