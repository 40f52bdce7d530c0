import type { SurfaceChoice } from '../../../src/documents/surfaceDocument';
import type { Pair } from '../../../src/math/core/types';
import type { LineRequest, LineResult } from '../../../src/worker/rpc/protocol';
import { frozenSurface, inputResult, lineResult } from '../../../src/worker/surface/readings';
import { preparedSurface } from '../../../src/worker/surface/surfaceProblem';
import { choice } from './samples';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const weight = fc.integer({ min: -300, max: 300 }).map((v) => v / 100);
const theta: fc.Arbitrary<Pair> = fc.tuple(weight, weight);
const under = (norm: SurfaceChoice['attack']['norm'], more: Partial<SurfaceChoice> = {}): SurfaceChoice => ({
  ...choice,
  attack: { norm, epsilon: 0.5, solver: 'exact' },
  ...more,
});
const several: SurfaceChoice['points'] = [
  { x: [1, 1], y: 1 },
  { x: [-0.5, 2], y: -1 },
  { x: [0, 0], y: -1 },
];

describe.each(['linear', 'swish', 'tanh'])('%s, frozen attack', (model) => {
  test.each([1, 2, 3, 'inf'] as const)('L%s: nowhere above the adversarial loss, and equal at θ₀', (norm) => {
    const surface = under(norm, { model, points: several });
    const loss = preparedSurface(surface).landscape;
    fc.assert(
      fc.property(theta, fc.array(theta, { minLength: 20, maxLength: 20 }), (at, others) => {
        const still = preparedSurface(frozenSurface(surface, at)).landscape;
        expect(still.value(...at)).toBeCloseTo(loss.value(...at), 12);
        for (const other of others) expect(still.value(...other)).toBeLessThanOrEqual(loss.value(...other) + 1e-12);
      }),
      { numRuns: 25 },
    );
  });
});

describe('two weights', () => {
  test('Lemma 2 under L2: distance ≤ sharper ≤ ε/min‖θ‖ times the distance of the weights', () => {
    fc.assert(
      fc.property(theta, theta, (a, b) => {
        fc.pre(Math.min(Math.hypot(...a), Math.hypot(...b)) > 0.01);
        const { second } = inputResult({ surface: under(2), theta: a, second: b });
        if (second?.bound.lemma !== 2) throw new Error('Lemma 2 applies');
        const [distance = NaN] = second.distances;
        expect(distance).toBeLessThanOrEqual(second.bound.sharper * second.weights + 1e-12);
        expect(second.bound.sharper).toBeLessThanOrEqual(second.bound.constant * (1 + 1e-12));
      }),
    );
  });

  test('Lemma 3 under L∞: 0 while the signs agree, one side of the square for each that differs', () => {
    const distanceOf = (a: Pair, b: Pair): unknown => {
      const { second } = inputResult({ surface: under('inf', { points: several }), theta: a, second: b });
      return [second?.distances[0], second?.distances[1], second?.bound];
    };
    expect(distanceOf([1, -1.5], [0.001, -3])).toEqual([0, 0, { lemma: 3, flips: 0, limit: 0 }]);
    expect(distanceOf([1, -0.001], [1, 0.001])).toEqual([1, 1, { lemma: 3, flips: 1, limit: 1 }]);
    expect(distanceOf([1, -1], [-1, 1])).toEqual([Math.SQRT2, Math.SQRT2, { lemma: 3, flips: 2, limit: Math.SQRT2 }]);
  });

  test('elsewhere the reason why there is no bound is given', () => {
    for (const surface of [under('none'), under(1.5), under(2, { model: 'swish' })])
      expect(inputResult({ surface, theta: [1, 1], second: [2, 1] }).second?.bound).toMatchObject({ lemma: undefined });
    expect(inputResult({ surface: under(2), theta: [0, 0], second: [2, 1] }).second?.bound).toMatchObject({ lemma: undefined });
  });

  test('an approximate solver is compared with the exact attack', () => {
    const surface: SurfaceChoice = {
      ...under('inf', { model: 'swish', points: [{ x: [-3, -3], y: -1 }] }),
      attack: { norm: 'inf', epsilon: 4, solver: 'fgsm' },
    };
    const [point] = inputResult({ surface, theta: [1, 1] }).points;
    expect(point?.worst).toBeGreaterThan((point?.loss ?? 0) + 0.1);
  });

  test('no attack, ε = 0, θ = 0, x = 0 and 200 points give finite results', () => {
    const many = Array.from({ length: 200 }, (_, k) => ({ x: [Math.sin(k), Math.cos(3 * k)] as const, y: k % 2 ? (1 as const) : (-1 as const) }));
    for (const points of [[{ x: [0, 0] as const, y: 1 as const }], several, many, [several[0]!, several[0]!]])
      for (const norm of ['none', 1, 2, 'inf'] as const)
        for (const epsilon of [0, 0.5, 40])
          for (const at of [
            [0, 0],
            [0, 1],
            [2, -2],
          ] satisfies Pair[]) {
            // prettier-ignore
            const result = inputResult({ surface: { ...under(norm, { points }), attack: { norm, epsilon, solver: 'exact' } }, theta: at, second: [1, 1] });
            expect(result.points).toHaveLength(points.length);
            expect(JSON.stringify(result)).not.toMatch(/null/); // neither NaN nor ∞
          }
  });
});

describe('the line through two weights', () => {
  const run = (request: LineRequest): LineResult => {
    const steps = lineResult(request);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  };
  const smoothing = { kind: 'entropy-sgd', gamma: 1, normalised: true } as const;

  test('reaches from border to border, and its kinks are those of the axes that it crosses', () => {
    const { span, length, kinks, plain } = run({ surface: under('inf'), smoothing, from: [1, -1.5], to: [1, 1.5] });
    expect([span, length]).toEqual([[-1.5, 4.5], 3]);
    expect(kinks).toHaveLength(1);
    const [kink] = kinks;
    const u = -0.5; // −θ·x + ε‖θ‖₁ at (1, 0)
    expect(kink?.t).toBe(1.5);
    expect((kink?.right ?? 0) - (kink?.left ?? 0)).toBeCloseTo(1 / (1 + Math.exp(-u)), 5);
    expect(plain.t.filter((t) => t === 1.5)).toHaveLength(3); // an even node and both sides
  });

  test('slopes are differences of values away from kinks, smoothed or not', () => {
    for (const norm of [2, 'inf'] as const) {
      const { plain, smoothed, kinks } = run({ surface: under(norm, { points: several }), smoothing, from: [1, -1.5], to: [-0.7, 2] });
      for (const { t, value, slope } of [plain, smoothed])
        for (let k = 1; k + 1 < t.length; k += 1) {
          const [a, b] = [t[k - 1]!, t[k + 1]!];
          if (b - a < 1e-6 || kinks.some((kink) => kink.t >= a && kink.t <= b)) continue;
          expect((value[k + 1]! - value[k - 1]!) / (b - a)).toBeCloseTo(slope[k]!, 2);
        }
    }
  });

  test('the frozen loss is at most the loss, and two equal weights are accepted', () => {
    const { plain, frozen } = run({ surface: under('inf'), smoothing: { kind: 'none' }, from: [1, -1.5], to: [-2, 2], frozenAt: [1, -1.5] });
    for (const [k, t] of (frozen?.t ?? []).entries()) {
      const at = plain.t.indexOf(t);
      expect(frozen?.value[k] ?? NaN).toBeLessThanOrEqual((plain.value[at] ?? NaN) + 1e-12);
    }
    const { span, plain: still } = run({ surface: under(2), smoothing, from: [1, 1], to: [1, 1] });
    expect(span).toEqual([-4, 2]);
    expect(still.value.every(Number.isFinite)).toBe(true);
  });
});
