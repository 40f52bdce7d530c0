import { kinksOnLine } from '../../../src/math/analysis/kinkSet';
import { seeded } from '../../../src/math/core/random';
import type { Pair, Point } from '../../../src/math/core/types';
import type { Line } from '../../../src/math/loss/intervalEnds';
import { landscapeOf } from '../../../src/math/loss/landscape';
import { testProblem } from '../oracles';
import { describe, expect, test } from 'vitest';

/** φ by hand, with every z where it turns and every z where φ′ jumps. */
interface ByHand {
  readonly model: string | { readonly formula: string };
  readonly f: (z: number) => number;
  readonly turns: readonly number[];
  readonly kinks: readonly number[];
}
const formula = (text: string, f: ByHand['f'], turns: readonly number[], kinks: readonly number[]): ByHand => ({
  model: { formula: text },
  f,
  turns,
  kinks,
});
const models: readonly ByHand[] = [
  { model: 'linear', f: (z) => z, turns: [], kinks: [] },
  { model: 'swish', f: (z) => z / (1 + Math.exp(-z)), turns: [-1.278464542761074], kinks: [] },
  { model: 'softplus', f: (z) => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))), turns: [], kinks: [] },
  { model: 'tanh', f: Math.tanh, turns: [], kinks: [] },
  formula('abs(abs(z)-1)', (z) => Math.abs(Math.abs(z) - 1), [], [-1, 0, 1]),
  formula('abs(z-0.3)', (z) => Math.abs(z - 0.3), [], [0.3]),
  formula('max(z,0)-abs(z-1)', (z) => Math.max(z, 0) - Math.abs(z - 1), [], [0, 1]),
  formula(
    'sin(3*z)',
    (z) => Math.sin(3 * z),
    Array.from({ length: 40 }, (_, k) => ((k - 19.5) * Math.PI) / 3),
    [],
  ),
  formula('z^2/4+abs(z+0.5)', (z) => z ** 2 / 4 + Math.abs(z + 0.5), [], [-0.5]),
];
const duals: Readonly<Record<string, (a: number, b: number) => number>> = {
  1: (a, b) => Math.max(Math.abs(a), Math.abs(b)),
  1.5: (a, b) => (Math.abs(a) ** 3 + Math.abs(b) ** 3) ** (1 / 3),
  2: Math.hypot,
  3: (a, b) => (Math.abs(a) ** 1.5 + Math.abs(b) ** 1.5) ** (2 / 3),
  inf: (a, b) => Math.abs(a) + Math.abs(b),
};

const SAMPLES = 20_000;
const TIE = 1e-9;

/** Which z is worst at a weight: an end and the piece of φ it lies on, or the place inside where it rests; undefined where two are equally bad. */
function branchAt(
  { f, turns, kinks }: ByHand,
  { x, y }: Point,
  epsilon: number,
  dual: (a: number, b: number) => number,
  [a, b]: Pair,
): string | undefined {
  const [centre, r] = [a * x[0] + b * x[1], epsilon * dual(a, b)];
  const piece = (z: number): number => kinks.filter((kink) => kink < z).length;
  const candidates = [
    { loss: y * f(centre - r), name: `lower, piece ${piece(centre - r)}` },
    ...(r > 0 ? [{ loss: y * f(centre + r), name: `upper, piece ${piece(centre + r)}` }] : []),
    ...[...turns, ...kinks].filter((z) => Math.abs(z - centre) < r).map((z) => ({ loss: y * f(z), name: 'inside' })),
  ].sort((p, q) => p.loss - q.loss);
  const [first, second] = candidates;
  return second && second.name !== first!.name && second.loss - first!.loss < TIE ? undefined : first!.name;
}

/** Stretches of the line at whose ends different branches are active: the gradient jumps or turns somewhere between. */
function scanned(model: ByHand, point: Point, epsilon: number, p: string, { from, direction }: Line, [lo, hi]: Pair): Pair[] {
  const stretches: Pair[] = [];
  let [last, at]: [string | undefined, number] = [undefined, lo];
  for (let k = 0; k <= SAMPLES; k += 1) {
    const t = lo + ((hi - lo) * k) / SAMPLES;
    const theta: Pair = [from[0] + t * direction[0], from[1] + t * direction[1]];
    const branch = branchAt(model, point, epsilon, duals[p]!, theta);
    if (branch === undefined) continue;
    if (last !== undefined && branch !== last) stretches.push([at, t]);
    [last, at] = [branch, t];
  }
  return stretches;
}

describe('kinks on a line', () => {
  const cases = models.flatMap((model) => Object.keys(duals).map((p) => [model, p] as const));
  test.each(cases)('%j under L%s: every change of the active branch that a dense scan sees is found', (model, p) => {
    const rng = seeded(7 + cases.findIndex(([other, q]) => other === model && q === p));
    const uniform = (size: number): number => size * (2 * rng() - 1);
    let changes = 0;
    for (let trial = 0; trial < 4; trial += 1) {
      const point: Point = { x: [uniform(2), uniform(2)], y: rng() < 0.5 ? 1 : -1 };
      const epsilon = trial === 3 ? 0 : 0.1 + 1.2 * rng();
      const angle = Math.PI * rng();
      const line: Line = { from: [uniform(3), uniform(3)], direction: [Math.cos(angle), Math.sin(angle)] };
      const span: Pair = [-4, 4];
      const s = testProblem({ points: [point], epsilon, p: p === 'inf' ? p : Number(p), model: model.model, reach: 40 });
      const found = kinksOnLine(s, line, span);
      for (const [a, b] of scanned(model, point, epsilon, p, line, span)) {
        changes += 1;
        expect(
          found.some((t) => t >= a - 1e-7 && t <= b + 1e-7),
          `none between ${a} and ${b}: ${JSON.stringify({ point, epsilon, line, found })}`,
        ).toBe(true);
      }
    }
    if (model.turns.length + model.kinks.length > 0) expect(changes).toBeGreaterThan(0);
  });

  test('between neighbouring kinks the slope of the loss does not jump', () => {
    const rng = seeded(3);
    const uniform = (size: number): number => size * (2 * rng() - 1);
    for (const model of models)
      for (const p of [1, 1.5, 2, 3, 'inf'] as const) {
        const points = Array.from({ length: 3 }, (): Point => ({ x: [uniform(2), uniform(2)], y: rng() < 0.5 ? 1 : -1 }));
        const line: Line = { from: [uniform(2), uniform(2)], direction: [Math.SQRT1_2, -Math.SQRT1_2] };
        const s = testProblem({ points, epsilon: 0.4, p, model: model.model, reach: 40 });
        const { value } = landscapeOf(s);
        const at = (t: number): number => value(line.from[0] + t * line.direction[0], line.from[1] + t * line.direction[1]);
        const stops = [-3, ...kinksOnLine(s, line, [-3, 3]), 3];
        const h = 1e-4;
        for (let t = -3 + 2 * h; t < 3 - 2 * h; t += 0.003) {
          if (stops.some((kink) => Math.abs(kink - t) <= 3 * h)) continue;
          const jump = (at(t + 2 * h) - at(t)) / (2 * h) - (at(t) - at(t - 2 * h)) / (2 * h);
          expect(Math.abs(jump), `at ${t}`).toBeLessThan(0.02);
        }
      }
  });

  test('an end that crosses a level twice, 1e-4 apart', () => {
    // θ = (t, 1) and x = (0, 1): the upper end 1 + √(1 + t²)/2 turns at t = 0, a little below the kink of φ
    const half = 0.5e-4;
    const level = 1 + 0.5 * Math.sqrt(1 + half * half);
    const s = testProblem({ points: [{ x: [0, 1], y: -1 }], epsilon: 0.5, p: 2, model: { formula: `z + abs(z-${level})` }, reach: 40 });
    const crossings = (line: Line): number[] => kinksOnLine(s, line, [-3, 3.1]).filter((t) => t !== 0 && Math.abs(t) < 1);
    const [first, second, ...rest] = crossings({ from: [0, 1], direction: [1, 0] });
    expect(rest).toEqual([]);
    expect(first).toBeCloseTo(-half, 7);
    expect(second).toBeCloseTo(half, 7);
    // the same on a slanted line: x along its normal
    const slanted = testProblem({
      points: [{ x: [-Math.SQRT1_2, Math.SQRT1_2], y: -1 }],
      epsilon: 0.5,
      p: 2,
      model: { formula: `z + abs(z-${level})` },
      reach: 40,
    });
    const pair = kinksOnLine(slanted, { from: [-Math.SQRT1_2, Math.SQRT1_2], direction: [Math.SQRT1_2, Math.SQRT1_2] }, [-3, 3.1]).filter(
      (t) => Math.abs(t) > 1e-6 && Math.abs(t) < 1,
    );
    expect(pair).toHaveLength(2);
    expect(pair[1]! - pair[0]!).toBeCloseTo(2 * half, 7);
  });

  test('two ties of both ends, 1e-4 apart, where both ends are monotone', () => {
    const { f } = models[1]!;
    const [x, epsilon, direction]: [Pair, number, Pair] = [[-1.03, 1.15], 1.1, [Math.cos(0.3), Math.sin(0.3)]];
    const lineAt = (c: number): Line => ({ from: [2.6 + c * direction[1], -c * direction[0]], direction });
    const gap = (c: number, t: number): number => {
      const { from } = lineAt(c);
      const [a, b] = [from[0] + t * direction[0], from[1] + t * direction[1]];
      const [centre, r] = [a * x[0] + b * x[1], epsilon * Math.hypot(a, b)];
      return f(centre - r) - f(centre + r);
    };
    /** The extreme of the gap between both ties, by ternary search, and its curvature there. */
    const sign = Math.sign(gap(0, -1.2));
    const dip = (c: number): { t: number; depth: number } => {
      let [a, b] = [-3, 0];
      for (let k = 0; k < 200; k += 1) {
        const [s, t] = [a + (b - a) / 3, b - (b - a) / 3];
        if (sign * gap(c, s) < sign * gap(c, t)) a = s;
        else b = t;
      }
      return { t: a, depth: sign * gap(c, a) };
    };
    const half = 0.5e-4;
    const curvature = (c: number, t: number): number => Math.abs(gap(c, t + 1e-3) - 2 * gap(c, t) + gap(c, t - 1e-3)) / 1e-6;
    let [deep, shallow] = [0, dip(-2).depth < 0 ? -2 : 2];
    expect(dip(deep).depth).toBeGreaterThan(0);
    expect(dip(shallow).depth).toBeLessThan(0);
    for (let k = 0; k < 100; k += 1) {
      const c = (deep + shallow) / 2;
      const { t, depth } = dip(c);
      if (depth > (curvature(c, t) / 2) * half * half) deep = c;
      else shallow = c;
    }
    const { t: middle } = dip(deep);
    const s = testProblem({ points: [{ x, y: -1 }], epsilon, p: 2, model: 'swish', reach: 40 });
    const pair = kinksOnLine(s, lineAt(deep), [-4, 4]).filter((t) => Math.abs(t - middle) < 0.01);
    expect(pair).toHaveLength(2);
    expect(pair[1]! - pair[0]!).toBeCloseTo(2 * half, 6);
    expect(kinksOnLine(s, lineAt(deep + (shallow < deep ? -1e-6 : 1e-6)), [-4, 4]).filter((t) => Math.abs(t - middle) < 0.01)).toEqual([]);
  });
});
