import type { Pair } from '../../math/core/types';
import { isInPicture, type PictureRange } from '../base/gridSampling';
import { listText, outsideSentence } from '../base/surfaceSentences';
import { type RaceEntrant, stateAt, thetaOf } from './raceStates';

/** Which paths cannot be seen at a step: the start and the methods outside the picture; those that have diverged by then are named elsewhere. */
export function unseenPathsSentence(racers: readonly RaceEntrant[], step: number, start: Pair, range: PictureRange): string {
  const running = racers.filter(({ path }) => path.end !== 'diverged' || path.count > step);
  const outside = running.filter(({ path }) => !isInPicture(range, thetaOf(path, stateAt(path, step))));
  const names = outside.length === racers.length && racers.length > 1 ? 'all methods' : listText(outside.map(({ label }) => label));
  return [
    outsideSentence(range, [{ name: 'the start θ', theta: start }]),
    outside.length > 0 ? `At step ${step}, ${names} ${outside.length === 1 ? 'is' : 'are'} outside the picture.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}
