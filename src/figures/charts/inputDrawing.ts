import type { Pair } from '../../math/core/types';
import type { InputRequest, InputResult } from '../../worker/rpc/protocol';
import { type MapName, type Theme, themeOf } from '../base/colours';
import { type Box, label, type DrawCommand, type StrokeStyle, translated } from '../base/drawList';
import { thinnedLabels } from '../base/textMetrics';
import type { Drawing } from '../vector/panes';
import { arrowPath, drawInput, type InputFigure, inputMargins } from './inputSpace';

/** Rings of a path of M, L and Z. */
export const pathRings = (path: string): Pair[][] =>
  path
    .split('M')
    .slice(1)
    .map((part) =>
      part
        .replace('Z', '')
        .split('L')
        .map((point): Pair => {
          const [x = NaN, y = NaN] = point.trim().split(' ').map(Number);
          return [x, y];
        }),
    );

/** A path as draw commands: open lines stroked, closed ones filled too. */
export const pathCommand = (path: string, stroke?: StrokeStyle, fill?: string): DrawCommand[] =>
  path === '' ? [] : [{ kind: 'shape', rings: pathRings(path), closed: path.includes('Z'), ...(fill && { fill }), ...(stroke && { stroke }) }];

/** Points up to which every one has its marker in full size. */
const MAX_FULL_MARKERS = 8;

/** Input space at one weight: level lines, balls, the attack on every point, and the arrows of the weights. */
export const inputDrawing = (request: InputRequest, result: InputResult, dark: boolean, colours: MapName): Drawing => ({
  aspect: 1.1,
  draw: (box) => {
    const side = Math.min(box.width - inputMargins.l - inputMargins.r - 14, box.height - inputMargins.t - inputMargins.b);
    if (side < 30) return [];
    const figure = drawInput(request, result, { dark, colours, side, chosen: 0 });
    return translated(inputCommands(figure, themeOf(dark)), [
      box.x + figure.left,
      box.y + inputMargins.t + (box.height - side - inputMargins.t - inputMargins.b) / 2,
    ]);
  },
});

function inputCommands(figure: InputFigure, theme: Theme): DrawCommand[] {
  const { side, points, levels, arrow, secondArrow } = figure;
  const square: Box = { x: 0, y: 0, width: side, height: side };
  const crimson = theme.crease;
  const crowded = points.length > MAX_FULL_MARKERS;
  const edge = { colour: theme.ink3, width: 1 };
  const attack = points.flatMap(({ at, attack, second }): DrawCommand[] => [
    ...(second ? arrowCommands([at, second], crimson, 1.4, false) : []),
    ...(second ? [{ kind: 'disc', at: second, r: crowded ? 2 : 4.5, fill: theme.ground, stroke: { colour: crimson, width: 1.6 } } as const] : []),
    ...arrowCommands([at, attack], crimson, 2, !crowded),
    ...(Math.hypot(attack[0] - at[0], attack[1] - at[1]) >= 1
      ? [{ kind: 'disc', at: attack, r: crowded ? 2 : 4.5, fill: crimson, stroke: { colour: theme.ground, width: 1 } } as const]
      : []),
  ]);
  const marks = points.map(({ at, open }): DrawCommand => ({
    kind: 'disc',
    at,
    r: crowded ? 2.5 : 4.5,
    fill: open ? theme.ground : theme.ink,
    stroke: { colour: open ? theme.ink : theme.ground, width: open ? 1.5 : 1 },
  }));
  const textStyle = { size: 11, weight: 400, fill: theme.ink2 } as const;
  return [
    ...pathCommand(`M0 0L${side} 0L${side} ${side}L0 ${side}Z`, { colour: theme.line, width: 1 }),
    {
      kind: 'clip',
      box: square,
      commands: [
        ...levels.flatMap(({ path, colour }) => pathCommand(path, { colour, width: 1.3 })),
        ...pathCommand(figure.boundary, { ...edge, dash: [4, 3] }),
        ...points.flatMap(({ ball, other }) => [
          ...pathCommand(ball, { colour: crimson, width: 1.5 }, `${crimson}17`),
          ...pathCommand(other, { ...edge, dash: [1.5, 3] }),
        ]),
        ...points.flatMap(({ set, area }) =>
          area ? pathCommand(set, undefined, `${crimson}47`) : pathCommand(set, { colour: `${crimson}8c`, width: 4 }),
        ),
        ...attack,
        ...marks,
        ...(secondArrow ? arrowCommands(secondArrow, theme.theta, 1.3, true) : []),
        ...(arrow ? arrowCommands(arrow, theme.theta, 2, true) : []),
      ],
    },
    label([side + inputMargins.r, side + 15], 'x₁', { ...textStyle, anchor: 'end' }),
    label([-7, 8], 'x₂', { ...textStyle, anchor: 'end' }),
    ...thinnedLabels(figure.ticks1.map(({ at, text }) => label([at, side + 15], text, { ...textStyle, anchor: 'middle' }))),
    ...thinnedLabels(figure.ticks2.map(({ at, text }) => label([-7, at + 4], text, { ...textStyle, anchor: 'end' }))),
  ];
}

function arrowCommands(ends: readonly [Pair, Pair], colour: string, width: number, headed: boolean): DrawCommand[] {
  const { shaft, head } = arrowPath(ends);
  return [...pathCommand(shaft, { colour, width }), ...(headed ? pathCommand(head, undefined, colour) : [])];
}
