import { describe, expect, test } from 'vitest';
import { float64Field } from '../../src/worker/surface/sampledSurface';
import { landscapeOf } from '../../src/math/loss/landscape';
import { linspace } from '../../src/math/core/grid';
import type { Pair, Point } from '../../src/math/core/types';
import { normOf } from '../../src/math/attack/norms';
import { runToCompletion } from '../../src/math/core/cooperative';
import { testProblem } from './oracles';

/** Models by hand: f and f′ of z. */
const models = {
  linear: [(z: number) => z, () => 1],
  tanh: [Math.tanh, (z: number) => 1 / Math.cosh(z) ** 2],
  swish: [(z: number) => z / (1 + Math.exp(-z)), (z: number) => (1 + Math.exp(-z) * (1 + z)) / (1 + Math.exp(-z)) ** 2],
  'sin(2*z)': [(z: number) => Math.sin(2 * z), (z: number) => 2 * Math.cos(2 * z)],
} as const;
type Name = keyof typeof models;
const modelOf = (name: Name): string | { formula: string } => (name === 'sin(2*z)' ? { formula: name } : name);

const points: readonly Point[] = [
  { x: [1, 0.6], y: 1 },
  { x: [-0.4, 1.3], y: -1 },
  { x: [0.7, -0.9], y: 1 },
];
const cross = (u: number): number => Math.max(u, 0) + Math.log1p(Math.exp(-Math.abs(u)));

/** Projected gradient ascent on log(1 + exp(−y f)) from δ = 0, the worst iterate kept (Madry et al. 2018): plain loops. */
function pgdLoss(name: Name, norm: 2 | 'inf', epsilon: number, steps: number, eta: number, theta: Pair, { x, y }: Point): number {
  const [f, slope] = models[name];
  const delta = [0, 0];
  let worst = -Infinity;
  for (let k = 0; k <= steps; k += 1) {
    let z = 0;
    for (let i = 0; i < 2; i += 1) z += theta[i]! * (x[i]! + delta[i]!);
    worst = Math.max(worst, cross(-y * f(z)));
    const push = -y / (1 + Math.exp(y * f(z))); // ∂ log(1 + exp(−y f)) / ∂f
    const gradient = theta.map((t) => push * slope(z) * t);
    const length = Math.hypot(gradient[0]!, gradient[1]!);
    for (let i = 0; i < 2; i += 1) delta[i]! += eta * (norm === 'inf' ? Math.sign(gradient[i]!) : length > 0 ? gradient[i]! / length : 0);
    const size = Math.hypot(delta[0]!, delta[1]!);
    for (let i = 0; i < 2; i += 1)
      delta[i] = norm === 'inf' ? Math.min(epsilon, Math.max(-epsilon, delta[i]!)) : delta[i]! * (size > epsilon ? epsilon / size : 1);
  }
  return worst;
}

describe.each(Object.keys(models) as Name[])('PGD on %s equals a plain loop implementation', (name) => {
  test.each([
    [2, 0.5, 100, 0.02],
    [2, 0.8, 7, 0.3],
    ['inf', 0.5, 100, 0.02],
    ['inf', 0.8, 7, 0.3],
    ['inf', 0.3, 1, 0.05],
    [2, 0.3, 3, 2],
  ] as const)('L%s, ε = %d, %d steps of %d', (p, epsilon, steps, stepSize) => {
    const whole = landscapeOf({
      ...testProblem({ points, epsilon, p, model: modelOf(name), solver: 'pgd', reach: 60 }),
      values: { steps, stepSize, restarts: 1 },
    });
    for (let a = -3; a <= 3; a += 0.75) {
      for (let b = -3; b <= 3; b += 0.75) {
        const plain = points.reduce((sum, point) => sum + pgdLoss(name, p, epsilon, steps, stepSize, [a, b], point), 0) / points.length;
        expect(whole.value(a, b)).toBeCloseTo(plain, 11);
      }
    }
  });
});

/** The worst loss over a ball of weights: a dense lattice, then ever smaller ones about the best place. Plain loops. */
function worstOver(loss: (a: number, b: number) => number, [a, b]: Pair, rho: number, norm: 2 | 'inf'): number {
  const inBall = (u: number, v: number): Pair => {
    const size = norm === 2 ? Math.hypot(u, v) : Math.max(Math.abs(u), Math.abs(v));
    return size <= rho
      ? [u, v]
      : norm === 2
        ? [(u * rho) / size, (v * rho) / size]
        : [Math.min(rho, Math.max(-rho, u)), Math.min(rho, Math.max(-rho, v))];
  };
  let [best, at, step]: [number, Pair, number] = [-Infinity, [0, 0], rho / 12];
  const look = (centre: Pair, half: number): void => {
    for (let i = -half; i <= half; i += 1) {
      for (let j = -half; j <= half; j += 1) {
        const [u, v] = inBall(centre[0] + i * step, centre[1] + j * step);
        const value = loss(a + u, b + v);
        if (value > best) [best, at] = [value, [u, v]];
      }
    }
  };
  look([0, 0], 13);
  for (; step > 1e-9; step *= 0.6) look(at, 2);
  return best;
}

describe('the worst case over a ball of weights equals a plain loop implementation', () => {
  test.each([
    ['linear', 2, 2],
    ['linear', 'inf', 'inf'],
    ['tanh', 2, 'inf'],
    ['swish', 'inf', 2],
    ['sin(2*z)', 2, 2],
  ] as const)('%s, attack L%s, ball L%s: value and gradient', (name, p, ball) => {
    const [epsilon, rho] = [0.3, 0.4];
    const s = testProblem({ points, epsilon, p, model: modelOf(name), reach: 60 });
    const landscape = landscapeOf(s);
    const [f] = models[name];
    const turns = [...s.critical];
    const loss = (a: number, b: number): number => {
      let sum = 0;
      for (const { x, y } of points) {
        const [centre, r] = [a * x[0] + b * x[1], epsilon * (p === 2 ? Math.hypot(a, b) : Math.abs(a) + Math.abs(b))];
        let u = Math.max(-y * f(centre - r), -y * f(centre + r));
        for (const z of turns) if (Math.abs(z - centre) < r) u = Math.max(u, -y * f(z));
        sum += cross(u);
      }
      return sum / points.length;
    };
    const nodes = linspace(-2.5, 2.3, 7);
    const smoothed = { kind: 'ball', radius: rho, norm: normOf(ball === 'inf' ? Infinity : ball) } as const;
    const { z, gradient } = runToCompletion(float64Field({ problem: s, landscape, smoothed }, { theta1: nodes, theta2: nodes }, true));
    const h = 1e-5;
    let compared = 0;
    for (let i = 0; i < 7; i += 1) {
      for (let j = 0; j < 7; j += 1) {
        const [a, b, k] = [nodes[j] ?? 0, nodes[i] ?? 0, i * 7 + j];
        const at = (u: number, v: number): number => worstOver(loss, [a + u, b + v], rho, ball);
        const here = at(0, 0);
        expect(Math.abs((z[k] ?? NaN) - here)).toBeLessThan(2e-8);
        const sided = [
          [(at(h, 0) - here) / h, (here - at(-h, 0)) / h],
          [(at(0, h) - here) / h, (here - at(0, -h)) / h],
        ] as const;
        const smooth = sided.every(([right, left]) => Math.abs(right - left) < 1e-3);
        if (!smooth || Number.isNaN(gradient?.g1[k])) continue; // two places of the ball are equally bad, or the worst stands on a crease
        compared += 1;
        sided.forEach(([right, left], axis) =>
          expect(Math.abs((right + left) / 2 - ((axis === 0 ? gradient?.g1 : gradient?.g2)?.[k] ?? NaN))).toBeLessThan(5e-4),
        );
      }
    }
    expect(compared).toBeGreaterThan(20);
  });
});
