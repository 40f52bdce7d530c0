import type { AttackChoice, SmoothingChoice, SurfaceDocument } from '../../src/documents/surfaceDocument';
import { surfaceDefaults, viewDefaults } from '../../src/documents/surfaceSpecs';
import { wholePicture } from '../../src/exports/surface/exportSurface';
import { captionOf } from '../../src/exports/base/pageTexts';
import type { SurfacePane } from '../../src/exports/surface/shownPanes';
import { themeOf } from '../../src/figures/base/colours';
import { leastLossSentence } from '../../src/figures/charts/raceStates';
import { captionOf as inputCaptionOf } from '../../src/figures/charts/inputSpace';
import { findMinimum } from '../../src/math/analysis/minimumSearch';
import type { Pair, Point } from '../../src/math/core/types';
import { openSurfaceJobs } from '../../src/worker/surface';
import { openBackends } from '../../src/worker/surface/backends';
import { inputResult } from '../../src/worker/surface/readings';
import { preparedSurface } from '../../src/worker/surface/surfaceProblem';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const jobs = openSurfaceJobs({ ...openBackends(() => Promise.reject(new Error('no device'))), gpu: () => Promise.resolve(undefined) });

async function paneOf(document: SurfaceDocument): Promise<SurfacePane> {
  const request = { surface: document, backend: 'float64' as const, gradient: false };
  let last: SurfacePane['result'] | undefined;
  for await (const part of jobs.surface(request, () => undefined, () => undefined)) last = part ?? last; // prettier-ignore
  if (!last) throw new Error('no surface');
  return { part: 'surface', letter: 'A', title: '', kind: 'surface', quantity: 'loss', result: last, document };
}

const coordinate = fc.integer({ min: -4, max: 4 }).map((v) => v / 2);
const points: fc.Arbitrary<readonly Point[]> = fc.array(
  fc.record({ x: fc.tuple(coordinate, coordinate), y: fc.constantFrom<1 | -1>(1, -1) }),
  { minLength: 1, maxLength: 3 }, // prettier-ignore
);
const attack: fc.Arbitrary<AttackChoice> = fc.record({
  norm: fc.constantFrom<AttackChoice['norm']>('none', 1, 2, 3, 'inf'),
  epsilon: fc.constantFrom(0, 0.25, 0.5, 1, 2),
  solver: fc.constantFrom<AttackChoice['solver']>('exact', 'exact', 'fgsm', 'pgd'),
});
const smoothing: fc.Arbitrary<SmoothingChoice> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'none' as const }) },
  fc.constant({ kind: 'entropy-sgd' as const, gamma: 1, normalised: true }),
  fc.constant({ kind: 'gaussian-mean' as const, sigma: 0.5 }),
  fc.constant({ kind: 'worst-case' as const, radius: 0.4, norm: 2 as const }),
);
const documents: fc.Arbitrary<SurfaceDocument> = fc
  .record({
    model: fc.constantFrom<SurfaceDocument['model']>('linear', 'linear', 'swish', 'tanh', { formula: 'max(z, z/4)' }, { formula: 'z^2/2 - 1' }),
    points,
    attack,
    smoothing,
    kind: fc.constantFrom<SurfaceDocument['view']['kind']>('surface', 'contour', 'both'),
    creases: fc.boolean(),
  })
  .map(({ kind, creases, ...surface }): SurfaceDocument => ({
    ...surfaceDefaults,
    ...surface,
    attack: { ...surface.attack, steps: 10, ...(surface.smoothing.kind !== 'none' && { solver: 'exact' }) }, // integrals over FGSM and PGD take seconds
    grid: { theta1: [-2, 2], theta2: [-2, 2], n: 9 },
    view: { ...viewDefaults, kind, creases },
  }));

/** The largest jump of the slope along lines parallel to the axes and to the diagonals: what differences of neighbouring slopes approach as their step shrinks. */
function largestJumpOnLines(loss: (a: number, b: number) => number): number {
  const lines: readonly (readonly [Pair, Pair])[] = [-1.37, -0.61, 0.003, 0.59, 1.43].flatMap((c) => [
    [[-2, c], [1, 0]], [[c, -2], [0, 1]], [[-2, c - 2], [Math.SQRT1_2, Math.SQRT1_2]], [[2, c - 2], [-Math.SQRT1_2, Math.SQRT1_2]],
  ] satisfies (readonly [Pair, Pair])[]); // prettier-ignore
  let largest = 0;
  for (const [start, direction] of lines) {
    const at = (t: number): number => loss(start[0] + t * direction[0], start[1] + t * direction[1]);
    const bend = (t: number, h: number): number => Math.abs((at(t + h) - 2 * at(t) + at(t - h)) / h); // Δ slope over 2h
    const bends = Array.from({ length: 399 }, (_, k) => bend((k + 1) / 100, 0.01));
    bends.forEach((value, k) => {
      if (value < 0.02 || value < (bends[k - 1] ?? 0) || value < (bends[k + 1] ?? 0)) return;
      let place = (k + 1) / 100;
      for (const h of [5e-3, 2e-3, 1e-3, 5e-4, 2e-4, 1e-4, 5e-5, 2e-5, 1e-5])
        place = [-2, -1, 0, 1, 2].map((j) => place + (j * h) / 2).reduce((p, q) => (bend(q, h) > bend(p, h) ? q : p));
      largest = Math.max(largest, bend(place, 1e-5));
    });
  }
  return largest;
}

const textsOf = (svg: string): string => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ');

test('every sentence of an exported figure agrees with the numbers and with what is drawn', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(documents, async (document) => {
      const pane = await paneOf(document);
      const { result } = pane;
      const { kind } = document.view;
      const kinds = kind === 'both' ? (['surface', 'contour'] as const) : [kind];
      const panes = kinds.map((each) => ({ ...pane, kind: each }));
      const svg = new TextDecoder().decode(
        await wholePicture([panes], document, 'svg', { width: 1200, height: 900, scale: 1, dark: false, sharedRange: true }),
      );
      const caption = textsOf(svg);
      const { z, n, x, y } = result.grid;

      // the least value
      const least = z.reduce((a, b) => Math.min(a, b));
      const low = [...z.keys()].filter((k) => z[k]! - least < 1e-11 + 2 * result.report.estimate);
      expect(caption).toContain(`The least value on the lattice is ${least.toFixed(4)}`);
      const place = / nats, at (?:θ = \(([^)]*)\)|(\d+) of (\d+) nodes)/.exec(caption)!;
      if (low.length === 1)
        expect(place[1]).toBe([x[low[0]! % n]!, y[Math.floor(low[0]! / n)]!].map((v) => (v + 0).toFixed(2).replace('-', '−')).join(', '));
      else expect([place[2], place[3]]).toEqual([String(low.length), String(z.length)]);

      // colour and words
      const crimson = svg.split('<text')[0]! + [...svg.matchAll(/<\/text>([^]*?)(?=<text|$)/g)].map(([, marks]) => marks).join('');
      expect(caption.includes('Crimson:'), caption).toBe(crimson.includes(themeOf(false).crease));

      // the gradient
      const { landscape } = preparedSurface({ ...document, smoothing: { kind: 'none' } });
      const claims = /a gradient everywhere|jumps there by up to (\d+\.\d+)|not marked|not known/.exec(caption)!;
      seen.add(claims[0].replace(/[\d.]+/, '').trim());
      expect(caption.includes('known'), caption).toBe(
        document.smoothing.kind === 'none' && document.attack.solver !== 'exact' && document.attack.norm !== 'none' && document.attack.epsilon > 0,
      );
      if (document.smoothing.kind === 'worst-case') expect(claims[0]).toBe('not marked');
      if (document.smoothing.kind !== 'none' || caption.includes('known')) return; // of FGSM and PGD only a part is said to be known
      const jump = largestJumpOnLines(landscape.value);
      if (claims[0] === 'a gradient everywhere') expect(jump, caption).toBeLessThan(0.02);
      else if (claims[1] !== undefined) expect(jump, caption).toBeLessThan(Number(claims[1]) * 1.02 + 0.02);
    }),
    { numRuns: 16, seed: 3, endOnFailure: true },
  );
  expect(seen.size).toBeGreaterThanOrEqual(3);
}, 30000);

describe('a caption does not name one place where others are as low', () => {
  test('under L∞ with ε = 1 a whole quadrant is as low as θ = 0', async () => {
    const document: SurfaceDocument = {
      ...surfaceDefaults,
      attack: { norm: 'inf', epsilon: 1, solver: 'exact' },
      grid: { theta1: [-2, 2], theta2: [-2, 2], n: 5 },
    };
    const { result } = await paneOf(document);
    expect(captionOf(document, result, 'crimson')).toContain('0.6931 nats, at 9 of 25 nodes, with θ₁ from 0.00 to 2.00 and θ₂ from 0.00 to 2.00.');
  });

  test.each<readonly [name: string, loss: (a: number, b: number) => number, convex: boolean, ties: boolean]>([
    ['a half-line', (a, b) => Math.abs(b - a / 2) + Math.max(0, -a), true, true],
    ['a plateau', (a, b) => Math.max(0, Math.hypot(a, b) - 1), true, true],
    ['a line', (a, b) => (a - 2 * b) ** 2, false, true],
    ['two points', (a, b) => (a * a - 1) ** 2 + b * b, false, true],
    ['one point', (a, b) => Math.hypot(a - 0.3, b) + Math.abs(b), true, false],
    ['one shallow point', (a, b) => 0.01 * ((a - 0.3) ** 2 + b * b), false, false],
  ])('a race over %s', (_name, loss, convex, ties) => {
    const range: Pair = [-3, 3.1];
    const minimum = findMinimum(loss, convex, range, range);
    expect(minimum.ties).toBe(ties);
    expect(leastLossSentence(minimum, { theta1: range, theta2: range })).toMatch(ties ? /and at other weights\.$/ : /^Minimum: /);
  });

  test('a place outside the picture is called that', () => {
    const sentence = leastLossSentence({ loss: 0.1, theta: [8.26, 7.26], edge: true, ties: false }, { theta1: [-3, 3], theta2: [-3, 3] });
    expect(sentence).toBe('Least loss on a path: 0.10000 nats at θ = (8.26, 7.26), outside the picture.');
  });
});

test('under a smoothing the jump in the caption of the input space is that of the loss before it', () => {
  const captionFor = (smoothing: SmoothingChoice): string => {
    const request = {
      surface: { ...surfaceDefaults, attack: { norm: 'inf' as const, epsilon: 0.5, solver: 'exact' as const }, smoothing },
      theta: [1, -1.5] as Pair,
    };
    return inputCaptionOf(request, inputResult(request), 0);
  };
  expect(captionFor({ kind: 'none' })).toContain('the gradient jumps');
  expect(captionFor({ kind: 'entropy-sgd', gamma: 1, normalised: true })).toContain('the gradient, before it is smoothed, jumps');
});
