import { colourAt, type MapName, rgbAt, colourScale } from '../../../src/figures/base/colours';
import { finiteRange, fixedText, sharedRange, ticks, tickText } from '../../../src/figures/base/ticks';
import { squareLoss } from '../scenes';
import { describe, expect, test } from 'vitest';

const luminance = (map: MapName, t: number): number => {
  const linear = rgbAt(map, t).map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * linear[0]! + 0.7152 * linear[1]! + 0.0722 * linear[2]!;
};

describe.each(['tide', 'viridis', 'cividis', 'grey'] as const)('map %s', (map) => {
  test('lightness increases monotonically, so that it can be read without colour', () => {
    for (let k = 1; k <= 100; k += 1) expect(luminance(map, k / 100)).toBeGreaterThan(luminance(map, (k - 1) / 100));
  });
});

test('the diverging map has the background in the middle and ends of about equal lightness', () => {
  expect(colourAt('diverging', 0.5)).toBe('#ffffff');
  expect(colourAt('diverging', 0.5, true)).toBe('#15171b');
  expect(Math.abs(luminance('diverging', 0) - luminance('diverging', 1))).toBeLessThan(0.02);
  expect(colourScale('diverging')[4]![0]).toBe(0.5);
});

test('ticks are round, lie inside, and use the minus sign U+2212', () => {
  expect(ticks([-3, 3], 6)).toEqual([-3, -2, -1, 0, 1, 2, 3]);
  expect(ticks([0, 9], 4)).toEqual([0, 2, 4, 6, 8]);
  expect(tickText(-0.25)).toBe('−0.25');
  expect(fixedText(-1.5, 2)).toBe('−1.50');
});

test('a shared range starts at 0 for losses near it and is never empty', () => {
  const result = squareLoss();
  expect(sharedRange([result])).toEqual([0, finiteRange(result.grid.z)[1]]);
  const flat = { ...result, grid: { ...result.grid, z: result.grid.z.map(() => 2) } };
  const [lo, hi] = sharedRange([flat]);
  expect(lo).toBeLessThan(2);
  expect(hi).toBeGreaterThan(2);
});
