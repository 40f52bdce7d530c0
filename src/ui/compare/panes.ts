import { modelName, smoothings } from '../../documents/labels';
import { paneSurfaces } from '../../documents/panes';
import type { NormChoice, Pane, SurfaceChoice, SurfaceDocument } from '../../documents/surfaceDocument';
import { paneTitles } from '../../figures/charts/paneTitles';
import { useDocument } from '../session/session';
import { useMemo } from 'react';

/** Title of a single surface, such as "Adversarial loss, linear model". */
export function surfaceTitle({ model, attack, smoothing }: SurfaceChoice): string {
  const loss = attack.norm === 'none' ? 'Standard loss' : 'Adversarial loss';
  const smoothed = smoothing.kind === 'none' ? loss : `${smoothings[smoothing.kind].noun} of the ${loss.toLowerCase()}`;
  return `${smoothed}, ${modelName(model)}${typeof model === 'string' ? ' model' : ''}`;
}

/** The document with default panes: no attack, L2, L∞, and the current norm if it is another; all unsmoothed. */
export function withDefaultPanes(document: SurfaceDocument): SurfaceDocument {
  const choices: readonly NormChoice[] = ['none', 2, 'inf', document.attack.norm];
  const norms = choices.filter((norm, i, all) => all.indexOf(norm) === i);
  const unsmoothed = document.smoothing.kind === 'none' ? {} : ({ smoothing: { kind: 'none' } } as const);
  const panes: Pane[] = norms.map((norm) => ({ attack: { norm }, ...unsmoothed }));
  const { figure: _figure, ...view } = document.view;
  return { ...document, panes, view: { ...view, kind: 'surface' } };
}

/** The document without panes, showing the surface of one of them. */
export function withoutPanes(document: SurfaceDocument, surface: SurfaceChoice): SurfaceDocument {
  const { panes: _panes, ...rest } = document;
  const { figure: _figure, ...view } = document.view;
  const { model, points, attack, smoothing, grid, seed } = surface;
  return { ...rest, model, points, attack, smoothing, grid, seed, view: { ...view, kind: 'both' } };
}

/** Surfaces of the panes: each pane's settings over those of the document. */
export function usePanes(): readonly SurfaceDocument[] {
  const document: SurfaceDocument = useDocument((whole) => whole);
  return useMemo(() => paneSurfaces(document), [document]);
}

/** Titles of the panes, from the document. */
export function usePaneTitles(): readonly string[] {
  const panes = useDocument((document) => document.panes);
  const surfaces = usePanes();
  return useMemo(() => paneTitles(panes ?? [], surfaces), [panes, surfaces]);
}
