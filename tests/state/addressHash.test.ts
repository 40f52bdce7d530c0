import { presets, wholeFigures } from '../../src/documents/surfacePresets';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { fromHash, toHash } from '../../src/state/addressHash';
import { documents } from '../documents/sampleDocuments';
import fc from 'fast-check';
import { deflateSync, strToU8 } from 'fflate';
import { expect, test } from 'vitest';

test('document → address → document is the identity', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom('gallery' as const, 'lab' as const), (document, tab) => {
      const hash = toHash(tab, document);
      expect(hash).toMatch(/^#(gallery|lab)\/[\w-]*$/);
      expect(fromHash(hash)).toEqual({ tab, document });
    }),
    { numRuns: 150 },
  );
});

test.each(Object.entries({ ...presets, ...wholeFigures }))('%s: document → address → document is the identity', (_, { document }) => {
  expect(fromHash(toHash('lab', document))).toEqual({ tab: 'lab', document });
});

test('only what differs from the defaults is in the address', () => {
  expect(toHash('lab', surfaceDefaults).length).toBeLessThan(60);
  expect(toHash('lab', { ...surfaceDefaults, seed: 7 }).length).toBeLessThan(
    toHash('lab', { ...surfaceDefaults, grid: { ...surfaceDefaults.grid, n: 51 } }).length + 40,
  );
});

test('an address without a document names its tab alone', () => {
  expect(fromHash('')).toEqual({ tab: 'gallery' });
  expect(fromHash('#lab')).toEqual({ tab: 'lab' });
  expect(fromHash('#lab/')).toEqual({ tab: 'lab' });
});

const pack = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

test.each([
  ['letters outside the alphabet', '#lab/@@@'],
  ['bytes that are no deflate stream', '#lab/AAAA'],
  ['half a stream', toHash('lab', presets['figure-4c'].document).slice(0, -6)],
  ['text that is no JSON', `#lab/${pack(deflateSync(strToU8('{"smoothscape":')))}`],
  ['a wrong value', `#lab/${pack(deflateSync(strToU8('{"smoothscape":1,"kind":"surface","attack":{"epsilon":-1}}')))}`],
  ['a version from the future', `#lab/${pack(deflateSync(strToU8('{"smoothscape":99}')))}`],
  ['a gigabyte in a few kilobytes', `#lab/${pack(deflateSync(new Uint8Array(3e7)))}`],
  ['a page that is none', '#nowhere'],
])('%s give one sentence and no document', (_, hash) => {
  const { document, problem } = fromHash(hash);
  expect(document).toBeUndefined();
  expect(problem).toMatch(/^The address .*\.$/);
});

test('arbitrary text never throws', () => {
  fc.assert(
    fc.property(fc.string(), (junk) => {
      expect(() => fromHash(`#lab/${junk}`)).not.toThrow();
      expect(() => fromHash(junk)).not.toThrow();
    }),
  );
});
