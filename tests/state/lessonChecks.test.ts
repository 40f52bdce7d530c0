import { documentOfStep, type LessonCheck } from '../../src/documents/lessons/lesson';
import { shippedLessons } from '../../src/documents/lessons';
import { withKnob, type SightKnob } from '../../src/documents/article/glossary';
import type { SurfaceDocument } from '../../src/documents/surfaceDocument';
import { parseTraining } from '../../src/documents/parseTraining';
import type { Metrics, MethodChoice } from '../../src/nets/training/types';
import { sigmoid, softplus } from '../../src/math/core/logisticLoss';
import { lineRequest } from '../../src/state/jobResults';
import { type Compute, judge, lossAlong, quantityOf } from '../../src/state/lessonChecks';
import { createWorkerClient } from '../../src/worker/rpc/client';
import { requestOnce } from '../../src/worker/rpc/latestRequest';
import { openSurfaceJobs } from '../../src/worker/surface';
import { inChannel } from '../worker/rpc/channel';
import { describe, expect, test } from 'vitest';

const client = createWorkerClient(inChannel(openSurfaceJobs()));
const compute: Compute = (kind, request) => requestOnce(client, kind, request);

const questions = Object.entries(shippedLessons).flatMap(([name, lesson]) =>
  lesson.steps.flatMap(({ check }, k) => (check ? [[`${name} ${k + 1}: ${check.kind}`, check, documentOfStep(lesson, k)] as const] : [])),
);
const isRight = async (check: LessonCheck, step: SurfaceDocument, page: SurfaceDocument, answer?: number | readonly number[]) =>
  (await judge(compute, check, { step, page }, answer)).right;
const parsedDefaults = parseTraining({ kind: 'training' });
if (!parsedDefaults.ok) throw new Error('the default training document is not valid');
const trainingDefaults = parsedDefaults.document;
const noMetrics: Metrics = { epoch: 1, seconds: 1, lr: 0.1, trainLoss: 1, trainClean: 0, trainRobust: 0, testClean: 0, testRobust: 0 };
const count = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

/** Values of a knob that a student may set. */
const knobValues: Readonly<Partial<Record<string, readonly [SightKnob, readonly number[]]>>> = {
  jump: ['epsilon', count(41).map((k) => k / 20)],
  curvature: ['gamma', count(17).map((k) => 10 ** (k / 16))],
  distance: ['epsilon', count(41).map((k) => k / 40)],
  loss: ['p', count(41).map((k) => 1 + k / 5)],
};

describe.each(questions)('%s', (_name, check, step) => {
  test('is not answered by doing nothing, has an answer that is right, and others that are not', async () => {
    expect(await isRight(check, step, step)).toBe(false);
    if (check.kind === 'number') {
      const value = await quantityOf(compute, check.quantity, step);
      expect(value).toBeDefined();
      expect(await isRight(check, step, step, value)).toBe(true);
      expect(await isRight(check, step, step, (value ?? 0) * 1.6 + 1)).toBe(false);
    } else if (check.kind === 'compare' || check.kind === 'crossings') {
      const answers = await Promise.all(
        count(check.kind === 'compare' ? check.options.length : check.methods.length).map((k) => isRight(check, step, step, k)),
      );
      expect(answers.filter(Boolean)).toHaveLength(1);
    } else if (check.kind === 'runs') {
      const run = (method: MethodChoice, share: number) => ({
        document: { ...trainingDefaults, method },
        metrics: [{ ...noMetrics, testClean: share, testRobust: share }],
      });
      const judged = (runs: readonly ReturnType<typeof run>[], answer: number) => judge(compute, check, { step, page: step, runs }, answer);
      const [first = 'standard', second = 'at'] = check.methods;
      expect(await judged([run(first, 0.6)], 0)).toMatchObject({ right: false, sentence: expect.stringContaining('train it first') as string });
      expect((await judged([run(first, 0.6), run(second, 0.4)], 0)).right).toBe(true);
      expect((await judged([run(first, 0.6), run(second, 0.4)], 1)).right).toBe(false);
      expect((await judged([run(first, 0.3), run(second, 0.4)], 1)).right).toBe(true);
    } else if (check.kind === 'sketch') {
      const truth = lossAlong(await compute('line', lineRequest(step, check.from, check.to)), 61);
      expect(await isRight(check, step, step, truth)).toBe(true);
      expect(
        await isRight(
          check,
          step,
          step,
          truth.map(() => truth[0] ?? 0),
        ),
      ).toBe(false);
      const straight = truth.map((_, i) => (truth[0] ?? 0) + (i / 60) * ((truth[60] ?? 0) - (truth[0] ?? 0)));
      expect(await isRight(check, step, step, straight)).toBe(false);
    } else if (check.kind === 'reach') {
      const [knob, values] = knobValues[check.quantity] ?? ['epsilon', []];
      const answers = [];
      for (const value of values) answers.push(await isRight(check, step, withKnob(step, knob, value)));
      expect(answers).toContain(true);
      expect(answers.filter(Boolean).length).toBeLessThan(values.length / 3);
    } else {
      const { kinks } = await compute('kinks', { surface: { ...step, grid: { ...step.grid, n: 3 } }, smoothingCurve: false });
      const vertices = kinks.filter(({ order }) => order === 1).flatMap(({ theta, jump }) => theta.map((at, k) => ({ at, jump: jump[k] ?? 0 })));
      const best = vertices.reduce((most, next) => (next.jump > most.jump ? next : most));
      expect(await isRight(check, step, { ...step, view: { ...step.view, theta: best.at } })).toBe(true);
    }
  }, 20_000);
});

test('quantities of Figure 2(c) are those of the formulas', async () => {
  const document = documentOfStep(shippedLessons['creases']!, 2);
  expect(await quantityOf(compute, 'creases', document)).toBe(2);
  expect(await quantityOf(compute, 'jump', document)).toBeCloseTo(sigmoid(4.5), 6); // 2εσ(u) at (−3, 0)
  const at = { ...document, view: { ...document.view, theta: [1.5, -0.5] as const, partner: [1.5, 0.5] as const } };
  expect(await quantityOf(compute, 'loss', at)).toBeCloseTo(softplus(-1 + 0.5 * 2), 12);
  expect(await quantityOf(compute, 'distance', at)).toBeCloseTo(1, 12);
  expect(await quantityOf(compute, 'curvature', at)).toBeUndefined();
});
