import { parseLandscape } from '../../../src/documents/parseLandscape';
import { parseTraining } from '../../../src/documents/parseTraining';
import type { LandscapeDocument } from '../../../src/documents/landscapeDocument';
import { createLandscapes, subjectKey } from '../../../src/state/runs/landscapes';
import { measuringQueue } from '../../../src/state/runs/measurements';
import { comparisons, landscapeOf, subjectOf } from '../../../src/state/runs/landscapeSubjects';
import type { JobListener, WorkerClient } from '../../../src/worker/rpc/client';
import type { LandscapeRequest, LandscapeResult } from '../../../src/worker/rpc/landscapeProtocol';
import { expect, test } from 'vitest';

function documentOf(more: object = {}): LandscapeDocument {
  const parsed = parseLandscape({ kind: 'landscape', weights: 'w', grid: { a: [-1, 1], n: 3 }, ...more });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.document;
}

/** A worker that is spoken for by the test. */
function standIn() {
  const asked: { kind: string; request: LandscapeRequest; listener: JobListener<'landscape'>; cancelled: boolean }[] = [];
  const port = {
    ask: (kind: string, request: LandscapeRequest, listener: JobListener<'landscape'>) => {
      const job = { kind, request, listener, cancelled: false };
      asked.push(job);
      return () => {
        job.cancelled = true;
        listener.end();
      };
    },
    close: () => undefined,
  } as unknown as WorkerClient;
  return { asked, landscapes: createLandscapes(port, measuringQueue(port)) };
}
const part = (stage: LandscapeResult['stage']): LandscapeResult => ({ stage }) as LandscapeResult;
const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

test('slices are measured one at a time; a stopped one shows what it had and is asked for anew; one that waits is never asked for', async () => {
  const { asked, landscapes } = standIn();
  const slices = comparisons.seeds.variants(documentOf()).map(({ title, document }) => ({ title, subject: subjectOf(document) }));
  const [first, second, third] = slices.map(({ subject }) => subjectKey(subject));
  const statusOf = (key: string | undefined) => landscapes.store.getState().byKey[key ?? '']?.status;
  landscapes.start(slices);
  await settled();
  expect(asked).toHaveLength(1);
  asked[0]!.listener.part(part('measuring'));
  expect([first, second, third].map(statusOf)).toEqual(['running', 'queued', 'queued']);
  landscapes.stop(first!);
  landscapes.stop(second!);
  await settled();
  expect([first, second, third].map(statusOf)).toEqual(['stopped', 'stopped', 'queued']);
  expect(asked.map(({ request, cancelled }) => [request.choice.directions.seed, cancelled])).toEqual([
    [1, true],
    [3, false],
  ]);
  asked[1]!.listener.part(part('done'));
  asked[1]!.listener.end();
  await settled();
  expect(statusOf(third)).toBe('done');
  landscapes.start(slices.slice(0, 1));
  await settled();
  expect(landscapes.store.getState().byKey[first!]).toMatchObject({ status: 'queued', result: { stage: 'measuring' } });
  expect(asked[2]!.request.resume).toBe(true);
  asked[2]!.listener.failed('The images are gone');
  await settled();
  expect(landscapes.store.getState().byKey[first!]).toMatchObject({ status: 'failed', error: 'The images are gone' });
  landscapes.remove('w');
  expect(landscapes.store.getState().byKey).toEqual({});
});

test('a slice is the same with another smoothing, and another with any other number', () => {
  const key = (more: object): string => subjectKey(subjectOf(documentOf(more)));
  const own = key({});
  expect(key({ smoothing: { kind: 'entropy-sgd', gamma: 3 } })).toBe(own);
  const others = [
    { weights: 'v' },
    { seed: 2 },
    { loss: 'frozen' },
    { directions: { seed: 2 } },
    { data: { split: 'train' } },
    { grid: { a: [-1, 1], n: 5 } },
  ];
  expect(new Set([own, ...others.map(key)]).size).toBe(others.length + 1);
});

test('images stay within the split that is chosen, and a document stays valid with the weights of another data set', () => {
  const document = documentOf({ data: { source: 'cifar10', split: 'train', from: 2400, count: 100 } });
  const { variants } = comparisons.split;
  expect(variants(document).map(({ document: { data } }) => [data.split, data.from, data.count])).toEqual([
    ['test', 999, 1],
    ['train', 2400, 100],
  ]);
  const training = parseTraining({ kind: 'training', data: { source: 'shapes', train: 40, test: 10 }, evaluate: { count: 10 } });
  if (!training.ok) throw new Error(JSON.stringify(training.problems));
  const other = landscapeOf({ id: 'v', document: training.document, seed: 1 }, document);
  expect(other).toMatchObject({ weights: 'v', data: { source: 'shapes', split: 'test', from: 0, count: 50 }, grid: document.grid });
});
