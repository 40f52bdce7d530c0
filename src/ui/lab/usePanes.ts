import { useMemo } from 'react';
import type { SurfaceChoice, SurfaceDocument } from '../../experiment/document';
import { paneSurfaces } from '../../experiment/parse';
import { useDocument } from '../session';

/** Each pane's surface, laid over the rest of the document. */
export function usePanes(): readonly SurfaceChoice[] {
  const document: SurfaceDocument = useDocument((whole) => whole);
  return useMemo(() => paneSurfaces(document), [document]);
}
