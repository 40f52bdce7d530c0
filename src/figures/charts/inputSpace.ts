import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { attacks } from '../../math/attack/solvers';
import { rangeDecimals } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import type { InputPoint, InputRequest, InputResult } from '../../worker/rpc/protocol';
import { colourAt, type MapName } from '../base/colours';
import { weightsText } from '../base/surfaceSentences';
import { fixedText, labelledTicks, ticks } from '../base/ticks';
import type { Margins } from '../base/types';

/** Appearance of the input-space figure. */
export interface InputStyle {
  readonly dark: boolean;
  readonly colours: MapName;
  /** Side of the square, in pixels. */
  readonly side: number;
  /** Index of the data point that caption and summary describe. */
  readonly chosen: number;
}

/** The attack on one data point, in pixels. */
export interface AttackedPoint {
  readonly index: number;
  readonly open: boolean;
  readonly at: Pair;
  readonly attack: Pair;
  readonly second?: Pair;
  /** SVG paths of the ball around the point, of the reference ball, and of all optimal x′ where there is more than one. */
  readonly ball: string;
  readonly other: string;
  readonly set: string;
  /** Whether the set has an area. */
  readonly area: boolean;
}

/** The input-space figure in pixels of a square whose origin is its top left corner. */
export interface InputFigure {
  readonly side: number;
  readonly levels: readonly { readonly path: string; readonly colour: string; readonly loss: number }[];
  readonly boundary: string;
  readonly points: readonly AttackedPoint[];
  /** θ as an arrow from the chosen point, and the second weight where there is one; absent at θ = 0. */
  readonly arrow?: readonly [Pair, Pair];
  readonly secondArrow?: readonly [Pair, Pair];
  /** Left margin in pixels: width of the tick labels. */
  readonly left: number;
  readonly ticks1: readonly { readonly at: number; readonly text: string }[];
  readonly ticks2: readonly { readonly at: number; readonly text: string }[];
  readonly summary: string;
}

/** Margins in pixels for the tick labels; the left one is a minimum. */
export const inputMargins: Margins = { l: 26, r: 6, t: 6, b: 22 };
/** Width of a character of a tick label, in pixels. */
const CHARACTER_WIDTH = 6.2;
/** Length of the arrow of θ as a fraction of the side. */
const ARROW_LENGTH = 0.235;
/** Number of points up to which every ball is drawn; above, only that of the chosen point. */
const MAX_BALLS = 8;

export function drawInput(request: InputRequest, result: InputResult, style: InputStyle): InputFigure {
  const { side, chosen } = style;
  const { window } = result;
  const scale = side / (window.x1[1] - window.x1[0]);
  const place = ([a, b]: Pair): Pair => [(a - window.x1[0]) * scale, side - (b - window.x2[0]) * scale];
  const moved = (x: Pair, delta: Pair): Pair => place([x[0] + delta[0], x[1] + delta[1]]);
  const outline = (x: Pair, corners: readonly Pair[]): string => (corners.length > 0 ? `${path(corners.map((d) => moved(x, d)))}Z` : '');
  const point = request.surface.points[chosen] ?? request.surface.points[0];
  const marks = request.surface.points.map(({ x, y }, index): AttackedPoint => {
    const at = result.points[index];
    const second = result.second?.points[index];
    const balls = request.surface.points.length <= MAX_BALLS || index === chosen;
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
    if (!point || size === 0) return undefined;
    const [origin, direction] = [place(point.x), [theta[0] / size, -theta[1] / size] as const];
    const room = (v: number, at: number): number => (v === 0 ? Infinity : ((v > 0 ? side : 0) - at) / v); // to the frame
    const length = Math.max(12, Math.min(ARROW_LENGTH * side, room(direction[0], origin[0]) - 16, room(direction[1], origin[1]) - 16));
    return [origin, [origin[0] + direction[0] * length, origin[1] + direction[1] * length]];
  };
  const [arrow, secondArrow] = [arrowOf(result.theta), result.second && arrowOf(result.second.theta)];
  const levels = result.levels.filter(({ y }) => y === point?.y);
  const [lo, hi] = [Math.min(...levels.map(({ loss }) => loss)), Math.max(...levels.map(({ loss }) => loss))];
  const shade = (loss: number): number => (style.dark ? 0.22 : 0.1) + 0.68 * (hi > lo ? (loss - lo) / (hi - lo) : 0.5); // the map's ends vanish on the ground
  const marked = (ends: Pair, at: (v: number) => number) => labelledTicks(ticks(ends, 3)).map(({ tick, text }) => ({ at: at(tick), text }));
  const ticks2 = marked(window.x2, (v) => side - (v - window.x2[0]) * scale).filter(({ at }) => at > 16);
  return {
    side,
    left: Math.max(inputMargins.l, 8 + CHARACTER_WIDTH * Math.max(...ticks2.map(({ text }) => text.length))),
    levels: levels.map(({ loss, ends }) => ({ loss, path: path(ends.map(place)), colour: colourAt(style.colours, shade(loss), style.dark) })),
    boundary: result.boundary.map((ends) => path(ends.map(place))).join(''),
    points: marks,
    ...(arrow && { arrow }),
    ...(secondArrow && { secondArrow }),
    ticks1: marked(window.x1, (v) => (v - window.x1[0]) * scale).filter(({ at }) => at < side - 20), // leaves room for the name of the axis
    ticks2,
    summary: summariseInput(request, result, chosen),
  };
}

/** SVG path of the optimal set: its segments and areas, and single points only where there are several. */
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

/** Three decimals, or as many as show three digits, without trailing zeros. */
const shortTex = (v: number, decimals = Math.min(15, Math.max(3, 3 - Math.ceil(Math.log10(Math.abs(v) || 1))))): string =>
  fixedText(Number(v.toFixed(decimals)) + 0, decimals)
    .replace(/\.?0+$/, '')
    .replace('−', '-');
/** Decimals that show a tenth of the radius of a ball. */
const ballDecimals = (epsilon: number, least: number): number => rangeDecimals([-10 * epsilon, 10 * epsilon], least);
const pairTex = ([a, b]: Pair, decimals: number): string => `(${shortTex(a, decimals)},\\,${shortTex(b, decimals)})`;
const axes = ['\\tho', '\\tht'] as const;

/** Caption of the figure: the optimal perturbation of one point and its sensitivity to θ; TeX stands between $ signs. */
export function captionOf({ surface }: InputRequest, result: InputResult, chosen: number): string {
  const { attack } = surface;
  const [point, attacked] = [surface.points[chosen], result.points[chosen]];
  if (!point || !attacked) return '';
  if (attack.norm === 'none') return 'Nothing is attacked, so $\\xx^\\prime=\\xx$. Choose a norm to give the attack its ball.';
  if (attack.epsilon === 0) return 'The ball has radius $\\ep=0$, so $\\xx^\\prime=\\xx$. Raise $\\ep$ to let the attack move.';
  const [a, b] = result.theta;
  const at: Pair = [point.x[0] + attacked.delta[0], point.x[1] + attacked.delta[1]];
  const perturbedTex = `$\\xx+\\de^\\star=${pairTex(at, ballDecimals(attack.epsilon, 3))}$`;
  if (a === 0 && b === 0) return 'At $\\th=0$ no input matters: every point of the ball is equally bad. Move $\\th$ and the attack has to choose.';
  if (attack.solver !== 'exact' && attacked.worst - attacked.loss > 1e-9)
    return `${attacks[attack.solver].label} ends at ${perturbedTex} with loss $${shortTex(attacked.loss)}$; the worst in the ball is $${shortTex(attacked.worst)}$.`;
  return [perturbationSentence(surface, attacked, perturbedTex), sensitivitySentence(surface, result, attacked, point.x)].join(' ');
}

/** Sentence on the position of x′ in its ball. */
function perturbationSentence({ attack }: SurfaceChoice, { set, loss }: InputPoint, perturbedTex: string): string {
  const [part = []] = set.parts;
  const isSegment = set.parts.length === 1 && part.length === 2;
  if (set.where === 'inside')
    return isSegment
      ? `The attack rests inside the ball: the whole segment is equally bad, and the loss of this point stands still at $${fixedText(loss, 4)}$.`
      : 'The attack rests inside the ball, on more than one segment that is equally bad.';
  if (set.parts.length > 1) return 'Two places on the rim are equally bad, so the attack may take either.';
  if (attack.norm === 'inf') return isSegment ? 'A whole side of the square is equally bad.' : `The attack takes the corner ${perturbedTex}.`;
  if (attack.norm === 1) return isSegment ? 'A whole side of the diamond is equally bad.' : `The attack takes the corner ${perturbedTex}.`;
  return `The attack rests on the ${attack.norm === 2 ? 'circle' : 'rim'} at ${perturbedTex}.`;
}

/** Sentence on how x′ moves with θ, with its rate or the size of the jump. */
function sensitivitySentence(
  { attack, model, points, smoothing }: SurfaceChoice,
  { theta: [a, b] }: InputResult,
  { set, delta }: InputPoint,
  x: Pair,
): string {
  const { epsilon, norm } = attack;
  const unless = model === 'linear' ? '' : ', unless it rests inside the ball there,'; // at a critical point of φ
  const isSegment = (set.parts[0]?.length ?? 0) === 2;
  if (set.where === 'inside') {
    const z = a * (x[0] + delta[0]) + b * (x[1] + delta[1]); // a critical point of φ: at θ = 0 only z = 0 is attainable
    return `Turn $\\th$ and the segment turns${Math.abs(z) > 1e-9 ? '; pull $\\th$ towards $0$ and it slides out to the rim' : ''}.`;
  }
  const gradient = `the gradient${points.length > 1 ? ' of this point’s loss' : ''}${smoothing.kind === 'none' ? '' : ', before it is smoothed,'}`;
  if (set.parts.length > 1) return `A hair to one side only one of them is left: here ${gradient} jumps.`;
  if (norm === 'inf') {
    const nearAxis = 2 * Math.abs(a) < Math.abs(b) ? 0 : 1; // θ₂, along which the cut runs, unless θ₁ is much nearer
    return isSegment
      ? `Step off $${axes[a === 0 ? 0 : 1]}=0$ and it takes one end; the two lie $2\\ep=${shortTex(2 * epsilon)}$ apart.`
      : `Cross $${axes[nearAxis]}=0$ and${unless} it jumps $2\\ep=${shortTex(2 * epsilon)}$ to another corner; ${gradient} jumps $2\\ep\\,${model === 'linear' ? '\\sigma(u)' : "|\\psi'(z)|"}$.`;
  }
  if (norm === 1)
    return isSegment
      ? `Step off $|\\tho|=|\\tht|$ and it takes one end; the two lie $\\sqrt2\\,\\ep=${shortTex(Math.SQRT2 * epsilon)}$ apart.`
      : `Cross $|\\tho|=|\\tht|$ and${unless} it jumps $\\sqrt2\\,\\ep=${shortTex(Math.SQRT2 * epsilon)}$ to another corner.`;
  const size = Math.hypot(a, b);
  return norm === 2
    ? `Turn $\\th$ and it turns with it, at a rate of $\\ep/\\lVert\\th\\rVert=${shortTex(epsilon / size)}$ that grows without bound towards $\\th=0$.`
    : 'Turn $\\th$ and it slides along the rim without a jump.';
}

/** Text alternative of the figure for screen readers. */
export function summariseInput({ surface }: InputRequest, result: InputResult, chosen: number): string {
  const [point, attacked] = [surface.points[chosen], result.points[chosen]];
  if (!point || !attacked) return '';
  const decimals = ballDecimals(surface.attack.epsilon, 2);
  const place = ([a, b]: Pair): string => `(${fixedText(a, decimals)}, ${fixedText(b, decimals)})`;
  const at = (weights: Pair): string => weightsText(weights, surface.grid);
  const moved = ({ delta }: InputPoint): string => place([point.x[0] + delta[0], point.x[1] + delta[1]]);
  const placeNames = { rim: 'on the rim of its ball', inside: 'inside its ball', everywhere: 'anywhere in its ball', centre: 'at the point itself' };
  const second = result.second?.points[chosen];
  const which = surface.points.length > 1 ? `Point ${chosen + 1} of ${surface.points.length}` : 'The point';
  return [
    `Input space at θ = ${at(result.theta)}. ${which} x = ${place(point.x)}, y = ${point.y === 1 ? '+1' : '−1'}, is moved to x′ = ${moved(attacked)}, ${placeNames[attacked.set.where]}.`,
    ...(second && result.second ? [`At the second weight ${at(result.second.theta)} it is moved to ${moved(second)}.`] : []),
    `${result.levels.length} level lines of the loss.`,
  ].join(' ');
}
