import { trimDocument } from '../../src/documents/panes';
import { parseDocument } from '../../src/documents/parseSurface';
import { methodNames, raceDefaults } from '../../src/documents/parseView';
import { optimisers } from '../../src/math/optimisers';
import { fromHash, toHash } from '../../src/state/addressHash';
import { expect, test } from 'vitest';

const parse = (race: unknown) => parseDocument({ view: { race } });
const problems = (race: unknown): string[] => {
  const parsed = parse(race);
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
};

test('method names are those of the table', () => {
  expect([...methodNames].sort()).toEqual(Object.keys(optimisers).sort());
});

test('missing keys take their defaults', () => {
  const parsed = parse({});
  expect(parsed.ok && parsed.document.view.race).toEqual(raceDefaults);
  expect(parse({ methods: {} })).toMatchObject({ ok: true, document: { view: { race: { methods: {} } } } });
});

test.each([
  [{ steps: 0 }, 'view.race.steps: 0 is not ≥ 1'],
  [{ steps: 2.5 }, 'view.race.steps: 2.5 is not a whole number'],
  [{ seed: -1 }, 'view.race.seed: -1 is not ≥ 0'],
  [{ start: [1] }, 'view.race.start: a list of 1 is not a list of 2 numbers'],
  [{ start: [1, 'a'] }, 'view.race.start[1]: "a" is not a finite number'],
  [{ methods: { sgd: { stepSize: -1 } } }, 'view.race.methods.sgd.stepSize: -1 is not ≥ 0'],
  [{ methods: { 'entropy-sgd': { mean: 'guess' } } }, 'view.race.methods.entropy-sgd.mean: "guess" is not one of "exact", "langevin"'],
  [[], 'view.race: [] is not an object'],
])('%j is refused in one sentence', (race, sentence) => {
  expect(problems(race)).toEqual([sentence]);
});

test('an error on unknown methods and hyperparameters lists the known ones', () => {
  expect(problems({ methods: { lion: {} } })[0]).toMatch(/^view\.race\.methods\.lion: \{\} cannot be set: this is not a key .* sgd, momentum, adam/);
  expect(problems({ methods: { sgd: { rho: 1 } } })[0]).toMatch(/^view\.race\.methods\.sgd\.rho: 1 cannot be set: this is not a key/);
});

test('document → address → document keeps a race', () => {
  const race = { methods: { sgd: { stepSize: 0.5 }, 'entropy-sgd': { mean: 'langevin', gamma: 4 } }, start: [1, -2], steps: 80, seed: 9 };
  const parsed = parse(race);
  if (!parsed.ok) throw new Error('refused');
  expect(parsed.document.view.race).toEqual(race);
  expect(trimDocument(parsed.document)).toMatchObject({ view: { race } });
  expect(fromHash(toHash('lab', parsed.document)).document).toEqual(parsed.document);
});
