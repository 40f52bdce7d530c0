import type { InputPoint, InputRequest, InputResult } from '../engine/protocol';
import type { Pair } from '../math/kinds';
import { colourAt, type MapName } from './colours';
import { summariseInput } from './inputSpaceWords';
import type { Margins } from './kinds';
import { tickText, ticks } from './range';

/** How the plane of inputs looks. */
export interface InputLook {
  readonly dark: boolean;
  readonly colours: MapName;
  /** Side of the square, in pixels. */
  readonly side: number;
  /** The data point that the words speak of. */
  readonly chosen: number;
}

/** The attack on one data point, in pixels. */
export interface InputMark {
  readonly index: number;
  readonly open: boolean;
  readonly at: Pair;
  readonly attack: Pair;
  readonly second?: Pair;
  /** Path of the ball about it, and of all optimal x′ where there is more than one. */
  readonly ball: string;
  readonly other: string;
  readonly set: string;
  /** Whether the set has an area. */
  readonly area: boolean;
}

/** Everything that is drawn, in pixels of a square with its origin top left. */
export interface InputFigure {
  readonly side: number;
  readonly levels: readonly { readonly path: string; readonly colour: string; readonly loss: number }[];
  readonly boundary: string;
  readonly marks: readonly InputMark[];
  /** θ as an arrow from the chosen point, and the second weight where there is one; absent at θ = 0. */
  readonly arrow?: readonly [Pair, Pair];
  readonly secondArrow?: readonly [Pair, Pair];
  /** Room for the ticks beside the square. */
  readonly left: number;
  readonly ticks1: readonly { readonly at: number; readonly text: string }[];
  readonly ticks2: readonly { readonly at: number; readonly text: string }[];
  readonly summary: string;
}

/** Room for ticks below the square, and at least so much beside it. */
export const inputMargins: Margins = { l: 26, r: 6, t: 6, b: 22 };
/** Width of a sign of a tick, in pixels. */
const SIGN = 6.2;
/** Length of θ's arrow as a share of the side. */
const ARROW = 0.235;
/** Balls drawn at most; with more points only the chosen one has its ball. */
const BALLS = 8;

export function drawInput(request: InputRequest, result: InputResult, look: InputLook): InputFigure {
  const { side, chosen } = look;
  const { window } = result;
  const scale = side / (window.x1[1] - window.x1[0]);
  const place = ([a, b]: Pair): Pair => [(a - window.x1[0]) * scale, side - (b - window.x2[0]) * scale];
  const moved = (x: Pair, delta: Pair): Pair => place([x[0] + delta[0], x[1] + delta[1]]);
  const outline = (x: Pair, corners: readonly Pair[]): string => (corners.length > 0 ? `${path(corners.map((d) => moved(x, d)))}Z` : '');
  const own = request.surface.points[chosen] ?? request.surface.points[0];
  const marks = request.surface.points.map(({ x, y }, index): InputMark => {
    const at = result.points[index];
    const second = result.second?.points[index];
    const balls = request.surface.points.length <= BALLS || index === chosen;
    return {
      index,
      open: y === -1,
      at: place(x),
      attack: moved(x, at?.delta ?? [0, 0]),
      ...(second && { second: moved(x, second.delta) }),
      ball: balls ? outline(x, result.ball) : '',
      other: balls && index === chosen ? outline(x, result.other) : '',
      set: balls && at ? setPath(at, (d) => moved(x, d)) : '',
      area: at?.set.where === 'everywhere',
    };
  });
  const arrowOf = (theta: Pair): readonly [Pair, Pair] | undefined => {
    const size = Math.hypot(...theta);
    if (!own || size === 0) return undefined;
    const [foot, way] = [place(own.x), [theta[0] / size, -theta[1] / size] as const];
    const room = (v: number, at: number): number => (v === 0 ? Infinity : ((v > 0 ? side : 0) - at) / v); // to the frame
    const length = Math.max(12, Math.min(ARROW * side, room(way[0], foot[0]) - 16, room(way[1], foot[1]) - 16));
    return [foot, [foot[0] + way[0] * length, foot[1] + way[1] * length]];
  };
  const [arrow, secondArrow] = [arrowOf(result.theta), result.second && arrowOf(result.second.theta)];
  const levels = result.levels.filter(({ y }) => y === own?.y);
  const [lo, hi] = [Math.min(...levels.map(({ loss }) => loss)), Math.max(...levels.map(({ loss }) => loss))];
  const shade = (loss: number): number => (look.dark ? 0.22 : 0.1) + 0.68 * (hi > lo ? (loss - lo) / (hi - lo) : 0.5); // the map's ends vanish on the ground
  const marked = (ends: Pair, at: (v: number) => number) => ticks(ends, 3).map((v) => ({ at: at(v), text: tickText(v) }));
  const ticks2 = marked(window.x2, (v) => side - (v - window.x2[0]) * scale).filter(({ at }) => at > 16);
  return {
    side,
    left: Math.max(inputMargins.l, 8 + SIGN * Math.max(...ticks2.map(({ text }) => text.length))),
    levels: levels.map(({ loss, ends }) => ({ loss, path: path(ends.map(place)), colour: colourAt(look.colours, shade(loss), look.dark) })),
    boundary: result.boundary.map((ends) => path(ends.map(place))).join(''),
    marks,
    ...(arrow && { arrow }),
    ...(secondArrow && { secondArrow }),
    ticks1: marked(window.x1, (v) => (v - window.x1[0]) * scale).filter(({ at }) => at < side - 20), // the axis has its name there
    ticks2,
    summary: summariseInput(request, result, chosen),
  };
}

/** Segments and areas of more than one point. */
function setPath({ set }: InputPoint, place: (delta: Pair) => Pair): string {
  const parts = set.parts.length > 1 ? set.parts : set.parts.filter((part) => part.length > 1);
  return parts.map((part) => (part.length > 2 ? `${path(part.map(place))}Z` : path(part.map(place)))).join('');
}

const px = (v: number): string => String(Math.round(v * 100) / 100);
function path(points: readonly Pair[]): string {
  return points.map(([a, b], k) => `${k === 0 ? 'M' : 'L'}${px(a)} ${px(b)}`).join('');
}

/** Shaft and head of an arrow, the head as long as its shaft allows. */
export function arrowPath([[a, b], [c, d]]: readonly [Pair, Pair], head = 8): { readonly shaft: string; readonly head: string } {
  const size = Math.hypot(c - a, d - b);
  if (size < 1) return { shaft: '', head: '' };
  const [u, v] = [(c - a) / size, (d - b) / size];
  const long = Math.min(head, size / 2);
  const back: Pair = [c - u * long, d - v * long];
  const wing = (side: number): Pair => [back[0] - v * side * long * 0.42, back[1] + u * side * long * 0.42];
  return {
    shaft: path([
      [a, b],
      [back[0] + u, back[1] + v],
    ]),
    head: `${path([[c, d], wing(1), wing(-1)])}Z`,
  };
}
