import type { AttackChoice, NormChoice, Pane, SmoothingChoice, SurfaceDocument, View } from '../../src/documents/surfaceDocument';
import { MAX_INPUT, MAX_THETA, surfaceDefaults } from '../../src/documents/surfaceSpecs';
import type { Pair } from '../../src/math/core/types';
import fc from 'fast-check';

/** Random documents that are right, over the whole of what the format allows. */
const number = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).map((v) => v + 0); // no −0: JSON has none
const p: fc.Arbitrary<number> = fc.oneof(fc.constantFrom(1, 2), number(1, 50));
const norm: fc.Arbitrary<NormChoice> = fc.oneof(fc.constantFrom<NormChoice>('none', 'inf'), p);
const ball: fc.Arbitrary<Exclude<NormChoice, 'none'>> = fc.oneof(fc.constant<'inf'>('inf'), p);
const input: fc.Arbitrary<Pair> = fc.tuple(number(-MAX_INPUT, MAX_INPUT), number(-MAX_INPUT, MAX_INPUT));
const points = fc.array(fc.record({ x: input, y: fc.constantFrom<1 | -1>(1, -1) }), { minLength: 1, maxLength: 12 });
const model = fc.oneof(
  fc.constantFrom('linear', 'swish', 'softplus', 'tanh'),
  fc.constantFrom('z + tanh(z)', 'z/(1 + z^2)', '2*z').map((formula) => ({ formula })),
);
const attack: fc.Arbitrary<AttackChoice> = fc.oneof(
  fc.record({ norm, epsilon: number(0, 100), solver: fc.constantFrom<'exact' | 'fgsm'>('exact', 'fgsm') }),
  fc.record(
    {
      norm,
      epsilon: number(0, 100),
      solver: fc.constant<'pgd'>('pgd'),
      steps: fc.integer({ min: 1, max: 1000 }),
      stepSize: number(1e-6, 100),
      restarts: fc.integer({ min: 1, max: 20 }),
    },
    { requiredKeys: ['norm', 'epsilon', 'solver'] },
  ),
);
const smoothing: fc.Arbitrary<SmoothingChoice> = fc.oneof(
  fc.constant({ kind: 'none' as const }),
  fc.record({ kind: fc.constant<'entropy-sgd'>('entropy-sgd'), gamma: number(0.0001, 1e6), normalised: fc.boolean() }),
  fc.record({ kind: fc.constant<'gaussian-mean'>('gaussian-mean'), sigma: number(0.001, 10) }),
  fc.record({ kind: fc.constant<'worst-case'>('worst-case'), radius: number(0, 100), norm: ball }),
);
const range: fc.Arbitrary<Pair> = fc.tuple(number(-100, 99), number(0.5, 100)).map(([lo, width]) => [lo, lo + width]);
const grid = fc.record({ theta1: range, theta2: range, n: fc.integer({ min: 3, max: 801 }) });
const seed = fc.integer({ min: 0, max: 4294967295 });
const view = fc.record(
  {
    kind: fc.constantFrom<'surface' | 'contour' | 'both'>('surface', 'contour', 'both'),
    colours: fc.constantFrom<'tide' | 'viridis' | 'cividis' | 'grey'>('tide', 'viridis', 'cividis', 'grey'),
    eye: fc.tuple(number(-3, 3), number(-3, 3), number(-3, 3)),
    theta: fc.tuple(number(-MAX_THETA, MAX_THETA), number(-MAX_THETA, MAX_THETA)),
    partner: fc.tuple(number(-MAX_THETA, MAX_THETA), number(-MAX_THETA, MAX_THETA)),
    frozen: fc.tuple(number(-MAX_THETA, MAX_THETA), number(-MAX_THETA, MAX_THETA)),
    creases: fc.boolean(),
    jumps: fc.boolean(),
    minimum: fc.boolean(),
    arrows: fc.boolean(),
    second: fc.constantFrom<View['second']>('none', 'smoothed', 'difference', 'gradient', 'inputs'),
    figure: fc.string({ maxLength: 20 }),
  },
  { requiredKeys: ['kind', 'colours', 'creases', 'jumps', 'minimum', 'arrows', 'second'] },
);
const pane: fc.Arbitrary<Pane> = fc.record(
  { title: fc.string({ maxLength: 80 }), model, points, attack, smoothing, grid, seed },
  { requiredKeys: [] },
);

export const documents: fc.Arbitrary<SurfaceDocument> = fc.record(
  {
    smoothscape: fc.constant(surfaceDefaults.smoothscape),
    kind: fc.constant<'surface'>('surface'),
    model,
    points,
    attack,
    smoothing,
    grid,
    seed,
    view,
    panes: fc.array(pane, { minLength: 1, maxLength: 4 }),
  },
  { requiredKeys: ['smoothscape', 'kind', 'model', 'points', 'attack', 'smoothing', 'grid', 'seed', 'view'] },
);
