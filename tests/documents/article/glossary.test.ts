import { glossary, type GlossaryEntry, knobEntry, withKnob } from '../../../src/documents/article/glossary';
import { trimDocument } from '../../../src/documents/panes';
import { parseDocument } from '../../../src/documents/parseSurface';
import { specs } from '../../../src/documents/surfaceSpecs';
import { solverNames } from '../../../src/math/attack/solvers';
import { Tex } from '../../../src/ui/controls/Tex';
import { createElement } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';

const entries = Object.entries<GlossaryEntry>(glossary);
test('every knob of a surface and every solver has its entry', () => {
  for (const [key, spec] of Object.entries(specs).filter(([key]) => key !== 'theta'))
    expect(
      entries.map(([, entry]) => entry),
      key,
    ).toContain(knobEntry(spec));
  for (const name of solverNames) expect(Object.keys(glossary)).toContain(name);
});

test.each(entries)('%s says one sentence, in TeX that can be set', (_name, { sentence, formula, symbol }) => {
  expect(sentence).toMatch(/^.{20,260}\.$/);
  expect(sentence.split('$').length % 2).toBe(1);
  const pieces = sentence.split('$').filter((_, i) => i % 2 === 1);
  for (const tex of [...pieces, formula ?? '', symbol ?? ''])
    expect(renderToStaticMarkup(createElement(Tex, null, tex)), tex).not.toContain('katex-error');
});

test.each(entries.flatMap(([name, { see }]) => (see ? [[name, see] as const] : [])))(
  'what %s shows is a valid document, from the first value of its knob to the last',
  (_name, { document, moves }) => {
    const documents = moves ? [moves.from, moves.to].map((value) => withKnob(document, moves.knob, value)) : [document];
    for (const one of documents) expect(parseDocument(trimDocument(one))).toEqual({ ok: true, document: one });
    if (moves) expect(documents[0]).not.toEqual(documents[1]);
  },
);
