import { paneSurfaces, trimDocument } from '../../src/documents/panes';
import { parseDocument, parseText } from '../../src/documents/parseSurface';
import { presets, wholeFigures } from '../../src/documents/surfacePresets';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const problemsOf = (raw: unknown): string[] => {
  const parsed = parseDocument(raw);
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
};

describe('validation of documents', () => {
  test('an empty document has all defaults', () => {
    const parsed = parseDocument({});
    expect(parsed).toEqual({ ok: true, document: surfaceDefaults });
  });

  test.each(['figure2c', 'figure2h'])('the contract’s %s opens', (name) => {
    const parsed = parseText(readFileSync(new URL(`../data/contract/${name}.json`, import.meta.url), 'utf8'));
    expect(parsed.ok && parsed.document.attack).toEqual({ norm: 'inf', epsilon: 0.5, solver: 'exact' });
  });

  test.each<[unknown, RegExp]>([
    [{ attack: { epsilon: -1 } }, /^attack\.epsilon: -1 is not ≥ 0$/],
    [{ attack: { norm: 0.5 } }, /^attack\.norm: 0\.5 is not "none", "inf" or a number ≥ 1$/],
    [{ attack: { norm: null } }, /^attack\.norm: null is not/],
    [{ smoothing: { kind: 'entropy-sgd', gamma: 0 } }, /^smoothing\.gamma: 0 is not > 0$/],
    [{ smoothing: { kind: 'entropy-sgd', gamma: NaN } }, /^smoothing\.gamma: NaN is not a finite number$/],
    [{ smoothing: { kind: 'gaussian-mean', sigma: 0 } }, /^smoothing\.sigma: 0 is not > 0$/],
    [{ smoothing: { kind: 'none', gamma: 1 } }, /^smoothing\.gamma: 1 cannot be set: this is not a key of smoothing/],
    [{ points: [{ x: [1e308, 1], y: 1 }] }, /^points\[0\]\.x\[0\]: 1e\+308 is not ≤ /],
    [{ points: [] }, /^points: a list of 0 is not a list of 1 to 200 points$/],
    [{ points: Array.from({ length: 1e6 }, () => ({ x: [1, 1], y: 1 })) }, /^points: a list of 1000000 is not/],
    [{ points: [{ x: [1, 1], y: 0 }] }, /^points\[0\]\.y: 0 is not one of 1, -1$/],
    [{ points: [{ x: [1, 1] }] }, /^points\[0\]\.y: is missing/],
    [{ grid: { theta1: [3, -3] } }, /^grid\.theta1: \[3,-3\] does not rise$/],
    [{ grid: { theta1: [1000, 1000.0000000000001] } }, /^grid\.theta1: \[1000,1000\.0000000000001\] is too narrow for 101 nodes of float64/],
    [{ grid: { theta2: [0, 1e-300] } }, /^grid\.theta2: \[0,1e-300\] is too narrow/],
    [{ grid: { n: 100000 } }, /^grid\.n: 100000 is not ≤ 801$/],
    [{ grid: { n: 10.5 } }, /^grid\.n: 10\.5 is not a whole number$/],
    [{ model: 'relux' }, /^model: "relux" is not one of linear, swish/],
    [{ model: { formula: 'z +' } }, /^model\.formula: "z \+" is not a formula/],
    [{ model: { formula: '1/z' } }, /^model\.formula: "1\/z" is not finite, or past 1e\+200, at z = 0/],
    [{ model: { formula: 'tan(z)' } }, /^model\.formula: "tan\(z\)" is not finite, or past 1e\+200, at z = /],
    [{ model: { formula: 'sqrt(z)' } }, /^model\.formula: "sqrt\(z\)" is not finite, or past 1e\+200, at z = /],
    [
      { model: { formula: 'exp(exp(z))' }, grid: { theta1: [-9, 9] } },
      /^model\.formula: "exp\(exp\(z\)\)" is not finite, or past 1e\+200, at z = 6\.\d/,
    ],
    [{ model: { formula: 'import({a: 1})' } }, /^model\.formula: "import" is not allowed/],
    [{ model: { formula: 'createUnit("a")' } }, /^model\.formula: "createUnit" is not allowed/],
    [{ model: { formula: 'f(x) = x' } }, /^model\.formula: a function definition is not allowed/],
    [{ model: { formula: 'z = 3' } }, /^model\.formula: an assignment is not allowed/],
    [{ model: { formula: '{a: 1}' } }, /^model\.formula: an object is not allowed/],
    [{ model: { formula: 'z.constructor' } }, /^model\.formula: a dot or an index is not allowed/],
    [{ model: { formula: ' ' } }, /^model\.formula: the formula is empty; write one in z/],
    [{ model: { formula: '# z' } }, /^model\.formula: the formula is empty; write one in z/],
    [{ model: { formula: 'x' } }, /^model\.formula: "x" is not allowed/],
    [{ smoothscape: 99 }, /^smoothscape: 99 is newer/],
    [{ kind: 'film' }, /^kind: "film" is not "surface"$/],
    [{ colour: 1 }, /^colour: 1 cannot be set: this is not a key of a document/],
    [{ 'two\nlines\u2028': 1 }, /^"two\\nlines\\u2028": 1 cannot be set: this is not a key of a document/],
    [{ attack: { ['q'.repeat(5000)]: 1 } }, /^attack\.q{39}…: 1 cannot be set: this is not a key of attack/],
    [{ grid: { '': 1 } }, /^grid\."": 1 cannot be set: this is not a key of grid/],
    [{ seed: -1 }, /^seed: -1 is not ≥ 0$/],
    [{ panes: [{}, { attack: { epsilon: -2 } }] }, /^panes\[1\]\.attack\.epsilon: -2 is not ≥ 0$/],
    [{ view: { colours: 'rainbow' } }, /^view\.colours: "rainbow" is not one of/],
    ['text', /^document: "text" is not an object$/],
    [null, /^document: null is not an object$/],
    [[1], /^document: \[1\] is not an object$/],
  ])('%j is refused in one sentence', (raw, sentence) => {
    const found = problemsOf(raw);
    expect(found.length).toBe(1);
    expect(found[0]).toMatch(sentence);
    expect(found[0]).not.toContain('\n');
  });

  test.each([1e-300, 1e-9, 1e-4])('σ = %d is accepted, as the contract says', (sigma) =>
    expect(problemsOf({ smoothing: { kind: 'gaussian-mean', sigma } })).toEqual([]),
  );

  test('text that is no JSON is refused', () => {
    const parsed = parseText('{ nope');
    expect(parsed.ok ? '' : parsed.problems[0]?.key).toBe('document');
  });

  test('a text that is no JSON is refused in one line, whatever signs it holds', () => {
    const parsed = parseText('{\n"a\nb\u2028\u001b');
    expect(parsed.ok ? '' : parsed.problems[0]?.message).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u);
  });

  test('a byte-order mark is accepted', () => {
    expect(parseText('\uFEFF{}')).toEqual({ ok: true, document: surfaceDefaults });
  });

  test.each([
    ['{"attack": {"epsilon": NaN}}', 'attack.epsilon', '"NaN" is not a finite number'],
    ['{"grid": {"theta1": [-Infinity, 3]}, "model": "linear"}', 'grid.theta1[0]', '"-Infinity" is not a finite number'],
    ['{"model": {"formula": "NaN"}, "seed": NaN}', 'seed', '"NaN" is not a finite number'],
  ])('NaN and infinities, which JSON lacks, are rejected with their key: %s', (text, key, message) => {
    const parsed = parseText(text);
    expect(parsed.ok ? [] : parsed.problems).toContainEqual({ key, message });
  });

  test('a formula that overflows float64 is accepted where the document stays below', () => {
    expect(problemsOf({ model: { formula: 'exp(exp(z))' } })).toEqual([]);
  });

  test('all wrong values are reported together', () => {
    expect(problemsOf({ attack: { epsilon: -1 }, grid: { n: 2 } })).toHaveLength(2);
  });
});

describe('documents and panes', () => {
  const documents = [...Object.values(presets), ...Object.values(wholeFigures)].map(({ document }) => document);
  test.each(documents.map((document) => [document.view.figure, document] as const))('figure %s survives trimming and parsing', (_name, document) => {
    expect(parseDocument(JSON.parse(JSON.stringify(trimDocument(document))))).toEqual({ ok: true, document });
  });

  test('a pane overrides the rest, and a smoothing of another kind replaces the whole smoothing', () => {
    const parsed = parseDocument({
      attack: { norm: 'inf', epsilon: 0.3 },
      smoothing: { kind: 'entropy-sgd', gamma: 4 },
      panes: [{ attack: { norm: 2 } }, { smoothing: { kind: 'none' } }, { smoothing: { gamma: 9 } }, { smoothing: { kind: 'gaussian-mean' } }],
    });
    const surfaces = parsed.ok ? paneSurfaces(parsed.document) : [];
    expect(surfaces.map(({ attack }) => attack.norm)).toEqual([2, 'inf', 'inf', 'inf']);
    expect(surfaces[0]?.attack.epsilon).toBe(0.3);
    expect(surfaces.map(({ smoothing }) => smoothing)).toEqual([
      { kind: 'entropy-sgd', gamma: 4, normalised: true },
      { kind: 'none' },
      { kind: 'entropy-sgd', gamma: 9, normalised: true },
      { kind: 'gaussian-mean', sigma: 1 },
    ]);
    expect(surfaces.some((surface) => 'panes' in surface)).toBe(false);
  });
});
