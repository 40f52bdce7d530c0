import type { LineResult } from '../../worker/rpc/protocol';
import { themeOf } from '../base/colours';
import { label, type DrawCommand, segment, translated } from '../base/drawList';
import { textWidth, thinnedLabels } from '../base/textMetrics';
import { lineEntry } from '../vector/legends';
import type { Drawing } from '../vector/panes';
import { dashedStroke } from '../vector/profileChart';
import { pathCommand } from './inputDrawing';
import { drawSegment, segmentStyles } from './segmentProfile';

/** Names of the curves of a cut between two weights. */
export interface SegmentNames {
  readonly plain: string;
  readonly smoothed: string;
}

/** Loss and slope along the line through two weights, with kinks and both weights. */
export function segmentDrawing(result: LineResult, names: SegmentNames, dark: boolean): Drawing {
  const theme = themeOf(dark);
  const { plain, smoothed, frozen } = segmentStyles(dark);
  const styles = [[names.plain, plain], ...(result.frozen ? [['frozen', frozen] as const] : []), [names.smoothed, smoothed]] as const;
  return {
    aspect: 1.5,
    stretches: true,
    legend: styles.map(([name, style]) => lineEntry(name, theme, dashedStroke(style))),
    draw: (box) => {
      const { left, right, panels, ticks, kinks, weights, note } = drawSegment(result, dark, box.width, box.height);
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
