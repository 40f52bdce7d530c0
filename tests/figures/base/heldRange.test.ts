import { heldRange, type ShownRange } from '../../../src/figures/base/heldRange';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const still: ShownRange = { range: [0, 1], grown: false };

test('a held range stands still while the values stay in it', () => {
  expect(heldRange(still, [0, 1])).toBe(still);
  expect(heldRange(still, [0.4, 0.6])).toBe(still);
  expect(heldRange(still, [0, 0])).toBe(still);
});

test('it grows only at an end that the values leave, and says so until it is released', () => {
  const grown = heldRange(still, [0.2, 1.2]);
  expect(grown.grown).toBe(true);
  expect(grown.range[0]).toBe(0);
  expect(grown.range[1]).toBeGreaterThan(1.2);
  expect(heldRange(grown, [0.2, 0.3])).toBe(grown);
  expect(heldRange({ range: [0.5, 1], grown: false }, [0.4, 0.9]).range[1]).toBe(1);
});

test('a difference stays symmetric about 0, a loss stays at or above 0', () => {
  const { range } = heldRange({ range: [-1, 1], grown: false }, [-2, 2]);
  expect(range[0]).toBe(-range[1]);
  expect(heldRange({ range: [0.5, 1], grown: false }, [0.1, 0.9]).range[0]).toBe(0);
});

test('whatever the values, it holds them, never shrinks, and grows in few steps', () => {
  const pairs = fc.array(
    fc
      .tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }))
      .map(([lo, width]) => [lo, lo + width] as const),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(pairs, (steps) => {
      let shown: ShownRange = { range: steps[0]!, grown: false };
      for (const values of steps) {
        const next = heldRange(shown, values);
        expect(next.range[0]).toBeLessThanOrEqual(Math.min(values[0], shown.range[0]));
        expect(next.range[1]).toBeGreaterThanOrEqual(Math.max(values[1], shown.range[1]));
        expect(next.grown).toBe(shown.grown || next !== shown);
        shown = next;
      }
    }),
  );
  let [shown, growths] = [still, 0];
  for (let top = 1; top <= 10; top += 0.01) {
    const next = heldRange(shown, [0, top]);
    if (next !== shown) growths += 1;
    shown = next;
  }
  expect(growths).toBeLessThan(8); // of 900 steps
});
