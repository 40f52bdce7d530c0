import type { Data, Layout } from 'plotly.js';
import type { Pair } from '../math/kinds';
import { themeOf } from './colours';
import type { Look, Margins } from './kinds';
import { coordinate, endings, runnersOf, strokeLine, strokeMark, type Chart, type RaceView, type Runner } from './race';
import { tickText, ticks } from './range';
import { frame } from './scene';

const margins: Margins = { l: 48, r: 20, t: 24, b: 40 };
/** Steps shown across the crease, unless told. */
export const WINDOW = 24;

/** How far above the least loss every method stands, on a log axis, with a line at the step shown. */
export function drawRaceGap(look: Look, view: RaceView): Chart {
  const runners = runnersOf(view);
  const least = view.race.minimum.loss;
  const gaps = runners.map(({ run }) => Array.from(run.loss, (loss) => (loss > least ? loss - least : null)));
  const last = Math.max(1, ...runners.map(({ run }) => run.count - 1));
  const ends = gapEnds(gaps.flatMap((gap) => gap.filter((v) => v !== null)));
  const logs: Pair = [Math.log10(ends[0]), Math.log10(ends[1])];
  const powers = ticks([Math.ceil(logs[0]), Math.floor(logs[1])], 5, [1, 2, 5, 10]).filter(Number.isInteger);
  const data: Data[] = runners.map((runner, i) => strokeLine(runner, steps(0, runner.run.count - 1), gaps[i] ?? [], look.dark));
  const theme = themeOf(look.dark);
  data.push({ type: 'scatter', mode: 'lines', x: [view.step, view.step], y: [...ends], line: { width: 1, color: theme.ink }, hoverinfo: 'skip' });
  const texts = powers.map((k) => (k === 0 ? '1' : `10<sup>${tickText(k)}</sup>`));
  const names = runners.map(({ label, run, at }) => `${label} ${(run.loss[at]! - least).toExponential(1)}`);
  return {
    ...chart(look, [0, last], ends, 'gap', {
      type: 'log',
      range: [logs[0], logs[1]],
      tickvals: powers.map((k) => 10 ** k),
      ticktext: texts,
    }),
    data,
    summary: `Gap to the least loss ${tickText(least)} at step ${view.step}, in nats: ${names.join(', ')}.${endings(view)}`,
  };
}

/** One weight over the last steps up to the one shown: what a fixed step does on a crease. */
export function drawRaceLast(look: Look, view: RaceView, weight: 0 | 1 = 1, length = WINDOW): Chart {
  const from = Math.max(0, view.step - length);
  const to = Math.max(from + 1, view.step);
  const runners = runnersOf(view).filter(({ at }) => at >= from);
  const lines = runners.map((runner) => coordinate(runner, weight, from, runner.at));
  const reach = reachOf(lines);
  const data: Data[] = [axisLine(from, to, themeOf(look.dark).crease)];
  runners.forEach((runner, i) => {
    const line = lines[i] ?? [];
    data.push(
      strokeLine(runner, steps(from, runner.at), [...line], look.dark),
      strokeMark(runner, [runner.at, line.at(-1) ?? NaN], look.dark, themeOf(look.dark).ground),
    );
  });
  const name = weight === 0 ? 'θ₁' : 'θ₂';
  const values: Pair = [-reach, reach];
  return {
    ...chart(look, [from, to], values, name, { range: [-reach, reach], tickvals: [-reach, 0, reach], ticktext: [-reach, 0, reach].map(tickText) }),
    data,
    summary: `${name} from step ${from} to ${view.step}, within ±${tickText(reach)}: ${runners.map((runner) => `${runner.label} crosses 0 ${crossed(runner, weight, from)} times`).join(', ')}.`,
  };
}

const steps = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);
const axisLine = (from: number, to: number, color: string): Data => ({
  type: 'scatter',
  mode: 'lines',
  x: [from, to],
  y: [0, 0],
  line: { width: 1.4, color },
  hoverinfo: 'skip',
});

const crossed = ({ run, at }: Runner, weight: 0 | 1, from: number): number => run.crossings[2 * at + weight]! - run.crossings[2 * from + weight]!;

/** Ends of the log axis: no lower than nearly all gaps, and a run on its way out may not flatten the rest. */
export function gapEnds(gaps: readonly number[]): Pair {
  const sorted = [...gaps].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 1;
  const hi = Math.min(at(1), 1e3 * at(0.9));
  const lo = Math.max(at(0.02), 1e-8 * hi);
  return [Math.min(lo, hi / 10) / 1.5, hi * 1.5];
}

/** A round reach that the calmer half of the lines fits into. */
function reachOf(lines: readonly (readonly number[])[]): number {
  const sizes = lines.map((line) => Math.max(0, ...line.map(Math.abs))).sort((a, b) => a - b);
  const most = Math.max(sizes[Math.floor(sizes.length / 2)] ?? 1, 1e-9) * 1.1;
  const power = 10 ** Math.floor(Math.log10(most));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= most) ?? 10);
}

/** Hairlines, the label of the values above their axis, "step" under the right end. */
function chart(look: Look, span: Pair, values: Pair, name: string, y: Partial<Layout['yaxis']>): Omit<Chart, 'data' | 'summary'> {
  const theme = themeOf(look.dark);
  const note = (text: string, x: 0 | 1, below: number) =>
    ({
      text,
      x,
      y: x === 0 ? 1 : 0,
      xref: 'paper',
      yref: 'paper',
      xanchor: x === 0 ? 'left' : 'right',
      yanchor: 'bottom',
      yshift: below,
      xshift: x === 0 ? -36 : 0,
      showarrow: false,
      font: { size: 11, color: theme.ink2 },
    }) as const;
  const shared = { tickmode: 'array' as const, tickfont: { size: 11, color: theme.ink2 }, zeroline: false, fixedrange: true, automargin: false };
  const whole = ticks(span, 5).filter(Number.isInteger);
  return {
    layout: {
      ...frame(look.dark),
      margin: { ...margins, pad: 0 },
      hovermode: false,
      dragmode: false,
      xaxis: {
        ...shared,
        range: [...span],
        tickvals: whole,
        ticktext: whole.map(tickText),
        showgrid: false,
        ticks: 'outside',
        ticklen: 4,
        tickcolor: theme.line,
      },
      yaxis: { ...shared, ...y, ticklabelstandoff: 6, showgrid: true, gridcolor: theme.line, gridwidth: 1 },
      annotations: [note(name, 0, 4), note('step', 1, -38)],
    },
    span: [...span],
    values: [...values],
    margins: { ...margins },
    dark: look.dark,
  };
}
