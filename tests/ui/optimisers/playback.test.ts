import { expect, test } from 'vitest';
import {
  initialPlayback,
  INITIAL_STEP,
  STEPS_PER_SECOND,
  playbackReducer,
  stepOf,
  type PlaybackAction,
  type Playback,
} from '../../../src/ui/optimisers/playback';

const last = 200;
const run = (from: Playback, ...acts: PlaybackAction[]): Playback => acts.reduce(playbackReducer, from);
const tick = (ms: number): PlaybackAction => ({ kind: 'tick', ms, last });

test('playback advances by time and speed, and stops at the last state', () => {
  const playing = run(initialPlayback, { kind: 'toggle', last });
  expect(playing.playing).toBe(true);
  expect(run(playing, tick(500)).at).toBeCloseTo(INITIAL_STEP + STEPS_PER_SECOND / 2, 9);
  expect(run(playing, { kind: 'speed', speed: 4 }, tick(500)).at).toBeCloseTo(INITIAL_STEP + 2 * STEPS_PER_SECOND, 9);
  expect(run(playing, tick(1e6))).toMatchObject({ at: last, playing: false });
});

test('a pause keeps whole steps and ignores time', () => {
  const paused = run(initialPlayback, { kind: 'toggle', last }, tick(60), { kind: 'pause' });
  expect(Number.isInteger(paused.at)).toBe(true);
  expect(run(paused, tick(1000))).toBe(paused);
});

test('play at the end restarts', () => {
  expect(run(initialPlayback, { kind: 'seek', to: last, last }, { kind: 'toggle', last })).toMatchObject({ at: 0, playing: true });
});

test('an empty recording cannot be played', () => {
  expect(run(initialPlayback, { kind: 'toggle', last: 0 }).playing).toBe(false);
});

test('single steps and scrubbing stop the replay and stay within what was recorded', () => {
  const playing = run(initialPlayback, { kind: 'toggle', last }, tick(70));
  const at = stepOf(playing, last);
  const back = run(playing, { kind: 'move', by: -1, last });
  expect(back).toMatchObject({ at: at - 1, playing: false });
  expect(run(back, { kind: 'move', by: 1, last }).at).toBe(at);
  expect(run(initialPlayback, { kind: 'move', by: -1000, last }).at).toBe(0);
  expect(run(initialPlayback, { kind: 'seek', to: 1e9, last }).at).toBe(last);
});

test('a shorter recording is shown at its end', () => {
  expect(stepOf({ ...initialPlayback, at: 150.7 }, 40)).toBe(40);
  expect(stepOf({ ...initialPlayback, at: 12.9 }, 40)).toBe(12);
});
