import type { Pair } from '../../math/core/types';
import type { LineCurve, LineResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { type DrawCommand, label, segment, translated } from '../base/drawList';
import { type CurveStyle, curveStyles } from '../base/gridSampling';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { finiteRange, fixedText, ticks, tickText } from '../base/ticks';
import { lineEntry } from '../vector/legends';
import type { Drawing } from '../vector/panes';
import { dashedStroke } from '../vector/profileChart';
import { pathCommand } from './inputDrawing';

/** One of the two charts over the same t: the loss, and its derivative along the line. */
export interface SegmentPanel {
  readonly label: string;
  readonly top: number;
  readonly height: number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly curves: readonly { readonly path: string; readonly style: CurveStyle }[];
  /** Pixels of 0, where it lies inside. */
  readonly zero?: number;
}

/** The cut through two weights, in pixels. */
export interface SegmentFigure {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly panels: readonly [SegmentPanel, SegmentPanel];
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly kinks: readonly { readonly at: number; readonly loss: number; readonly left: number; readonly right: number }[];
  /** Pixels of θ and θ′ on the loss. */
  readonly weights: readonly { readonly at: Pair; readonly open: boolean }[];
  /** The largest jump in words, and where it stands. */
  readonly note?: { readonly at: number; readonly flip: boolean; readonly text: string; readonly more: string };
  readonly summary: string;
  /** t under a pixel. */
  tAt(px: number): number;
}

const FRAME = { left: 44, right: 16, top: 22, between: 28, bottom: 34 };
/** Fraction of the height that the loss panel takes. */
const LOSS_FRACTION = 0.6;

/** Loss, smoothed loss, frozen loss: the styles that the legend reads too. */
export function segmentStyles(dark: boolean): { readonly plain: CurveStyle; readonly smoothed: CurveStyle; readonly frozen: CurveStyle } {
  const [plain, frozen] = curveStyles(dark);
  return { plain: plain!, frozen: frozen!, smoothed: { color: dark ? '#4ccba0' : '#0b7355', dash: 'dashdot', width: 1.6 } };
}

/** The quantities of the two charts. */
type SegmentQuantity = 'value' | 'slope';
export type SegmentRanges = Readonly<Record<SegmentQuantity, Pair>>;

const curvesOf = ({ smoothed, frozen, plain }: LineResult): readonly LineCurve[] => [smoothed, ...(frozen ? [frozen] : []), plain];
/** Least and greatest value of a quantity over all curves and kinks. */
function segmentValues(result: LineResult, key: SegmentQuantity): Pair {
  const marked = key === 'slope' ? result.kinks.flatMap(({ left, right }) => [left, right]) : [];
  return finiteRange([...curvesOf(result).flatMap((curve) => [...curve[key]]), ...marked]);
}
export const segmentValueRanges = (result: LineResult): SegmentRanges => ({
  value: segmentValues(result, 'value'),
  slope: segmentValues(result, 'slope'),
});

/** Padded axis of a quantity. */
function segmentAxis(result: LineResult, key: SegmentQuantity): Pair {
  const [min, max] = segmentValues(result, key);
  const flat = max - min < 1e-7 * Math.max(1, Math.abs(max)); // rounding alone is not drawn as a shape
  const air = flat ? 0.05 * Math.max(1, Math.abs(max)) : 0.07 * (max - min);
  return [key === 'value' && min >= 0 && min < 0.6 * max ? 0 : min - air, max + air];
}
/** Axes of the two charts; that of the loss as it is locked. */
export const segmentAxes = (result: LineResult, locked?: Pair): SegmentRanges => ({
  value: locked ?? segmentAxis(result, 'value'),
  slope: segmentAxis(result, 'slope'),
});

export function drawSegment(
  result: LineResult,
  dark: boolean,
  width: number,
  height: number,
  axes: SegmentRanges = segmentAxes(result),
): SegmentFigure {
  const styles = segmentStyles(dark);
  const [lo, hi] = result.span;
  const room = Math.max(40, height - FRAME.top - FRAME.between - FRAME.bottom);
  const [left, right] = [FRAME.left, Math.max(FRAME.left + 40, width - FRAME.right)];
  const x = (t: number): number => left + ((t - lo) / (hi - lo)) * (right - left);
  const rows: (readonly [LineCurve, CurveStyle])[] = [
    [result.smoothed, styles.smoothed],
    ...(result.frozen ? [[result.frozen, styles.frozen] as const] : []),
    [result.plain, styles.plain],
  ];
  const panel = (label: string, key: SegmentQuantity, top: number, tall: number): SegmentPanel & { y(v: number): number } => {
    const ends = axes[key];
    const y = (v: number): number => top + tall - ((v - ends[0]) / (ends[1] - ends[0])) * tall;
    const curves = rows.map(([curve, style]) => ({ style, path: pathOf(curve.t, curve[key], x, y, key === 'slope') }));
    const tickMarks = ticks(ends, tall > 100 ? 4 : 2).map((v) => ({ at: y(v), text: tickText(v) }));
    return { label, top, height: tall, ticks: tickMarks, curves, y, ...(ends[0] < 0 && ends[1] > 0 && { zero: y(0) }) };
  };
  const loss = panel('loss', 'value', FRAME.top, LOSS_FRACTION * room);
  const slope = panel('slope along the line', 'slope', FRAME.top + LOSS_FRACTION * room + FRAME.between, (1 - LOSS_FRACTION) * room);
  const at = (t: number): Pair => [x(t), loss.y(valueAt(result.plain, t))];
  const top = result.kinks.reduce<LineResult['kinks'][number] | undefined>(
    (best, next) => (best && jump(best) >= jump(next) ? best : next),
    undefined,
  );
  return {
    width,
    height,
    left,
    right,
    panels: [loss, slope],
    ticks: ticks(result.span, width > 420 ? 6 : 4).map((t) => ({ at: x(t), text: tickText(t) })),
    kinks: result.kinks
      .map(({ t, left: before, right: after }) => ({ at: x(t), loss: at(t)[1], left: slope.y(before), right: slope.y(after) }))
      .filter((kink) => Object.values(kink).every(Number.isFinite)),
    weights: [
      { at: at(0), open: false },
      { at: at(result.length), open: true },
    ].filter(({ at: [, y] }) => Number.isFinite(y)),
    ...(top && {
      note: {
        at: x(top.t),
        flip: x(top.t) > left + 0.6 * (right - left),
        text: `slope jumps by ${fixedText(jump(top), 3)}`,
        more: `from ${fixedText(top.left, 3)} to ${fixedText(top.right, 3)}`,
      },
    }),
    summary: `Loss and its slope along the line through θ and θ′, ${fixedText(result.length, 2)} apart; ${
      result.kinks.length === 0
        ? 'no kinks'
        : result.kinks.map((kink) => `the slope jumps by ${fixedText(jump(kink), 3)} at ${fixedText(kink.t, 2)}`).join(', ')
    }.`,
    tAt: (px) => lo + ((px - left) / (right - left)) * (hi - lo),
  };
}

const jump = ({ left, right }: { readonly left: number; readonly right: number }): number => Math.abs(right - left);

/** The polyline of a curve; a slope that stands twice at one t is broken there. */
function pathOf(t: Float64Array, values: Float64Array, x: (t: number) => number, y: (v: number) => number, broken: boolean): string {
  let path = '';
  let penDown = false;
  for (let k = 0; k < t.length; k += 1) {
    const value = values[k]!;
    if (!Number.isFinite(value)) {
      penDown = false;
      continue;
    }
    const step = broken && k > 0 && t[k] === t[k - 1];
    path += `${penDown && !step ? 'L' : 'M'}${x(t[k]!).toFixed(1)} ${y(value).toFixed(1)}`;
    penDown = true;
  }
  return path;
}

/** Between the nodes of a curve, in a straight line. */
function valueAt({ t, value }: LineCurve, at: number): number {
  const k = Math.min(
    t.length - 1,
    Math.max(
      1,
      t.findIndex((node) => node >= at),
    ),
  );
  const [a, b] = [t[k - 1]!, t[k]!];
  const fraction = b > a ? (at - a) / (b - a) : 0;
  return value[k - 1]! + fraction * (value[k]! - value[k - 1]!);
}

/** Names of the curves of a cut between two weights. */
interface SegmentNames {
  readonly plain: string;
  readonly smoothed: string;
}

/** Loss and slope along the line through two weights, with kinks and both weights. */
export function segmentDrawing(result: LineResult, names: SegmentNames, dark: boolean, locked?: Pair): Drawing {
  const theme = themeOf(dark);
  const { plain, smoothed, frozen } = segmentStyles(dark);
  const styles = [[names.plain, plain], ...(result.frozen ? [['frozen', frozen] as const] : []), [names.smoothed, smoothed]] as const;
  return {
    aspect: 1.5,
    stretches: true,
    legend: styles.map(([name, style]) => lineEntry(name, theme, dashedStroke(style))),
    draw: (box) => {
      const { left, right, panels, ticks, kinks, weights, note } = drawSegment(result, dark, box.width, box.height, segmentAxes(result, locked));
      const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
      const last = panels[1];
      const bottom = last.top + last.height;
      const crease = { colour: theme.crease, width: 1.5 };
      const noteText = note ? `${note.text}, ${note.more}` : '';
      const fits = textWidth(noteText, textStyle) + textWidth(panels[0].label, textStyle) + 20 < right;
      const commands: DrawCommand[] = [
        ...panels.map(({ label: text, top }) => label([0, top - 8], text, { ...textStyle, anchor: 'start' })),
        ...(note && fits ? [label([right, panels[0].top - 8], noteText, { ...textStyle, fill: theme.crease, anchor: 'end' })] : []),
        label([right, bottom + 29], 'distance from θ', { ...textStyle, anchor: 'end' }),
        ...panels.flatMap(({ top, height, zero, ticks: marks, curves }) => [
          ...marks.map(({ at }) => segment([left, at], [right, at], { colour: theme.line, width: 1 })),
          ...(zero === undefined ? [] : [segment([left, zero], [right, zero], { colour: theme.ink3, width: 0.8 })]),
          ...thinnedLabels(marks.map(({ at, text }) => label([left - 6, at + 4], text, { ...textStyle, anchor: 'end' }))),
          {
            kind: 'clip',
            box: { x: left, y: top, width: right - left, height },
            commands: curves.flatMap(({ path, style }) => pathCommand(path, dashedStroke(style))),
          } as const,
        ]),
        ...thinnedLabels(ticks.map(({ at, text }) => label([at, bottom + 15], text, { ...textStyle, anchor: 'middle' }))),
        ...kinks.flatMap(({ at, loss, left: before, right: after }): DrawCommand[] => [
          segment([at, panels[0].top], [at, bottom], { colour: theme.crease, width: 1, dash: [2, 3] }),
          ...[loss, before, after].map((y): DrawCommand => ({ kind: 'disc', at: [at, y], r: 3, fill: theme.ground, stroke: crease })),
        ]),
        ...weights.map(({ at, open }): DrawCommand => ({
          kind: 'disc',
          at,
          r: 4.5,
          fill: open ? theme.ground : theme.theta,
          stroke: { colour: open ? theme.theta : theme.ground, width: 1.6 },
        })),
      ];
      return translated(commands, [box.x, box.y]);
    },
  };
}
