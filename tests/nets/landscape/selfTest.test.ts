import { beforeAll, expect, test } from 'vitest';
import { runTask } from '../../../src/math/core/cooperative';
import type { DirectionKind } from '../../../src/nets/landscape/directions';
import { selfTest, type SelfCheck, type SelfTestSubject } from '../../../src/nets/landscape/selfTest';
import type { Device } from '../../../src/tensors/device';
import { openTrainer } from '../device';
import { options, saved, withNet } from './bench';

let device: Device;
beforeAll(async () => {
  device = await openTrainer();
}, 120_000);

const checksOf = (more: Partial<SelfTestSubject> = {}, through = device): Promise<SelfCheck[]> =>
  withNet(device, (net) => {
    const source = { weights: saved, count: 2, seed: 1, vectors: 'fixed' } as const;
    const subject: SelfTestSubject = {
      net,
      options: { ...options, losses: ['adversarial'] },
      kind: 'filter-normalised',
      source,
      range: { a: [-1, 1], b: [-1, 1], n: 51 },
    };
    return runTask(selfTest(through, { ...subject, ...more }));
  });
const names = (checks: readonly SelfCheck[]): string[] => checks.map(({ name }) => name.split(' ').slice(0, 3).join(' '));

test.each(['trained', 'recalibrated'] as const)('all checks pass with %s statistics', async (batchNorm) => {
  const checks = await checksOf({ options: { ...options, losses: ['clean', 'adversarial'], batchNorm } });
  expect(checks.filter(({ passed }) => !passed)).toEqual([]);
  expect(names(checks)).toEqual([
    'An isotropic quadratic',
    'A function of',
    'The centre is',
    'Two runs give',
    'Multiplying the filters',
    'The weights are',
  ]);
  expect(checks[0]?.measured).toBeGreaterThan(0); // rounding is measured, not assumed
});

test('in one dimension, with a range off the centre, and for directions that are not normalised, what applies is checked', async () => {
  const source = { weights: saved, count: 1, seed: 1, vectors: 'fixed' } as const;
  const line = await checksOf({ range: { a: [0.5, 1.5], n: 9 }, source });
  expect(line.filter(({ passed }) => !passed)).toEqual([]);
  expect(names(line)).not.toContain('A function of');
  const random = await checksOf({ kind: 'random' satisfies DirectionKind, range: { a: [-0.01, 0.01], b: [-0.01, 0.01], n: 9 } });
  expect(random.filter(({ passed }) => !passed)).toEqual([]);
  expect(names(random)).not.toContain('Multiplying the filters');
});

/** A device that returns numbers changed by `spoil`, which counts its reads. */
const spoiled = (spoil: (values: Float32Array[], read: number) => void): Device => {
  let reads = 0;
  return {
    ...device,
    read: async (build) => {
      const values = await device.read(build);
      spoil(values, (reads += 1));
      return values;
    },
  };
};

test('a device whose numbers change from read to read fails', async () => {
  const failed = (await checksOf({}, spoiled((values, read) => values.forEach((list) => list.length === 1 && (list[0] = (list[0] ?? 0) * (1 + 1e-6 * read)))))).filter(({ passed }) => !passed); // prettier-ignore
  expect(names(failed)).toEqual(expect.arrayContaining(['The centre is', 'Two runs give']));
});

test('a device that loses a tensor of the quadratic fails the bowl, and weights that change are told', async () => {
  const lost = await checksOf({}, spoiled((values) => values.length === saved.length && values.every(({ length }) => length === 1) && (values[0]?.fill(0) ?? false))); // prettier-ignore
  expect(names(lost.filter(({ passed }) => !passed))).toContain('An isotropic quadratic');
  let kept = 0;
  const changed = await checksOf({}, spoiled((values) => values.length > saved.length && (kept += 1) === 2 && values[0]?.fill(7))); // prettier-ignore
  expect(changed.find(({ name }) => name.startsWith('The weights'))).toMatchObject({ passed: false, measured: 432 });
});
