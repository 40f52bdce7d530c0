import { useMedia } from '../session/theme';
import { useEffect, useEffectEvent, useReducer } from 'react';

/** Where the replay stands. `at` runs on between steps while it plays; states are whole steps. */
export interface Playback {
  readonly at: number;
  readonly playing: boolean;
  readonly speed: Speed;
}
export type Speed = 0.25 | 1 | 4 | 16;
export const speeds: readonly Speed[] = [0.25, 1, 4, 16];

/** Steps a second at 1×. */
export const STEPS_PER_SECOND = 24;
/** The step that is shown first. */
export const INITIAL_STEP = 64;

export type PlaybackAction =
  | { readonly kind: 'tick'; readonly ms: number; readonly last: number }
  | { readonly kind: 'toggle'; readonly last: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'seek'; readonly to: number; readonly last: number }
  | { readonly kind: 'move'; readonly by: number; readonly last: number }
  | { readonly kind: 'speed'; readonly speed: Speed };

export const initialPlayback: Playback = { at: INITIAL_STEP, playing: false, speed: 1 };

/** The recorded step that is shown, of steps 0 … last. */
export const stepOf = ({ at }: Playback, last: number): number => Math.min(last, Math.max(0, Math.floor(at)));

/** What an act makes of the replay. No act runs a method: recorded states are all that is shown. */
export function playbackReducer(state: Playback, act: PlaybackAction): Playback {
  switch (act.kind) {
    case 'tick': {
      if (!state.playing) return state;
      const at = state.at + (act.ms / 1000) * STEPS_PER_SECOND * state.speed;
      return at < act.last ? { ...state, at } : { ...state, at: act.last, playing: false };
    }
    case 'toggle': // from the end it begins anew
      return { ...state, at: !state.playing && state.at >= act.last ? 0 : state.at, playing: !state.playing && act.last > 0 };
    case 'pause':
      return state.playing ? { ...state, at: Math.floor(state.at), playing: false } : state;
    case 'seek':
      return { ...state, at: Math.min(act.last, Math.max(0, Math.round(act.to))), playing: false };
    case 'move':
      return { ...state, at: Math.min(act.last, Math.max(0, stepOf(state, act.last) + act.by)), playing: false };
    case 'speed':
      return { ...state, speed: act.speed };
  }
}

const REDUCED_MOTION_QUERY = '(prefers-reduced-motion: reduce)';
/** Elements that have a use of their own for space or arrows. */
const KEY_CONSUMERS = 'input, textarea, select, [role="group"][tabindex], [role="region"][tabindex]';

/** The replay with its clock and its keys: space plays, arrows step, Home and End. */
export function usePlayback(last: number) {
  const [state, act] = useReducer(playbackReducer, initialPlayback);
  const still = useMedia(REDUCED_MOTION_QUERY);
  const play = () => act(still ? { kind: 'move', by: 1, last } : { kind: 'toggle', last });
  const move = (by: number) => act({ kind: 'move', by, last });
  const seek = (to: number) => act({ kind: 'seek', to, last });

  const tick = useEffectEvent((ms: number) => act({ kind: 'tick', ms, last }));
  useEffect(() => {
    if (!state.playing) return undefined;
    let before = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      tick(Math.min(250, now - before)); // a hidden page leaps no further than this
      before = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [state.playing]);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof Element && (target.closest(KEY_CONSUMERS) || (event.key === ' ' && target.closest('button')))) return;
    const deed: PlaybackAction | undefined = actionOfKey(event, last);
    if (deed) act(deed);
    else if (event.key === ' ') play();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const hear = (event: KeyboardEvent) => onKey(event);
    addEventListener('keydown', hear);
    return () => removeEventListener('keydown', hear);
  }, []);

  return {
    step: stepOf(state, last),
    playing: state.playing,
    speed: state.speed,
    still,
    play,
    move,
    seek,
    pace: (speed: Speed) => act({ kind: 'speed', speed }),
  };
}

function actionOfKey({ key, shiftKey }: KeyboardEvent, last: number): PlaybackAction | undefined {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (by !== undefined) return { kind: 'move', by: by * (shiftKey ? 10 : 1), last };
  if (key === 'Home') return { kind: 'seek', to: 0, last };
  return key === 'End' ? { kind: 'seek', to: last, last } : undefined;
}

export type PlaybackControls = ReturnType<typeof usePlayback>;
