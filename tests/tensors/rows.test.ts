import type { Attack } from '../../src/math/core/types';
import { beforeAll, describe, expect, test } from 'vitest';
import { type Lattice, float64Field, deviceField } from '../../src/worker/surface/sampledSurface';
import { preparedSurface } from '../../src/worker/surface/surfaceProblem';
import type { AttackChoice, ModelChoice, SurfaceChoice } from '../../src/documents/surfaceDocument';
import { activations } from '../../src/math/activations';
import { attacks } from '../../src/math/attack/solvers';
import { linspace } from '../../src/math/core/grid';
import { unsupportedReason } from '../../src/tensors/lossTensors';
import type { Device } from '../../src/tensors/device';
import { finish, openWasm } from './wasm';

const models: ModelChoice[] = [
  ...Object.keys(activations),
  ...[
    'z^3/(1+z^2)',
    'tanh(z)*exp(-z^2/9)',
    'asinh(2*z)-atan(z)',
    'sinh(z/3)/cosh(z/3)',
    'sqrt(1+abs(z))*z',
    'sin(z)+cos(2*z)',
    'log(1+z^2)-z^(-2)*0',
    '2',
    'relu(z)',
  ].map((formula) => ({ formula })),
];
const norms: AttackChoice['norm'][] = ['none', 1, 1.5, 2, 3, 'inf'];
const solvers = ['exact', 'fgsm', 'pgd'] as const;

// Nodes that miss the places where FGSM and PGD jump from one end to the other: there float32 may choose either.
const grid = { theta1: [-3.17, 2.91], theta2: [-2.83, 3.11], n: 23 } as const;
const lattice: Lattice = { theta1: linspace(...grid.theta1, grid.n), theta2: linspace(...grid.theta2, grid.n) };
const points: SurfaceChoice['points'] = [
  { x: [1, 0.7], y: 1 },
  { x: [-0.4, 1.3], y: -1 },
  { x: [0.9, -1.1], y: 1 },
];

let wasm: Device;
beforeAll(async () => {
  wasm = await openWasm();
});

describe.each(models)('float32 = float64 for %j', (model) => {
  test.each(solvers.flatMap((solver) => norms.map((norm) => [solver, norm] as const)))('%s in %s', async (solver, norm) => {
    expect(Object.keys(attacks)).toContain(solver);
    const attack: AttackChoice = { norm, epsilon: 0.45, solver, ...(solver === 'pgd' && { steps: 12, stepSize: 0.11, restarts: 2 }) };
    const prepared = preparedSurface({ model, points, attack, smoothing: { kind: 'none' }, grid, seed: 3 });
    const general = norm === 1.5 || norm === 3;
    expect(unsupportedReason(prepared.problem, 'wasm') === undefined).toBe(!(solver === 'pgd' && general));
    if (unsupportedReason(prepared.problem, 'wasm') !== undefined) return;
    const before = wasm.tensors();
    const { z } = await deviceField(wasm, prepared, lattice, false);
    expect(wasm.tensors()).toBe(before);
    const exact = finish(float64Field(prepared, lattice, false)).z;
    const worst = z.reduce((most, v, k) => Math.max(most, Math.abs(v - (exact[k] ?? NaN)) / Math.max(1, Math.abs(exact[k] ?? 0))), 0);
    expect(worst).toBeLessThanOrEqual(1e-5);
  });
});

test('an attack without a tensor form is rejected, not replaced by another', () => {
  const prepared = preparedSurface({
    model: 'linear',
    points,
    attack: { norm: 'inf', epsilon: 0.45, solver: 'exact' },
    smoothing: { kind: 'none' },
    grid,
    seed: 3,
  });
  const custom: Attack = { label: 'random search', specs: {}, delta: (_problem, theta) => theta.map(() => 0) };
  expect(unsupportedReason({ ...prepared.problem, attack: custom }, 'wasm')).toBe('random search is computed in float64 only');
});
