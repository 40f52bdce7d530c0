import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { checkAccuracyTask } from '../../src/worker/surface/accuracyCheck';
import { type Lattice, float64Field, deviceField } from '../../src/worker/surface/sampledSurface';
import { preparedSurface } from '../../src/worker/surface/surfaceProblem';
import type { AttackChoice, SmoothingChoice, SurfaceChoice } from '../../src/documents/surfaceDocument';
import { activations } from '../../src/math/activations';
import { linspace } from '../../src/math/core/grid';
import type { Device } from '../../src/tensors/device';
import { finish, openWasm } from './wasm';

const n = 9;
let wasm: Device;
beforeAll(async () => {
  wasm = await openWasm();
});

/** Largest difference between the WASM surface and the float64 one, relative to max(1, |value|); gradients too where asked. */
async function difference(choice: SurfaceChoice, gradient: boolean): Promise<{ value: number; slope: number }> {
  const prepared = preparedSurface(choice);
  const lattice: Lattice = { theta1: linspace(...choice.grid.theta1, n), theta2: linspace(...choice.grid.theta2, n) };
  const before = wasm.tensors();
  const [got, want] = [await deviceField(wasm, prepared, lattice, gradient), finish(float64Field(prepared, lattice, gradient))];
  expect(wasm.tensors()).toBe(before);
  const worst = (a: Float64Array, b: Float64Array): number =>
    a.reduce(
      (most, v, k) => (Number.isNaN(v) && Number.isNaN(b[k]) ? most : Math.max(most, Math.abs(v - (b[k] ?? NaN)) / Math.max(1, Math.abs(b[k] ?? 0)))),
      0,
    );
  const slope = got.gradient && want.gradient ? Math.max(worst(got.gradient.g1, want.gradient.g1), worst(got.gradient.g2, want.gradient.g2)) : 0;
  return { value: worst(got.z, want.z), slope };
}

const base: SurfaceChoice = {
  model: 'linear',
  points: [{ x: [1, 1], y: 1 }],
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
  smoothing: { kind: 'none' },
  grid: { theta1: [-3, 3], theta2: [-3, 3], n },
  seed: 1,
};

describe('extremes of the promised ranges: γ from 0.05 to 10⁴, ε to 5, ‖x‖ to 20', () => {
  const choices: Pick<SurfaceChoice, 'model' | 'points' | 'attack'>[] = [
    base,
    { model: 'linear', points: [{ x: [14, -14], y: -1 }], attack: { norm: 2, epsilon: 5, solver: 'exact' } },
    { model: 'swish', points: [{ x: [1, 1], y: 1 }], attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' } },
    {
      model: 'swish',
      points: [
        { x: [-12, 16], y: -1 },
        { x: [3, 4], y: 1 },
      ],
      attack: { norm: 1, epsilon: 5, solver: 'exact' },
    },
    { model: 'tanh', points: [{ x: [20, 0], y: 1 }], attack: { norm: 'none', epsilon: 0, solver: 'exact' } },
  ];
  const smoothings: SmoothingChoice[] = [
    ...[0.05, 1, 30, 1e4].map((gamma) => ({ kind: 'entropy-sgd', gamma, normalised: gamma < 10 }) as const),
    ...[0.01, 0.5, 4.4].map((sigma) => ({ kind: 'gaussian-mean', sigma }) as const),
  ];
  test.each(choices.flatMap((choice) => smoothings.map((smoothing) => [choice, smoothing] as const)))('%j under %j', async (choice, smoothing) => {
    // Where the mass is narrow a small window of θ is enough; the whole one would only repeat it.
    const half =
      (smoothing.kind === 'entropy-sgd' && smoothing.gamma > 1000) || (smoothing.kind === 'gaussian-mean' && smoothing.sigma < 0.1) ? 0.2 : 3;
    const grid = { theta1: [-half, half], theta2: [-half, half], n } as const;
    const { value, slope } = await difference({ ...base, ...choice, smoothing, grid }, smoothing.kind === 'entropy-sgd');
    expect(value).toBeLessThanOrEqual(1e-4);
    expect(slope).toBeLessThanOrEqual(1e-3);
  });
});

describe('worst case over a ball', () => {
  test.each([1, 2, 3, 'inf'] as const)('in norm %s', async (norm) => {
    for (const model of ['linear', 'swish']) {
      const smoothing = { kind: 'worst-case', radius: 0.7, norm } as const;
      const { value } = await difference({ ...base, model, points: [...base.points, { x: [-0.5, 1.5], y: -1 }], smoothing }, false);
      expect(value).toBeLessThanOrEqual(1e-4);
    }
  });
});

test('random documents', async () => {
  const smoothing: fc.Arbitrary<SmoothingChoice> = fc.oneof(
    fc.double({ min: -1.3, max: 2, noNaN: true }).map((e) => ({ kind: 'entropy-sgd', gamma: 10 ** e, normalised: true }) as const),
    fc.double({ min: 0.1, max: 4, noNaN: true }).map((sigma) => ({ kind: 'gaussian-mean', sigma }) as const),
  );
  const coordinate = fc.double({ min: -4, max: 4, noNaN: true });
  const document = fc.record({
    model: fc.constantFrom(...Object.keys(activations)),
    points: fc.array(fc.record({ x: fc.tuple(coordinate, coordinate), y: fc.constantFrom<1 | -1>(1, -1) }), { minLength: 1, maxLength: 4 }),
    attack: fc.record({
      norm: fc.constantFrom<AttackChoice['norm']>('none', 1, 2, 2.5, 'inf'),
      epsilon: fc.double({ min: 0, max: 2, noNaN: true }),
      solver: fc.constant('exact' as const),
    }),
    smoothing,
  });
  await fc.assert(
    fc.asyncProperty(document, async (parts) => {
      const { value } = await difference({ ...base, ...parts }, false);
      expect(value).toBeLessThanOrEqual(1e-4);
    }),
    { numRuns: 25, seed: 7 },
  );
});

test('the check finds errors of a surface, wherever its extremes are', () => {
  const prepared = preparedSurface({ ...base, smoothing: { kind: 'entropy-sgd', gamma: 1, normalised: true } });
  const lattice: Lattice = { theta1: linspace(-3, 3, 33), theta2: linspace(-3, 3, 33) };
  const { z } = finish(float64Field(prepared, lattice, false));
  const sound = finish(checkAccuracyTask(prepared, lattice, z, false));
  expect(sound.checked).toBe(64);
  expect(sound.difference).toBeLessThan(1e-9);
  expect(sound.estimate).toBeLessThan(1e-6);
  z[517] = -5; // one node that no lattice of samples holds, but the least of all
  expect(finish(checkAccuracyTask(prepared, lattice, z, false)).difference).toBeGreaterThan(1);
});
