import { decadeTicks, type ChartFrame, gapRange, chartPath, pixelY, powerText, spreadLabels } from '../../../src/figures/charts/chartFrame';
import {
  flippingWeight,
  lastStep,
  lowestLoss,
  type RaceEntrant,
  rankEntrants,
  signFlipRate,
  standingAt,
} from '../../../src/figures/charts/raceStates';
import { optimisers } from '../../../src/math/optimisers';
import { type RecordedObjective, optimiseTask } from '../../../src/math/optimisers/trajectory';
import { expect, test } from 'vitest';

/** |θ₁| + 4 |θ₂|: creases along both axes. */
const loss = (theta: readonly number[]): number => Math.abs(theta[0] ?? 0) + 4 * Math.abs(theta[1] ?? 0);
const course: RecordedObjective = {
  loss,
  adversarial: loss,
  clean: () => 0,
  gradient: ([a = 0, b = 0]) => [a < 0 ? -1 : 1, b < 0 ? -4 : 4],
};

function racer(name: 'sgd' | 'momentum', stepSize: number, steps = 60): RaceEntrant {
  const walk = optimiseTask(optimisers[name], course, [1, 0.3], { stepSize }, steps, 1);
  for (;;) {
    const next = walk.next();
    if (next.done) return { name, label: optimisers[name].label, stroke: optimisers[name].stroke, path: next.value };
  }
}

test('a state is the same bit for bit, in whatever order states are read', () => {
  const sgd = racer('sgd', 0.1);
  const before = standingAt(sgd, 17);
  standingAt(sgd, 50);
  expect(standingAt(sgd, 17)).toEqual(before);
  expect(before.adversarial).toBe(loss(before.theta));
});

test('methods are ranked by their loss at the step, those that ended last', () => {
  const [slow, fast, lost] = [racer('sgd', 0.001), racer('momentum', 0.01), racer('sgd', 4e6)];
  expect(lost.path.end).toBe('diverged');
  expect(rankEntrants([lost, slow, fast], 20).map(({ racer: one }) => one)).toEqual([fast, slow, lost]);
  expect(standingAt(lost, 20).ended).toMatch(/went beyond/);
  expect(lastStep([lost, slow])).toBe(60);
});

test('with a fixed step SGD keeps crossing a crease', () => {
  const sgd = racer('sgd', 0.1);
  expect(signFlipRate(sgd, 60)).toBeGreaterThan(0.9);
  expect(flippingWeight([sgd], 60)).toBe(1);
  expect(signFlipRate(racer('sgd', 0.0001), 60)).toBe(0);
  expect(lowestLoss(5, [sgd])).toBe(Math.min(...sgd.path.adversarial));
});

test('axes: powers of ten, round limits, separate labels, no line across a gap', () => {
  expect(decadeTicks([2e-4, 3])).toEqual([1e-3, 1e-2, 0.1, 1]);
  expect([1, 10, 0.001, 1e-12].map(powerText)).toEqual(['1', '10', '10⁻³', '10⁻¹²']);
  const apart = spreadLabels([10, 11, 40], 12);
  expect(apart).toEqual([10, 22, 40]);
  expect(spreadLabels([36, 38, 39], 12, 40)).toEqual([16, 28, 40]);
  const [lo, hi] = gapRange([
    [1, 0.1, 0],
    [2, 0.01],
  ]);
  expect(lo).toBeLessThan(0.01);
  expect(hi).toBeGreaterThan(2);
  const frame: ChartFrame = { left: 0, top: 0, width: 10, height: 10, x: [0, 2], y: [0.1, 10], log: true };
  expect(pixelY(frame, 1)).toBeCloseTo(5, 9);
  expect(chartPath(frame, [1, NaN, 1])).toBe('M0.0 5.0M10.0 5.0');
});
