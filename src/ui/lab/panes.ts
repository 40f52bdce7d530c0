import { exponentOf, modelName, normName, smoothings } from '../../experiment/choices';
import type { NormChoice, Pane, SurfaceChoice, SurfaceDocument } from '../../experiment/document';

/** A, B, … Z, AA, …: the letter of a pane, which is also its slot among the runs. */
export function paneId(pane: number): string {
  const letter = String.fromCharCode(65 + (pane % 26));
  return pane < 26 ? letter : paneId(Math.floor(pane / 26) - 1) + letter;
}

export const twinId = (pane: number): string => `${paneId(pane)}′`;

/** What a pane is called where it has no title of its own. */
export function paneTitle(pane: Pane | undefined, surface: SurfaceChoice): string {
  if (pane?.title) return pane.title;
  const { norm } = surface.attack;
  const name = norm === 'none' ? 'Standard' : `${normName(norm)} attack`;
  return surface.smoothing.kind === 'none' ? name : `${name}, ${smoothings[surface.smoothing.kind].word}`;
}

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
  const panes: Pane[] = norms.map((norm) => ({ title: norm === 'none' ? 'Standard' : `${normName(norm)} attack`, attack: { norm }, ...bare }));
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

/** Whether a loss at this exponent is drawn as an attack at all. */
export const attacked = ({ attack }: SurfaceChoice): boolean => exponentOf(attack.norm) !== undefined && attack.epsilon > 0;

/** "One point, same ε: only the norm differs", or how many panes there are. */
export function comparisonTitle({ panes = [], points, smoothing }: SurfaceDocument): string {
  const data = points.length === 1 ? 'One point' : `${points.length} points`;
  const onlyNorm = panes.every((pane) => {
    const { title: _title, attack = {}, smoothing: own, ...rest } = pane;
    const { norm: _norm, ...more } = attack;
    return Object.keys(rest).length === 0 && Object.keys(more).length === 0 && (!own || own.kind === 'none' || own.kind === smoothing.kind);
  });
  const bare = new Set(panes.map((pane) => JSON.stringify(pane.smoothing ?? null))).size === 1;
  return onlyNorm && bare && panes.length > 1 ? `${data}, same ε: only the norm differs` : `${data}, ${panes.length} panes`;
}
