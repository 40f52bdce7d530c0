import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Device } from '../../src/tensors/device';
import { openTrainer } from './device';
import { benchOf, type Bench } from './reference/bench';
import { compare } from './reference/compare';
import { loadReference } from './reference/data';
import { lanczosEigenpairs } from './reference/landscape';
import { groups } from './reference/groups';

let device: Device;
let bench: Bench;
let before = 0;
beforeAll(async () => {
  device = await openTrainer();
  before = device.tensors();
  const reference = await loadReference(async (file) => {
    const bytes = await readFile(`tests/data/nets/${file}`);
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  });
  bench = benchOf(device, reference);
}, 120_000);
afterAll(() => {
  bench.leave();
  expect(device.tensors()).toBe(before);
});

const covered = new Set<string>();

test.each(Object.keys(groups))('PyTorch’s traces: %s', async (name) => {
  const held = device.tensors();
  const results = (await groups[name]?.(bench)) ?? {};
  expect(device.tensors(), 'tensors left over').toBe(held);
  const entries = new Map(bench.reference.json.entries.map((entry) => [entry.id, entry]));
  const verdicts = Object.entries(results).map(([id, values]) => {
    const entry = entries.get(id);
    if (!entry) throw new Error(`There is no entry ${id}`);
    covered.add(id);
    return compare(bench.reference, entry, values);
  });
  if (process.env['SMOOTHSCAPE_TRACES']) for (const { id, deviation, limit } of verdicts) console.log(id, deviation.toExponential(1), limit);
  expect(verdicts.filter(({ passed }) => !passed)).toEqual([]);
});

test('every entry was compared', () => {
  expect(bench.reference.json.entries.map(({ id }) => id).filter((id) => !covered.has(id))).toEqual([]);
});

test('Lanczos finds the top eigenvalue of the Hessian and its vector by itself', async () => {
  const held = device.tensors();
  const { largest, smallest, converged, steps, cosine } = await lanczosEigenpairs(bench);
  expect(device.tensors()).toBe(held);
  const top = bench.reference.json.entries.find(({ id }) => id === 'cnn.hessian.top')?.value?.[0] ?? NaN;
  const [first] = largest;
  expect(Math.abs((first?.value ?? NaN) / top - 1)).toBeLessThan(5e-5);
  expect(Math.abs((first?.value ?? NaN) - top)).toBeLessThan((first?.residual ?? NaN) + 5e-5 * top);
  expect(Math.abs(cosine)).toBeGreaterThan(0.9999);
  expect(smallest[0]?.value).toBeLessThan(0);
  expect(converged).toBe(true);
  expect(steps).toBeLessThan(40);
});
