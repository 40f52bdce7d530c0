/** Where the replay stands. `at` runs on between steps while it plays; states are whole steps. */
export interface Playback {
  readonly at: number;
  readonly playing: boolean;
  readonly speed: Speed;
}
export type Speed = 0.25 | 1 | 4 | 16;
export const speeds: readonly Speed[] = [0.25, 1, 4, 16];

/** Steps a second at 1×. */
export const RATE = 24;
/** The step that is shown first. */
export const OPENING = 64;

export type Act =
  | { readonly kind: 'tick'; readonly ms: number; readonly last: number }
  | { readonly kind: 'toggle'; readonly last: number }
  | { readonly kind: 'pause' }
  | { readonly kind: 'seek'; readonly to: number; readonly last: number }
  | { readonly kind: 'move'; readonly by: number; readonly last: number }
  | { readonly kind: 'speed'; readonly speed: Speed };

export const opening: Playback = { at: OPENING, playing: false, speed: 1 };

/** The recorded step that is shown, of steps 0 … last. */
export const stepOf = ({ at }: Playback, last: number): number => Math.min(last, Math.max(0, Math.floor(at)));

/** What an act makes of the replay. No act runs a method: recorded states are all that is shown. */
export function replay(state: Playback, act: Act): Playback {
  switch (act.kind) {
    case 'tick': {
      if (!state.playing) return state;
      const at = state.at + (act.ms / 1000) * RATE * state.speed;
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
