import type { SmoothingChoice } from '../../../src/documents/surfaceDocument';
import { smoothedDerivatives } from '../../../src/math/smoothing/smoothedSurface';
import type { Device, TensorBackend } from '../../../src/tensors/device';
import { createWorkerClient } from '../../../src/worker/rpc/client';
import { latestRequest, requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { SurfaceRequest, SurfaceResult } from '../../../src/worker/rpc/protocol';
import { yieldToMessages } from '../../../src/worker/rpc/server';
import { openSurfaceJobs } from '../../../src/worker/surface';
import { preparedSurface } from '../../../src/worker/surface/surfaceProblem';
import { type Backends, fallbackChain, openBackends } from '../../../src/worker/surface/backends';
import { openWasm } from '../../tensors/wasm';
import { inChannel } from '../rpc/channel';
import { choice } from './samples';
import { describe, expect, test } from 'vitest';

const request = (more: Partial<SurfaceRequest> = {}, n = 21, smoothing: SmoothingChoice = { kind: 'none' }): SurfaceRequest => ({
  surface: { ...choice, smoothing, grid: { ...choice.grid, n } },
  backend: 'float64',
  gradient: false,
  ...more,
});

/** All parts of one request. */
async function partsOf(backends: Backends, asked: SurfaceRequest): Promise<{ parts: SurfaceResult[]; uses: string[] }> {
  const [parts, uses]: [SurfaceResult[], string[]] = [[], []];
  for await (const part of openSurfaceJobs(backends).surface(asked, (backend) => uses.push(backend))) if (part) parts.push(part);
  return { parts, uses };
}

/** A machine whose best GPU is `gpu`, and that has only the devices given. */
const machine = (
  gpu: 'webgpu' | 'webgl' | undefined,
  devices: Partial<Record<TensorBackend, () => Promise<Device>>>,
  opened: string[] = [],
): Backends => ({
  ...openBackends((backend) => {
    opened.push(backend);
    return devices[backend]?.() ?? Promise.reject(new Error(`This machine has no ${backend}`));
  }),
  gpu: () => Promise.resolve(gpu),
});

/** Surfaces hold no tensors. */
const make: Device['make'] = () => {
  throw new Error('nothing is held');
};

/** A device that answers with what a failed shader leaves behind. */
const broken =
  (read: Device['read']): (() => Promise<Device>) =>
  () =>
    Promise.resolve({ backend: 'webgl', adapter: 'broken', tensors: () => 0, read, make });

describe('float64', () => {
  test('a first surface of many nodes comes as a draft, then whole', async () => {
    const { parts, uses } = await partsOf(machine(undefined, {}), request({}, 61));
    expect(parts.map(({ grid, report }) => [grid.n, report.draft])).toEqual([
      [33, true],
      [61, false],
    ]);
    expect(uses).toEqual(['float64']);
    const whole = parts[1];
    expect(whole?.report).toMatchObject({ backend: 'float64', precision: 'float64', difference: 0, checked: 64, estimate: 0, failedBackends: [] });
    expect(whole?.minimum.loss).toBe(whole?.grid.z.reduce((least, v) => Math.min(least, v), Infinity));
  });

  test('gradients are returned on request, and missing on the creases only', async () => {
    const { parts } = await partsOf(machine(undefined, {}), request({ gradient: true }));
    const { grid, gradient } = parts.at(-1) ?? {};
    grid?.z.forEach((_, k) => {
      const onAxis = k % 21 === 10 || Math.floor(k / 21) === 10;
      expect(Number.isNaN(gradient?.g1[k])).toBe(onAxis);
    });
  });

  test('the gradient of a smoothed surface comes with its error estimate, which is at least the error', async () => {
    const surface = request({ gradient: true }, 21, { kind: 'entropy-sgd', gamma: 2, normalised: true });
    const { parts } = await partsOf(machine(undefined, {}), surface);
    const { grid, gradient, report } = parts.at(-1)!;
    const { landscape, smoothed } = preparedSurface(surface.surface);
    if (smoothed.kind !== 'integral') throw new Error('EntropySGD is an integral');
    const k = 8 * grid.n + 5;
    const close = smoothedDerivatives(landscape, smoothed.integral, Float64Array.of(grid.x[5]!), Float64Array.of(grid.y[8]!), 1e-11);
    expect(report.gradientEstimate).toBeGreaterThan(0);
    expect(report.gradientEstimate).toBeLessThan(1e-6);
    expect(Math.hypot(gradient!.g1[k]! - close.g1[0]!, gradient!.g2[k]! - close.g2[0]!)).toBeLessThanOrEqual(report.gradientEstimate);
  });

  test("'auto' without a GPU uses float64 and opens no device", async () => {
    const opened: string[] = [];
    const { parts } = await partsOf(machine(undefined, {}, opened), request({ backend: 'auto' }));
    expect([parts.at(-1)?.report.backend, opened]).toEqual(['float64', []]);
  });
});

describe('fallback', () => {
  test.each([
    ['zeros', (): Promise<Float32Array[]> => Promise.resolve([new Float32Array(21 * 21)]), 'webgl gave back nothing but zeros'],
    [
      'not numbers',
      (): Promise<Float32Array[]> => Promise.resolve([new Float32Array(21 * 21).fill(NaN)]),
      'webgl gave back numbers that are not finite',
    ],
    ['wrong numbers', (): Promise<Float32Array[]> => Promise.resolve([new Float32Array(21 * 21).fill(3)]), 'away from float64'],
    ['a lost context', (): Promise<Float32Array[]> => Promise.reject(new Error('The WebGL context was lost')), 'The WebGL context was lost'],
  ])('%s: the same surface on the next backend, with a sentence', async (_, read, sentence) => {
    const backends = machine('webgpu', { webgl: broken(read), wasm: openWasm });
    const { parts, uses } = await partsOf(backends, request({ backend: 'auto' }));
    const { report, grid } = parts.at(-1) ?? {};
    expect(uses).toEqual(['webgpu', 'webgl', 'wasm']);
    expect(report?.failedBackends.map(({ backend }) => backend)).toEqual(['webgpu', 'webgl']);
    expect(report?.failedBackends[0]?.why).toBe('This machine has no webgpu');
    expect(report?.failedBackends[1]?.why).toContain(sentence);
    expect(report).toMatchObject({ backend: 'wasm', precision: 'float32', checked: 64 });
    expect(report?.difference).toBeLessThan(1e-5);
    expect(grid?.n).toBe(21);
  });

  test("'auto' skips a failed backend, and choosing it tries it again", async () => {
    const opened: string[] = [];
    const backends = machine('webgpu', {}, opened);
    const jobs = openSurfaceJobs(backends);
    const last = async (asked: SurfaceRequest): Promise<SurfaceResult | undefined> => {
      let result: SurfaceResult | undefined;
      for await (const part of jobs.surface(asked, () => undefined)) result = part ?? result;
      return result;
    };
    await last(request({ backend: 'auto' }));
    expect(opened).toEqual(['webgpu', 'webgl', 'wasm']);
    const again = await last(request({ backend: 'auto' }));
    expect(opened).toEqual(['webgpu', 'webgl', 'wasm']);
    expect(again?.report.failedBackends.map(({ backend }) => backend)).toEqual(['webgpu', 'webgl', 'wasm']);
    await last(request({ backend: 'webgl' }));
    expect(opened).toEqual(['webgpu', 'webgl', 'wasm', 'webgl', 'wasm']);
  });

  test('backends that failed in a crashed request are kept in its report', async () => {
    const failedBackends = [{ backend: 'webgpu', why: 'The worker stopped' }] as const;
    const { parts } = await partsOf(machine('webgpu', {}), request({ backend: 'float64', failedBackends }));
    expect(parts.at(-1)?.report.failedBackends).toEqual(failedBackends);
  });

  test('the order of backends', () => {
    expect(fallbackChain('auto', 'webgpu', [])).toEqual(['webgpu', 'webgl', 'wasm', 'float64']);
    expect(fallbackChain('auto', 'float64', [])).toEqual(['float64']);
    expect(fallbackChain('wasm', 'webgpu', [{ backend: 'wasm', why: '' }])).toEqual(['wasm', 'float64']);
    expect(fallbackChain('auto', 'webgpu', [{ backend: 'webgpu', why: '' }])).toEqual(['webgl', 'wasm', 'float64']);
  });

  test('a formula that GPUs compute inaccurately moves on to the next accurate backend', async () => {
    const asked = request({ backend: 'webgpu' });
    const { parts, uses } = await partsOf(machine('webgpu', { wasm: openWasm }), {
      ...asked,
      surface: { ...asked.surface, model: { formula: 'sin(z)' } },
    });
    expect([parts.at(-1)?.report.backend, uses]).toEqual(['wasm', ['wasm']]);
    expect(parts.at(-1)?.report.failedBackends[0]?.why).toContain('sin');
  });
});

const smoothings: SmoothingChoice[] = [
  { kind: 'none' },
  { kind: 'entropy-sgd', gamma: 1, normalised: true },
  { kind: 'gaussian-mean', sigma: 0.5 },
  { kind: 'worst-case', radius: 0.3, norm: 2 },
];

test.each(smoothings)('the reading at a node is the surface there, under %j', async (smoothing) => {
  const port = createWorkerClient(inChannel(openSurfaceJobs(machine(undefined, {}))));
  const asked = request({ gradient: true }, 7, smoothing);
  const { grid, gradient } = await requestOnce(port, 'surface', asked);
  for (const k of [0, 8, 19, 45]) {
    const reading = await requestOnce(port, 'point', { surface: asked.surface, theta: [grid.x[k % 7] ?? 0, grid.y[Math.floor(k / 7)] ?? 0] });
    expect(reading.shown).toBeCloseTo(grid.z[k] ?? NaN, 6);
    if (reading.gradient) expect(reading.gradient[0]).toBeCloseTo(gradient?.g1[k] ?? NaN, 5);
    expect(reading.deltas.length).toBe(1);
    expect(reading.adversarial).toBeCloseTo(Math.log1p(Math.exp(reading.u[0] ?? NaN)), 12);
    expect(reading.clean).toBeLessThanOrEqual(reading.adversarial);
  }
  port.close();
});

test('completed and cancelled jobs leave no tensor', async () => {
  const wasm = await openWasm();
  const before = wasm.tensors();
  const port = createWorkerClient(inChannel(openSurfaceJobs(machine(undefined, { wasm: () => Promise.resolve(wasm) }))));
  for (const smoothing of smoothings) {
    await requestOnce(port, 'surface', request({ backend: 'wasm', gradient: true }, 15, smoothing));
    await new Promise<void>((resolve) => {
      const work = latestRequest(port, 'surface', {
        part: () => undefined,
        failed: () => resolve(),
        end: ({ surface }) => {
          if (surface.seed === 9) resolve();
        },
      });
      const move = async (): Promise<void> => {
        for (let seed = 0; seed < 10; seed += 1) {
          const asked = request({ backend: 'wasm' }, 15, smoothing);
          work.ask({ ...asked, surface: { ...asked.surface, seed } });
          await yieldToMessages();
          await yieldToMessages();
        }
      };
      void move();
    });
  }
  port.close();
  expect(wasm.tensors()).toBe(before);
});
