import type { SurfaceChoice } from '../../../src/documents/surfaceDocument';
import { inputPresets } from '../../../src/documents/surfacePresets';
import { arrowPath, captionOf, drawInput, type InputStyle } from '../../../src/figures/charts/inputSpace';
import { drawSegment } from '../../../src/figures/charts/segmentProfile';
import type { Pair } from '../../../src/math/core/types';
import type { InputRequest, LineRequest, LineResult } from '../../../src/worker/rpc/protocol';
import { inputResult, lineResult } from '../../../src/worker/surface/readings';
import { choice } from '../../worker/surface/samples';
import { objectsIn } from '../scenes';
import { describe, expect, test } from 'vitest';

const look: InputStyle = { dark: false, colours: 'tide', side: 250, chosen: 0 };
const asked = (theta: Pair, attack: Partial<SurfaceChoice['attack']> = {}, more: Partial<SurfaceChoice> = {}): InputRequest => ({
  surface: { ...choice, ...more, attack: { ...choice.attack, ...attack } },
  theta,
});
const caption = (request: InputRequest): string => captionOf(request, inputResult(request), 0);

describe('the plane of inputs', () => {
  test('two calls share no object with each other or with the result', () => {
    const request: InputRequest = { ...asked([1, -1.5]), second: [1, 1] };
    const result = inputResult(request);
    const [a, b] = [objectsIn(drawInput(request, result, look)), objectsIn(drawInput(request, result, look))];
    const given = objectsIn([request, result, look]);
    for (const object of a) expect(b.has(object) || given.has(object)).toBe(false);
  });

  test('axes point up and right, x′ is a corner of the ball, and the arrow has the direction of θ', () => {
    const request = asked([1, -1.5]);
    const { points: marks, arrow } = drawInput(request, inputResult(request), look);
    expect(marks[0]?.at).toEqual([125, 125]);
    expect(marks[0]?.attack).toEqual([75, 75]);
    expect(marks[0]?.ball).toContain('75 75');
    const [from, to] = arrow ?? [[0, 0], [0, 0]]; // prettier-ignore
    expect((to[1] - from[1]) / (to[0] - from[0])).toBeCloseTo(1.5, 9);
  });

  test('every case is drawn inside the square, light and dark, with a text alternative', () => {
    for (const model of ['linear', 'swish', 'softplus'])
      for (const norm of ['none', 1, 2, 3, 'inf'] as const)
        for (const theta of [
          [0, 0],
          [0, 1],
          [1, 1],
          [-1, -0.4],
          [2, -1],
        ] satisfies Pair[])
          for (const dark of [false, true]) {
            // prettier-ignore
            const request: InputRequest = { ...asked(theta, { norm }, { model }), second: [1, -2] };
            const figure = drawInput(request, inputResult(request), { ...look, dark });
            expect(figure.summary).toMatch(/^Input space at θ = .*level lines of the loss\.$/);
            expect(JSON.stringify(figure)).not.toMatch(/NaN|null/);
            for (const end of [figure.arrow, figure.secondArrow].flatMap((arrow) => arrow?.flat() ?? [])) {
              expect(end).toBeGreaterThan(0);
              expect(end).toBeLessThan(250);
            }
            expect(caption(request)).not.toMatch(/NaN|undefined/);
          }
  });

  test('an arrow too short to be seen is left out', () => {
    expect(arrowPath([[5, 5], [5.3, 5]])).toEqual({ shaft: '', head: '' }); // prettier-ignore
  });
});

describe('captions carry the numbers', () => {
  test.each([
    [asked([1, -1.5]), /corner \$\\xx\+\\de\^\\star=\(0\.5,\\,1\.5\)\$.*Cross \$\\tht=0\$ and it jumps \$2\\ep=1\$.*2\\ep\\,\\sigma\(u\)/],
    [asked([0, 1]), /whole side of the square.*\\tho=0.*2\\ep=1/],
    [asked([0, 0]), /every point of the ball/],
    [asked([1, 1], { norm: 1 }), /side of the diamond.*0\.707/],
    [asked([3, 4], { norm: 2 }), /circle.*\\ep\/\\lVert\\th\\rVert=0\.1/],
    [asked([1, 1], { norm: 'none' }), /Nothing is attacked/],
    [asked([1, 1], { epsilon: 0 }), /radius \$\\ep=0\$/],
    [asked([-0.9, -0.5], { norm: 2 }, { model: 'swish' }), /inside the ball.*0\.8420/],
    [asked([1, 1], { solver: 'fgsm', epsilon: 4 }, { model: 'swish', points: [{ x: [-3, -3], y: -1 }] }), /FGSM ends at .* the worst in the ball is/],
  ])('%#', (request, words) => expect(caption(request)).toMatch(words));
});

test('the cards of Figure 1 match their descriptions', () => {
  const [a, b, c] = Object.values(inputPresets).map(({ document }) =>
    inputResult({ surface: document, theta: document.view.theta ?? [0, 0], ...(document.view.partner && { second: document.view.partner }) }),
  );
  expect(a?.second?.distances[0]).toBe(1);
  expect(b?.points[0]?.set.where).toBe('inside');
  expect(c?.points[0]?.set.where).toBe('rim');
});

test('the cut through two weights stays inside its box and names the largest jump', () => {
  const request: LineRequest = { surface: choice, smoothing: { kind: 'none' }, from: [1, -1.5], to: [-1, 1], frozenAt: [1, -1.5] };
  const steps = lineResult(request);
  let result: LineResult | undefined;
  while (!result) {
    const next = steps.next();
    if (next.done) result = next.value;
  }
  const figure = drawSegment(result, false, 500, 300);
  expect(figure.kinks).toHaveLength(2);
  expect(figure.note?.text).toMatch(/^slope jumps by 0\.\d{3}$/);
  expect(figure.panels[0].curves).toHaveLength(3);
  for (const { path } of figure.panels.flatMap(({ curves }) => curves))
    for (const [, x, y] of path.matchAll(/([\d.-]+) ([\d.-]+)/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(0);
      expect(Number(x)).toBeLessThanOrEqual(500);
      expect(Number(y)).toBeGreaterThanOrEqual(0);
      expect(Number(y)).toBeLessThanOrEqual(300);
    }
  const steep = drawSegment({ ...result, kinks: result.kinks.map((kink) => ({ ...kink, left: -40, right: 50 })) }, false, 500, 300);
  for (const y of steep.kinks.flatMap(({ left, right }) => [left, right])) expect(y >= 0 && y <= 300).toBe(true);
  expect(figure.tAt(figure.weights[0]!.at[0])).toBeCloseTo(0, 9);
});
