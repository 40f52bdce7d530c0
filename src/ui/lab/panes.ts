import { modelName, smoothings } from '../../experiment/choices';
import type { NormChoice, Pane, SurfaceChoice, SurfaceDocument } from '../../experiment/document';

/** A, B, … Z, AA, …: the letter of a pane, which is also its slot among the runs. */
export function paneId(pane: number): string {
  const letter = String.fromCharCode(65 + (pane % 26));
  return pane < 26 ? letter : paneId(Math.floor(pane / 26) - 1) + letter;
}

export const twinId = (pane: number): string => `${paneId(pane)}′`;

/** "Adversarial loss, linear model": the title of a single surface. */
export function surfaceTitle({ model, attack, smoothing }: SurfaceChoice): string {
  const loss = attack.norm === 'none' ? 'Standard loss' : 'Adversarial loss';
  const smoothed = smoothing.kind === 'none' ? loss : `${smoothings[smoothing.kind].noun} of the ${loss.toLowerCase()}`;
  return `${smoothed}, ${modelName(model)}${typeof model === 'string' ? ' model' : ''}`;
}

/** Standard, L2 and L∞ side by side, unsmoothed; the norm that was chosen joins them where it is another. */
export function comparison(document: SurfaceDocument): SurfaceDocument {
  const choices: readonly NormChoice[] = ['none', 2, 'inf', document.attack.norm];
  const norms = choices.filter((norm, i, all) => all.indexOf(norm) === i);
  const bare = document.smoothing.kind === 'none' ? {} : ({ smoothing: { kind: 'none' } } as const);
  const panes: Pane[] = norms.map((norm) => ({ attack: { norm }, ...bare }));
  const { figure: _figure, ...view } = document.view;
  return { ...document, panes, view: { ...view, kind: 'surface' } };
}

/** One pane becomes the document. */
export function closed(document: SurfaceDocument, surface: SurfaceChoice): SurfaceDocument {
  const { panes: _panes, ...rest } = document;
  const { figure: _figure, ...view } = document.view;
  const { model, points, attack, smoothing, grid, seed } = surface;
  return { ...rest, model, points, attack, smoothing, grid, seed, view: { ...view, kind: 'both' } };
}
