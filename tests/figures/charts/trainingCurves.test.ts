import { trainingCurve } from '../../../src/figures/networks/trainingPage';
import type { Metrics } from '../../../src/nets/training/types';
import { expect, test } from 'vitest';

const row = (epoch: number, seconds: number, testRobust: number): Metrics => ({
  epoch,
  seconds,
  lr: 0.1,
  trainLoss: 2.3,
  trainClean: 0.5,
  trainRobust: 0.4,
  testClean: 0.5,
  testRobust,
});

test('a curve is the mean over the seeds that have an epoch, in per cent, with the sample deviation', () => {
  const runs = [[row(1, 10, 0.2), row(2, 20, 0.3)], [row(1, 12, 0.4)]];
  const curve = trainingCurve({ key: 'a', label: 'AT', runs }, 'testRobust', 'epoch');
  expect(curve.x).toEqual([1, 2]);
  expect(curve.y[0]).toBeCloseTo(30, 12);
  expect(curve.y[1]).toBeCloseTo(30, 12);
  expect(curve.spread[0]).toBeCloseTo(100 * Math.SQRT2 * 0.1, 12);
  expect(curve.spread[1]).toBe(0);
  expect(trainingCurve({ key: 'a', label: 'AT', runs }, 'testRobust', 'seconds').x).toEqual([11, 20]);
});

test('losses and rates keep their units, and a run without epochs is an empty curve', () => {
  expect(trainingCurve({ key: 'a', label: 'AT', runs: [[row(1, 10, 0.2)]] }, 'trainLoss', 'epoch').y).toEqual([2.3]);
  expect(trainingCurve({ key: 'a', label: 'AT', runs: [[row(1, 10, 0.2)]] }, 'lr', 'epoch').y).toEqual([0.1]);
  expect(trainingCurve({ key: 'a', label: 'AT', runs: [[]] }, 'lr', 'epoch').x).toEqual([]);
});
