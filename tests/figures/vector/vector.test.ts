import { cameraOf, sceneBoxOf, orbit } from '../../../src/figures/base/camera';
import { pixelOf, thetaAt } from '../../../src/figures/base/pixelMapping';
import { figures } from '../../../src/figures/plotly';
import { superlevelRings } from '../../../src/figures/vector/contourPlane';
import { thumbnailCommands } from '../../../src/figures/vector/panes';
import { stridedIndices } from '../../../src/figures/vector/surfaceMesh';
import { svgBody } from '../../../src/figures/vector/svgWriter';
import { linspace } from '../../../src/math/core/grid';
import type { Pair } from '../../../src/math/core/types';
import { look, request, squareLoss } from '../scenes';
import { describe, expect, test } from 'vitest';

const eye = [1.42, 1.02, 0.86] as const;

describe('camera', () => {
  const camera = cameraOf(eye, 800, 400);

  test('looks at its centre, keeps up, and shows the near corner low and large', () => {
    const [x, y] = camera.project([0, 0, -0.17]);
    expect(x).toBeCloseTo(400, 9);
    expect(y).toBeCloseTo(200, 9);
    expect(camera.project([0, 0, 0.3])[1]).toBeLessThan(camera.project([0, 0, -0.3])[1]);
    expect(camera.project([0.5, 0.5, -0.33])[1]).toBeGreaterThan(camera.project([-0.5, -0.5, -0.33])[1]);
    expect(camera.project([-0.5, 0.5, 0])[0]).toBeGreaterThan(400); // from (+, +), the corner (−, +) is on the right
  });

  test('the ray of a pixel passes through the point drawn there', () => {
    const at = [0.2, -0.3, 0.1] as const;
    const ray = camera.ray(camera.project(at));
    const way = [at[0] - eye[0], at[1] - eye[1], at[2] - eye[2]] as const;
    const size = Math.hypot(...way);
    for (const k of [0, 1, 2] as const) expect(ray[k]).toBeCloseTo(way[k] / size, 9);
  });

  test('the box has the proportions of the scene', () => {
    const space = sceneBoxOf(squareLoss().grid, [0, 9]);
    expect(space.toBox([3, -3], 9)).toEqual([0.5, -0.5, 0.33]);
    expect(space.toTheta([0.5, -0.5, 0])).toEqual([3, -3]);
  });
});

describe.each(['surface', 'contour', 'cut'] as const)('pointer over the %s', (id) => {
  const { geometry } = figures[id].draw(squareLoss(25), request, look);
  const stand = { width: 800, height: 420, eye };

  test('θ → pixel → θ at every visible point', () => {
    for (const theta of [
      [1, -1.5],
      [-2, 0.7],
      [2.9, 2.9],
    ] satisfies Pair[]) {
      // prettier-ignore
      const place = pixelOf(geometry, stand, theta);
      if (id === 'cut') expect(place).toBeUndefined();
      if (!place || place.hidden) continue;
      const back = thetaAt(geometry, stand, place.at);
      expect(Math.abs(back![0] - theta[0])).toBeLessThan(0.1); // the mark floats a little above the surface
      expect(Math.abs(back![1] - theta[1])).toBeLessThan(0.1);
    }
    expect(thetaAt(geometry, stand, [1, 1])).toBeUndefined();
  });

  test('the middle of the box is inside', () => {
    expect(thetaAt(geometry, stand, [400, 210])).toBeDefined();
  });
});

test('a full turn restores the camera, and the elevation stays below the pole', () => {
  orbit(eye, 2 * Math.PI, 0).forEach((v, k) => expect(v).toBeCloseTo(eye[k]!, 9));
  expect(orbit(eye, 0, 10)[2]).toBeLessThan(Math.hypot(...eye));
});

test('striding keeps both ends and the axis', () => {
  const kept = stridedIndices(linspace(-3, 3, 401), 101);
  expect(kept.length).toBeLessThanOrEqual(102);
  for (const node of [0, 200, 400]) expect(kept).toContain(node);
});

describe('isobands', () => {
  const area = (rings: readonly (readonly Pair[])[]): number =>
    Math.abs(
      rings.reduce(
        (sum, ring) => sum + ring.reduce((part, [x, y], k) => part + x * ring[(k + 1) % ring.length]![1] - y * ring[(k + 1) % ring.length]![0], 0),
        0,
      ),
    ) / 2;

  test('the whole square, half of it, and nothing', () => {
    const n = 7;
    const [x, y] = [linspace(-1, 1, n), linspace(-1, 1, n)];
    const grid = { n, x, y, z: Float64Array.from({ length: n * n }, (_, k) => x[k % n]!) };
    expect(area(superlevelRings(grid, -2))).toBeCloseTo(4, 12);
    expect(area(superlevelRings(grid, 0.5))).toBeCloseTo(1, 12);
    expect(superlevelRings(grid, 2)).toEqual([]);
  });

  test('a ring has the area of its disc, and a hole is subtracted', () => {
    const n = 201;
    const [x, y] = [linspace(-1, 1, n), linspace(-1, 1, n)];
    const ring = { n, x, y, z: Float64Array.from({ length: n * n }, (_, k) => -Math.abs(Math.hypot(x[k % n]!, y[Math.floor(k / n)]!) - 0.5)) };
    expect(area(superlevelRings(ring, -0.2))).toBeCloseTo(Math.PI * (0.49 - 0.09), 2);
    expect(superlevelRings(ring, -0.2)).toHaveLength(2);
  });

  test('saddle cells are joined or split by their centre value', () => {
    const pair = linspace(0, 1, 2);
    const saddle = { n: 2, x: pair, y: pair, z: Float64Array.of(1, 0, 0, 1) };
    expect(superlevelRings(saddle, 0.4)).toHaveLength(1);
    expect(superlevelRings(saddle, 0.6)).toHaveLength(2);
  });
});

test('a thumbnail stays inside its box and is deterministic', () => {
  const marks = thumbnailCommands(squareLoss(41), { ...look, arrows: false }, 214, 143);
  expect(svgBody(marks)).toBe(svgBody(thumbnailCommands(squareLoss(41), { ...look, arrows: false }, 214, 143)));
  for (const mark of marks)
    if (mark.kind === 'shape')
      for (const [x, y] of mark.rings.flat()) {
        expect(x).toBeGreaterThan(0);
        expect(x).toBeLessThan(214);
        expect(y).toBeGreaterThan(0);
        expect(y).toBeLessThan(143);
      }
});
