import { MAX_POINTS } from '../../../src/documents/surfaceSpecs';
import type { Point } from '../../../src/math/core/types';
import { addPoint, newPoint } from '../../../src/ui/panels/PointsPlane';
import fc from 'fast-check';
import { expect, test } from 'vitest';

const spots = (points: readonly Point[]): Set<string> => new Set(points.map(({ x }) => x.join(' ')));
const distanceToOthers = (points: readonly Point[], at: number): number =>
  Math.min(...points.flatMap(({ x }, k) => (k === at ? [] : [Math.hypot(x[0] - points[at]!.x[0], x[1] - points[at]!.x[1])])));

test('"Add a point" until there is no room gives every point a spot of its own; the first of them are well apart', () => {
  let points: readonly Point[] = [{ x: [1, 1], y: 1 }];
  while (points.length < MAX_POINTS) points = addPoint(points, newPoint(points));
  expect(spots(points).size).toBe(MAX_POINTS);
  points.slice(0, 7).forEach((_, k) => expect(distanceToOthers(points.slice(0, 7), k)).toBeGreaterThan(0.5));
});

test('whatever points there are, a new one is on no other’s spot and inside the plane', () => {
  const coordinate = fc.oneof(fc.constantFrom(-1, 0, 1, 0.25, -1.75), fc.double({ min: -50, max: 50, noNaN: true }));
  const points = fc.array(fc.record({ x: fc.tuple(coordinate, coordinate), y: fc.constantFrom<1 | -1>(1, -1) }), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(points, (given) => {
      const next = addPoint(given, newPoint(given));
      expect(next).toHaveLength(given.length + 1);
      expect(distanceToOthers(next, given.length)).toBeGreaterThan(0);
      expect(addPoint(next, next[0]!)).toBe(next);
    }),
    { seed: 4 },
  );
});
