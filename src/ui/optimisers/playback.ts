import { REDUCED_MOTION_QUERY, useMedia } from '../session/theme';
import { choiceDefaults, type PageChoices } from '../../state/choices';
import { keyOf } from '../session/input';
import { useChoice, useExperiment, useSession } from '../session/session';
import { useEffect, useEffectEvent, useState } from 'react';

/** State of the replay. `at` is the position in steps, fractional while it plays; recorded states are whole steps. */
export interface Playback {
  readonly at: number;
  readonly playing: boolean;
  readonly speed: Speed;
}
export type Speed = PageChoices['speed'];
export const speeds: readonly Speed[] = [0.25, 1, 4, 16];

/** Replay rate at speed 1×. */
export const STEPS_PER_SECOND = 24;
/** The step shown before the replay is used. */
export const INITIAL_STEP = choiceDefaults.step;

export type PlaybackAction =
  | { readonly kind: 'tick'; readonly ms: number; readonly last: number }
  | { readonly kind: 'toggle'; readonly last: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'seek'; readonly to: number; readonly last: number }
  | { readonly kind: 'move'; readonly by: number; readonly last: number }
  | { readonly kind: 'speed'; readonly speed: Speed };

export const initialPlayback: Playback = { at: INITIAL_STEP, playing: false, speed: choiceDefaults.speed };

/** The recorded step that is shown, in 0 … last. */
export const stepOf = ({ at }: Playback, last: number): number => Math.min(last, Math.max(0, Math.floor(at)));

/** Reducer of the replay. It only moves through recorded states; no action runs an optimiser. */
export function playbackReducer(state: Playback, action: PlaybackAction): Playback {
  switch (action.kind) {
    case 'tick': {
      if (!state.playing) return state;
      const at = state.at + (action.ms / 1000) * STEPS_PER_SECOND * state.speed;
      return at < action.last ? { ...state, at } : { ...state, at: action.last, playing: false };
    }
    case 'toggle': // at the end it restarts
      return { ...state, at: !state.playing && state.at >= action.last ? 0 : state.at, playing: !state.playing && action.last > 0 };
    case 'pause':
      return state.playing ? { ...state, at: Math.floor(state.at), playing: false } : state;
    case 'seek':
      return { ...state, at: Math.min(action.last, Math.max(0, Math.round(action.to))), playing: false };
    case 'move':
      return { ...state, at: Math.min(action.last, Math.max(0, stepOf(state, action.last) + action.by)), playing: false };
    case 'speed':
      return { ...state, speed: action.speed };
  }
}

/** Elements that handle space or arrow keys themselves. */
const KEY_CONSUMERS = 'input, textarea, select, [role="group"][tabindex], [role="region"][tabindex]';

/** The replay with its animation clock and keyboard control: space plays, arrows step, Home and End seek. */
export function usePlayback(last: number) {
  const { experiment } = useSession();
  const at = useExperiment((state) => state.step);
  const [speed] = useChoice('speed');
  const [playing, setPlaying] = useState(false);
  const dispatch = (action: PlaybackAction) => {
    const now = experiment.store.getState(); // frames may come faster than renders
    const next = playbackReducer({ at: now.step, playing, speed: now.speed }, action);
    setPlaying(next.playing);
    if (action.kind === 'tick' || action.kind === 'toggle') experiment.unrecorded(() => experiment.choose({ step: next.at }));
    else experiment.choose({ step: next.at, speed: next.speed });
  };
  const reducedMotion = useMedia(REDUCED_MOTION_QUERY);
  const play = () => dispatch(reducedMotion ? { kind: 'move', by: 1, last } : { kind: 'toggle', last });
  const move = (by: number) => dispatch({ kind: 'move', by, last });
  const seek = (to: number) => dispatch({ kind: 'seek', to, last });

  const tick = useEffectEvent((ms: number) => dispatch({ kind: 'tick', ms, last }));
  useEffect(() => {
    if (!playing) return undefined;
    let before = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      tick(Math.min(250, now - before)); // bounds the step after the page was hidden
      before = now;
      frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing]);

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const { target } = event;
    const key = keyOf(event);
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (target instanceof Element && (target.closest(KEY_CONSUMERS) || (key === ' ' && target.closest('button')))) return;
    const action: PlaybackAction | undefined = actionOfKey(key, event.shiftKey, last);
    if (action) {
      experiment.beginGesture(); // a key held down is one step of the history
      dispatch(action);
    } else if (key === ' ') play();
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event);
    const onKeyUp = () => experiment.endGesture();
    addEventListener('keydown', listener);
    addEventListener('keyup', onKeyUp);
    return () => {
      removeEventListener('keydown', listener);
      removeEventListener('keyup', onKeyUp);
    };
  }, [experiment]);

  return {
    step: stepOf({ at, playing, speed }, last),
    playing,
    speed,
    reducedMotion,
    play,
    move,
    seek,
    setSpeed: (speed: Speed) => dispatch({ kind: 'speed', speed }),
  };
}

function actionOfKey(key: string, shiftKey: boolean, last: number): PlaybackAction | undefined {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (by !== undefined) return { kind: 'move', by: by * (shiftKey ? 10 : 1), last };
  if (key === 'Home') return { kind: 'seek', to: 0, last };
  return key === 'End' ? { kind: 'seek', to: last, last } : undefined;
}

export type PlaybackControls = ReturnType<typeof usePlayback>;
