import type { GlossaryEntry, Sight } from '../../documents/article/glossary';
import { withKnob } from '../../documents/article/glossary';
import { navigate } from './addressSync';
import { keyOf } from './input';
import type { Session } from './session';
import { REDUCED_MOTION_QUERY } from './theme';
import { type KeyboardEvent, type PointerEvent, useMemo } from 'react';
import { createStore } from 'zustand/vanilla';

/** The entry that is explained, and the element it stands at; `kept` until it is closed, else while the pointer is over it. */
interface ShownHelp {
  readonly entry?: GlossaryEntry | undefined;
  readonly anchor?: Element | undefined;
  readonly kept: boolean;
}
export const help = createStore<ShownHelp>(() => ({ kept: false }));

/** Milliseconds of resting before a word is explained, of leaving before the explanation goes, and of a long press. */
const HOVER_MS = 400;
const LEAVE_MS = 250;
const LONG_PRESS_MS = 500;

let timer: ReturnType<typeof setTimeout> | undefined;
const later = (ms: number, change: () => void): void => {
  clearTimeout(timer);
  timer = setTimeout(change, ms);
};
export const closeHelp = (): void => {
  clearTimeout(timer);
  help.setState({ entry: undefined, anchor: undefined, kept: false });
};
export const stayHelp = (): void => clearTimeout(timer);
export const leaveHelp = (): void => {
  if (!help.getState().kept) later(LEAVE_MS, closeHelp);
};

export const keepHelp = (entry: GlossaryEntry, anchor: Element): void => {
  clearTimeout(timer);
  help.setState({ entry, anchor, kept: true });
};

interface HelpHandlers {
  readonly onPointerEnter: (event: PointerEvent) => void;
  readonly onPointerLeave: () => void;
  readonly onPointerDown: (event: PointerEvent) => void;
  readonly onPointerUp: (event: PointerEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** Properties of an element that answers hover, a long press and the key "?" with an explanation. */
export function useHelp(entry: GlossaryEntry): HelpHandlers;
export function useHelp(entry: GlossaryEntry | undefined): Partial<HelpHandlers>;
export function useHelp(entry: GlossaryEntry | undefined): Partial<HelpHandlers> {
  return useMemo(() => {
    if (!entry) return {};
    return {
      onPointerEnter: ({ pointerType, currentTarget }: PointerEvent) => {
        if (pointerType === 'mouse' && !help.getState().kept) later(HOVER_MS, () => help.setState({ entry, anchor: currentTarget, kept: false }));
      },
      onPointerLeave: leaveHelp,
      onPointerDown: ({ pointerType, currentTarget }: PointerEvent) => {
        if (pointerType !== 'mouse') later(LONG_PRESS_MS, () => keepHelp(entry, currentTarget));
      },
      onPointerUp: ({ pointerType }: PointerEvent) => {
        if (pointerType !== 'mouse') clearTimeout(timer);
      },
      onKeyDown: (event: KeyboardEvent) => {
        if (keyOf(event) !== '?') return;
        event.preventDefault();
        event.stopPropagation();
        keepHelp(entry, event.currentTarget);
      },
    };
  }, [entry]);
}

const SIGHT_MS = 1600;

/** Opens the document of an entry in the Lab and moves its knob there, all one step of the history; a press of the pointer stops it. */
export function seeIt(session: Session, { document, moves }: Sight): void {
  const { experiment } = session;
  closeHelp();
  navigate(session, 'lab', moves ? withKnob(document, moves.knob, moves.from) : document);
  if (!moves) return;
  const { knob, from, to } = moves;
  const set = (value: number) => experiment.edit((shown) => withKnob(shown, knob, value));
  if (matchMedia(REDUCED_MOTION_QUERY).matches) return set(to);
  const gesture = Symbol('see it');
  experiment.beginGesture(gesture);
  const start = performance.now();
  let stopped = false;
  addEventListener('pointerdown', () => (stopped = true), { once: true, capture: true });
  const frame = (now: number): void => {
    const part = Math.min(1, Math.max(0, (now - start) / SIGHT_MS));
    if (!stopped) set(Number((knob === 'gamma' ? from * (to / from) ** part : from + part * (to - from)).toFixed(3)));
    if (part < 1 && !stopped) requestAnimationFrame(frame);
    else experiment.endGesture(gesture);
  };
  requestAnimationFrame(frame);
}
