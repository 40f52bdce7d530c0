import type { Grid } from '../../math/core/grid';
import type { Pair } from '../../math/core/types';
import { isWithin } from './gridSampling';
import { tickText } from './ticks';

/** Ranges of both weights that a picture covers. */
export interface PictureRange {
  readonly theta1: Pair;
  readonly theta2: Pair;
}

/** A weight that a figure marks, under the name it has there. */
export interface MarkedWeight {
  readonly name: string;
  readonly theta: Pair;
}

export const pictureRangeOf = ({ x, y }: Pick<Grid, 'x' | 'y'>): PictureRange => ({ theta1: [x[0]!, x.at(-1)!], theta2: [y[0]!, y.at(-1)!] });

export const isInPicture = ({ theta1, theta2 }: PictureRange, [t1, t2]: Pair): boolean => isWithin(theta1, t1) && isWithin(theta2, t2);

/** A pair of weights as text. */
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

/** Where the loss under the frozen attack stands against pane A, the loss under the attack that moves. */
export function frozenNote(range: PictureRange, frozen: Pair, smoothed: boolean): string {
  if (smoothed) return '≤ A everywhere';
  return isInPicture(range, frozen) ? '≤ A, = A at the dot' : `≤ A, = A at ${pairText(frozen)}, outside`;
}
