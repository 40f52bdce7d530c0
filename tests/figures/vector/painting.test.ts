import { ASPECT, cameraOf, isVisible, sceneBoxOf, type Vec3, VIEW_CENTRE } from '../../../src/figures/base/camera';
import { bandColours } from '../../../src/figures/base/colours';
import { contourLevels } from '../../../src/figures/base/ticks';
import type { CameraEye } from '../../../src/figures/base/types';
import { figures } from '../../../src/figures/plotly';
import { plotlyCamera } from '../../../src/figures/plotly/surface';
import { bandPixels } from '../../../src/figures/vector/contourRaster';
import { colourTable, FACING_STEPS, facingOf, lampOf, VALUE_STEPS } from '../../../src/figures/vector/shading';
import { surfacePicture } from '../../../src/figures/vector/surfaceRaster';
import type { Grid } from '../../../src/math/core/grid';
import { linspace } from '../../../src/math/core/grid';
import type { Pair } from '../../../src/math/core/types';
import { look, request, squareLoss } from '../scenes';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const eyes: fc.Arbitrary<CameraEye> = fc
  .tuple(
    fc.double({ min: -Math.PI, max: Math.PI, noNaN: true }),
    fc.double({ min: -1.4, max: 1.4, noNaN: true }),
    fc.double({ min: 1.2, max: 4, noNaN: true }),
  )
  .map(([heading, tilt, far]) => [far * Math.cos(tilt) * Math.cos(heading), far * Math.cos(tilt) * Math.sin(heading), far * Math.sin(tilt)]);

const gridOf = (n: number, loss: (x: number, y: number) => number): Grid => {
  const [x, y] = [linspace(-3, 3, n), linspace(-3, 3, n)];
  return { n, x, y, z: Float64Array.from({ length: n * n }, (_, k) => loss(x[k % n]!, y[Math.floor(k / n)]!)) };
};

const minus = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const inner = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const times = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const normed = (a: Vec3): Vec3 => [a[0] / Math.hypot(...a), a[1] / Math.hypot(...a), a[2] / Math.hypot(...a)];

/** Pixel of a position as OpenGL has it, from the camera that Plotly is given: look-at and a perspective of 45° (Segal and Akeley, The OpenGL Graphics System). */
function openGlPixel(wanted: CameraEye, [width, height]: Pair, at: Vec3): Pair {
  const { eye, center, up } = plotlyCamera(wanted);
  const [from, to]: readonly [Vec3, Vec3] = [[eye.x, eye.y, eye.z], [center.x, center.y, center.z]]; // prettier-ignore
  const back = normed(minus(from, to));
  const right = normed(times([up.x, up.y, up.z], back));
  const [x, y, z] = [inner(minus(at, from), right), inner(minus(at, from), times(back, right)), inner(minus(at, from), back)];
  const focal = 1 / Math.tan(Math.PI / 8);
  return [(1 + (focal * x * height) / width / -z) * (width / 2), (1 - (focal * y) / -z) * (height / 2)];
}

test('the painter projects as Plotly does', () => {
  expect(VIEW_CENTRE).toEqual([0, 0, -0.17]);
  const side = fc.double({ min: -0.5, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(eyes, fc.tuple(side, side, side), (eye, at) => {
      const size: Pair = [830, 560];
      const [mine, theirs] = [cameraOf(eye, ...size).project(at), openGlPixel(eye, size, at)];
      for (const k of [0, 1] as const) expect(Math.abs(mine[k] - theirs[k])).toBeLessThan(1e-9 * Math.max(1, Math.abs(theirs[k])) * 1e3);
    }),
  );
});

describe('the surface as pixels', () => {
  const range: Pair = [0, 1];
  const plane = gridOf(21, (x, y) => 0.5 + 0.1 * x + 0.05 * y);

  test('a plane has at every pixel the colour of the loss there under the lamp', () => {
    fc.assert(
      fc.property(eyes, fc.integer({ min: 1, max: 2 }), (eye, ratio) => {
        const size: Pair = [300, 240];
        const camera = cameraOf(eye, ...size);
        const { pixels } = surfacePicture(plane, range, look, camera, size, ratio);
        const lamp = lampOf(camera, 0.9);
        const table = new Uint8Array(colourTable('tide', false).buffer);
        const [slopeX, slopeY] = [0.6 * ASPECT[2], 0.3 * ASPECT[2]];
        let compared = 0;
        for (const [x, y] of [
          [0, 0],
          [0.21, -0.13],
          [-0.3, 0.3],
        ] as const) {
          // prettier-ignore
          const height = 0.5 + 0.6 * x + 0.3 * y;
          const at: Vec3 = [x, y, (height - 0.5) * ASPECT[2]];
          if (Math.abs(inner(normed([-slopeX, -slopeY, 1]), normed(minus(camera.eye, at)))) < 0.2) continue; // a pixel is wide where it is seen at a glancing angle
          const [column, row] = camera.project(at).map((v) => Math.floor(v * ratio));
          const pixel = 4 * ((row! - pixels.top) * pixels.width + column! - pixels.left);
          if (column! < 1 || row! < 1 || column! >= size[0] * ratio - 1 || row! >= size[1] * ratio - 1) continue;
          const facing = Math.max(0, facingOf(camera, lamp, ...at, slopeX, slopeY));
          const entry = 4 * (Math.round(height * (VALUE_STEPS - 1)) * FACING_STEPS + Math.round(facing * (FACING_STEPS - 1)));
          for (const k of [0, 1, 2]) expect(Math.abs(pixels.data[pixel + k]! - table[entry + k]!)).toBeLessThan(9);
          expect(pixels.data[pixel + 3]).toBe(255);
          compared += 1;
        }
        fc.pre(compared > 0);
      }),
      { numRuns: 40 },
    );
  });

  test('what the depth buffer has in sight is what a ray finds', () => {
    const waves = gridOf(61, (x, y) => 0.5 + 0.4 * Math.sin(1.7 * x) * Math.cos(1.3 * y));
    let [same, all] = [0, 0];
    fc.assert(
      fc.property(eyes, (eye) => {
        const size: Pair = [420, 300];
        const camera = cameraOf(eye, ...size);
        const { isInSight } = surfacePicture(waves, range, look, camera, size, 1);
        const space = sceneBoxOf(waves, range);
        for (let k = 0; k < 60; k += 1) {
          const theta: Pair = [-2.9 + ((k * 7) % 59) / 10.2, -2.9 + ((k * 13) % 59) / 10.2];
          const at = space.toBox(theta, 0.5 + 0.4 * Math.sin(1.7 * theta[0]) * Math.cos(1.3 * theta[1]) + 0.001);
          const slopes = [0.4 * 1.7 * Math.cos(1.7 * theta[0]) * Math.cos(1.3 * theta[1]), -0.4 * 1.3 * Math.sin(1.7 * theta[0]) * Math.sin(1.3 * theta[1])] as const; // prettier-ignore
          const normal = normed([-6 * ASPECT[2] * slopes[0], -6 * ASPECT[2] * slopes[1], 1]);
          if (Math.abs(inner(normal, normed(minus(camera.eye, at)))) < 0.25) continue; // seen edge-on
          all += 1;
          if (isInSight(at) === isVisible(space, camera, at)) same += 1;
        }
      }),
      { numRuns: 40 },
    );
    expect(same / all).toBeGreaterThan(0.97); // they differ at the outline of a wave
  });

  test('is drawn whatever the losses, the range and the lattice, within its picture', () => {
    const loss = fc.oneof(
      fc.double({ noNaN: true }),
      fc.constantFrom(NaN, Infinity, -Infinity, 0, 1e308, -1e308),
      fc.double({ min: 0, max: 1, noNaN: true }),
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 9 }),
        fc.array(loss, { minLength: 81, maxLength: 81 }),
        eyes,
        fc.constantFrom(1, 1.5, 2, 3),
        (n, z, eye, ratio) => {
          const grid = { ...gridOf(n, () => 0), z: Float64Array.from(z.slice(0, n * n)) };
          const { pixels } = surfacePicture(grid, range, look, cameraOf(eye, 120, 90), [120, 90], ratio);
          expect(pixels.data).toHaveLength(4 * pixels.width * pixels.height);
          expect(pixels.left).toBeGreaterThanOrEqual(0);
          expect(pixels.left + pixels.width).toBeLessThanOrEqual(Math.round(120 * ratio));
          expect(pixels.top + pixels.height).toBeLessThanOrEqual(Math.round(90 * ratio));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what lies outside the range is cut off, as in Plotly', () => {
    const camera = cameraOf([1.42, 1.02, 0.86], 300, 240);
    const steep = gridOf(101, (x) => -x);
    const covered = (data: Uint8ClampedArray): number => data.filter((v, k) => k % 4 === 3 && v > 0).length;
    const [whole, half] = [[-3, 3], [0, 3]].map((ends) => covered(surfacePicture(steep, ends as unknown as Pair, look, camera, [300, 240], 1).pixels.data)); // prettier-ignore
    expect(whole).toBeGreaterThan(4000);
    expect(half).toBeGreaterThan(1000);
    expect(half).toBeLessThan(whole!);
  });
});

describe('bands as pixels', () => {
  test('each pixel far from a level has the colour of its band', () => {
    const grid = gridOf(31, (x, y) => 1 + 0.3 * x + 0.2 * y * y);
    const range: Pair = [0, 4];
    const [levels, colours] = [contourLevels(range), bandColours(range, 'tide')];
    const box = { x: 10, y: 5, width: 200, height: 160 };
    for (const ratio of [1, 2]) {
      const { left, top, width, height, data } = bandPixels(grid, range, look, box, ratio);
      expect([left, top, width, height]).toEqual([10 * ratio, 5 * ratio, 200 * ratio, 160 * ratio]);
      let compared = 0;
      for (let row = 3; row < height; row += 17)
        for (let column = 2; column < width; column += 13) {
          const [x, y] = [-3 + (6 * (column + 0.5)) / width, 3 - (6 * (row + 0.5)) / height];
          const loss = 1 + 0.3 * x + 0.2 * y * y;
          if (Math.min(...levels.map((level) => Math.abs(level - loss))) < 0.05) continue;
          const band = levels.filter((level) => level <= loss).length;
          const at = 4 * (row * width + column);
          expect([...data.slice(at, at + 4)]).toEqual([...[1, 3, 5].map((k) => parseInt(colours[band]!.slice(k, k + 2), 16)), 255]);
          compared += 1;
        }
      expect(compared).toBeGreaterThan(30);
    }
  });
});

test.each(['surface', 'contour', 'cut', 'difference', 'gradientContour'] as const)('the %s has a painting that fills its box', (id) => {
  const { painting, geometry } = figures[id].draw(squareLoss(25), request, look, [squareLoss(25)]);
  const commands = [...painting.frame(500, 360, [1.42, 1.02, 0.86]), ...painting.body(500, 360, [1.42, 1.02, 0.86], 1)];
  const texts = commands.flatMap((command) => (command.kind === 'text' ? [command.text] : []));
  expect(texts).toContain(geometry.kind === 'line' ? 'loss' : 'θ₁');
  expect(commands.some(({ kind }) => kind === 'pixels')).toBe(geometry.kind !== 'line');
});
