import { kinkLayers, jumpColour, jumpStrokes, nearestKink } from '../../../src/figures/base/kinks';
import { splitAtGaps } from '../../../src/figures/base/drawList';
import { drawKinkSmoothing } from '../../../src/figures/charts/kinkSmoothingChart';
import { drawContour } from '../../../src/figures/plotly/contour';
import { drawSurface } from '../../../src/figures/plotly/surface';
import type { Kink } from '../../../src/math/core/types';
import type { KinksResult } from '../../../src/worker/rpc/protocol';
import { look, request, squareLoss } from '../scenes';
import { describe, expect, test } from 'vitest';

const result = squareLoss();
const bend = { theta: [[1, 1], [2, 1]], jump: [9, 9], order: 2 } as const; // prettier-ignore
const coloured = { ...look, jumps: [0, 0.9] as const };

describe('creases by their jump', () => {
  test('lines, points and kinks of order 2 are separate; values vary along the lines', () => {
    const { lines, spots, bends } = kinkLayers([...result.creases, bend], result.grid);
    expect([lines.jump[0], spots.jump]).toEqual([0.9, [0.5]]);
    expect(splitAtGaps(lines.theta)).toHaveLength(2);
    expect(splitAtGaps(bends)).toEqual([bend.theta]);
    splitAtGaps(lines.theta).forEach((part) => expect(part).toHaveLength(13));
    expect(lines.jump).toHaveLength(lines.theta.length);
  });
  test('larger jumps are darker, and strokes join their neighbours', () => {
    const strokes = jumpStrokes(result.creases, result.grid, [0, 0.9]);
    const pieces = strokes.flatMap(({ parts }) => parts).reduce((sum, part) => sum + part.length - 1, 0);
    expect(pieces).toBe(24);
    expect(jumpColour(0.9, [0, 0.9])).toBe('#6d0436');
    expect(strokes.at(-1)?.parts[0]?.[0]).toEqual([0, -3]);
  });
  test('both figures draw and describe them, on a smoothed surface too', () => {
    const plain = { ...look, smoothed: true };
    for (const draw of [drawSurface, drawContour]) {
      const with_ = draw({ ...result, creases: [...result.creases, bend] }, request, { ...coloured, smoothed: true });
      expect(with_.data.length).toBeGreaterThan(draw(result, request, plain).data.length);
      expect(draw({ ...result, creases: [...result.creases, bend] }, request, coloured).summary).toContain(
        '3 places where the gradient jumps, by up to 0.900; 1 curve on',
      );
    }
  });
});

describe('the kink under a pointer', () => {
  const shared = { formula: '', located: 'closed form', across: [], place: '' } as const;
  const axis: Kink = { ...shared, kind: 'axis', order: 1, theta: [[0, -3], [0, 3]], jump: [0.9, 0.3] }; // prettier-ignore
  const curve: Kink = { ...shared, kind: 'branch', order: 2, theta: [[0.1, -3], [0.1, 3]], jump: [5, 5] }; // prettier-ignore
  const found: KinksResult = { kinks: [curve, axis], curvature: [undefined, [4, 2]] };
  test('a jump of the gradient comes before one of the curvature, and values are read between vertices', () => {
    const near = nearestKink(found, [0.09, 0], [6, 6], 0.03);
    expect([near?.kink.kind, near?.theta, near?.jump, near?.curvature]).toEqual(['axis', [0, 0], 0.6, 3]);
    expect(nearestKink(found, [0.25, 0], [6, 6], 0.03)?.kink.kind).toBe('branch');
    expect(nearestKink(found, [1, 0], [6, 6], 0.03)).toBeUndefined();
  });
});

test('the smoothing curve has log axes and marks the chosen γ', () => {
  const gamma = Float64Array.of(0.1, 1, 10, 100);
  const jumpAlone = gamma.map((g) => Math.sqrt(g));
  const curve = { theta: [0, 1] as const, jump: 1, gamma, curvature: jumpAlone.map((v, k) => v * [0.1, 0.5, 0.9, 1][k]!), jumpAlone, law: '' };
  const figure = drawKinkSmoothing({ ...curve, now: { gamma: 1, curvature: 0.5 } }, 288, 150);
  expect(figure.law.match(/[ML]/g)).toHaveLength(4);
  expect(figure.ticksX.map(({ power }) => power)).toEqual([-1, 0, 1, 2]);
  expect(figure.now?.[0]).toBeCloseTo(figure.ticksX[1]?.at ?? NaN, 6);
  expect(drawKinkSmoothing(curve, 288, 150).now).toBeUndefined();
  const falling = drawKinkSmoothing({ ...curve, curvature: curve.curvature.map((v) => -v), jumpAlone: jumpAlone.map((v) => -v) }, 288, 150);
  expect(falling.curve).toBe(drawKinkSmoothing(curve, 288, 150).curve);
});
