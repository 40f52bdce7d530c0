import { parseTraining } from '../../src/documents/parseTraining';
import { differenceText, isExtension, recordedChoice, type TrainingDocument } from '../../src/documents/trainingDocument';
import { summaryOf, trainingPageOf } from '../../src/exports/trainingExport';
import { attackText, ballError, defaultStepSize, DIAMETERS } from '../../src/nets/attacks/attackNumbers';
import { attackWarnings, evaluationAttack } from '../../src/nets/training/schedule';
import type { Metrics } from '../../src/nets/training/types';
import { fromHash, toTrainHash } from '../../src/state/addressHash';
import { changedAttack, createTrainingPlan, documentsOf } from '../../src/state/trainingPlan';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const read = (more: object): TrainingDocument => {
  const parsed = parseTraining({ kind: 'training', ...more });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return parsed.document;
};
const refusals = (more: object): string[] => {
  const parsed = parseTraining({ kind: 'training', ...more });
  return parsed.ok ? [] : parsed.problems.map(({ key, message }) => `${key}: ${message}`);
};
const row: Metrics = { epoch: 1, seconds: 1, lr: 0.1, trainLoss: 1, trainClean: 0.5, trainRobust: 0.4, testClean: 0.5, testRobust: 0.3 };

/** Random numbers of an attack, each of which may be left out. */
const norm = fc.constantFrom<'inf' | 2>('inf', 2);
const numbers = (max: number) =>
  fc.record(
    {
      epsilon: fc.oneof(fc.constant(0), fc.double({ min: 1e-6, max, noNaN: true })),
      steps: fc.integer({ min: 1, max: 60 }),
      stepSize: fc.double({ min: 1e-6, max: 2, noNaN: true }),
    },
    { requiredKeys: [] },
  );
const documents = fc
  .record({
    attack: fc.tuple(norm, numbers(0.9)),
    evaluate: fc.tuple(fc.option(norm, { nil: undefined }), numbers(0.9)),
    method: fc.constantFrom('standard', 'at', 'trades'),
  })
  .map(({ attack: [trained, attack], evaluate: [judged, evaluate], method }) => ({
    method,
    attack: { norm: trained, ...attack },
    evaluate: { ...(judged !== undefined && { norm: judged }), ...evaluate },
  }));

describe('the evaluation has an attack of its own', () => {
  test('what judges does not depend on the steps of training', () => {
    fc.assert(
      fc.property(documents, numbers(0.9), (document, other) => {
        const { steps = 7, stepSize = 0.003 } = other;
        expect(read({ ...document, attack: { ...document.attack, steps, stepSize } }).evaluate).toEqual(read(document).evaluate);
      }),
    );
  });

  test('defaults follow from norm, ε and steps, and cross the ball', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const { attack, evaluate } = read(document);
        const { evaluate: given } = document;
        expect(evaluate.norm).toBe(given.norm ?? attack.norm);
        expect(evaluate.epsilon).toBe(given.epsilon ?? attack.epsilon);
        for (const [numbers, own] of [
          [attack, document.attack],
          [evaluate, given],
        ] as const) {
          expect(numbers.stepSize).toBe(own.stepSize ?? defaultStepSize(numbers.epsilon, numbers.steps));
          if (own.stepSize !== undefined || numbers.epsilon === 0) continue;
          expect((numbers.steps * numbers.stepSize) / numbers.epsilon).toBeGreaterThan(1.2);
          expect(numbers.stepSize).toBeLessThanOrEqual(1.2501 * numbers.epsilon);
        }
      }),
    );
    expect(read({ attack: { norm: 2, epsilon: 0.5 } })).toMatchObject({
      attack: { stepSize: 0.125 },
      evaluate: { norm: 2, epsilon: 0.5, steps: 20, stepSize: 0.125 },
    });
    expect(read({ evaluate: { steps: 1 } }).evaluate.stepSize).toBe(0.039215686);
    expect(read({ evaluate: { norm: 2, epsilon: 0.25, steps: 2 } }).evaluate).toMatchObject({ norm: 2, epsilon: 0.25, stepSize: 0.15625 });
  });

  test('documents filled in, and links of the page, give the same numbers back', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const whole = read(document);
        expect(read(whole)).toEqual(whole);
        const plan = createTrainingPlan();
        plan.open([whole]);
        const back = fromHash(toTrainHash(plan.store.getState()) ?? '').plan;
        expect(back && documentsOf(back)).toEqual([whole]);
      }),
      { numRuns: 40 },
    );
  });

  test.each(['c01-step-2-255', 'c01-step-0.0001', 'c01-n1-L2-default-step', 'c01-n1-L2-step-0.125'])('%s is judged by ε/4', (name) => {
    const document = read(JSON.parse(readFileSync(`tests/data/evaluation/${name}.json`, 'utf8')) as object);
    expect(evaluationAttack(document).stepSize).toBeCloseTo(document.attack.epsilon / 4, 8);
  });
});

describe('steps that cannot cross the ball are said, everywhere that the numbers stand', () => {
  test('exactly where they cannot', () => {
    fc.assert(
      fc.property(documents, (document) => {
        const { method, attack, evaluate } = read(document);
        const short = ({ epsilon, steps, stepSize }: typeof evaluate | typeof attack): boolean => epsilon > 0 && steps * stepSize < epsilon;
        const warnings = attackWarnings({ method, attack, evaluate });
        expect(warnings.some((text) => text.startsWith('evaluate.stepSize') && text.includes('cannot cross'))).toBe(short(evaluate));
        expect(warnings.some((text) => text.startsWith('attack.stepSize') && text.includes('cannot cross'))).toBe(
          method !== 'standard' && short(attack),
        );
        for (const text of warnings) expect(text).not.toMatch(/NaN|undefined/);
      }),
    );
  });

  test('summary.json and the figure name the attack and its weakness', () => {
    const document = read({ method: 'standard', evaluate: { stepSize: 0.0001 }, attack: { norm: 'inf', epsilon: 8 / 255 } });
    const summary = JSON.parse(summaryOf(document, [{ seed: 1, metrics: [{ ...row, testStalled: 0.16 }], backend: 'wasm' }], '1')) as Record<
      string,
      unknown
    >;
    expect(summary['evaluation']).toEqual({ attack: 'pgd', norm: 'inf', epsilon: 8 / 255, steps: 20, stepSize: 0.0001, start: 'random', count: 500 });
    const warnings = [
      'evaluate.stepSize: 0.0001 (0.0255/255) times 20 steps covers 0.51/255, less than ε = 8/255: the attack cannot cross the ball',
      'Gradients: on 16 % of the test images the gradient of the attack was zero, so their robustness was not tested',
    ];
    expect(summary['warnings']).toEqual(warnings);
    const { caption } = trainingPageOf([{ document, seed: 1, metrics: [{ ...row, testStalled: 0.16 }] }], false);
    expect(caption).toContain('PGD-20, L∞, ε = 8/255, step 0.0255/255, random start, 500 images');
    for (const warning of warnings) expect(caption).toContain(warning);
  });

  test('runs that were measured in different ways say so', () => {
    const [first, second] = [read({}), read({ attack: { norm: 2, epsilon: 0.5 } })];
    const page = trainingPageOf(
      [first, second].map((document) => ({ document, seed: 1, metrics: [row] })),
      false,
    );
    for (const { evaluate } of [first, second]) expect(page.caption).toContain(attackText(evaluate));
    expect(page.note).toContain('different');
  });

  test('a run of an earlier version keeps the attack that measured it', () => {
    const { evaluate, ...document } = read({ attack: { stepSize: 0.0001, steps: 1 } });
    const { norm: _norm, epsilon: _epsilon, stepSize: _step, ...earlier } = evaluate;
    const kept = { ...document, evaluate: earlier } as TrainingDocument;
    expect(recordedChoice(kept).evaluate).toMatchObject({ norm: 'inf', steps: 20, stepSize: 0.0001 });
    expect(recordedChoice(read({}))).toEqual(read({}));
  });
});

describe('a ball that holds every image, and attacks that do not move, are refused by name', () => {
  test.each(['attack', 'evaluate'])('%s', (group) => {
    for (const [norm, epsilon] of [
      ['inf', 8],
      ['inf', 1],
      ['inf', 1e9],
      [2, 55.4],
      [2, 128],
    ] as const)
      expect(refusals({ [group]: { norm, epsilon } })).toEqual([
        expect.stringMatching(new RegExp(`^${group}\\.epsilon: ${epsilon} is a ball that holds every image`)),
      ]);
    for (const norm of ['inf', 2] as const) expect(refusals({ [group]: { norm, epsilon: 0.999 } })).toEqual([]);
    expect(refusals({ [group]: { steps: 0 } })).toEqual([`${group}.steps: 0 is not ≥ 1`]);
    expect(refusals({ [group]: { stepSize: 0 } })).toEqual([`${group}.stepSize: 0 is not > 0`]);
    expect(refusals({ [group]: { stepSize: -0.1 } })).toEqual([`${group}.stepSize: -0.1 is not > 0`]);
    expect(refusals({ [group]: { epsilon: 0, stepSize: 0 } })).toEqual([]);
  });
  test('ε = 8 is told what 8/255 is', () => {
    const [sentence] = refusals(JSON.parse(readFileSync('tests/data/evaluation/c22-eps8.json', 'utf8')) as object);
    expect(sentence).toBe(
      'attack.epsilon: 8 is a ball that holds every image: pixels lie in [0, 1], so L∞ distances stay below 1; 8/255 is 0.0313725',
    );
    for (const norm of ['inf', 2] as const) expect(ballError(norm, DIAMETERS[norm])).toBeDefined();
  });
});

test('what keeps a run from going on is named key by key', () => {
  const run = read({ epochs: 16 });
  expect(isExtension(run, read({ epochs: 17 }))).toBe(true);
  expect(isExtension(run, read({ epochs: 16 }))).toBe(false);
  expect(isExtension(run, read({ epochs: 20, batch: 64 }))).toBe(false);
  expect(differenceText(run, read({ epochs: 7, seeds: [4] }))).toBe('epochs: 16, here 7');
  expect(differenceText(run, read({ epochs: 16, optimiser: { lr: 0.2 }, evaluate: { epsilon: 0.01 } }))).toBe(
    'optimiser.lr: 0.1, here 0.2; evaluate.epsilon: 0.031372549, here 0.01; evaluate.stepSize: 0.0078431373, here 0.0025',
  );
  expect(differenceText(run, read({ epochs: 16, awp: {}, optimiser: { name: 'entropy-sgd' } }))).toMatch(
    /^awp\.size: nothing, here 0\.01; .*; and \d more$/,
  );
});

test('a choice in the page sets all that belongs to it, and what follows goes on following', () => {
  fc.assert(
    fc.property(
      documents,
      fc.array(
        fc.oneof(
          norm.map((value) => ({ norm: value })),
          fc.double({ min: 1e-4, max: 0.9, noNaN: true }).map((epsilon) => ({ epsilon })),
          fc.integer({ min: 1, max: 40 }).map((steps) => ({ steps })),
        ),
        { maxLength: 6 },
      ),
      (document, changes) => {
        const { stepSize: _chosen, ...attack } = document.attack;
        const plan = createTrainingPlan();
        plan.open([read({ ...document, attack, evaluate: {} })]);
        for (const change of changes) {
          plan.setAttack(change);
          const { attack: now, evaluate } = plan.store.getState().shared;
          for (const { epsilon, steps, stepSize } of [now, evaluate]) expect(stepSize).toBe(defaultStepSize(epsilon, steps));
          expect([evaluate.norm, evaluate.epsilon]).toEqual([now.norm, now.epsilon]);
        }
      },
    ),
  );
  const fgsm = { norm: 'inf', epsilon: 8 / 255, steps: 1, stepSize: defaultStepSize(8 / 255, 1) } as const;
  expect(changedAttack(fgsm, { steps: 10 }).stepSize).toBe(0.0078431373);
  expect(changedAttack({ ...fgsm, stepSize: 0.001 }, { epsilon: 0.01 }).stepSize).toBe(0.001); // chosen by itself: it stays
  const plan = createTrainingPlan();
  plan.setEvaluationAttack({ epsilon: 4 / 255 });
  plan.setAttack({ epsilon: 16 / 255 });
  expect(plan.store.getState().shared.evaluate.epsilon).toBe(4 / 255);
});
