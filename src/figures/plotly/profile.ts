import { normOf } from '../../math/attack/norms';
import { sigmoid } from '../../math/core/logisticLoss';
import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { valueAt } from '../base/gridSampling';
import { frame } from '../base/scene';
import { fixed, ticks, tickText } from '../base/ticks';
import type { Figure, FigureStyle, Margins } from '../base/types';
import type { Data, Layout } from 'plotly.js';
import { curveStyles, type Cut, cutOf } from '../base/lineProfile';

const margins: Margins = { l: 44, r: 20, t: 24, b: 40 };

/** Line chart of the cut: hairlines, kinks as dotted lines with a ring, the cursor as a dot. */
export function drawCut(result: SurfaceResult, { surface }: SurfaceRequest, look: FigureStyle, beside: readonly SurfaceResult[] = []): Figure {
  const cut = cutOf([result, ...beside], look);
  const theme = themeOf(look.dark);
  const styles = curveStyles(look.dark);
  const data: Data[] = cut.curves.map((curve, k): Data => {
    const { color, dash, width } = styles[k % styles.length]!;
    return { type: 'scatter', mode: 'lines', x: curve.t, y: curve.loss, line: { color, dash, width }, hoverinfo: 'skip' };
  });
  data.reverse(); // the first curve on top
  const own = (t: number): number => valueAt(result.grid, cut.along === 'theta1' ? [t, cut.at] : [cut.at, t]);
  if (look.creases)
    for (const kink of cut.kinks)
      data.push(
        {
          type: 'scatter',
          mode: 'lines',
          x: [kink.at, kink.at],
          y: [...cut.values],
          line: { color: theme.crease, width: 1, dash: 'dot' },
          hoverinfo: 'skip',
        },
        {
          type: 'scatter',
          mode: 'markers',
          x: [kink.at],
          y: [own(kink.at)],
          marker: { size: 7, color: theme.ground, line: { width: 1.5, color: theme.crease } },
          hoverinfo: 'skip',
        },
      );
  if (look.cursor) {
    const t = look.cursor[cut.along === 'theta1' ? 0 : 1];
    data.push({
      type: 'scatter',
      mode: 'markers',
      x: [t],
      y: [own(t)],
      marker: { size: 10, color: theme.theta, line: { width: 1.5, color: theme.ground } },
      hoverinfo: 'skip',
    });
  }
  const held = cut.along === 'theta1' ? 'θ₂' : 'θ₁';
  return {
    data,
    layout: lineLayout(cut, look, jumpForm(surface)),
    geometry: { kind: 'line', along: cut.along, at: cut.at, span: cut.span, values: cut.values, margins: { ...margins } },
    dark: look.dark,
    summary: `Loss along ${cut.along === 'theta1' ? 'θ₁' : 'θ₂'} at ${held} = ${fixed(cut.at, 2)}, ${cut.curves.length} curves; ${cut.kinks.length === 0 ? 'no kinks' : cut.kinks.map((kink) => `a kink at ${fixed(kink.at, 2)}`).join(', ')}.`,
  };
}

function lineLayout(cut: Cut, look: FigureStyle, form: JumpForm | undefined): Partial<Layout> {
  const theme = themeOf(look.dark);
  const axis = (values: number[], ends: Pair) => ({
    range: [ends[0], ends[1]] satisfies [number, number],
    tickmode: 'array' as const,
    tickvals: values,
    ticktext: values.map(tickText),
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
    ...frame(look.dark),
    margin: { ...margins, pad: 0 },
    hovermode: false,
    dragmode: false,
    xaxis: { ...axis(ticks(cut.span, 6), cut.span), showgrid: false, ticks: 'outside', ticklen: 4, tickcolor: theme.line },
    yaxis: { ticklabelstandoff: 6, ...axis(ticks(cut.values, 4), cut.values), showgrid: true, gridcolor: theme.line, gridwidth: 1 },
    annotations: [
      label('loss', 0, 1, 'left', 4),
      label(cut.along === 'theta1' ? 'θ₁' : 'θ₂', 1, 0, 'right', -38),
      ...jumpNote(cut, form, theme.ink, theme.ground),
    ],
  };
}

/** Heights of a note, as shares of the loss axis, and how much of the line it covers. */
const HEIGHTS = [0.62, 0.88, 0.75, 0.48, 0.34, 0.2, 0.1];
const COVERED = 0.4;

/** The height at which a note to the right or left of t lies furthest from every curve. */
function clearest({ curves, span, values }: Cut, t: number, right: boolean): number {
  const end = t + (right ? COVERED : -COVERED) * (span[1] - span[0]);
  const under = curves.flatMap((curve) => curve.loss.filter((_, k) => (curve.t[k]! - t) * (curve.t[k]! - end) <= 0));
  const shares = under.map((loss) => (loss - values[0]) / (values[1] - values[0]));
  const room = (height: number): number => Math.min(0.2, ...shares.map((share) => Math.abs(share - height)));
  return HEIGHTS.reduce((best, height) => (room(height) > room(best) ? height : best));
}

/** Names the largest jump beside its kink. */
function jumpNote(cut: Cut, form: JumpForm | undefined, ink: string, ground: string) {
  const kink = cut.kinks.reduce<Cut['kinks'][number] | undefined>((best, next) => (best && best.jump >= next.jump ? best : next), undefined);
  if (!kink || !Number.isFinite(kink.jump)) return [];
  const size = form ? form.at(cut.along === 'theta1' ? [kink.at, cut.at] : [cut.at, kink.at]) : kink.jump;
  const right = kink.at <= cut.span[0] + 0.6 * (cut.span[1] - cut.span[0]);
  return [
    {
      text: `gradient jumps by<br>${form ? `${form.text} = ` : ''}${fixed(size, 3)}`,
      align: right ? ('left' as const) : ('right' as const),
      x: kink.at,
      y: cut.values[0] + clearest(cut, kink.at, right) * (cut.values[1] - cut.values[0]),
      xanchor: right ? ('left' as const) : ('right' as const),
      xshift: right ? 8 : -8,
      showarrow: false,
      font: { size: 11, color: ink },
      bgcolor: ground,
    },
  ];
}

/** A closed form of a jump of the gradient: its letters, and its value at a weight of the crease. */
export interface JumpForm {
  readonly text: string;
  at(theta: Pair): number;
}

/**
 * The jump of the linear model's gradient under the exact attack, u = −y θ·x + ε‖θ‖_q: across an axis for p = ∞, a diagonal
 * for p = 1, at the origin for p between 1 and 2. Nothing for any other loss.
 */
export function jumpForm({ model, attack, points }: SurfaceRequest['surface']): JumpForm | undefined {
  const { norm, solver, epsilon } = attack;
  if (model !== 'linear' || solver !== 'exact' || norm === 'none' || (norm !== 'inf' && norm > 2)) return undefined;
  const share = norm === 1 ? Math.SQRT2 : 2;
  const { dual } = normOf(norm === 'inf' ? Infinity : norm);
  return {
    text: `${norm === 1 ? '√2 ε' : '2ε'}${points.length === 1 ? 'σ(u)' : ' mean σ(uₙ)'}`,
    at: (theta) => {
      const u = points.map(({ x, y }) => epsilon * dual([theta[0], theta[1]]) - y * (theta[0] * x[0] + theta[1] * x[1]));
      return (share * epsilon * u.reduce((sum, one) => sum + sigmoid(one), 0)) / points.length;
    },
  };
}
