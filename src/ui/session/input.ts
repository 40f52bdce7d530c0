import { errorMessage } from './files';
import { travel } from './addressSync';
import type { Session } from './session';
import { useEffect, useState } from 'react';

type KeyPress = Pick<KeyboardEvent, 'key' | 'code'>;

const keysOfCodes: Readonly<Record<string, string>> = {
  Space: ' ',
  Minus: '-',
  Equal: '=',
  NumpadAdd: '+',
  NumpadSubtract: '-',
  NumpadEnter: 'Enter',
};

/**
 * The key of a shortcut, letters in lower case: as typed where that is a Latin letter, a sign of ASCII or a named key, else by its position on the US
 * keyboard. Russian, Greek, Hebrew, Arabic and Korean layouts type letters of their own, and an input method reports "Process".
 */
export function keyOf({ key, code }: KeyPress): string {
  if (/^([\x20-\x7e]|\p{Script=Latin})$/u.test(key)) return key.toLowerCase();
  if (/^[A-Z][A-Za-z0-9]+$/.test(key) && !['Process', 'Unidentified', 'Dead'].includes(key)) return key;
  return keysOfCodes[code] ?? (/^(Key|Digit)[A-Z0-9]$/.test(code) ? code.slice(-1).toLowerCase() : code || key);
}

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

/** Milliseconds for which a button says that it has copied. */
const COPIED_MS = 2000;

/** Whether a text was copied just now, and the function that copies it; `refused` is the sentence shown where the browser does not let the page copy. */
export function useCopy({ experiment }: Session, textOf: () => string | Promise<string>, refused: string): readonly [boolean, () => Promise<void>] {
  const [copied, setCopied] = useState(false);
  const copy = async (): Promise<void> => {
    try {
      const text = await textOf();
      await navigator.clipboard.writeText(text).catch(() => {
        throw new Error(refused);
      });
      setCopied(true);
      setTimeout(() => setCopied(false), COPIED_MS);
    } catch (error) {
      experiment.store.setState({ notice: errorMessage(error) });
    }
  };
  return [copied, copy];
}
