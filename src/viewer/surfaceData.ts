import type { Pair } from '../math/core/types';
import type { FigureStyle } from '../figures/base/types';
import type { SurfaceResult } from '../worker/rpc/protocol';

/** What a standalone page draws. */
export interface ViewedSurface {
  readonly result: SurfaceResult;
  readonly range: Pair;
  readonly style: FigureStyle;
}

/** Significant digits of a value: a picture shows fewer. */
const DIGITS = 7;

/** As JSON without gradients, numbers that are not finite as null. */
export const surfaceText = ({ result: { gradient: _, ...result }, range, style }: ViewedSurface): string =>
  JSON.stringify({ result, range, style }, (_key, value: unknown) => {
    if (value instanceof Float64Array) return Array.from(value, (v) => (Number.isFinite(v) ? Number(v.toPrecision(DIGITS)) : null));
    return value;
  });

/** From its JSON. */
export function surfaceIn(text: string): ViewedSurface {
  const { result, range, style } = JSON.parse(text) as ViewedSurface;
  const { n, x, y, z } = result.grid;
  const array = (values: ArrayLike<number | null>): Float64Array => Float64Array.from(values, (v) => v ?? NaN);
  return { result: { ...result, grid: { n, x: array(x), y: array(y), z: array(z) } }, range, style };
}
