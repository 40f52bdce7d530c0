import { theoryOf } from '../../src/documents/parseView';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import type { Outcome } from '../../src/math/theory/types';
import { createExperimentStore, type Experiment } from '../../src/state/experimentStore';
import { surfaceOf } from '../../src/state/jobResults';
import { createTheoremBench, type TheoremRequest } from '../../src/state/theoremBench';
import { expect, test } from 'vitest';

const outcome: Outcome = { verdict: 'confirmed', assumptions: [], constants: [], exhibits: [] };
const questionOf = ({ document }: Experiment) => ({ surface: surfaceOf(document), options: theoryOf(document.view) });

/** A bench whose jobs are answered by hand, in the order in which they were asked. */
function open() {
  const asked: {
    request: TheoremRequest;
    part: (fraction: number, found?: Outcome) => void;
    end: () => void;
    fail: () => void;
    cancelled: boolean;
  }[] = [];
  const bench = createTheoremBench(
    ['lemma-1', 'lemma-2', 'lemma-3'],
    'lemma-3',
    (request, hearer) => {
      const job = {
        request,
        part: (fraction: number, found?: Outcome) => hearer.part({ fraction, ...(found && { outcome: found }) }),
        end: () => hearer.end(),
        fail: () => hearer.failed('It failed.'),
        cancelled: false,
      };
      asked.push(job);
      return () => {
        job.cancelled = true;
      };
    },
    () => asked.length,
  );
  const experiment = createExperimentStore({ document: surfaceDefaults, tab: 'lab' });
  return { asked, bench, experiment };
}

test('statements are checked one after another, the chosen one first', () => {
  const { asked, bench, experiment } = open();
  bench.follow(experiment.store, questionOf);
  expect(asked.map(({ request }) => request.id)).toEqual(['lemma-3']);
  asked[0]?.part(0.5);
  expect(bench.store.getState().runs['lemma-3']).toMatchObject({ state: 'running', fraction: 0.5 });
  asked[0]?.part(1, outcome);
  asked[0]?.end();
  expect(bench.store.getState().runs['lemma-3']).toMatchObject({ state: 'done', last: { outcome } });
  expect(asked.map(({ request }) => request.id)).toEqual(['lemma-3', 'lemma-1']);
  asked[1]?.fail();
  expect(bench.store.getState().runs['lemma-1']).toMatchObject({ state: 'done', error: 'It failed.' });
  asked[2]?.part(1, outcome);
  asked[2]?.end();
  expect(bench.store.getState()).toMatchObject({ running: false, ms: 3 });
});

test('another document cancels the running check, keeps earlier results, and ignores a late one', () => {
  const { asked, bench, experiment } = open();
  bench.follow(experiment.store, questionOf);
  asked[0]?.part(1, outcome);
  asked[0]?.end();
  experiment.edit((document) => ({ ...document, seed: 9 }));
  expect(asked[1]?.cancelled).toBe(true);
  expect(asked[2]?.request).toMatchObject({ id: 'lemma-3', surface: { seed: 9 } });
  expect(bench.store.getState().runs['lemma-3']).toMatchObject({
    state: 'running',
    last: { request: { surface: { seed: surfaceDefaults.seed } } },
  });
  asked[1]?.part(1, outcome);
  asked[1]?.end();
  expect(asked).toHaveLength(3);
  expect(bench.store.getState().runs['lemma-1']?.last).toBeUndefined();
});

test('stop leaves the rest unchecked, restart checks all, and a change of style sends no request', () => {
  const { asked, bench, experiment } = open();
  bench.follow(experiment.store, questionOf);
  experiment.edit((document) => ({ ...document, view: { ...document.view, arrows: true } }));
  expect(asked).toHaveLength(1);
  bench.stop();
  expect(asked[0]?.cancelled).toBe(true);
  expect(bench.store.getState().running).toBe(false);
  bench.rerun();
  expect(asked).toHaveLength(2);
});

test('results are reused when the page returns to the same document', () => {
  const { asked, bench, experiment } = open();
  const leave = bench.follow(experiment.store, questionOf);
  for (const k of [0, 1, 2]) asked[k]?.end();
  leave();
  bench.follow(experiment.store, questionOf);
  expect(asked).toHaveLength(3);
});
