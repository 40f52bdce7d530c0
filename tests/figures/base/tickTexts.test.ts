import { rangeTexts, ticks, tickTexts } from '../../../src/figures/base/ticks';
import { rangeDecimals } from '../../../src/math/core/grid';
import { seeded } from '../../../src/math/core/random';
import type { Pair } from '../../../src/math/core/types';
import { expect, test } from 'vitest';

const valueOf = (text: string): number => Number(text.replaceAll('−', '-'));

/** Ranges up to 10⁶ times narrower than their distance from 0, as documents may name. */
const ranges = ((rng) =>
  Array.from({ length: 2000 }, (): Pair => {
    const lo = (rng() < 0.5 ? -1 : 1) * 10 ** (8 * rng() - 4);
    return [lo, lo + Math.max(1, Math.abs(lo)) * 10 ** (-6 * rng())];
  }))(seeded(19));

test('neighbouring tick labels differ, and each is its tick within a hundredth of their step', () => {
  for (const range of [...ranges, [9999, 9999.01], [-9999.01, -9999], [1, 1.00001], [0.5, 0.5001], [-3, 3]] as Pair[]) {
    const values = ticks(range, 6);
    const texts = tickTexts(values);
    expect(new Set(texts).size).toBe(values.length);
    const step = (values[1] ?? Infinity) - values[0]!;
    texts.forEach((text, k) => expect(Math.abs(valueOf(text) - values[k]!)).toBeLessThanOrEqual(0.01 * step));
  }
});

test('ordinary ticks keep their shortest texts', () => {
  expect(tickTexts(ticks([-3, 3], 6))).toEqual(['−3', '−2', '−1', '0', '1', '2', '3']);
  expect(tickTexts([0, 0.25, 0.5])).toEqual(['0', '0.25', '0.5']);
  expect(tickTexts([9999, 9999.005, 9999.01])).toEqual(['9999.000', '9999.005', '9999.010']);
});

test('the two ends of a range never read alike', () => {
  for (const range of ranges) for (const digits of [2, 3, 6]) expect(new Set(rangeTexts(range, digits)).size).toBe(2);
  expect(rangeTexts([0.3132, 3.0485], 2)).toEqual(['0.31', '3']);
});

test('positions a hundredth of a range apart read differently', () => {
  for (const range of ranges) {
    const decimals = rangeDecimals(range);
    const [a, b] = [range[0], range[0] + (range[1] - range[0]) / 100];
    expect(a.toFixed(decimals)).not.toBe(b.toFixed(decimals));
  }
  expect(rangeDecimals([-3, 3])).toBe(2);
});
