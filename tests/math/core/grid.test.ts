import { niceCeiling, niceStep } from '../../../src/math/core/grid';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true });

test('a step is 1, 2 or 5 times a power of ten, nearest in ratio to the part of the span', () => {
  expect([1, 1.4, 1.5, 3, 3.2, 7, 7.1].map((span) => niceStep(span, 1))).toEqual([1, 1, 2, 2, 5, 5, 10]);
  expect(niceStep(9, 18)).toBe(0.5);
  expect(niceStep(3.7, 1, [1, 2, 4, 5])).toBe(4);
  fc.assert(fc.property(positive, (span) => Math.abs(Math.log(niceStep(span, 1) / span)) < Math.log(2.5) / 2 + 1e-9));
});

test('the ceiling is the least round number that is no smaller, up to the tolerance', () => {
  expect([0.08, 0.1, 0.11, 3].map((value) => niceCeiling(value))).toEqual([0.1, 0.1, 0.2, 5]);
  expect(niceCeiling(2 * (1 + 1e-12))).toBe(2);
  expect(niceCeiling(2 * (1 + 1e-12), [1, 2, 5], 0)).toBe(5);
  expect([1.25, 1.3, 10.1, 12.6].map((value) => niceCeiling(value, [1.25, 1.75, 2.5, 5, 10], 0))).toEqual([1.25, 1.75, 12.5, 17.5]);
  fc.assert(
    fc.property(positive, (value) => {
      const ceiling = niceCeiling(value);
      expect(ceiling).toBeGreaterThanOrEqual(value * (1 - 1e-9));
      expect(ceiling).toBeLessThanOrEqual(value * 2.5 * (1 + 1e-9));
    }),
  );
});
