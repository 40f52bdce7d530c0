import { useExperiment } from './session';
import { useState } from 'react';

/**
 * What a figure shows while a control is held: what it showed when that began, and what `grow` makes of it with every change since; else `natural`.
 * `grow` returns its argument where nothing has to grow.
 */
export function useHeld<T>(natural: T, grow: (before: T) => T): T {
  const isHeld = useExperiment((state) => state.held);
  const [shown, setShown] = useState<{ readonly value: T }>();
  const value = shown ? grow(shown.value) : natural;
  const next = !isHeld ? undefined : shown && value === shown.value ? shown : { value };
  if (next !== shown) setShown(next);
  return next ? next.value : natural;
}
