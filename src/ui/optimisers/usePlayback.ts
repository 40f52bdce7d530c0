import { useEffect, useEffectEvent, useReducer } from 'react';
import { useMedia } from '../media';
import { opening, replay, stepOf, type Act, type Speed } from './playback';

const STILL = '(prefers-reduced-motion: reduce)';
/** Elements that have a use of their own for space or arrows. */
const BUSY = 'input, textarea, select, [role="radio"], [role="group"][tabindex], [role="region"][tabindex]';

/** The replay with its clock and its keys: space plays, arrows step, Home and End. */
export function usePlayback(last: number) {
  const [state, act] = useReducer(replay, opening);
  const still = useMedia(STILL);
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
    if (target instanceof Element && (target.closest(BUSY) || (event.key === ' ' && target.closest('button')))) return;
    const deed: Act | undefined = keyed(event, last);
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

function keyed({ key, shiftKey }: KeyboardEvent, last: number): Act | undefined {
  const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
  if (by !== undefined) return { kind: 'move', by: by * (shiftKey ? 10 : 1), last };
  if (key === 'Home') return { kind: 'seek', to: 0, last };
  return key === 'End' ? { kind: 'seek', to: last, last } : undefined;
}

export type PlaybackHands = ReturnType<typeof usePlayback>;
