import { normOf, norms } from '../../../src/math/attack/norms';
import { seeded } from '../../../src/math/core/random';
import type { Norm } from '../../../src/math/core/types';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, v, i) => sum + v * (b[i] ?? 0), 0);
const distance = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((v, i) => v - (b[i] ?? 0)));
const vectors = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 1, maxLength: 4 });
const tame = (v: readonly number[]): number[] => v.map((c) => (Math.abs(c) < 1e-6 ? 0 : c));

const closedForms: readonly Norm[] = Object.values(norms);
describe.each([...new Set([...closedForms.map(({ p }) => p), 1.2, 1.5, 3, 7, 40])])('L%s', (p) => {
  const norm = normOf(p);

  test('the dual norm is the supremum over the unit ball, attained by dualMaximiser', () => {
    fc.assert(
      fc.property(vectors, (raw) => {
        const v = tame(raw);
        const best = norm.dualMaximiser(v);
        expect(norm.norm(best)).toBeLessThanOrEqual(1 + 1e-12);
        expect(dot(v, best)).toBeCloseTo(norm.dual(v), 9);
        const rng = seeded(7);
        for (let k = 0; k < 60; k += 1) {
          const inside = norm.project(
            v.map(() => 4 * rng() - 2),
            1,
          );
          expect(dot(v, inside)).toBeLessThanOrEqual(norm.dual(v) + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('dualPair equals dual', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -9, max: 9, noNaN: true }),
        fc.double({ min: -9, max: 9, noNaN: true }),
        (a, b) => Math.abs(norm.dualPair(a, b) - norm.dual([a, b])) <= 1e-12 * (1 + norm.dual([a, b])),
      ),
    );
  });

  test('projection is into the ball, the identity inside, idempotent and nearest among samples', () => {
    fc.assert(
      fc.property(vectors, fc.integer({ min: 0, max: 30 }), (raw, tenths) => {
        const [v, r] = [tame(raw), tenths / 10];
        const projected = norm.project(v, r);
        expect(norm.norm(projected)).toBeLessThanOrEqual(r * (1 + 1e-12) + 1e-300);
        expect(distance(norm.project(projected, r), projected)).toBeLessThanOrEqual(1e-12);
        if (norm.norm(v) <= r) expect(projected).toEqual(v);
        const rng = seeded(3);
        for (let k = 0; k < 60; k += 1) {
          const other = v.map(() => r * (2 * rng() - 1));
          if (norm.norm(other) <= r) expect(distance(v, projected)).toBeLessThanOrEqual(distance(v, other) + 1e-9);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('the dual norm has a gradient exactly where nondifferentiableAt is false', () => {
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.integer({ min: -300, max: 300 }), (i, j) => {
        const [a, b] = [i / 100, j / 100];
        fc.pre(Math.min(Math.abs(a), Math.abs(b), Math.abs(Math.abs(a) - Math.abs(b))) > 0.05);
        const h = 1e-6;
        const slope = [(norm.dual([a + h, b]) - norm.dual([a - h, b])) / (2 * h), (norm.dual([a, b + h]) - norm.dual([a, b - h])) / (2 * h)];
        expect(norm.nondifferentiableAt([a, b])).toBe(false);
        expect(distance(slope, norm.dualMaximiser([a, b]))).toBeLessThan(1e-5);
      }),
    );
    expect(norm.nondifferentiableAt([0, 0])).toBe(true);
    expect(norm.nondifferentiableAt([0, 1])).toBe(p === Infinity);
    expect(norm.nondifferentiableAt([-1, 1])).toBe(p === 1);
  });
});
