import { cutSurfaces, paneSurface, pointRequest, surfaceRequest, counterpartOf } from '../../src/state/jobResults';
import { documents } from '../documents/sampleDocuments';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const keys = ['attack', 'grid', 'model', 'points', 'seed', 'smoothing'];

test('a request contains only what its numbers depend on', () => {
  fc.assert(
    fc.property(documents, (document) => {
      expect(Object.keys(surfaceRequest(document, 'auto').surface).sort()).toEqual(keys);
      expect(Object.keys(pointRequest(document, [0, 0]).surface).sort()).toEqual(keys);
      const seen = { ...document, view: { ...document.view, colours: 'viridis' as const, theta: [1, 2] as const } };
      expect(surfaceRequest(seen, 'auto')).toEqual(surfaceRequest(document, 'auto'));
    }),
  );
});

test('a pane overrides the rest of the document', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const count = document.panes?.length ?? 1;
      for (let i = 0; i < count; i += 1) {
        const surface = paneSurface(document, i);
        const pane = document.panes?.[i];
        expect(surface?.seed).toBe(pane?.seed ?? document.seed);
        expect(surface?.model).toEqual(pane?.model ?? document.model);
        expect(surface?.attack.epsilon).toBe(pane?.attack?.epsilon ?? document.attack.epsilon);
      }
      expect(paneSurface(document, count)).toBeUndefined();
    }),
  );
});

test('of a pane and its counterpart exactly one is smoothed, and they differ in nothing else', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const twin = counterpartOf(document, document);
      expect([document.smoothing.kind, twin.smoothing.kind].filter((kind) => kind === 'none')).toHaveLength(1);
      expect({ ...twin, smoothing: document.smoothing }).toEqual(document);
    }),
  );
});

test('a cut is compared with two unsmoothed surfaces that are not itself', () => {
  fc.assert(
    fc.property(documents, (document) => {
      const lines = cutSurfaces(document);
      expect(lines.map(({ slot }) => slot)).toEqual(['cut 1', 'cut 2']);
      for (const { surface } of lines) {
        expect(surface.smoothing.kind).toBe('none');
        expect([surface.attack.norm, surface.smoothing.kind]).not.toEqual([document.attack.norm, document.smoothing.kind]);
      }
    }),
  );
});
