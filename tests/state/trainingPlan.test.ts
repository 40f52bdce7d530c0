import { parseTraining } from '../../src/documents/parseTraining';
import { methodLabel } from '../../src/documents/trainingDocument';
import { createTrainingPlan, documentOf, documentsOf, entropyDefaults, recipeOf } from '../../src/state/trainingPlan';
import { methodStroke } from '../../src/state/runs/trainingResults';
import { expect, test } from 'vitest';

test('the first plan races AT and AT + EnSGD on CIFAR-10, and every document of it passes the door', () => {
  const { store } = createTrainingPlan();
  const documents = documentsOf(store.getState());
  expect(documents.map(methodLabel)).toEqual(['AT', 'AT + EnSGD']);
  for (const document of documents) {
    expect(parseTraining(document)).toMatchObject({ ok: true });
    expect(document.data.source).toBe('cifar10');
  }
});

test('every method of the plan is valid, and its document yields the same method', () => {
  const { store } = createTrainingPlan();
  const { shared, entries } = store.getState();
  for (const { recipe } of entries) {
    const parsed = parseTraining(documentOf(shared, recipe));
    expect(parsed).toMatchObject({ ok: true });
    if (parsed.ok) expect(documentOf(shared, recipeOf(parsed.document))).toEqual(parsed.document);
  }
});

test('only TRADES has a weight of its KL term', () => {
  const { shared, entries } = createTrainingPlan().store.getState();
  for (const { recipe } of entries) expect('beta' in documentOf(shared, { ...recipe, beta: 3 }).attack).toBe(recipe.method === 'trades');
});

test('methods are turned on and off, changed, added and taken out, and the choice stays inside the list', () => {
  const plan = createTrainingPlan();
  plan.setEnabled(0, false);
  expect(documentsOf(plan.store.getState()).map(methodLabel)).toEqual(['AT + EnSGD']);
  plan.change(1, { awp: { size: 0.005, warmup: 2 } });
  expect(documentsOf(plan.store.getState()).map(methodLabel)).toEqual(['AT + AWP + EnSGD']);
  plan.add({ method: 'trades', awp: null, optimiser: { name: 'entropy-sgd-2', lr: 0.1, momentum: 0.9, weightDecay: 0, ...entropyDefaults } });
  const { entries, chosen } = plan.store.getState();
  expect(chosen).toBe(entries.length - 1);
  plan.remove(chosen);
  expect(plan.store.getState().chosen).toBe(plan.store.getState().entries.length - 1);
});

test('methods of the tables have different strokes', () => {
  const sgd = { name: 'sgd', lr: 0.1, momentum: 0.9, weightDecay: 0 } as const;
  const entropy = { ...sgd, name: 'entropy-sgd' } as const;
  const awp = { size: 0.01, warmup: 0 };
  const looks = (['standard', 'at', 'trades'] as const).flatMap((method) =>
    [sgd, entropy, { ...sgd, name: 'entropy-sgd-2' } as const].flatMap((optimiser) =>
      [null, awp].map((own) => {
        const { light, dash } = methodStroke({ method, awp: own, optimiser });
        return `${light} ${dash.join(' ')}`;
      }),
    ),
  );
  const paper = (['at', 'trades'] as const).flatMap((method) =>
    [sgd, entropy].flatMap((optimiser) => [null, awp].map((own) => methodStroke({ method, awp: own, optimiser }))),
  );
  expect(new Set(paper.map(({ light, dash }) => `${light} ${dash.join(' ')}`)).size).toBe(paper.length);
  expect(looks).toHaveLength(18);
});
