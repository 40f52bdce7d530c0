import type { Rng } from '../rng';
import type { Region, Weights } from './region';

/** Evaluations of the search that starts from the worst pair, and the losses of points that they may cost. */
const [LEAST, EFFORT, LOSSES] = [800, 3000, 4e5];

/**
 * Random pattern search for the largest score from `at`, inside the region: one coordinate, both weights together, their
 * distance, or all four at once; steps grow on success and halve after a run of failures. Seeded.
 */
export function sharpen(region: Region, score: (pair: Weights, sides: Float64Array) => number, at: Weights, rng: Rng, cost: number): void {
  const effort = Math.max(LEAST, Math.min(EFFORT, LOSSES / (2 * cost)));
  const [trial, sides] = [new Float64Array(4), new Float64Array(2)];
  let best = score(at, sides);
  let [step, failures] = [0.25 * region.width, 0];
  for (let k = 0; k < effort && step > 1e-10 * region.width; k += 1) {
    trial.set(at);
    propose(trial, step, region.width, rng);
    const value = region.holds(trial) ? score(trial, sides) : -Infinity;
    if (value > best) {
      best = value;
      at.set(trial);
      step = Math.min(1.6 * step, 0.5 * region.width);
      failures = 0;
    } else if ((failures += 1) >= 14) {
      step /= 2;
      failures = 0;
    }
  }
}

function propose(pair: Weights, step: number, width: number, rng: Rng): void {
  const way = Math.floor(4 * rng());
  const move = (): number => step * (2 * rng() - 1);
  if (way === 0) {
    const k = Math.floor(4 * rng());
    pair[k] = pair[k]! + move();
  } else if (way === 1) {
    const [d1, d2] = [move(), move()];
    for (const k of [0, 2]) {
      pair[k] = pair[k]! + d1;
      pair[k + 1] = pair[k + 1]! + d2;
    }
  } else if (way === 2) {
    const scale = Math.exp((2 * rng() - 1) * Math.min(2, (40 * step) / width));
    for (const k of [0, 1]) {
      const [middle, half] = [(pair[k]! + pair[k + 2]!) / 2, ((pair[k]! - pair[k + 2]!) / 2) * scale];
      pair[k] = middle + half;
      pair[k + 2] = middle - half;
    }
  } else for (let k = 0; k < 4; k += 1) pair[k] = pair[k]! + move();
}
