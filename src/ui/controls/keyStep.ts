import type { KeyboardEvent } from 'react';

const arrows: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 10, PageDown: -10 };

/** The share of a slider by which a key moves it: 1 % an arrow, with Shift 10 %, with Alt 0.1 %; nothing for other keys. */
export function keyStep(event: KeyboardEvent): number | undefined {
  const steps = arrows[event.key];
  return steps && steps * (event.shiftKey ? 0.1 : event.altKey ? 0.001 : 0.01);
}
