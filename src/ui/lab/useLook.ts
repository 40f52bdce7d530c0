import { useMemo } from 'react';
import type { Look } from '../../figures/kinds';
import type { Pair } from '../../math/kinds';
import { cursorOf } from '../../experiment/store';
import { useDocument, useExperiment } from '../session';
import { useDark } from '../theme';

/** The pinned θ, the same pair for as long as it stays where it is. */
export function useCursor(): Pair {
  const t1 = useExperiment((state) => cursorOf(state)[0]);
  const t2 = useExperiment((state) => cursorOf(state)[1]);
  return useMemo(() => [t1, t2], [t1, t2]);
}

/** How the document and the theme want a figure drawn, but for camera and cursor, which Plot moves without a redraw. */
export function useLook({
  size,
  range,
  cursor,
  along,
  smoothed,
  jumps,
}: {
  readonly size: Look['size'];
  readonly range?: Pair | undefined;
  readonly cursor?: Pair | undefined;
  readonly along?: Look['along'] | undefined;
  readonly smoothed?: boolean | undefined;
  readonly jumps?: Pair | undefined;
}): Look {
  const dark = useDark();
  const colours = useDocument((document) => document.view.colours);
  const creases = useDocument((document) => document.view.creases);
  const minimum = useDocument((document) => document.view.minimum);
  const arrows = useDocument((document) => document.view.arrows);
  const [lo, hi] = range ?? [];
  const [least, most] = jumps ?? [];
  return useMemo(
    () => ({
      dark,
      colours,
      size,
      creases,
      minimum,
      arrows,
      ...(lo !== undefined && hi !== undefined && { range: [lo, hi] as const }),
      ...(cursor && { cursor }),
      ...(along && { along }),
      ...(smoothed && { smoothed }),
      ...(least !== undefined && most !== undefined && { jumps: [least, most] as const }),
    }),
    [dark, colours, size, creases, minimum, arrows, lo, hi, cursor, along, smoothed, least, most],
  );
}
