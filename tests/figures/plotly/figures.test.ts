import { valueAt } from '../../../src/figures/base/gridSampling';
import { CREASE_LIFT, eyeOf } from '../../../src/figures/base/camera';
import { figures } from '../../../src/figures/plotly';
import type { SurfaceRequest } from '../../../src/worker/rpc/protocol';
import { look, objectsIn, request, squareLoss } from '../scenes';
import { describe, expect, test } from 'vitest';

const other = squareLoss(13, 0);

describe.each(Object.entries(figures))('figure %s', (_, { draw }) => {
  test('two calls share no object with each other or with the result', () => {
    const result = squareLoss();
    const [a, b] = [draw(result, request, look, [other]), draw(result, request, look, [other])];
    const given = objectsIn([result, other, request, look]);
    const [first, second] = [objectsIn(a), objectsIn(b)];
    for (const object of first) {
      expect(second.has(object)).toBe(false);
      expect(given.has(object)).toBe(false);
    }
    expect([a.data, a.layout, a.summary]).toEqual([b.data, b.layout, b.summary]);
  });

  test('draws light and dark, every size, with and without overlays, with a text alternative', () => {
    for (const dark of [false, true])
      for (const size of ['large', 'pane', 'phone'] as const) {
        const figure = draw(squareLoss(), request, { ...look, dark, size, creases: dark, minimum: dark, arrows: dark }, [other]);
        expect(figure.data.length).toBeGreaterThan(0);
        expect(figure.layout.uirevision).toBe('keep');
        expect(figure.summary).toMatch(/Loss .*\./);
      }
  });
});

describe('surface', () => {
  const result = squareLoss();
  const { data, layout, geometry, painting } = figures.surface.draw(result, request, { ...look, range: [0, 10] });

  test('lays z[i·n + j] at (θ₁ = x[j], θ₂ = y[i]) of a box from 0 to 1 and colours by the shared range', () => {
    const sheet = data.find((trace) => trace.type === 'surface');
    if (sheet?.type !== 'surface') throw new Error('no surface');
    expect([sheet.cmin, sheet.cmax]).toEqual([0, 1]);
    expect(sheet.x).toEqual(Array.from(result.grid.x, (v) => (v + 3) / 6));
    expect(sheet.z).toHaveLength(13);
    sheet.z?.forEach((row, i) => Array.from(row as number[]).forEach((height, j) => expect(10 * height).toBeCloseTo(result.grid.z[i * 13 + j]!, 8)));
  });

  test('draws a crease along every axis, lifted by 1.8 % of the range, and points, minimum and cursor as spots over the surface', () => {
    const lines = data.filter((trace) => trace.type === 'scatter3d' && trace.mode === 'lines');
    expect(lines).toHaveLength(1);
    const [line] = lines;
    if (line?.type !== 'scatter3d') throw new Error('no line');
    const [x, y, z] = [line.x, line.y, line.z].map((values) => [...(values ?? [])] as (number | null)[]);
    expect(x).toHaveLength(2 * (13 + 1)); // a vertex in every cell, and a gap after each crease
    x!.forEach((t, k) => {
      if (t === null) return;
      const theta = [6 * t - 3, 6 * Number(y![k]) - 3] as const;
      expect(z![k]).toBeCloseTo(valueAt(result.grid, theta) / 10 + CREASE_LIFT, 8);
    });
    expect(geometry.kind === 'scene' && geometry.spots.map(({ theta }) => theta)).toEqual([[0, 0], result.minimum.theta, look.cursor]);
  });

  test('omits creases when they are off or smoothed away', () => {
    for (const change of [{ creases: false }, { smoothed: true }]) {
      const drawn = figures.surface.draw(result, request, { ...look, ...change });
      expect(drawn.data.some((trace) => trace.type === 'scatter3d' && trace.mode === 'lines')).toBe(false);
    }
  });

  test('omits the loss tick in the corner', () => {
    const texts = painting.frame(800, 600, eyeOf(look)).flatMap((command) => (command.kind === 'text' ? [command.text] : []));
    const at = texts.indexOf('loss');
    expect(texts.slice(at + 1, at + 6)).toEqual(['2', '4', '6', '8', '10']);
    expect(layout.scene?.zaxis).toEqual({ range: [0, 1], visible: false }); // Plotly draws no axes
  });
});

test('the contour is not smoothed, and its arrows point downhill', () => {
  const { data } = figures.contour.draw(squareLoss(), request, look);
  const [bands] = data;
  if (bands?.type !== 'contour') throw new Error('no contour');
  expect(bands.line?.smoothing).toBe(0);
  const arrows = data.at(-3);
  if (arrows?.type !== 'scatter') throw new Error('no arrows');
  expect(Number(arrows.x?.[1])).toBeGreaterThan(Number(arrows.x?.[0])); // at (−, −) the loss falls towards (+, +)
  expect(Number(arrows.y?.[1])).toBeGreaterThan(Number(arrows.y?.[0]));
});

test('the cut runs along the requested weight, with nodes at its kinks', () => {
  const { data, layout } = figures.cut.draw(squareLoss(), request, { ...look, along: 'theta1' }, [other]);
  const curves = data.filter((trace) => trace.type === 'scatter' && trace.mode === 'lines' && (trace.x?.length ?? 0) > 2);
  expect(curves).toHaveLength(2);
  const marks = data.filter((trace) => trace.type === 'scatter' && trace.mode === 'markers');
  expect(marks).toHaveLength(2); // one kink at θ₁ = 0 and the cursor
  expect(layout.annotations?.some((note) => note.text === 'gradient jumps by<br>0.725')).toBe(true);
});

test('the cut names the jump by its closed form where there is one', () => {
  const noteUnder = (attack: Partial<SurfaceRequest['surface']['attack']>, points = request.surface.points): string | undefined => {
    const surface = { ...request.surface, points, attack: { ...request.surface.attack, ...attack } };
    return figures.cut.draw(squareLoss(), { ...request, surface }, { ...look, along: 'theta1' }).layout.annotations?.at(-1)?.text;
  };
  const size = (1 / (1 + Math.exp(-2.25))).toFixed(3); // u = 1.5 + ε 1.5 at θ = (0, −1.5), and 2ε = 1
  expect(noteUnder({ norm: 'inf' })).toBe(`gradient jumps by<br>2εσ(u) = ${size}`);
  expect(noteUnder({ norm: 'inf' }, [...request.surface.points, ...request.surface.points])).toBe(`gradient jumps by<br>2ε mean σ(uₙ) = ${size}`);
  expect(noteUnder({ norm: 'inf', solver: 'fgsm' })).toBe('gradient jumps by<br>0.725');
});

test('the difference of a surface with itself is 0 everywhere, with 0 in the middle of the map', () => {
  const { data } = figures.difference.draw(squareLoss(), request, look, [squareLoss()]);
  const [sheet] = data;
  if (sheet?.type !== 'surface') throw new Error('no surface');
  expect(Array.isArray(sheet.colorscale) && sheet.colorscale[4]).toEqual([0.5, '#ffffff']);
  for (const row of sheet.z ?? []) expect(Array.isArray(row) && row.every((v) => v === 0.5)).toBe(true);
});

test('the gradient norm is filled in on creases from its neighbours', () => {
  const { data } = figures.gradient.draw(squareLoss(), request, look);
  const [sheet] = data;
  if (sheet?.type !== 'surface') throw new Error('no surface');
  for (const row of sheet.z ?? []) expect(Array.isArray(row) && row.every((v) => Number(v) > 0)).toBe(true);
});
