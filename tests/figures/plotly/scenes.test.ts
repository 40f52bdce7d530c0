import { figures } from '../../../src/figures/plotly';
import { plotlyCamera } from '../../../src/figures/plotly/surface';
import { linspace } from '../../../src/math/core/grid';
import type { Pair } from '../../../src/math/core/types';
import { look, request, squareLoss } from '../scenes';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const surfaceKinds = ['surface', 'difference', 'gradient'] as const;
/** Losses of every size, with holes, and all the same. */
const loss = fc.oneof(
  fc.double({ noNaN: true }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, 1, 5e-324, 1e-310, 1e308, -1e308),
  fc.double({ min: 1e15, max: 1e15 + 1, noNaN: true }),
);
const range = fc.oneof(
  fc.constant(undefined),
  fc.tuple(loss, loss).filter(([a, b]) => Number.isFinite(a) && Number.isFinite(b) && a < b),
);

/** Numbers of a trace's coordinate, however nested. */
const numbers = (values: unknown): number[] => (Array.isArray(values) ? values.flatMap(numbers) : values === null ? [] : [Number(values)]);

/** Plotly's factor of an axis: one over the spread of all data on it, as its scene takes it. */
function scaleOf(values: readonly number[]): number {
  const [lo, hi] = [Math.min(...values), Math.max(...values)];
  return lo === hi ? 1 : 1 / (hi - lo);
}

describe('a Plotly scene', () => {
  test('has a regular matrix whatever it holds, and none where nothing is finite: a singular one spoils all later scenes', () => {
    const n = 4;
    fc.assert(
      fc.property(
        fc.array(loss, { minLength: n * n, maxLength: n * n }),
        range,
        fc.constantFrom(...surfaceKinds),
        fc.option(fc.tuple(loss, loss), { nil: undefined }),
        fc.boolean(),
        (z, shared, kind, jumps, bare) => {
          const base = squareLoss(n);
          const { gradient, ...rest } = base;
          const result = { ...rest, ...(!bare && { gradient }), grid: { ...base.grid, z: Float64Array.from(z) } };
          const style = { ...look, ...(shared && { range: shared }), ...(jumps && { jumps }) };
          const { data, layout } = figures[kind].draw(result, request, style, [base]);
          if (data.length === 0) return;
          const uids = data.map(({ uid }) => uid);
          expect(new Set(uids).size).toBe(uids.length);
          for (const axis of ['x', 'y', 'z'] as const) {
            const values = data.flatMap((trace) => numbers(Reflect.get(trace, axis)));
            expect(values.length).toBeGreaterThan(0);
            expect(values.every(Number.isFinite)).toBe(true);
            const scale = scaleOf(values);
            const ends = layout.scene?.[`${axis}axis`]?.range as Pair;
            for (const factor of [scale, scale * (ends[1] - ends[0])]) {
              expect(Math.fround(factor)).toBeGreaterThan(1e-6);
              expect(Math.fround(factor)).toBeLessThan(1e12);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  test('subtracts the offset of a loss before Plotly rounds it to float32', () => {
    const n = 5;
    const z = Float64Array.from({ length: n * n }, (_, k) => 1e7 + k / 1000);
    const { data } = figures.surface.draw({ ...squareLoss(n), grid: { n, x: linspace(0, 1, n), y: linspace(0, 1, n), z } }, request, look);
    const heights = numbers(Reflect.get(data[0]!, 'z')).map(Math.fround);
    expect(new Set(heights).size).toBe(n * n);
  });

  test('looks from every eye along an orthogonal frame', () => {
    const coordinate = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constantFrom(0, 1e-300, -1e-9, 0.2, -0.17));
    fc.assert(
      fc.property(fc.tuple(coordinate, coordinate, coordinate), (wanted) => {
        const { eye, center, up } = plotlyCamera(wanted);
        const back = [eye.x - center.x, eye.y - center.y, eye.z - center.z] as const;
        const distance = Math.hypot(...back);
        expect(distance).toBeGreaterThan(0.5);
        expect(Math.hypot(up.x, up.y, up.z)).toBeCloseTo(1, 9);
        expect(Math.abs(back[0] * up.x + back[1] * up.y + back[2] * up.z) / distance).toBeLessThan(1e-5);
      }),
    );
  });
});
