import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { embedKnobs, type EmbedKnob, embedQuery, offeredKnobs, parseEmbed } from '../../src/state/embedAddress';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const names = Object.keys(embedKnobs) as EmbedKnob[];

describe('the query of an embed', () => {
  test('every list of knobs, figure and origin comes back from its query', () => {
    fc.assert(
      fc.property(
        fc.subarray(names),
        fc.constantFrom('surface', 'contour', 'cut', 'inputs'),
        fc.constantFrom(undefined, 'https://a.example', 'http://b:8080'),
        (knobs, figure, origin) => {
          const read = parseEmbed(embedQuery({ knobs, figure, origin }, surfaceDefaults));
          expect(read).toEqual({ knobs, figure, origin, problem: undefined });
        },
      ),
    );
  });

  test.each(['', '?', '?figure=cut', '?embedded'])('“%s” is no embed', (query) => expect(parseEmbed(query)).toBeUndefined());
  test.each(['?embed', '?embed=', '?embed=,'])('“%s” leaves nothing open', (query) =>
    expect(parseEmbed(query)).toMatchObject({ knobs: [], problem: undefined }),
  );

  test.each([
    ['?embed=epsilon,colour', ['epsilon'], 'embed: “colour” is not one of model,'],
    ['?embed=epsilon&figure=film', ['epsilon'], 'figure: “film” is not one of surface,'],
    ['?embed&origin=evil', [], 'origin: “evil” is not an origin'],
    ['?embed&origin=https://a.example/path', [], 'origin: “https://a.example/path” is not an origin'],
  ])('%s says what is wrong and shows the rest', (query, knobs, sentence) => {
    const embed = parseEmbed(query);
    expect(embed?.knobs).toEqual(knobs);
    expect(embed?.problem).toContain(sentence);
  });

  test('an origin that cannot be read lets nobody in', () => expect(parseEmbed('?embed&origin=evil')?.origin).toBe('null'));
});

describe('knobs that are offered', () => {
  const attack = { norm: 'inf', epsilon: 0.5, solver: 'exact' } as const;
  test('ε only under an attack, the strength only of a smoothing', () => {
    expect(offeredKnobs(surfaceDefaults)).not.toContain('epsilon');
    expect(offeredKnobs(surfaceDefaults)).not.toContain('strength');
    expect(offeredKnobs({ ...surfaceDefaults, attack, smoothing: { kind: 'gaussian-mean', sigma: 1 } })).toEqual(names);
  });
  test('none that a pane sets itself', () => {
    const panes = [{ attack: { norm: 2 } }, { grid: { n: 11 } }];
    const offered = offeredKnobs({ ...surfaceDefaults, attack, panes });
    expect(offered).not.toContain('norm');
    expect(offered).not.toContain('range');
    expect(offered).toContain('epsilon');
  });
});
