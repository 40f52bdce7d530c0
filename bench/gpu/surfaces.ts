import type { SurfaceChoice } from '../../src/documents/surfaceDocument';
import { linspace } from '../../src/math/core/grid';
import type { Device } from '../../src/tensors/device';
import { deviceField, float64Field } from '../../src/worker/surface/sampledSurface';
import { preparedSurface } from '../../src/worker/surface/surfaceProblem';
import { largestDifference, rounded, timing } from './report';

const surface = (n: number, changes: Partial<SurfaceChoice> = {}): SurfaceChoice => ({
  model: 'linear',
  points: [{ x: [1, 1], y: 1 }],
  attack: { norm: 'inf', epsilon: 0.5, solver: 'exact' },
  smoothing: { kind: 'none' },
  grid: { theta1: [-3, 3], theta2: [-3, 3], n },
  seed: 1,
  ...changes,
});
const entropySgd: SurfaceChoice['smoothing'] = { kind: 'entropy-sgd', gamma: 1, normalised: true };
const sixty: SurfaceChoice['points'] = Array.from({ length: 60 }, (_, k) => ({
  x: [Math.cos(k) * (1 + k / 60), Math.sin(1.7 * k)],
  y: k % 2 === 0 ? 1 : -1,
}));

/** One document for each kind of kernel that surfaces use, EntropySGD in four sizes. */
export const documents: Readonly<Record<string, SurfaceChoice>> = {
  'adversarial 101×101': surface(101),
  'EntropySGD 101×101': surface(101, { smoothing: entropySgd }),
  'EntropySGD 201×201': surface(201, { smoothing: entropySgd }),
  'EntropySGD 401×401': surface(401, { smoothing: entropySgd }),
  'EntropySGD 801×801': surface(801, { smoothing: entropySgd }),
  'EntropySGD 201×201, 60 points': surface(201, { smoothing: entropySgd, points: sixty }),
  'Gaussian mean 201×201': surface(201, { smoothing: { kind: 'gaussian-mean', sigma: 0.5 } }),
  'PGD 101×101': surface(101, { attack: { norm: 'inf', epsilon: 0.5, solver: 'pgd', steps: 20 } }),
  'swish, L2 101×101': surface(101, { model: 'swish', attack: { norm: 2, epsilon: 0.5, solver: 'exact' } }),
  'worst case over a ball 101×101': surface(101, { smoothing: { kind: 'worst-case', radius: 0.5, norm: 2 } }),
};

/** A surface on a device: its largest difference from float64, |a − b| / max(1, |b|), over all nodes; tensors left; times without the gradient. */
export async function checkSurface(device: Device, choice: SurfaceChoice): Promise<object> {
  const { n, theta1, theta2 } = choice.grid;
  const lattice = { theta1: linspace(...theta1, n), theta2: linspace(...theta2, n) };
  const prepared = preparedSurface(choice);
  const reference = finish(float64Field(prepared, lattice, true));
  const before = device.tensors();
  const computed = await deviceField(device, prepared, lattice, true);
  const tensorsLeft = device.tensors() - before;
  const scale = (b: number): number => Math.max(1, Math.abs(b));
  const slopes = (['g1', 'g2'] as const).map((part) => largestDifference(computed.gradient?.[part] ?? [], reference.gradient?.[part] ?? [], scale));
  const difference = { value: rounded(largestDifference(computed.z, reference.z, scale)), gradient: rounded(Math.max(...slopes)) };
  return { difference, tensorsLeft, ...(await timing(() => deviceField(device, prepared, lattice, false), 15, 3000)) };
}

function finish<T>(steps: Generator<undefined, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
