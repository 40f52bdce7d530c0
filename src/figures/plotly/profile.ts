import { normOf } from '../../math/attack/norms';
import { sigmoid } from '../../math/core/logisticLoss';
import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { pictureRangeOf, valueAt, axisNames, curveStyles, type LineProfile, lineProfile, weightOn } from '../base/gridSampling';
import { gradientExistence } from '../base/surfaceSentences';
import { fixedText, lossTicks, positionText, tickTexts, weightTicks } from '../base/ticks';
import type { Figure, FigureStyle, Margins } from '../base/types';
import { type KinkNote, profilePainting } from '../vector/profileChart';
import type { Data, Layout } from 'plotly.js';
import { baseLayout } from './surface';

const margins: Margins = { l: 44, r: 20, t: 24, b: 40 };

/** Plotly figure of a line profile: hairlines, kinks as dotted lines with a ring, the cursor as a disc. */
export function drawProfile(result: SurfaceResult, { surface }: SurfaceRequest, style: FigureStyle, beside: readonly SurfaceResult[] = []): Figure {
  const profile = lineProfile([result, ...beside], style);
  const theme = themeOf(style.dark);
  const styles = curveStyles(style.dark);
  const data: Data[] = profile.curves.map((curve, k): Data => {
    const { color, dash, width } = styles[k % styles.length]!;
    return { type: 'scatter', mode: 'lines', x: curve.t, y: curve.loss, line: { color, dash, width }, hoverinfo: 'skip' };
  });
  data.reverse(); // the first curve on top
  if (style.creases)
    for (const kink of profile.kinks)
      data.push(
        {
          type: 'scatter',
          mode: 'lines',
          x: [kink.at, kink.at],
          y: [...profile.values],
          line: { color: theme.crease, width: 1, dash: 'dot' },
          hoverinfo: 'skip',
        },
        {
          type: 'scatter',
          mode: 'markers',
          x: [kink.at],
          y: [kink.loss],
          marker: { size: 7, color: theme.ground, line: { width: 1.5, color: theme.crease } },
          hoverinfo: 'skip',
        },
      );
  const t = style.cursor?.[profile.along === 'theta1' ? 0 : 1] ?? NaN;
  const loss = valueAt(result.grid, weightOn(profile, t));
  if (Number.isFinite(loss))
    data.push({
      type: 'scatter',
      mode: 'markers',
      x: [t],
      y: [loss],
      marker: { size: 10, color: theme.theta, line: { width: 1.5, color: theme.ground } },
      hoverinfo: 'skip',
    });
  const note = kinkNote(profile, jumpForm(surface));
  const { theta1, theta2 } = pictureRangeOf(result.grid);
  const [along, across] = profile.along === 'theta1' ? [theta1, theta2] : [theta2, theta1];
  const fixedAxis = axisNames[profile.along === 'theta1' ? 'theta2' : 'theta1'];
  const existence = gradientExistence(surface, result);
  const kinks =
    profile.kinks.length > 0
      ? profile.kinks.map((kink) => `a kink at ${positionText(kink.at, along)}`).join(', ')
      : existence === 'unknown'
        ? 'kinks are not marked'
        : 'no kinks';
  return {
    data,
    layout: lineLayout(profile, style, note),
    painting: profilePainting(profile, style, margins, Number.isFinite(loss) ? [t, loss] : undefined, note),
    geometry: { kind: 'line', along: profile.along, at: profile.at, span: profile.span, values: profile.values, margins: { ...margins } },
    dark: style.dark,
    summary:
      profile.gap.length > 0
        ? profile.gap.join(' ')
        : `Loss along ${axisNames[profile.along]} at ${fixedAxis} = ${positionText(profile.at, across)}, ${profile.curves.length} curves; ${kinks}.`,
  };
}

function lineLayout(profile: LineProfile, style: FigureStyle, note: KinkNote | undefined): Partial<Layout> {
  const theme = themeOf(style.dark);
  const axis = (values: number[], ends: Pair) => ({
    range: [ends[0], ends[1]] satisfies [number, number],
    tickmode: 'array' as const,
    tickvals: values,
    ticktext: tickTexts(values),
    tickfont: { size: 11, color: theme.ink2 },
    zeroline: false,
    fixedrange: true,
    automargin: false,
  });
  const label = (text: string, x: number, y: number, xanchor: 'left' | 'right', yshift: number) =>
    ({
      text,
      x,
      y,
      xref: 'paper',
      yref: 'paper',
      xanchor,
      yanchor: 'bottom',
      yshift,
      xshift: x === 0 ? -32 : 0,
      showarrow: false,
      font: { size: 11, color: theme.ink2 },
    }) as const;
  return {
    ...baseLayout(style.dark),
    margin: { ...margins, pad: 0 },
    hovermode: false,
    dragmode: false,
    xaxis: { ...axis(weightTicks(profile.span), profile.span), showgrid: false, ticks: 'outside', ticklen: 4, tickcolor: theme.line },
    yaxis: { ticklabelstandoff: 6, ...axis(lossTicks(profile.values), profile.values), showgrid: true, gridcolor: theme.line, gridwidth: 1 },
    annotations: [
      label('loss', 0, 1, 'left', 4),
      label(axisNames[profile.along], 1, 0, 'right', -38),
      ...jumpNote(profile, note, theme.ink, theme.ground),
      ...gapNote(profile, theme.ink2),
    ],
  };
}

/** Annotation that says why there are no curves. */
const gapNote = ({ gap }: LineProfile, colour: string) =>
  gap.length === 0
    ? []
    : [
        {
          text: gap.join('<br>'),
          x: 0.5,
          y: 0.5,
          xref: 'paper' as const,
          yref: 'paper' as const,
          showarrow: false,
          font: { size: 11, color: colour },
        },
      ];

/** Candidate heights of the note, as fractions of the loss axis, preferred first. */
const NOTE_HEIGHTS = [0.62, 0.88, 0.75, 0.48, 0.34, 0.2, 0.1];
/** Width of the note as a fraction of the weight axis. */
const NOTE_WIDTH = 0.4;
/** Clearance above which two heights are equally good, as a fraction of the loss axis. */
const ENOUGH_CLEARANCE = 0.2;

/** Height at which a note to the right or left of t is furthest from every curve. */
function noteHeight({ curves, span, values }: LineProfile, t: number, right: boolean): number {
  const end = t + (right ? NOTE_WIDTH : -NOTE_WIDTH) * (span[1] - span[0]);
  const under = curves.flatMap((curve) => curve.loss.filter((_, k) => (curve.t[k]! - t) * (curve.t[k]! - end) <= 0));
  const heights = under.map((loss) => (loss - values[0]) / (values[1] - values[0]));
  const clearance = (height: number): number => Math.min(ENOUGH_CLEARANCE, ...heights.map((other) => Math.abs(other - height)));
  return NOTE_HEIGHTS.reduce((best, height) => (clearance(height) > clearance(best) ? height : best));
}

/** Note of the largest jump of the gradient, beside its kink. */
function kinkNote(profile: LineProfile, form: JumpForm | undefined): KinkNote | undefined {
  const kink = profile.kinks.reduce<LineProfile['kinks'][number] | undefined>(
    (best, next) => (best && best.jump >= next.jump ? best : next),
    undefined,
  );
  if (!kink || !Number.isFinite(kink.jump)) return undefined;
  const size = form ? form.at(weightOn(profile, kink.at)) : kink.jump;
  const right = kink.at <= profile.span[0] + 0.6 * (profile.span[1] - profile.span[0]);
  const lines = ['gradient jumps by', `${form ? `${form.text} = ` : ''}${fixedText(size, 3)}`];
  return { lines, at: kink.at, right, height: noteHeight(profile, kink.at, right) };
}

/** The note as an annotation. */
const jumpNote = ({ values }: LineProfile, note: KinkNote | undefined, ink: string, ground: string) =>
  note
    ? [
        {
          text: note.lines.join('<br>'),
          align: note.right ? ('left' as const) : ('right' as const),
          x: note.at,
          y: values[0] + note.height * (values[1] - values[0]),
          xanchor: note.right ? ('left' as const) : ('right' as const),
          xshift: note.right ? 8 : -8,
          showarrow: false,
          font: { size: 11, color: ink },
          bgcolor: ground,
        },
      ]
    : [];

/** Closed form of a jump of the gradient: its formula as text, and its value at a θ of the crease. */
export interface JumpForm {
  readonly text: string;
  at(theta: Pair): number;
}

/**
 * The jump of the linear model's gradient under the exact attack, u = −y θ·x + ε‖θ‖_q: across an axis for p = ∞, a diagonal
 * for p = 1, at the origin for p between 1 and 2. Undefined for any other loss.
 */
export function jumpForm({ model, attack, points }: SurfaceRequest['surface']): JumpForm | undefined {
  const { norm, solver, epsilon } = attack;
  if (model !== 'linear' || solver !== 'exact' || norm === 'none' || (norm !== 'inf' && norm > 2)) return undefined;
  const factor = norm === 1 ? Math.SQRT2 : 2;
  const { dual } = normOf(norm === 'inf' ? Infinity : norm);
  return {
    text: `${norm === 1 ? '√2 ε' : '2ε'}${points.length === 1 ? 'σ(u)' : ' mean σ(uₙ)'}`,
    at: (theta) => {
      const u = points.map(({ x, y }) => epsilon * dual([theta[0], theta[1]]) - y * (theta[0] * x[0] + theta[1] * x[1]));
      return (factor * epsilon * u.reduce((sum, one) => sum + sigmoid(one), 0)) / points.length;
    },
  };
}
