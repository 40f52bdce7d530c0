import { parseTrainings } from '../../src/documents/parseTraining';
import { presets } from '../../src/documents/surfacePresets';
import type { TrainingDocument } from '../../src/documents/trainingDocument';
import { trainingPresets } from '../../src/documents/trainingPresets';
import { fromHash, isFirstPlan, parsePlan, toTrainHash } from '../../src/state/addressHash';
import { createTrainingPlan, documentsOf, firstPlan, recipeOf } from '../../src/state/trainingPlan';
import { deflateSync, strFromU8, strToU8 } from 'fflate';
import { expect, test } from 'vitest';

const packed = (json: unknown): string =>
  `#train/${btoa(strFromU8(deflateSync(strToU8(JSON.stringify(json))), true))
    .replace(/\+/g, '-')
    .replace(/\//g, '_')
    .replace(/=+$/, '')}`;
const tiny = { kind: 'training', data: { source: 'shapes', train: 64, test: 20 }, evaluate: { count: 20 }, epochs: 2 };

/** A plan with every row of the tables, some of them off. */
function everyRow() {
  const plan = createTrainingPlan();
  Object.values(trainingPresets).forEach((preset) => plan.add(recipeOf(preset.document), preset));
  plan.setShared({
    epochs: 7,
    seeds: [3, 4],
    data: { source: 'shapes', train: 90, test: 30 },
    evaluate: { ...plan.store.getState().shared.evaluate, every: 2, steps: 3, count: 30 },
  });
  plan.setEnabled(0, false);
  plan.setEnabled(7, false);
  plan.choose(3);
  return plan.store.getState();
}

test('the initial plan has an empty address', () => {
  expect(toTrainHash(firstPlan())).toBe('#train');
  expect(isFirstPlan(firstPlan())).toBe(true);
});

test('plan → address → plan: the same documents, the same rows of the tables, the same choice', () => {
  const plan = everyRow();
  const hash = toTrainHash(plan);
  const read = fromHash(hash ?? '');
  expect(read).toMatchObject({ tab: 'train', plan: { chosen: 3 } });
  if (!read.plan) throw new Error('no plan');
  expect(documentsOf(read.plan)).toEqual(documentsOf(plan).flatMap(parsed));
  expect(read.plan.entries.map(({ enabled, preset }) => [enabled, preset?.title])).toEqual(
    plan.entries.map(({ enabled, preset }) => [enabled, preset?.title]),
  );
  expect(toTrainHash(read.plan)).toBe(hash);
  expect(read.document).toBeUndefined();
});

function parsed(raw: unknown): readonly TrainingDocument[] {
  const read = parseTrainings(raw);
  return read.ok ? read.documents : [];
}

test('the other tabs keep their surface through a reload of this one', () => {
  const { document } = presets['figure-4c'];
  expect(fromHash(toTrainHash(firstPlan(), document) ?? '').document).toEqual(document);
});

test('a plan with a wrong value has no address', () => {
  const plan = createTrainingPlan();
  plan.setShared({ evaluate: { ...plan.store.getState().shared.evaluate, count: 10_000 } });
  expect(toTrainHash(plan.store.getState())).toBeUndefined();
});

test('an address may hold a training document, or a list of them', () => {
  expect(documentsOf(fromHash(packed(tiny)).plan ?? firstPlan())).toMatchObject([{ epochs: 2, method: 'at' }]);
  expect(documentsOf(fromHash(packed([tiny, { ...tiny, method: 'trades' }])).plan ?? firstPlan())).toMatchObject([
    { method: 'at' },
    { method: 'trades', attack: { beta: 6 } },
  ]);
});

test.each([
  ['a wrong value', { ...tiny, epochs: 0 }, /epochs: 0 is not ≥ 1/],
  ['a wrong value in a list', [tiny, { ...tiny, batch: -1 }], /\[1\]\.batch: -1/],
  ['no method', { kind: 'training-plan', methods: [] }, /a list of 0/],
  ['a choice beyond the list', { kind: 'training-plan', methods: [tiny], chosen: 1 }, /chosen: 1 is not ≤ 0/],
  ['an unknown key', { kind: 'training-plan', methods: [tiny], colour: 1 }, /colour/],
  ['a wrong surface', { kind: 'training-plan', methods: [tiny], surface: { seed: -1 } }, /seed: -1/],
])('%s is refused in a sentence', (_, json, sentence) => {
  const { tab, problem } = fromHash(packed(json));
  expect(tab).toBe('train');
  expect(problem).toMatch(sentence);
  expect(parsePlan(json).ok).toBe(false);
});

test('a surface in an address of this tab is the surface of the other tabs', () => {
  expect(fromHash(packed({ smoothscape: 1, kind: 'surface', seed: 7 }))).toMatchObject({ tab: 'train', document: { seed: 7 } });
});

test('opened documents are enabled; earlier entries stay disabled and are not duplicated', () => {
  const plan = createTrainingPlan();
  const optimiser = plan.store.getState().entries[0]?.recipe.optimiser;
  const documents = parsed([
    { ...tiny, optimiser },
    { ...tiny, method: 'trades', optimiser },
  ]);
  plan.open(documents);
  const { entries, shared } = plan.store.getState();
  expect(documentsOf({ shared, entries })).toEqual(documents);
  expect(entries).toHaveLength(5);
});
