import { cameraOf, EYE_DISTANCES, orbit, withinReach } from '../../../src/figures/base/camera';
import { pixelOf, thetaAt } from '../../../src/figures/base/pixelMapping';
import type { CameraEye, FigureStyle } from '../../../src/figures/base/types';
import { sharedRange } from '../../../src/figures/base/ticks';
import { figures } from '../../../src/figures/plotly';
import { surfaceDrawing } from '../../../src/figures/vector/panes';
import type { DrawCommand } from '../../../src/figures/base/drawList';
import { look, request, squareLoss } from '../scenes';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

const coordinate = fc.oneof(
  fc.double({ min: -1e6, max: 1e6, noNaN: true }),
  fc.double({ min: -0.6, max: 0.6, noNaN: true }),
  fc.constantFrom(0, -0, 5e-324, -1e-9, -0.17, 2),
);
/** Eyes that a document may name: far and near, inside the box, on its axes, in its middle. */
const eyes: fc.Arbitrary<CameraEye> = fc.tuple(coordinate, coordinate, coordinate);
const named: readonly CameraEye[] = [[0, 0, 0], [0, 0, 2], [0, 0, -2], [0, 0, -0.17], [0.1, 0.1, 0.1], [0, 0, 1e6], [1e-9, 0, 2], [2, 0, 0], [0, -2, 0]]; // prettier-ignore

const pixelsIn = (commands: readonly DrawCommand[]): number[] =>
  commands.flatMap((command) => {
    if (command.kind === 'shape') return command.rings.flat(2);
    return command.kind === 'clip' ? pixelsIn(command.commands) : [...command.at];
  });

/** Every command, those within clips too. */
const unclipped = (commands: readonly DrawCommand[]): DrawCommand[] =>
  commands.flatMap((command) => (command.kind === 'clip' ? unclipped(command.commands) : [command]));

test('every eye is drawn: the whole box lies before it, and the picture has its surface and only finite pixels', () => {
  const result = squareLoss(9);
  fc.assert(
    fc.property(eyes, (eye) => {
      const camera = cameraOf(eye, 400, 300);
      for (const x of [-0.5, 0.5]) for (const y of [-0.5, 0.5]) for (const z of [-0.33, 0.33]) expect(camera.view([x, y, z])[2]).toBeLessThan(-0.1);
      const style: FigureStyle = { ...look, eye };
      const box = { x: 0, y: 0, width: 400, height: 300 };
      const commands = unclipped(surfaceDrawing(result, sharedRange([result]), style, 9).draw(box));
      expect(pixelsIn(commands).every(Number.isFinite)).toBe(true);
      const cells = commands.filter((command) => command.kind === 'shape' && command.closed && command.rings.flat().every(([x, y]) => x > -200 && x < 600 && y > -200 && y < 500)); // prettier-ignore
      expect(cells.length).toBeGreaterThan(40);
    }),
    { examples: named.map((eye) => [eye]), numRuns: 150 },
  );
});

test('the pointer finds θ under every eye', () => {
  const { geometry } = figures.surface.draw(squareLoss(25), request, look);
  fc.assert(
    fc.property(eyes, fc.double({ min: -2.8, max: 2.8, noNaN: true }), fc.double({ min: -2.8, max: 2.8, noNaN: true }), (eye, a, b) => {
      const viewport = { width: 800, height: 420, eye };
      const place = pixelOf(geometry, viewport, [a, b]);
      expect(place?.at.every(Number.isFinite)).toBe(true);
      const distance = Math.hypot(...withinReach(eye));
      if (!place || place.hidden || Math.abs(eye[2]) < 0.5 * Math.hypot(...eye) || distance > 3) return; // seen at a glancing angle a pixel is wide
      const back = thetaAt(geometry, viewport, place.at);
      expect(Math.hypot(back![0] - a, back![1] - b)).toBeLessThan(0.35);
    }),
    { examples: named.map((eye) => [eye, 1, -1.5]), numRuns: 200 },
  );
});

test('turning and zooming never leave the reach, however often, and never pass over the pole', () => {
  const turn = fc.tuple(
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: -3, max: 3, noNaN: true }),
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
  );
  fc.assert(
    fc.property(eyes, fc.array(turn, { minLength: 1, maxLength: 40 }), (start, turns) => {
      const eye = turns.reduce<CameraEye>((from, [about, tilt, zoom]) => orbit(from, about, tilt, zoom), start);
      const distance = Math.hypot(...eye);
      expect(distance).toBeGreaterThan(EYE_DISTANCES[0] - 1e-9);
      expect(distance).toBeLessThan(EYE_DISTANCES[1] + 1e-9);
      expect(Math.hypot(...orbit(eye, 0, 0, 1e-9))).toBeCloseTo(EYE_DISTANCES[0], 9);
    }),
  );
});

test('an eye within reach is drawn as it is, one beyond it from the same direction', () => {
  fc.assert(
    fc.property(eyes, (eye) => {
      const drawn = withinReach(eye);
      withinReach(drawn).forEach((v, k) => expect(v).toBeCloseTo(drawn[k]!, 12));
      const largest = Math.max(...eye.map(Math.abs));
      const [a, b] = [Math.hypot(...eye), Math.hypot(...drawn)];
      if (a >= EYE_DISTANCES[0] && a <= EYE_DISTANCES[1]) expect(drawn).toBe(eye);
      else if (largest > 0) drawn.forEach((v, k) => expect(v / b).toBeCloseTo(eye[k]! / largest / Math.hypot(...eye.map((e) => e / largest)), 9));
    }),
  );
});
