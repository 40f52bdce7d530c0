import { describe, expect, test } from 'vitest';
import type { RaceResult } from '../../src/engine/protocol';
import { openRaceJobs } from '../../src/engine/raceJobs';
import { surfaceDefaults } from '../../src/experiment/specs';
import type { Values } from '../../src/math/optimisers/kinds';
import { optimisers, type OptimiserName } from '../../src/math/optimisers';
import { runnersOf, type RaceView } from '../../src/figures/race';
import { drawRaceGap, drawRaceLast, gapEnds } from '../../src/figures/raceCharts';
import { drawRacePaths, HALO } from '../../src/figures/racePaths';
import { points } from '../math/optimisers-races';
import { look, objectsIn, request, squareLoss } from './scenes';

const names = Object.keys(optimisers).filter((name): name is OptimiserName => Object.hasOwn(optimisers, name));
const surface = { ...surfaceDefaults, points, attack: { norm: 'inf', epsilon: 0.2, solver: 'exact' } as const };

function raceOf(racers: readonly OptimiserName[], values: Values = {}): RaceResult {
  const work = openRaceJobs().race(
    { surface, start: [-2.4, 2.3], racers: racers.map((name) => ({ name, values })), steps: 80, seed: 1 },
    () => undefined,
  );
  if (!(Symbol.iterator in work)) throw new Error('not a generator');
  const last = [...work].at(-1);
  if (!last) throw new Error('no result');
  return last;
}
const race = raceOf(names);
const view: RaceView = { race, step: 64 };
const draws = {
  paths: (dark: boolean, step = 64) => drawRacePaths(squareLoss(), request, { ...look, dark }, { race, step }),
  gap: (dark: boolean, step = 64) => drawRaceGap({ ...look, dark }, { race, step }),
  last: (dark: boolean, step = 64) => drawRaceLast({ ...look, dark }, { race, step }),
};
/** Traces with a method's name: its line, then its marker where there is one. */
const tracesOf = (figure: { readonly data: readonly unknown[] }, label: string): Record<string, unknown>[] =>
  figure.data.filter(
    (trace): trace is Record<string, unknown> => typeof trace === 'object' && trace !== null && 'name' in trace && trace.name === label,
  );

describe.each(Object.entries(draws))('%s', (_, draw) => {
  test('two calls share no object, neither with each other nor with the race', () => {
    const [a, b] = [draw(false), draw(false)];
    const [given, second] = [objectsIn([race, look, request]), objectsIn(b)];
    for (const object of objectsIn(a)) {
      expect(second.has(object)).toBe(false);
      expect(given.has(object)).toBe(false);
    }
    expect(a.data).toEqual(b.data);
  });

  test('every method wears its colour and its dash, light and dark, at every step', () => {
    for (const step of [0, 1, 64, 80, 104])
      for (const dark of [false, true]) {
        const figure = draw(dark, step);
        expect(figure.summary).toMatch(step <= 80 ? /SGD/ : /./);
        for (const { label, stroke } of Object.values(optimisers)) {
          const own = dark && draw !== draws.paths ? stroke.dark : stroke.light; // on the map paths stay as they are
          for (const trace of tracesOf(figure, label))
            if (trace['mode'] === 'lines') expect(trace['line']).toMatchObject({ color: own, width: stroke.width });
        }
      }
  });
});

test('paths end at the step shown, over a halo, with a ring at the start and a marker each', () => {
  const figure = draws.paths(false, 10);
  for (const { label, stroke, run } of runnersOf({ race, step: 10 })) {
    const [line, mark] = tracesOf(figure, label);
    expect(line?.['x']).toEqual(Array.from({ length: 11 }, (_, k) => run.theta[2 * k]));
    expect(mark?.['y']).toEqual([run.theta[21]]);
    const halo = figure.data[figure.data.findIndex((trace) => trace === line) - 1];
    expect(halo).toMatchObject({ x: line?.['x'], line: { width: stroke.width + HALO } });
  }
  expect(tracesOf(figure, 'start')).toMatchObject([{ x: [-2.4], y: [2.3] }]);
  expect(figure.geometry.kind).toBe('plane');
});

test('the gap is drawn above the least loss alone, on a log axis with its powers of ten', () => {
  const { layout, data, values } = drawRaceGap(look, view);
  expect(layout.yaxis?.type).toBe('log');
  const [sgd] = tracesOf({ data }, 'SGD');
  const gaps = sgd?.['y'];
  expect(Array.isArray(gaps) && gaps.length).toBe(81);
  for (const tick of layout.yaxis?.tickvals ?? []) {
    expect(tick).toBeGreaterThanOrEqual(values[0]);
    expect(Math.log10(Number(tick)) % 1).toBeCloseTo(0, 9);
  }
  expect(data.at(-1)).toMatchObject({ x: [64, 64] });
  const [lo, hi] = gapEnds([1e-3, 1, 1e-30, 1e300, 1, 2]);
  expect(lo).toBeGreaterThan(1e-12);
  expect(hi).toBeLessThan(1e5);
  expect(gapEnds([])[0]).toBeLessThan(gapEnds([])[1]);
});

test('across the crease: the last steps only, and how often each method crosses', () => {
  const { data, summary, span } = drawRaceLast(look, view);
  expect(span).toEqual([40, 64]);
  expect(tracesOf({ data }, 'SGD')[0]?.['x']).toEqual(Array.from({ length: 25 }, (_, k) => 40 + k));
  expect(summary).toMatch(/SGD crosses 0 2\d times/);
  expect(summary).toMatch(/EntropySGD crosses 0 0 times/);
});

test('a run that has left is drawn to its end, and the picture says so', () => {
  const lost: RaceView = { race: raceOf(['sgd', 'awp'], { stepSize: 100, weightDecay: 1 }), step: 60 };
  expect(runnersOf(lost).every(({ run, at }) => at === run.count - 1 || at === 60)).toBe(true);
  const gone = lost.race.runs.filter(({ run }) => run.end === 'diverged');
  expect(gone.length).toBeGreaterThan(0);
  for (const figure of [drawRaceGap(look, lost), drawRacePaths(squareLoss(), request, look, lost)])
    expect(figure.summary).toMatch(/went beyond 10⁶ at step \d+\./);
});
