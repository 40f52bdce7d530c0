import { evaluationCsv } from '../../../src/exports/trainingExport';
import { nets } from '../../../src/nets/models/architectures';
import { readSafetensors, writeSafetensors } from '../../../src/nets/models/safetensors';
import { initialWeights } from '../../../src/nets/models/weights';
import { requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { EvaluateRequest, EvaluateResult } from '../../../src/worker/rpc/trainingProtocol';
import type { AutoAttackChoice } from '../../../src/nets/training/types';
import { nodeServices, openPort, tiny } from './services';
import { beforeAll, expect, test } from 'vitest';

const services = nodeServices();
const port = openPort(services);
const shapes = { height: 32, width: 32, classes: 4, mean: [0, 0, 0], std: [1, 1, 1] } as const;
const attack: AutoAttackChoice = { attacks: ['apgd-ce', 'apgd-t'], iterations: 3, targets: 2, queries: 5, restarts: 1 };
const training = tiny({ data: { source: 'shapes', train: 20, test: 12 }, epochs: 2, evaluate: { steps: 3, count: 12, epsilon: 0.06 } });
const base = { autoattack: attack, backend: 'auto', resume: false } as const;

/** All results of an evaluation; it is cancelled after `until` of them. */
function evaluate(request: EvaluateRequest, until = Infinity): Promise<EvaluateResult[]> {
  const results: EvaluateResult[] = [];
  return new Promise((resolve, reject) => {
    const cancel = port.ask('evaluate', request, {
      part: (result) => {
        results.push(result);
        if (results.length >= until) cancel();
      },
      end: () => resolve(results),
      failed: (message) => reject(new Error(message)),
    });
  });
}
const last = (results: readonly EvaluateResult[]): EvaluateResult => results.at(-1)!;

let trained: Uint8Array;
beforeAll(async () => {
  await requestOnce(port, 'train', { run: 'trained', training, seed: 1, backend: 'wasm', resume: false });
  trained = (await requestOnce(port, 'runFile', { run: 'trained', what: 'best' })).bytes;
}, 120_000);

test('AutoAttack judges a trained run: robust falls along the chain, and no more images withstand it than PGD', async () => {
  const result = last(await evaluate({ run: 'trained', ...base }));
  expect(result).toMatchObject({ done: true, attacks: ['apgd-ce', 'apgd-t'], count: 12, seed: 1, standard: false, backend: 'wasm' });
  expect(result.state.verdicts.map(({ index }) => index)).toEqual(Array.from({ length: 12 }, (_, k) => k));
  expect(result.clean).toBeGreaterThan(0);
  const shares = [result.clean, result.by['apgd-ce']!, result.by['apgd-t']!];
  expect([...shares].sort((a, b) => b - a)).toEqual(shares);
  expect(result.robust).toBe(result.by['apgd-t']);
  const pgd = last(await evaluate({ run: 'trained', ...base, autoattack: false }));
  expect(pgd).toMatchObject({ attacks: ['pgd-3'], clean: result.clean, by: { 'pgd-3': pgd.robust } });
  const { metrics } = await requestOnce(port, 'takeRun', { run: 'copy', bytes: trained });
  const best = metrics.reduce((a, b) => (b.testRobust > a.testRobust ? b : a));
  expect([pgd.clean, pgd.robust]).toEqual([best.testClean, best.testRobust]); // the numbers of the training's own evaluation
});

test('stopped and resumed, the verdicts are those of an evaluation without a stop', async () => {
  const whole = last(await evaluate({ run: 'trained', ...base }));
  const stopped = last(await evaluate({ run: 'trained', ...base }, 1));
  expect(stopped.done).toBe(false);
  expect((await requestOnce(port, 'keptEvaluations', { runs: ['trained', 'none'] })).evaluations.map(({ run }) => run)).toEqual(['trained']);
  const resumed = last(await evaluate({ run: 'trained', ...base, resume: true }));
  const stored = last(await evaluate({ run: 'copy', ...base, state: stopped.state }));
  const verdicts = ({ state }: EvaluateResult) => state.verdicts;
  expect(verdicts(resumed)).toEqual(verdicts(whole));
  expect(verdicts(stored)).toEqual(verdicts(whole));
  await expect(evaluate({ run: 'copy', ...base, autoattack: { ...attack, iterations: 4 }, state: stopped.state })).rejects.toThrow(
    'The checkpoint is of other options',
  );
});

test('evaluation.csv has a row an image', async () => {
  const result = last(await evaluate({ run: 'trained', ...base }));
  const [header, ...rows] = evaluationCsv(result).trimEnd().split('\n');
  expect(header).toBe('index,label,clean,robust,attack,iterations,queries,distance');
  const cells = rows.map((row) => row.split(','));
  expect(cells.filter(([, , , robust]) => robust === '1').length / 12).toBe(result.robust);
  for (const [, label, clean, robust, by, iterations, , distance] of cells) {
    if (robust === '1') expect([by, distance, Number(iterations) > 0]).toEqual(['', '', true]);
    else if (clean !== label) expect([by, distance, iterations]).toEqual(['', '0', '0']);
    else expect([attack.attacks.includes(by!), Number(distance) > 0 && Number(distance) <= 0.06]).toEqual([true, true]);
  }
});

test('weights made elsewhere are taken with their accuracy, and can be evaluated', async () => {
  const take = { origin: 'w.safetensors', training, seed: 1, anyNet: false };
  const own = await requestOnce(port, 'takeWeights', { run: 'own', bytes: trained, ...take });
  const judged = last(await evaluate({ run: 'own', ...base }));
  expect(own).toMatchObject({ mismatches: [], count: 12, clean: judged.clean });
  expect(judged.state.verdicts).toEqual(last(await evaluate({ run: 'trained', ...base })).state.verdicts);
  const file = await requestOnce(port, 'runFile', { run: 'own', what: 'best' });
  expect(readSafetensors(file.bytes).metadata).toEqual({ origin: 'w.safetensors' }); // not the document, which they were not trained by
  expect(await requestOnce(port, 'takeWeights', { run: 'again', bytes: file.bytes, ...take })).toEqual(own);

  const other = writeSafetensors(initialWeights(nets['small-cnn-bn'].outline(shapes, {}), 1), {});
  const refused = await requestOnce(port, 'takeWeights', { run: 'other', bytes: other, ...take });
  expect(refused.mismatches[0]).toMatch(/^conv1\.bias \[16\] is missing/);
  await expect(evaluate({ run: 'other', ...base })).rejects.toThrow('Nothing is kept of this run');
  await requestOnce(port, 'forgetRun', { run: 'own' });
  await expect(evaluate({ run: 'own', ...base })).rejects.toThrow('Nothing is kept of this run');
  const device = await services.backends.open('wasm');
  expect(device.tensors()).toBe(0);
});
