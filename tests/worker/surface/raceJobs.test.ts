import type { SmoothingChoice, SurfaceChoice } from '../../../src/documents/surfaceDocument';
import { sigmoid, softplus } from '../../../src/math/core/logisticLoss';
import { type OptimiserName, optimisers } from '../../../src/math/optimisers';
import { creasedRace, raceRequest } from '../../../src/state/race';
import { createWorkerClient } from '../../../src/worker/rpc/client';
import { requestOnce } from '../../../src/worker/rpc/latestRequest';
import type { RaceRequest, RaceResult, WalkRequest } from '../../../src/worker/rpc/protocol';
import { openRaceJobs } from '../../../src/worker/surface/raceJobs';
import { inChannel } from '../rpc/channel';
import { choice } from './samples';
import { describe, expect, test } from 'vitest';

/** Not separable under ε = 0.2: the minimum (1.61…, 0) lies on a crease. */
const surface: SurfaceChoice = {
  ...choice,
  points: [
    { x: [1, 0], y: 1 },
    { x: [-1, 0], y: -1 },
    { x: [-0.3, 0], y: 1 },
  ],
  attack: { norm: 'inf', epsilon: 0.2, solver: 'exact' },
};
const names = Object.keys(optimisers).filter((name): name is OptimiserName => Object.hasOwn(optimisers, name));
const request = (more: Partial<RaceRequest> = {}): RaceRequest => ({
  surface,
  start: [-2.4, 2.3],
  racers: names.map((name) => ({ name, values: {} })),
  steps: 60,
  seed: 3,
  ...more,
});
const ask = (asked: RaceRequest): Promise<RaceResult> => requestOnce(createWorkerClient(inChannel(openRaceJobs())), 'race', asked);
const smoothed = (smoothing: SmoothingChoice): RaceRequest => request({ surface: { ...surface, smoothing } });

test('every path of the race that Optimisers opens on stays in its picture', async () => {
  const { surface: shown, ...asked } = raceRequest(creasedRace);
  const { runs } = await ask({ surface: shown, ...asked });
  expect(runs.map(({ name }) => name)).toEqual(names);
  const [[l1, h1], [l2, h2]] = [shown.grid.theta1, shown.grid.theta2];
  for (const { run } of runs)
    for (let k = 0; k < run.count; k += 1) {
      const [a, b] = [run.theta[2 * k]!, run.theta[2 * k + 1]!];
      expect(a >= l1 && a <= h1 && b >= l2 && b <= h2).toBe(true);
    }
});

test('every requested method is returned in order, with all of its states', async () => {
  const { fraction, runs, minimum } = await ask(request());
  expect(fraction).toBe(1);
  expect(runs.map(({ name }) => name)).toEqual(names);
  for (const { run } of runs) {
    expect([run.count, run.end, run.why]).toEqual([61, 'finished', '']);
    expect(Array.from(run.theta.slice(0, 2))).toEqual([-2.4, 2.3]);
  }
  const [t] = minimum.theta; // on the crease L = (2 log(1 + e^(−0.8 t)) + log(1 + e^(t/2))) / 3
  expect(1.6 * sigmoid(-0.8 * t) - 0.5 * sigmoid(t / 2)).toBeCloseTo(0, 6);
  expect(minimum.loss).toBeCloseTo((2 * softplus(-0.8 * t) + softplus(t / 2)) / 3, 12);
  expect(minimum.loss).toBeCloseTo(0.55391, 5);
  expect(minimum.theta[1]).toBeCloseTo(0, 6);
  expect(minimum.edge).toBe(false);
});

test('removing a method changes no other', async () => {
  const racers = [{ name: 'entropy-sgd', values: { mean: 'langevin', noise: 1 } }] as const;
  const alone = await ask(request({ racers }));
  const among = await ask(request({ racers: [{ name: 'sgd', values: {} }, ...racers] }));
  expect(among.runs[1]!.run).toEqual(alone.runs[0]!.run);
});

test('2/C: of the smooth part where a crease runs through the level set', async () => {
  const { bound } = await ask(request({ steps: 1 }));
  expect(bound?.creased).toBe(true);
  expect(bound?.inside).toBeGreaterThan(0);
  const smooth = await ask(request({ steps: 1, surface: { ...surface, attack: { ...surface.attack, norm: 'none' } } }));
  expect(smooth.bound?.creased).toBe(false);
  const largest = (1 + 1 + 0.09) / 3 / 4; // mean ‖x‖²/4
  expect(smooth.bound?.constant).toBeLessThanOrEqual(largest);
  expect(smooth.bound?.constant).toBeGreaterThan(0.9 * largest); // the level set reaches θ₁ = 0
  expect((smooth.bound?.bound ?? 0) * (smooth.bound?.constant ?? 0)).toBeCloseTo(2, 12);
});

describe('a smoothed surface', () => {
  test.each([
    { kind: 'entropy-sgd', gamma: 1, normalised: true },
    { kind: 'gaussian-mean', sigma: 0.5 },
    { kind: 'worst-case', radius: 0.3, norm: 2 },
  ] as const)('$kind is the objective of the methods; the loss itself is recorded too', async (smoothing) => {
    const { runs, bound, minimum } = await ask(smoothed(smoothing));
    const [sgd, entropy] = [runs[names.indexOf('sgd')]!.run, runs[names.indexOf('entropy-sgd')]!.run];
    expect(sgd.loss[60]).toBeLessThan(sgd.loss[0]!);
    expect(sgd.loss[60]).not.toBe(sgd.adversarial[60]);
    expect(minimum.loss).toBeLessThanOrEqual(sgd.loss[60]!);
    expect([entropy.count, entropy.end]).toEqual([0, 'refused']);
    expect(entropy.why).toMatch(/exact mean/);
    expect(bound === undefined).toBe(smoothing.kind === 'worst-case');
  });

  test('SGD on F with η is EntropySGD with η on the loss', async () => {
    const racers = [{ name: 'sgd', values: { stepSize: 0.5 } }] as const;
    const onF = await ask(request({ racers, surface: { ...surface, smoothing: { kind: 'entropy-sgd', gamma: 2, normalised: true } } }));
    const entropy = await ask(request({ racers: [{ name: 'entropy-sgd', values: { stepSize: 0.5, gamma: 2 } }] }));
    onF.runs[0]!.run.theta.forEach((t, k) => expect(t).toBeCloseTo(entropy.runs[0]!.run.theta[k]!, 9));
    const step = onF.bound?.bound ?? NaN;
    expect(step).toBeGreaterThanOrEqual(2 / 2); // ∇²F ⪯ γI
  });
});

test.each([
  [{ steps: 0 }, /^steps: 0 is not/],
  [{ seed: -1 }, /^seed: -1 is not/],
  [{ start: [NaN, 0] as const }, /^start: NaN, 0 is not/],
  [{ racers: [{ name: 'sgd', values: { stepSize: -1 } }] as const }, /^sgd\.stepSize: -1 is not ≥ 0/],
  [{ racers: [{ name: 'sgd', values: { rho: 1 } }] as const }, /^sgd\.rho: is not a knob; the knobs are stepSize, weightDecay/],
  [{ racers: [{ name: 'entropy-sgd', values: { mean: 'guess' } }] as const }, /^entropy-sgd\.mean: "guess" is not one of exact, langevin/],
  [{ steps: 20_000, racers: [{ name: 'entropy-sgd', values: { mean: 'langevin', innerSteps: 1000 } }] as const }, /more than 4000000/],
])('%j is refused in one sentence', async (wrong, sentence) => {
  await expect(ask(request(wrong))).rejects.toThrow(sentence);
});

test('a long race is posted in growing parts, and can be cancelled', () => {
  const racers = [{ name: 'sgd', values: {} }, { name: 'entropy-sgd', values: { mean: 'langevin', innerSteps: 200 } }] as const; // prettier-ignore
  const work = openRaceJobs().race(request({ racers, steps: 20_000 }), () => undefined);
  if (!(Symbol.iterator in work)) throw new Error('not a generator');
  let fraction = 0;
  let parts = 0;
  for (const part of work) {
    if (!part) continue;
    expect(part.fraction).toBeGreaterThanOrEqual(fraction);
    fraction = part.fraction;
    parts += 1;
    if (parts === 2) break;
  }
  expect(fraction).toBeLessThan(1);
});

describe('walk', () => {
  const walk = (more: Partial<WalkRequest> = {}) =>
    requestOnce(createWorkerClient(inChannel(openRaceJobs())), 'walk', {
      surface,
      theta: [1, 1],
      values: { noise: Math.SQRT2 },
      seed: 1,
      repeats: 20,
      ...more,
    });

  test('the walk, its running mean, and the integral beside them', async () => {
    const { walk: own, exact, curves } = await walk();
    expect(own.points).toHaveLength(20);
    expect(own.means.at(-1)).toEqual(own.mean);
    expect(exact.variance.every((v) => v > 0 && v <= 1)).toBe(true); // convex: Var θ′ ≤ 1/γ
    for (const { at, distance, variance } of Object.values(curves)) {
      expect(distance).toHaveLength(at.length);
      expect(variance).toHaveLength(at.length);
      expect(distance[0]).toBeGreaterThan(0);
    }
  });

  test('without noise the variance vanishes', async () => {
    const { curves } = await walk({ values: { alpha: 0.05 } });
    expect(curves.noise.variance[0]).toBeLessThan(0.05 * curves.noise.variance.at(-1)!);
  });

  test('errors are reported', async () => {
    await expect(walk({ repeats: 0 })).rejects.toThrow(/^repeats: 0/);
    await expect(walk({ values: { gamma: 0 } })).rejects.toThrow(/^gamma: 0 is not > 0/);
  });
});

test('a surface that takes long to prepare reports progress, and can be cancelled', () => {
  const [shares, { race }] = [[] as number[], openRaceJobs()];
  const asked = smoothed({ kind: 'entropy-sgd', gamma: 1e4, normalised: true });
  const work = race(asked, () => undefined, (fraction) => shares.push(fraction)); // prettier-ignore
  if (!(Symbol.iterator in work)) throw new Error('the race is asynchronous');
  const steps = work[Symbol.iterator]();
  expect(steps.next()).toEqual({ done: false, value: undefined }); // a breath, long before the surface is laid
  expect(shares.length).toBeGreaterThan(0);
  expect(shares.at(-1)).toBeLessThan(0.7);
  expect(shares).toEqual([...shares].sort((p, q) => p - q));
  expect(steps.return?.()).toEqual({ done: true, value: undefined });
});
