import type { BackendChoice, PointRequest, SurfaceRequest } from '../engine/protocol';
import type { Pair } from '../math/kinds';
import type { NormChoice, SmoothingChoice, SurfaceChoice, SurfaceDocument } from './document';
import { paneSurfaces } from './parse';
import { specs } from './specs';

/** Exactly what numerics need: the view, the panes and the version are dropped. */
export function surfaceOf({ model, points, attack, smoothing, grid, seed }: SurfaceChoice): SurfaceChoice {
  return { model, points, attack, smoothing, grid, seed };
}

export function surfaceRequest(surface: SurfaceChoice, backend: BackendChoice, gradient = false): SurfaceRequest {
  return { surface: surfaceOf(surface), backend, gradient };
}

export function pointRequest(surface: SurfaceChoice, theta: Pair): PointRequest {
  return { surface: surfaceOf(surface), theta };
}

/** The surface of one pane; the document's own where there are no panes. */
export function paneSurface(document: SurfaceDocument, pane: number): SurfaceChoice | undefined {
  if (!document.panes) return pane === 0 ? document : undefined;
  return paneSurfaces(document)[pane];
}

const entropySgd: SmoothingChoice = { kind: 'entropy-sgd', gamma: specs.gamma.default, normalised: true };

/** The surface under pane A′: A smoothed as the document says, or, where A is smoothed itself, A without smoothing. */
export function twinOf(document: SurfaceDocument, surface: SurfaceChoice): SurfaceChoice {
  if (surface.smoothing.kind !== 'none') return { ...surface, smoothing: { kind: 'none' } };
  return { ...surface, smoothing: document.smoothing.kind === 'none' ? entropySgd : document.smoothing };
}

/** The lines drawn beside the chosen surface in a cut: what it would be otherwise. */
export function cutSurfaces(surface: SurfaceChoice): readonly { readonly slot: string; readonly surface: SurfaceChoice }[] {
  const plain: SurfaceChoice = { ...surface, smoothing: { kind: 'none' } };
  const under = (norm: NormChoice): SurfaceChoice => ({ ...plain, attack: { ...surface.attack, norm } });
  const { norm } = surface.attack;
  const others =
    surface.smoothing.kind !== 'none'
      ? [plain, under('none')]
      : norm === 'none'
        ? [under('inf'), under(2)]
        : [under(norm === 'inf' ? 2 : 'inf'), under('none')];
  return others.map((other, i) => ({ slot: `cut ${i + 1}`, surface: other }));
}
