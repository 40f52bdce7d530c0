import type { KinkSmoothingCurve } from '../../math/analysis/kinkSmoothing';
import type { Pair } from '../../math/core/types';
import { finiteRange } from '../base/ticks';

/** Curvature against γ, both on log axes, in pixels of a box. */
export interface KinkSmoothingFigure {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly foot: number;
  readonly curve: string;
  readonly law: string;
  readonly ticksX: readonly { readonly at: number; readonly power: number }[];
  readonly ticksY: readonly { readonly at: number; readonly power: number }[];
  /** The chosen γ, where it lies inside. */
  readonly now?: Pair;
  readonly summary: string;
}

const FRAME = { left: 34, right: 8, top: 10, bottom: 20 };
/** Decades of curvature that are drawn. */
const DECADES = 4;

export function drawKinkSmoothing(fade: KinkSmoothingCurve, width: number, height: number): KinkSmoothingFigure {
  const sign = (fade.jumpAlone[0] ?? 1) < 0 ? -1 : 1;
  const [bend, alone] = [fade.curvature.map((v) => sign * v), fade.jumpAlone.map((v) => sign * v)];
  const [left, right, top, foot] = [FRAME.left, width - FRAME.right, FRAME.top, height - FRAME.bottom];
  const across: Pair = [Math.log10(fade.gamma[0] ?? 1), Math.log10(fade.gamma.at(-1) ?? 10)];
  const most = Math.ceil(Math.log10(Math.max(finiteRange(alone)[1], finiteRange(bend)[1], 1e-12)) * 2) / 2;
  const least = Math.max(most - DECADES, Math.floor(Math.log10(Math.min(...[...bend, ...alone].filter((v) => v > 0), 1)) * 2) / 2);
  const x = (gamma: number): number => left + ((Math.log10(gamma) - across[0]) / (across[1] - across[0])) * (right - left);
  const y = (v: number): number => foot - ((Math.log10(v) - least) / (most - least)) * (foot - top);
  const now = fade.now && sign * fade.now.curvature;
  const inside = fade.now && now !== undefined && now > 10 ** least && fade.now.gamma >= fade.gamma[0]! && fade.now.gamma <= fade.gamma.at(-1)!;
  const powers = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, Math.floor(to + 1e-9) - Math.ceil(from - 1e-9) + 1) }, (_, k) => Math.ceil(from - 1e-9) + k);
  return {
    width,
    height,
    left,
    right,
    top,
    foot,
    curve: pathOf(fade.gamma, bend, least, x, y),
    law: pathOf(fade.gamma, alone, least, x, y),
    ticksX: powers(...across).map((power) => ({ at: x(10 ** power), power })),
    ticksY: powers(least, most).map((power) => ({ at: y(10 ** power), power })),
    ...(inside && { now: [x(fade.now.gamma), y(now)] as const }),
    summary: `Curvature across the crease against γ, from ${(fade.curvature[0] ?? NaN).toPrecision(2)} at γ = ${(fade.gamma[0] ?? NaN).toPrecision(2)} to ${(fade.curvature.at(-1) ?? NaN).toPrecision(3)} at γ = ${(fade.gamma.at(-1) ?? NaN).toPrecision(2)}, beside what the jump alone gives.`,
  };
}

/** A polyline through the values above the lowest decade. */
function pathOf(gamma: Float64Array, values: Float64Array, least: number, x: (gamma: number) => number, y: (v: number) => number): string {
  let [path, pen] = ['', false];
  values.forEach((value, k) => {
    const drawn = value >= 10 ** least;
    if (drawn) path += `${pen ? 'L' : 'M'}${x(gamma[k]!).toFixed(1)} ${y(value).toFixed(1)}`;
    pen = drawn;
  });
  return path;
}
