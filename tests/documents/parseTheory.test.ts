import { trimDocument } from '../../src/documents/panes';
import { parseDocument } from '../../src/documents/parseSurface';
import { theoryOf } from '../../src/documents/parseView';
import { benchDefaults } from '../../src/math/theory/options';
import { fromHash, toHash } from '../../src/state/addressHash';
import { expect, test } from 'vitest';

const read = (theory: unknown) => parseDocument({ smoothscape: 1, kind: 'surface', view: { theory } });

test('document → address → document keeps the parameters of the bench', () => {
  const theory = { thetaMin: 0.5, pairs: 2000, seed: 11, search: 'outside', inputs: 1, theta0: [-1, 2.5], flat: 0.5 };
  const parsed = read(theory);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect(parsed.document.view.theory).toEqual(theory);
  expect(trimDocument(parsed.document)['view']).toEqual({ theory: parsed.document.view.theory });
  expect(fromHash(toHash('lab', parsed.document)).document).toEqual(parsed.document);
  const { flat: _flat, ...options } = theory;
  expect(theoryOf(parsed.document.view)).toEqual({ ...benchDefaults, ...options }); // the page's own slider asks nothing anew
});

test('a document without bench keys has the defaults and stays without them', () => {
  const parsed = parseDocument({});
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  expect('theory' in parsed.document.view).toBe(false);
  expect(theoryOf(parsed.document.view)).toEqual(benchDefaults);
});

test.each([
  [{ thetaMin: 0 }, 'view.theory.thetaMin', '0 is not ≥ 0.000001'],
  [{ thetaMin: 'small' }, 'view.theory.thetaMin', '"small" is not a finite number'],
  [{ pairs: 1e9 }, 'view.theory.pairs', '1000000000 is not ≤ 1000000'],
  [{ pairs: 150.5 }, 'view.theory.pairs', '150.5 is not a whole number'],
  [{ seed: -1 }, 'view.theory.seed', '-1 is not ≥ 0'],
  [{ search: 'nowhere' }, 'view.theory.search', '"nowhere" is not one of "inside", "outside", "both"'],
  [{ inputs: 3 }, 'view.theory.inputs', '3 is not one of 1, 2'],
  [{ gamma: 0 }, 'view.theory.gamma', '0 is not > 0'],
  [
    { pair: 7 },
    'view.theory.pair',
    '7 cannot be set: this is not a key of view.theory; the keys are thetaMin, pairs, seed, gamma, alpha, flat, search, inputs, theta0',
  ],
  [{ theta0: [1] }, 'view.theory.theta0', 'a list of 1 is not a list of 2 numbers'],
  [{ theta0: [1, 'far'] }, 'view.theory.theta0[1]', '"far" is not a finite number'],
  [{ theta0: [1, 1e9] }, 'view.theory.theta0[1]', '1000000000 is not ≤ 10000'],
  [{ flat: 0 }, 'view.theory.flat', '0 is not ≥ 0.02'],
  [7, 'view.theory', '7 is not an object'],
])('%j is refused in one sentence', (theory, key, message) => {
  expect(read(theory)).toEqual({ ok: false, problems: [{ key, message }] });
});
