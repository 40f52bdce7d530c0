import { paneSurfaces } from '../../../src/documents/panes';
import { parseDocument } from '../../../src/documents/parseSurface';
import { comparisonTitle, paneTitles } from '../../../src/figures/charts/paneTitles';
import { describe, expect, test } from 'vitest';

const one = { x: [1, 1], y: 1 };

function titled(document: object): { readonly titles: readonly string[]; readonly whole: string } {
  const parsed = parseDocument(document);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const surfaces = paneSurfaces(parsed.document);
  return { titles: paneTitles(parsed.document.panes ?? [], surfaces), whole: comparisonTitle(surfaces) };
}

describe('pane titles name all that differs', () => {
  test.each<[what: string, panes: object[], titles: string[], whole: string]>([
    [
      'the norm',
      [{ attack: { norm: 'none' } }, { attack: { norm: 1.501 } }, {}],
      ['Standard', 'L1.501 attack', 'L∞ attack'],
      'One point, same ε: only the norm differs',
    ],
    ['ε', [{ attack: { epsilon: 0.1 } }, { attack: { epsilon: 1 } }], ['ε = 0.1', 'ε = 1'], 'One point, L∞ attack: only ε differs'],
    ['the model', [{ model: 'swish' }, { model: { formula: 'z^2' } }], ['swish', 'φ = z^2'], 'One point, L∞ attack: only the model differs'],
    [
      'the points',
      [{ points: [one] }, { points: [{ ...one, y: -1 }] }],
      ['x = (1, 1), y = +1', 'x = (1, 1), y = −1'],
      '2 panes, L∞ attack: only the points differ',
    ],
    [
      'sets of points',
      [{ points: [one, one] }, { points: [one, { ...one, y: -1 }] }, { points: [one, one, one] }],
      ['2 points, set 1', '2 points, set 2', '3 points'],
      '3 panes, L∞ attack: only the points differ',
    ],
    [
      'smoothing and γ',
      [{ smoothing: { kind: 'entropy-sgd', gamma: 10 } }, { smoothing: { kind: 'entropy-sgd', gamma: 0.5 } }, {}],
      ['EntropySGD, γ = 10', 'EntropySGD, γ = 0.5', 'unsmoothed'],
      'One point, L∞ attack: the smoothing and its strength differ',
    ],
    ['the solver', [{}, { attack: { solver: 'fgsm' } }], ['exact', 'FGSM'], 'One point, L∞ attack: only the solver differs'],
    [
      'the plane',
      [{}, { grid: { theta1: [-1, 2], n: 51 } }],
      ['θ₁ ±3, n = 101', 'θ₁ −1 … 2, n = 51'],
      'One point, L∞ attack: the range of θ₁ and the resolution differ',
    ],
    [
      'ε where one pane has no attack',
      [{ attack: { norm: 'none' } }, {}, { attack: { epsilon: 2 } }],
      ['Standard', 'L∞ attack, ε = 0.5', 'L∞ attack, ε = 2'],
      'One point: the norm and ε differ',
    ],
    ['nothing', [{}, {}], ['L∞ attack', 'L∞ attack'], 'One point, L∞ attack: 2 equal panes'],
    ['a title of its own', [{ title: 'Mine' }, { attack: { epsilon: 1 } }], ['Mine', 'ε = 1'], 'One point, L∞ attack: only ε differs'],
  ])('%s', (_what, panes, titles, whole) => {
    expect(titled({ attack: { norm: 'inf' }, panes })).toEqual({ titles, whole });
  });
});
