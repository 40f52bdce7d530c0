import { heldWindow, type InputWindow, windowOf } from '../../math/attack/inputContours';
import type { SurfaceChoice } from '../../documents/surfaceDocument';
import { attackRadius } from '../../state/jobResults';
import { useHeld } from '../session/held';
import { useMemo } from 'react';

interface ShownWindow {
  /** Undefined where it is the one that points and balls need. */
  readonly window: InputWindow | undefined;
  readonly grown: boolean;
}

const isSame = (a: InputWindow, b: InputWindow): boolean => a.x1.every((v, k) => v === b.x1[k]) && a.x2.every((v, k) => v === b.x2[k]);

/** The window of input space: it stands still while a control is held, and grows where a point or its ball leaves it. */
export function useHeldWindow({ points, attack }: Pick<SurfaceChoice, 'points' | 'attack'>): ShownWindow {
  const radius = attackRadius({ attack });
  const natural = useMemo(() => ({ window: windowOf(points, radius), grown: false }), [points, radius]);
  const { window, grown } = useHeld(natural, (before) => {
    const next = heldWindow(before.window, points, radius);
    return next === before.window ? before : { window: next, grown: true };
  });
  const [[a, b], [c, d]] = [window.x1, window.x2];
  const isNatural = isSame(window, natural.window);
  return useMemo(() => ({ window: isNatural ? undefined : { x1: [a, b], x2: [c, d] }, grown }), [isNatural, a, b, c, d, grown]);
}
