import type { Pair } from '../../math/core/types';
import type { SurfaceRequest, SurfaceResult } from '../../worker/rpc/protocol';
import { isInPicture, type PictureRange, pictureRangeOf, isWithin } from './gridSampling';
import { finiteRange, fixedText, positionText, tickText, rangeTexts } from './ticks';

type SurfaceChoice = SurfaceRequest['surface'];

/** How a figure shows the creases of a surface: as crimson lines, coloured by the jump of the gradient, or not at all. */
export type CreaseMarks = 'crimson' | 'by jump' | 'none';

const markNames: Readonly<Record<CreaseMarks, string>> = {
  crimson: 'Crimson:',
  'by jump': 'Coloured by the jump:',
  none: 'Not drawn:',
};

type Attacked = Pick<SurfaceChoice, 'attack'>;
/** Whether all creases of a loss are known: those of FGSM and PGD are not searched for but where the dual norm has no gradient. */
const isExact = ({ attack }: Attacked): boolean => attack.norm === 'none' || attack.epsilon === 0 || attack.solver === 'exact';
const creaseSet = (surfaces: readonly Attacked[]): string =>
  surfaces.every(isExact) ? 'the non-differentiable set' : 'known parts of the non-differentiable set';

/** What is known about the gradient of a surface in its range. */
export type GradientExistence = 'everywhere' | 'not on the creases' | 'unknown';

/**
 * Integrals against a Gaussian have a gradient everywhere, and the exact adversarial loss has one everywhere but on its creases. A worst case over a ball has
 * creases that are not searched for, and so may the losses of FGSM and PGD.
 */
export function gradientExistence(
  { smoothing, attack }: Pick<SurfaceChoice, 'smoothing' | 'attack'>,
  { creases }: Pick<SurfaceResult, 'creases'>,
): GradientExistence {
  if (smoothing.kind === 'worst-case') return 'unknown';
  if (smoothing.kind !== 'none') return 'everywhere';
  if (creases.length > 0) return 'not on the creases';
  return isExact({ attack }) ? 'everywhere' : 'unknown';
}

/** Sentence on where the surface has a gradient, and what marks where it has none. */
export function gradientSentence(
  surface: Pick<SurfaceChoice, 'smoothing' | 'attack'>,
  { creases }: Pick<SurfaceResult, 'creases'>,
  marks: CreaseMarks,
): string {
  const smoothed = surface.smoothing.kind !== 'none';
  const existence = gradientExistence(surface, { creases });
  if (existence === 'everywhere')
    return smoothed ? 'The smoothed loss has a gradient everywhere.' : 'The loss has a gradient everywhere in this range.';
  if (existence === 'unknown')
    return smoothed ? 'Where this worst case has no gradient is not marked.' : 'Where the loss under this attack has no gradient is not known.';
  const jump = Math.max(...creases.flatMap((crease) => crease.jump.filter(Number.isFinite)), 0);
  const isPoints = creases.every(({ theta }) => theta.length === 1);
  const points = !isPoints ? '' : creases.length === 1 ? ', a point' : `, ${creases.length} points`;
  return `${markNames[marks]} ${creaseSet([surface])}${points}; the gradient jumps there by up to ${fixedText(jump, 3)}.`;
}

/** Sentence on the creases of several surfaces, which are marked alike; '' where none is marked. */
export const sharedMarksSentence = (surfaces: readonly Attacked[], marks: CreaseMarks): string =>
  marks === 'none' ? '' : `${markNames[marks]} ${creaseSet(surfaces)}.`;

/** The nodes of the lattice whose value cannot be distinguished from the least one, within the errors that were measured; first the ranges of their weights. */
export interface LeastNodes {
  readonly count: number;
  readonly theta1: readonly [number, number];
  readonly theta2: readonly [number, number];
}

/** Rounding errors of a loss, relative to max(1, loss). */
const ROUNDING = 1e-12;

export function leastNodes({ grid, report }: Pick<SurfaceResult, 'grid' | 'report'>): LeastNodes {
  const [least] = finiteRange(grid.z);
  const tolerance = ROUNDING * Math.max(1, Math.abs(least)) + 2 * (report.difference + report.estimate);
  const [columns, rows]: [number[], number[]] = [[], []];
  grid.z.forEach((loss, at) => {
    if (!(loss - least <= tolerance)) return;
    columns.push(grid.x[at % grid.n]!);
    rows.push(grid.y[Math.floor(at / grid.n)]!);
  });
  return { count: columns.length, theta1: finiteRange(columns), theta2: finiteRange(rows) };
}

/** "at θ = (1.00, 2.00)", or of how many nodes and where, if several are equally low. */
export function leastPlace(result: SurfaceResult): string {
  const { count, theta1, theta2 } = leastNodes(result);
  if (count === 0) return 'at no node, since none is finite';
  const picture = pictureRangeOf(result.grid);
  if (count === 1) return `at θ = ${weightsText([theta1[0], theta2[0]], picture)}`;
  const range = (name: string, ends: Pair, whole: Pair): string => {
    const [lo, hi] = ends.map((end) => positionText(end, whole));
    return `${name} ${ends[0] === ends[1] ? `= ${lo!}` : `from ${lo!} to ${hi!}`}`;
  };
  return `at ${count} of ${result.grid.z.length} nodes, with ${range('θ₁', theta1, picture.theta1)} and ${range('θ₂', theta2, picture.theta2)}`;
}

/** A weight that a figure marks, under the name it has there. */
export interface MarkedWeight {
  readonly name: string;
  readonly theta: Pair;
}

/** θ in a picture as text, with as many decimals as tell positions there apart. */
export const weightsText = ([a, b]: Pair, { theta1, theta2 }: PictureRange): string => `(${positionText(a, theta1)}, ${positionText(b, theta2)})`;

/** A pair of weights as text, wherever it lies. */
export const pairText = ([a, b]: Pair): string => `(${tickText(a)}, ${tickText(b)})`;

/** Names as a list in words: A, B and C. */
export const listText = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)!}`;

/** Where the weights are that lie outside `what`, as a sentence; empty where all lie inside, and are drawn. */
export function outsideSentence(range: PictureRange, weights: readonly MarkedWeight[], what = 'the picture'): string {
  const outside = weights.filter(({ theta }) => !isInPicture(range, theta));
  if (outside.length === 0) return '';
  const sentence = `${listText(outside.map(({ name, theta }) => `${name} = ${pairText(theta)}`))} ${outside.length === 1 ? 'lies' : 'lie'} outside ${what}.`;
  return sentence.charAt(0) === 'θ' ? sentence : sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Share in per cent, which says 0 and 100 only where nothing and everything is meant. */
const percentText = (share: number): string =>
  share < 0.01 ? 'less than 1 %' : share < 1 && share > 0.99 ? 'more than 99 %' : `${Math.round(100 * share)} %`;

/** Which share of a surface lies outside its range of values, and what becomes of it, as a sentence; empty where none does. */
export function clippedSentence(range: Pair, { grid }: SurfaceResult, what = 'the picture', fate = 'is cut off'): string {
  const finite = grid.z.filter(Number.isFinite);
  const outside = finite.filter((value) => !isWithin(range, value));
  const above = outside.filter((value) => value > range[1]).length / finite.length;
  const below = outside.length / finite.length - above;
  const parts = [
    above > 0 ? `${percentText(above)} of ${what} lies above` : '',
    below > 1e-12 ? `${percentText(below)} ${above > 0 ? '' : `of ${what} lies `}below` : '',
  ];
  const [from, to] = rangeTexts(range, 4);
  return outside.length === 0
    ? ''
    : `${parts.filter(Boolean).join(' and ')} the range ${from} to ${to} and ${fate}.`.replace(/^l/, 'L').replace(/^m/, 'M');
}

/** What becomes of values outside the range of a contour. */
export const CONTOUR_FATE = 'has the colour of its end';

/** Where the loss under the frozen attack stands against pane A, the loss under the attack that moves. */
export function frozenNote(range: PictureRange, frozen: Pair, smoothed: boolean): string {
  if (smoothed) return '≤ A everywhere';
  return isInPicture(range, frozen) ? '≤ A, = A at the dot' : `≤ A, = A at ${pairText(frozen)}, outside`;
}
