import type { KinkSmoothingCurve } from '../../math/analysis/kinkSmoothing';
import type { Pair } from '../../math/core/types';
import { finiteRange } from '../base/ticks';

/** Chart of curvature against γ on log axes, in pixels of a box. */
export interface KinkSmoothingFigure {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly curve: string;
  readonly law: string;
  readonly ticksX: readonly { readonly at: number; readonly power: number }[];
  readonly ticksY: readonly { readonly at: number; readonly power: number }[];
  /** Pixel of the current γ, where it lies inside the axes. */
  readonly now?: Pair;
  readonly summary: string;
}

const FRAME = { left: 34, right: 8, top: 10, bottom: 20 };
/** Decades of curvature that are drawn. */
const DECADES = 4;

export function drawKinkSmoothing(curve: KinkSmoothingCurve, width: number, height: number): KinkSmoothingFigure {
  const sign = (curve.jumpAlone[0] ?? 1) < 0 ? -1 : 1;
  const [curvature, jumpCurvature] = [curve.curvature.map((v) => sign * v), curve.jumpAlone.map((v) => sign * v)];
  const [left, right, top, bottom] = [FRAME.left, width - FRAME.right, FRAME.top, height - FRAME.bottom];
  const across: Pair = [Math.log10(curve.gamma[0] ?? 1), Math.log10(curve.gamma.at(-1) ?? 10)];
  const maxPower = Math.ceil(Math.log10(Math.max(finiteRange(jumpCurvature)[1], finiteRange(curvature)[1], 1e-12)) * 2) / 2;
  const minPower = Math.max(
    maxPower - DECADES,
    Math.floor(Math.log10(Math.min(...[...curvature, ...jumpCurvature].filter((v) => v > 0), 1)) * 2) / 2,
  );
  const x = (gamma: number): number => left + ((Math.log10(gamma) - across[0]) / (across[1] - across[0])) * (right - left);
  const y = (v: number): number => bottom - ((Math.log10(v) - minPower) / (maxPower - minPower)) * (bottom - top);
  const now = curve.now && sign * curve.now.curvature;
  const inside =
    curve.now && now !== undefined && now > 10 ** minPower && curve.now.gamma >= curve.gamma[0]! && curve.now.gamma <= curve.gamma.at(-1)!;
  const powers = (from: number, to: number): number[] =>
    Array.from({ length: Math.max(0, Math.floor(to + 1e-9) - Math.ceil(from - 1e-9) + 1) }, (_, k) => Math.ceil(from - 1e-9) + k);
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    curve: pathOf(curve.gamma, curvature, minPower, x, y),
    law: pathOf(curve.gamma, jumpCurvature, minPower, x, y),
    ticksX: powers(...across).map((power) => ({ at: x(10 ** power), power })),
    ticksY: powers(minPower, maxPower).map((power) => ({ at: y(10 ** power), power })),
    ...(inside && { now: [x(curve.now.gamma), y(now)] as const }),
    summary: `Curvature across the crease against γ, from ${(curve.curvature[0] ?? NaN).toPrecision(2)} at γ = ${(curve.gamma[0] ?? NaN).toPrecision(2)} to ${(curve.curvature.at(-1) ?? NaN).toPrecision(3)} at γ = ${(curve.gamma.at(-1) ?? NaN).toPrecision(2)}, beside what the jump alone gives.`,
  };
}

/** A polyline through the values above the lowest decade. */
function pathOf(gamma: Float64Array, values: Float64Array, minPower: number, x: (gamma: number) => number, y: (v: number) => number): string {
  let [path, penDown] = ['', false];
  values.forEach((value, k) => {
    const isVisible = value >= 10 ** minPower;
    if (isVisible) path += `${penDown ? 'L' : 'M'}${x(gamma[k]!).toFixed(1)} ${y(value).toFixed(1)}`;
    penDown = isVisible;
  });
  return path;
}
