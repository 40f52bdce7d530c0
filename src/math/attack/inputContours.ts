import { softplus } from '../core/logisticLoss';
import { niceCeiling } from '../core/grid';
import { bisect } from '../core/scalarSolvers';
import type { Activation, Pair, Point } from '../core/types';

/** The viewport of input space: a square. */
export interface InputWindow {
  readonly x1: Pair;
  readonly x2: Pair;
}

/** A level line of log(1 + exp(−y f(x))): straight, since f depends on θ·x alone, and clipped to the viewport. */
export interface LevelLine {
  readonly y: 1 | -1;
  readonly loss: number;
  readonly ends: readonly [Pair, Pair];
}

/** Intervals of z that are searched for roots. */
const SAMPLES = 192;
/** Level lines to aim for. */
const LEVEL_COUNT = 8;
/** Mantissas of the half sides of a window. */
const WINDOW_MANTISSAS = [1.25, 1.75, 2.5, 3.5, 5, 7, 10];

/** Least half side of a window of points at least 1 apart, or, where all are one, at least 1 from 0. */
const LEAST_HALF_SIDE = 1.25;

/** Ranges of both coordinates over the points. */
const sidesOf = (points: readonly Point[]): readonly [Pair, Pair] => {
  const side = (k: 0 | 1): Pair => [Math.min(...points.map(({ x }) => x[k])), Math.max(...points.map(({ x }) => x[k]))];
  return [side(0), side(1)];
};
const widthOf = (sides: readonly Pair[]): number => Math.max(...sides.map(([lo, hi]) => hi - lo));
const squareAbout = (sides: readonly [Pair, Pair], half: number): InputWindow => {
  const around = ([lo, hi]: Pair): Pair => [(lo + hi) / 2 - half, (lo + hi) / 2 + half];
  return { x1: around(sides[0]), x2: around(sides[1]) };
};

/**
 * A square about all points and their balls. Its least size follows from the points alone, so that a small ball is drawn small; where the balls
 * need more, it is rounded up to steps, so that small changes of ε leave it unchanged.
 */
export function windowOf(points: readonly Point[], epsilon: number): InputWindow {
  const sides = sidesOf(points);
  const unit = widthOf(sides) || Math.max(...points.flatMap(({ x }) => x.map(Math.abs))) || 1;
  const required = Math.max(LEAST_HALF_SIDE * Math.min(1, unit), widthOf(sides) / 2 + 1.5 * epsilon);
  return squareAbout(sides, niceCeiling(required, WINDOW_MANTISSAS, 0));
}

/** The window that stands while a control is held: the one before, or, where a point or its ball leaves that, a square about both it and theirs. */
export function heldWindow(before: InputWindow, points: readonly Point[], epsilon: number): InputWindow {
  const [a, b] = sidesOf(points);
  const holds = ([lo, hi]: Pair, [from, to]: Pair): boolean => lo <= from - epsilon && hi >= to + epsilon;
  if (holds(before.x1, a) && holds(before.x2, b)) return before;
  const natural = windowOf(points, epsilon);
  const about = ([lo, hi]: Pair, [from, to]: Pair): Pair => [Math.min(lo, from), Math.max(hi, to)];
  const sides = [about(before.x1, natural.x1), about(before.x2, natural.x2)] as const;
  return squareAbout(sides, niceCeiling(widthOf(sides) / 2, WINDOW_MANTISSAS));
}

/** Level lines of the loss for label y at round values, lowest first; none for θ = 0, where the loss is flat. */
export function levelLines({ f }: Activation, theta: Pair, y: 1 | -1, window: InputWindow): LevelLine[] {
  const loss = (z: number): number => softplus(-y * f(z));
  const at = samplesOf(theta, window);
  const values = at.map(loss);
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  if (!(hi - lo > 1e-12 * Math.max(1, hi))) return []; // below, multiples of the step can no longer be distinguished
  const step = niceCeiling((hi - lo) / LEVEL_COUNT);
  const lines: LevelLine[] = [];
  for (let k = Math.ceil(lo / step); k * step < hi; k += 1)
    for (const z of rootsOf((t) => loss(t) - k * step, at)) {
      const ends = clipped(theta, z, window);
      if (ends) lines.push({ y, loss: k * step, ends });
    }
  return lines;
}

/** The decision boundary f(x) = 0. */
export function boundaryLines({ f }: Activation, theta: Pair, window: InputWindow): (readonly [Pair, Pair])[] {
  return rootsOf(f, samplesOf(theta, window)).flatMap((z) => {
    const ends = clipped(theta, z, window);
    return ends ? [ends] : [];
  });
}

/** Equally spaced values of z = θ·x over the viewport, ascending. */
function samplesOf([a, b]: Pair, { x1, x2 }: InputWindow): number[] {
  const corners = x1.flatMap((u) => x2.map((v) => a * u + b * v));
  const [lo, hi] = [Math.min(...corners), Math.max(...corners)];
  return Array.from({ length: SAMPLES + 1 }, (_, k) => lo + ((hi - lo) * k) / SAMPLES);
}

/** Roots of g, by bisection between samples of different sign. */
function rootsOf(g: (z: number) => number, at: readonly number[]): number[] {
  const signs = at.map((z) => g(z) > 0);
  return at.slice(1).flatMap((z, k) => (signs[k] === signs[k + 1] ? [] : [bisect(g, at[k] ?? z, z)]));
}

/** The line {x: θ·x = z} clipped to the viewport. */
function clipped([a, b]: Pair, z: number, { x1, x2 }: InputWindow): readonly [Pair, Pair] | undefined {
  const size = a * a + b * b;
  if (size === 0) return undefined;
  const [foot, direction] = [[(z * a) / size, (z * b) / size] as const, [-b / Math.sqrt(size), a / Math.sqrt(size)] as const];
  let [from, to] = [-Infinity, Infinity];
  for (const [k, [lo, hi]] of [x1, x2].entries()) {
    const [at, along] = [foot[k] ?? 0, direction[k] ?? 0];
    if (along === 0) {
      if (at < lo || at > hi) return undefined;
      continue;
    }
    const [s, t] = [(lo - at) / along, (hi - at) / along];
    from = Math.max(from, Math.min(s, t));
    to = Math.min(to, Math.max(s, t));
  }
  const point = (t: number): Pair => [foot[0] + t * direction[0], foot[1] + t * direction[1]];
  return from < to ? [point(from), point(to)] : undefined;
}
