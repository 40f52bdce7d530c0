import { articlePreset, articleSpecs, cornerDocument, flatDocument, restDocument } from '../../../src/documents/article/articleFigures';
import { trimDocument } from '../../../src/documents/panes';
import { parseDocument } from '../../../src/documents/parseSurface';
import { type PresetId, presets } from '../../../src/documents/surfacePresets';
import { defaultsOf } from '../../../src/math/core/paramSpec';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const ids = Object.keys(presets) as PresetId[];
const between = ({ allowed: { min, max } }: { readonly allowed: { readonly min: number; readonly max: number } }) =>
  fc.double({ min, max, noNaN: true });
const knobs = fc.record({
  epsilon: between(articleSpecs.epsilon),
  turn: between(articleSpecs.turn),
  place: between(articleSpecs.place),
  gamma: between(articleSpecs.gamma),
  length: between(articleSpecs.length),
});
const defaults = defaultsOf(articleSpecs);

test.each(ids)('the article shows %s as the gallery does until a knob moves, and then no longer calls it the figure', (id) => {
  expect(articlePreset(id, defaults)).toEqual(presets[id].document);
  const moved = articlePreset(id, { ...defaults, epsilon: 0.3, gamma: 7 });
  const { attack, smoothing } = presets[id].document;
  const same = attack.norm === 'none' && smoothing.kind === 'none';
  expect(moved.view.figure).toBe(same ? presets[id].document.view.figure : undefined);
  if (attack.norm !== 'none') expect(moved.attack).toEqual({ ...attack, epsilon: 0.3 });
  if (smoothing.kind === 'entropy-sgd') expect(moved.smoothing).toEqual({ ...smoothing, gamma: 7 });
});

test('whatever the knobs say, the figures of the article are valid documents', () => {
  fc.assert(
    fc.property(knobs, fc.constantFrom(...ids), (values, id) => {
      const documents = [
        articlePreset(id, values),
        cornerDocument('inf', values),
        cornerDocument(2, values),
        restDocument(values),
        flatDocument(values),
      ];
      for (const document of documents) expect(parseDocument(trimDocument(document))).toEqual({ ok: true, document });
    }),
  );
});
