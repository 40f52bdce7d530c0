import { surfaceDefaults } from '../../../src/documents/surfaceSpecs';
import type { DrawCommand } from '../../../src/figures/base/drawList';
import { sharedRange } from '../../../src/figures/base/ticks';
import { weightChart, weightChartCommands, gapChartCommands, gapsOf, type RacePage, racePageCommands } from '../../../src/figures/charts/raceCharts';
import {
  HALO,
  markerCommands,
  racePathCommands,
  lastStep,
  lowestLoss,
  raceEntrants,
  type RaceSnapshot,
} from '../../../src/figures/charts/raceStates';
import { type OptimiserName, optimisers } from '../../../src/math/optimisers';
import type { HyperparameterValues } from '../../../src/math/optimisers/types';
import type { RaceRequest, RaceResult } from '../../../src/worker/rpc/protocol';
import { openRaceJobs } from '../../../src/worker/surface/raceJobs';
import { points } from '../../math/optimisers/races';
import { look, objectsIn, squareLoss } from '../scenes';
import { describe, expect, test } from 'vitest';

const names = Object.keys(optimisers).filter((name): name is OptimiserName => Object.hasOwn(optimisers, name));
const surface = { ...surfaceDefaults, points, attack: { norm: 'inf', epsilon: 0.2, solver: 'exact' } as const };

function raceOf(racers: readonly OptimiserName[], values: HyperparameterValues = {}): RaceResult {
  const request: RaceRequest = { surface, start: [-2.4, 2.3], racers: racers.map((name) => ({ name, values })), steps: 80, seed: 1 };
  const work = openRaceJobs().race(request, () => undefined);
  if (!(Symbol.iterator in work)) throw new Error('not a generator');
  const last = [...work].at(-1);
  if (!last) throw new Error('no result');
  return last;
}
const momentOf = (race: RaceResult, step: number): RaceSnapshot => {
  const { racers } = raceEntrants(race);
  return { racers, lowest: lowestLoss(race.minimum.loss, racers), step, last: lastStep(racers) };
};
const moment = momentOf(raceOf(names), 64);
const box = { x: 10, y: 20, width: 300, height: 200 };
const result = squareLoss();
const page = (more: Partial<RacePage> = {}): RacePage => ({ ...moment, title: 'T', note: 'N', caption: 'C', result, style: look, ...more });

/** Every mark, those within clips too. */
const flat = (marks: readonly DrawCommand[]): DrawCommand[] =>
  marks.flatMap((mark) => (mark.kind === 'clip' ? [mark, ...flat(mark.commands)] : [mark]));
const lines = (marks: readonly DrawCommand[], colour: string, width: number) =>
  flat(marks).flatMap((mark) =>
    mark.kind === 'shape' && !mark.closed && mark.stroke?.colour === colour && mark.stroke.width === width ? [mark] : [],
  );
const texts = (marks: readonly DrawCommand[]): string[] => flat(marks).flatMap((mark) => (mark.kind === 'text' ? [mark.text] : []));
const numbers = (marks: readonly DrawCommand[]): number[] =>
  flat(marks).flatMap((mark) => (mark.kind === 'shape' ? mark.rings.flat(2) : mark.kind === 'clip' ? [mark.box.x, mark.box.y] : [...mark.at]));

describe.each([0, 1, 64, 80, 104])('at step %i', (step) => {
  test.each([false, true])('dark %s: every method has its colour, its dash and its name; nothing is NaN; two calls share nothing', (dark) => {
    const draw = () => racePageCommands(page({ step, style: { ...look, dark } }), 800, 600);
    const marks = draw();
    expect(numbers(marks).every(Number.isFinite)).toBe(true);
    expect(marks).toEqual(draw());
    const second = objectsIn(draw());
    const strokes = new Set(objectsIn(Object.values(optimisers).map(({ stroke }) => stroke.dash))); // dashes belong to the table's rows
    for (const object of objectsIn(marks)) if (!strokes.has(object)) expect(second.has(object)).toBe(false);
    for (const { label, stroke } of Object.values(optimisers)) {
      expect(texts(marks).some((text) => text.startsWith(label))).toBe(true);
      const own = lines(marks, dark ? stroke.dark : stroke.light, stroke.width);
      expect(own.length).toBeGreaterThan(0);
      for (const { stroke: drawn } of own) expect(drawn?.dash ?? []).toEqual(stroke.dash);
    }
  });
});

test('paths end at the shown step, have a halo, and a ring at the start', () => {
  const at = { ...moment, step: 10 };
  const marks = racePathCommands(result, sharedRange([result]), look, at, box);
  for (const { stroke } of moment.racers) {
    const [line] = lines(marks, stroke.light, stroke.width);
    expect(line?.rings[0]).toHaveLength(11);
    const halo = lines(marks, HALO.colour, stroke.width + HALO.wider).find((mark) => JSON.stringify(mark.rings) === JSON.stringify(line?.rings));
    expect(halo).toBeDefined();
  }
  const clips = marks.filter((mark) => mark.kind === 'clip');
  for (const clip of clips) expect(clip.box).toEqual(box);
});

test('gaps are relative to the lowest loss; the lowest state itself is omitted', () => {
  const gaps = gapsOf(moment.racers, moment.lowest);
  for (const gap of gaps) for (const v of gap) expect(v > 0 || Number.isNaN(v)).toBe(true);
  const marks = gapChartCommands(moment, false, box);
  expect(texts(marks)).toContain('10⁻²');
  expect(texts(marks).at(-1)).toBe('step');
});

test('the weight chart scales to the smallest jump across the crease; without jumps, to all values', () => {
  const jumping = weightChart(moment.racers, 64);
  expect(jumping.span).toEqual([40, 64]);
  expect([jumping.name, jumping.ends]).toEqual(['θ₂', [-0.1, 0.1]]);
  const early = weightChart(moment.racers, 3);
  expect(early.span).toEqual([0, 24]);
  for (const { values } of early.lines) for (const v of values) expect(v >= early.ends[0] && v <= early.ends[1]).toBe(true);
  expect(weightChart([], 5).ends).toEqual([-1, 1]);
  expect(texts(weightChartCommands(moment, false, box))).toContain('−0.1');
});

test('a marker is a polygon or a disc around its point', () => {
  for (const { stroke } of Object.values(optimisers))
    for (const mark of markerCommands(stroke, true, [50, 60], 2)) {
      const all = numbers([mark]);
      expect(all.every((v) => v >= 40 && v <= 70)).toBe(true);
      expect(mark.kind === 'disc').toBe(stroke.marker === 'circle' || stroke.marker === 'ring');
    }
});

test('a diverged run is drawn to its end, and the table says so', () => {
  const lost = momentOf(raceOf(['sgd', 'awp'], { stepSize: 100, weightDecay: 1 }), 60);
  const gone = lost.racers.filter(({ path }) => path.end === 'diverged');
  expect(gone.length).toBeGreaterThan(0);
  const marks = racePageCommands(page(lost), 800, 600);
  expect(numbers(marks).every(Number.isFinite)).toBe(true);
  for (const { label } of gone) expect(texts(marks)).toContain(`${label}, diverged`);
});
