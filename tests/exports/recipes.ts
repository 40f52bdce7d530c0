import { paneSurfaces } from '../../src/documents/panes';
import type { AttackChoice, SmoothingChoice, SurfaceDocument } from '../../src/documents/surfaceDocument';
import { inputPresets, presets, wholeFigures } from '../../src/documents/surfacePresets';
import { surfaceDefaults } from '../../src/documents/surfaceSpecs';
import { namedFormulas } from '../../src/math/activations/namedFormulas';
import { linspace } from '../../src/math/core/grid';
import { seeded } from '../../src/math/core/random';
import type { SurfaceResult } from '../../src/worker/rpc/protocol';
import { float64Field } from '../../src/worker/surface/sampledSurface';
import { preparedSurface } from '../../src/worker/surface/surfaceProblem';

export const isLong = process.env['SMOOTHSCAPE_LONG'] === '1';

/** A surface in float64, as the worker computes it. */
export function computed(document: SurfaceDocument): SurfaceResult {
  const { theta1: range1, theta2: range2, n } = document.grid;
  const [theta1, theta2] = [linspace(...range1, n), linspace(...range2, n)];
  const work = float64Field(preparedSurface(document), { theta1, theta2 }, false);
  for (;;) {
    const { done, value } = work.next();
    if (!done) continue;
    const report = {
      backend: 'float64',
      adapter: '',
      precision: 'float64',
      ms: 0,
      difference: 0,
      estimate: 0,
      gradientEstimate: 0,
      checked: 0,
    } as const;
    return {
      grid: { n, x: theta1, y: theta2, z: value.z },
      minimum: { theta: [0, 0], loss: 0 },
      creases: [],
      report: { ...report, draft: false, failedBackends: [] },
    };
  }
}

/** A document of any model, norm, solver and smoothing, with numbers as a reader would choose them. */
export function drawn(seed: number): SurfaceDocument {
  const rng = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(rng() * list.length)]!;
  const between = (lo: number, hi: number): number => lo + (hi - lo) * rng();
  const model = pick(['linear', 'swish', 'softplus', 'tanh', ...namedFormulas.map(({ formula }) => ({ formula })), { formula: 'sin(3*z)+z/3' }]);
  const points = Array.from({ length: pick([1, 1, 2, 4, 9]) }, () => ({ x: [between(-2, 2), between(-2, 2)] as const, y: pick([1, -1] as const) }));
  const norm = pick(['none', 'inf', 1, 2, 1.3, 3] as const);
  const epsilon = pick([0.1, 0.5, 1.2]);
  const smoothing = pick<SmoothingChoice>([
    { kind: 'none' },
    { kind: 'none' },
    { kind: 'entropy-sgd', gamma: between(0.3, 30), normalised: rng() < 0.5 },
    { kind: 'gaussian-mean', sigma: between(0.1, 1.5) },
    { kind: 'worst-case', radius: between(0.1, 1), norm: pick(['inf', 1, 2, 3]) },
  ]);
  const steps = { steps: 20, stepSize: epsilon / 6, restarts: pick([1, 3]) };
  const attack: AttackChoice =
    smoothing.kind !== 'none'
      ? { norm, epsilon, solver: 'exact' } // the loss of an attack by steps jumps, and no rule of quadrature promises anything there
      : pick<AttackChoice>([
          { norm, epsilon, solver: 'exact' },
          { norm, epsilon, solver: 'exact' },
          { norm, epsilon, solver: 'fgsm' },
          { norm, epsilon, solver: 'pgd', ...steps },
        ]);
  const centre = pick([0, 0, 1]);
  return {
    ...surfaceDefaults,
    ...{ model, points, attack, smoothing, seed: Math.floor(rng() * 1000) },
    grid: { theta1: [centre - 3, centre + 3], theta2: [-2.5, 2.5], n: smoothing.kind === 'none' ? 21 : 9 },
  };
}

const surfaceKey = ({ model, points, attack, smoothing }: SurfaceDocument): string => JSON.stringify([model, points, attack, smoothing]);

/** The surface of every card and pane of the gallery, each once. */
export const cards: Readonly<Record<string, SurfaceDocument>> = Object.fromEntries([
  ...new Map(
    [
      ...Object.entries(wholeFigures).flatMap(([id, { document }]) => paneSurfaces(document).map((pane, k) => [`${id}-${k}`, pane] as const)),
      ...Object.entries({ ...presets, ...inputPresets }).map(([id, { document }]) => [id, document] as const),
    ].map(([id, document]) => [surfaceKey(document), [id, document] as const]),
  ).values(),
]);

/** The document on fewer nodes. */
export const small = (document: SurfaceDocument): SurfaceDocument => ({
  ...document,
  grid: { ...document.grid, n: document.smoothing.kind === 'none' ? 31 : 9 },
});
