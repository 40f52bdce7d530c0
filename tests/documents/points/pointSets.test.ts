import { parseDocument } from '../../../src/documents/parseSurface';
import { type PointSet, pointSetNames, pointSets } from '../../../src/documents/points/pointSets';
import { MAX_POINTS } from '../../../src/documents/surfaceSpecs';
import { defaultsOf } from '../../../src/math/core/paramSpec';
import { describe, expect, test } from 'vitest';

const rows = pointSetNames.map((name): readonly [string, PointSet] => [name, pointSets[name]]);
const drawn = rows.filter(([, { specs }]) => 'count' in specs);

test.each(rows)('%s: its points are those of a document, equal when drawn twice', (_, set) => {
  const points = set.draw(defaultsOf(set.specs));
  expect(points).toEqual(set.draw(defaultsOf(set.specs)));
  expect(parseDocument({ points })).toMatchObject({ ok: true, document: { points } });
  expect(new Set(points.map(({ x }) => x.join())).size).toBe(points.length);
});

describe.each(drawn)('%s', (_, set) => {
  test.each([2, 3, 41, MAX_POINTS])('%i points, labels in halves', (count) => {
    const points = set.draw({ count });
    expect(points).toHaveLength(count);
    expect(points.filter(({ y }) => y === 1)).toHaveLength(Math.ceil(count / 2));
  });

  test('seed and noise move the points; without noise the seed does not', () => {
    expect(set.draw({ seed: 2 })).not.toEqual(set.draw({ seed: 1 }));
    expect(set.draw({ noise: 0, seed: 2 })).toEqual(set.draw({ noise: 0, seed: 1 }));
    const [still, moved] = [set.draw({ count: MAX_POINTS, noise: 0 }), set.draw({ count: MAX_POINTS, noise: 0.5 })];
    const squares = still.flatMap(({ x }, i) => x.map((value, axis) => (value - (moved[i]?.x[axis] ?? NaN)) ** 2));
    expect(Math.sqrt(squares.reduce((a, b) => a + b) / squares.length)).toBeCloseTo(0.5, 1);
  });
});

test('without noise: XOR has y = sign(x₁x₂); the Gaussians lie at ±(1, 1); the spirals, and the moons, are each other’s image through 0', () => {
  const still = { count: 40, noise: 0 };
  for (const { x, y } of pointSets.xor.draw(still)) expect(Math.sign(x[0] * x[1])).toBe(y);
  for (const { x, y } of pointSets.gaussians.draw(still)) expect(x).toEqual([y, y]);
  for (const name of ['moons', 'spirals'] as const) {
    const points = pointSets[name].draw(still);
    points.forEach(({ x }, i) => {
      if (i % 2 === 0) expect(points[i + 1]?.x).toEqual(x.map((value) => -value + 0));
    });
  }
});
