import { useMemo } from 'react';
import type { SurfaceChoice, SurfaceDocument } from '../../experiment/document';
import { paneSurfaces } from '../../experiment/parse';
import { useDocument } from '../session';
import { paneTitles } from './differences';

/** Each pane's surface, laid over the rest of the document. */
export function usePanes(): readonly SurfaceChoice[] {
  const document: SurfaceDocument = useDocument((whole) => whole);
  return useMemo(() => paneSurfaces(document), [document]);
}

/** What each pane is called. */
export function usePaneTitles(): readonly string[] {
  const panes = useDocument((document) => document.panes);
  const surfaces = usePanes();
  return useMemo(() => paneTitles(panes ?? [], surfaces), [panes, surfaces]);
}
