import { MAX_LESSON_STEPS } from '../../src/documents/lessons/lesson';
import { paperPageIds } from '../../src/documents/paperPages';
import { MAX_PANES, MAX_POINTS } from '../../src/documents/surfaceSpecs';
import { methodNames } from '../../src/documents/parseView';
import { presets } from '../../src/documents/surfacePresets';
import { trainingPresets } from '../../src/documents/trainingPresets';
import { theoremNames } from '../../src/math/theory/catalogue';
import { fromHash, toHash, toTrainHash } from '../../src/state/addressHash';
import { choiceDefaults, MAX_IMAGES, MAX_PROBES, OFFERED_IMAGES, type PageChoices } from '../../src/state/choices';
import { comparisonNames } from '../../src/state/runs/landscapeSubjects';
import { createTrainingPlan, firstPlan, recipeOf } from '../../src/state/trainingPlan';
import { deflateSync, strFromU8, strToU8 } from 'fflate';
import { parseLandscape } from '../../src/documents/parseLandscape';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map((v) => v + 0); // no −0: JSON has none
const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const eye = fc.tuple(number(-3, 3), number(-3, 3), number(-3, 3));
const name = fc.string({ maxLength: 80 });

const landscape = fc.record({ seed: fc.nat(1000), n: fc.integer({ min: 2, max: 201 }) }).map(({ seed, n }) => {
  const parsed = parseLandscape({ kind: 'landscape', seed, grid: { a: [-2, 1], n } });
  return parsed.ok ? parsed.document : undefined;
});

/** Random choices, each over all that it may be; the type names every choice there is. */
const choices: fc.Arbitrary<PageChoices> = fc.record({
  landscape: maybe(landscape),
  landscapeComparison: fc.constantFrom(...comparisonNames),
  landscapeRadius: number(0.01, 1),
  landscapeFigure: fc.constantFrom('surface', 'contour'),
  paper: maybe(fc.constantFrom(...paperPageIds)),
  origin: maybe(fc.constantFrom('own', 'shipped')),
  backend: fc.constantFrom('auto', 'webgpu', 'webgl', 'wasm', 'float64'),
  trainingBackend: fc.constantFrom('auto', 'webgpu', 'webgl', 'wasm'),
  pane: fc.nat(MAX_PANES - 1),
  linked: fc.record({ camera: fc.boolean(), range: fc.boolean(), cursor: fc.boolean() }),
  eyes: maybe(fc.dictionary(fc.nat(MAX_PANES - 1).map(String), eye)),
  probes: fc.array(fc.tuple(number(-1e4, 1e4), number(-1e4, 1e4)), { maxLength: MAX_PROBES }),
  along: fc.constantFrom('theta1', 'theta2'),
  phoneFigure: fc.constantFrom('surface', 'contour', 'input', 'cut'),
  phoneKnobs: fc.constantFrom('attack', 'smoothing', 'model', 'points', 'plane'),
  point: fc.nat(MAX_POINTS - 1),
  inputPoint: fc.nat(MAX_POINTS - 1),
  step: number(0, 5000),
  speed: fc.constantFrom(0.25, 1, 4, 16),
  method: fc.constantFrom(...methodNames),
  paths: fc.constantFrom('surface', 'contour'),
  sweep: fc.record(
    { number: name, ends: fc.tuple(number(-1e9, 1e9), number(-1e9, 1e9)), position: number(0, 1) },
    { requiredKeys: ['number', 'position'] },
  ),
  statement: fc.constantFrom(...theoremNames),
  filter: fc.constantFrom('all', 'broken', 'confirmed', 'breaks-outside', 'corrected', 'does-not-apply'),
  beside: fc.constantFrom('pair', 'maps'),
  side: maybe(fc.constantFrom('inside', 'outside')),
  map: fc.constantFrom('gradient-norm', 'largest-eigenvalue', 'smallest-eigenvalue', 'lipschitz-ratio'),
  theoryPart: fc.constantFrom('statements', 'pair', 'knobs'),
  curve: fc.constantFrom('testRobust', 'testClean', 'trainLoss', 'lr'),
  run: maybe(name),
  images: fc.array(fc.nat(OFFERED_IMAGES - 1), { minLength: 1, maxLength: MAX_IMAGES }),
  lesson: maybe(fc.record({ name, step: fc.nat(MAX_LESSON_STEPS - 1) })),
  article: fc.record({ epsilon: number(0, 0.9), turn: number(-1, 1), place: number(-1.5, 1.5), gamma: number(0.1, 100), length: number(0.1, 3) }),
  ball: maybe(fc.record({ norm: fc.constantFrom<'inf' | 2>('inf', 2), epsilon: number(0, 100) })),
});

const { document } = presets['figure-4a'];
const packed = (tab: string, json: object): string =>
  `#${tab}/${btoa(strFromU8(deflateSync(strToU8(JSON.stringify(json))), true))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')}`;

test('every choice comes back from the address of every tab', () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      const hashes = (['gallery', 'lab', 'theory', 'optimisers'] as const).map((tab) => toHash(tab, document, { choices: chosen }));
      for (const hash of [...hashes, toTrainHash(firstPlan(), document, chosen) ?? ''])
        expect(fromHash(hash)).toMatchObject({ document, choices: chosen });
    }),
  );
});

test('what is chosen to train comes back from the other tabs’ addresses too', () => {
  const plan = createTrainingPlan();
  plan.setShared({ epochs: 7 });
  plan.add(recipeOf(Object.values(trainingPresets)[0]!.document), Object.values(trainingPresets)[0]);
  const address = fromHash(toHash('lab', document, { plan: plan.store.getState() }));
  expect(address.document).toEqual(document);
  expect(address.plan && toTrainHash(address.plan)).toBe(toTrainHash(plan.store.getState()));
});

test('an address in which nothing was chosen beside the document is as it always was', () => {
  expect(toHash('lab', document, { choices: choiceDefaults, plan: firstPlan() })).toBe(toHash('lab', document));
  expect(fromHash(toHash('lab', document))).toEqual({ tab: 'lab', document });
  expect(toTrainHash(firstPlan(), undefined, choiceDefaults)).toBe('#train');
});

test.each([
  [{ along: 'theta3' }, 'page.along: "theta3" is not one of "theta1", "theta2"'],
  [{ linked: { camera: 1 } }, 'page.linked.camera: 1 is not one of true, false'],
  [{ step: -1 }, 'page.step: -1 is not'],
  [{ backend: 'cuda' }, 'page.backend: "cuda"'],
  [{ colour: 'red' }, 'page.colour: "red" cannot be set'],
])('a wrong choice in an address is refused by name: %j', (page, sentence) => {
  for (const [tab, json] of [
    ['lab', { kind: 'surface', page }],
    ['train', { kind: 'training', page }],
  ] as const)
    expect(fromHash(packed(tab, json)).problem).toContain(sentence);
});
