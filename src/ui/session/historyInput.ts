import { travel } from './addressSync';
import { keyOf } from './keys';
import type { Session } from './session';
import { useEffect } from 'react';

/** Keyboard shortcuts of undo and redo (Ctrl+Z, Ctrl+Shift+Z, Ctrl+Y), inactive in text fields. */
export function useUndoKeys(session: Session): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target } = event;
      if (!(event.ctrlKey || event.metaKey) || event.altKey || (target instanceof HTMLInputElement && target.type === 'text')) return;
      const key = keyOf(event);
      const direction = key === 'z' ? (event.shiftKey ? 'redo' : 'undo') : key === 'y' ? 'redo' : undefined;
      if (!direction) return;
      event.preventDefault();
      travel(session, direction);
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [session]);
}

/** Makes all changes between a press of the pointer and its release, the click included, one step of the history, whatever control is pressed. */
export function usePressGesture({ experiment: { beginGesture, endGesture } }: Session): void {
  useEffect(() => {
    let press: symbol | undefined;
    const begin = () => {
      press = Symbol('press');
      beginGesture(press);
    };
    const onClick = () => {
      if (!press) begin(); // by keyboard
      release();
    };
    const release = () => {
      const released = press;
      setTimeout(() => {
        endGesture(released);
        if (press === released) press = undefined;
      }); // after the click, which follows the release
    };
    const listeners = new AbortController();
    const options = { capture: true, signal: listeners.signal };
    addEventListener('pointerdown', begin, options);
    addEventListener('pointerup', release, options);
    addEventListener('pointercancel', release, options);
    addEventListener('click', onClick, options);
    return () => listeners.abort();
  }, [beginGesture, endGesture]);
}
