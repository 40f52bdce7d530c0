import { paneSurfaces } from '../documents/panes';
import type { NormChoice, SmoothingChoice, SurfaceChoice, SurfaceDocument } from '../documents/surfaceDocument';
import { specs } from '../documents/surfaceSpecs';
import type { InputWindow } from '../math/attack/inputContours';
import type { Pair } from '../math/core/types';
import type { InputRequest, KinksRequest, LineRequest, MapRequest, PointRequest, SurfaceRequest } from '../worker/rpc/protocol';
import type { BackendChoice } from '../worker/rpc/backendNames';

const entropySgd: SmoothingChoice = { kind: 'entropy-sgd', gamma: specs.gamma.default, normalised: true };

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

/** Radius of the ball that is drawn about a point. */
export const attackRadius = ({ attack }: Pick<SurfaceChoice, 'attack'>): number => (attack.norm === 'none' ? 0 : attack.epsilon);

export function inputRequest(surface: SurfaceChoice, theta: Pair, second?: Pair, window?: InputWindow): InputRequest {
  return { surface: surfaceOf(surface), theta, ...(second && { second }), ...(window && { window }) };
}

/** The same surface with its attack frozen as it is at one weight. */
export function frozenRequest(surface: SurfaceChoice, backend: BackendChoice, frozenAt: Pair): SurfaceRequest {
  return { ...surfaceRequest(surface, backend), frozenAt };
}

/** The loss through two weights without smoothing, and with the document's, or with EntropySGD where it has none. */
export function lineRequest(surface: SurfaceChoice, from: Pair, to: Pair, frozenAt?: Pair): LineRequest {
  const smoothing = surface.smoothing.kind === 'none' ? entropySgd : surface.smoothing;
  return { surface: { ...surfaceOf(surface), smoothing: { kind: 'none' } }, smoothing, from, to, ...(frozenAt && { frozenAt }) };
}

/** The surface of one pane; the document's own where there are no panes. */
export function paneSurface(document: SurfaceDocument, pane: number): SurfaceChoice | undefined {
  if (!document.panes) return pane === 0 ? document : undefined;
  return paneSurfaces(document)[pane];
}

/** The surface under pane A′: A smoothed as the document says, or, where A is smoothed itself, A without smoothing. */
export function counterpartOf(document: SurfaceDocument, surface: SurfaceChoice): SurfaceChoice {
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

/** The kinks of a surface, whatever its resolution; under EntropySGD also how the largest one fades with γ. */
export function kinksRequest(surface: SurfaceChoice): KinksRequest {
  return { surface: { ...surfaceOf(surface), grid: { ...surface.grid, n: 3 } }, smoothingCurve: surface.smoothing.kind === 'entropy-sgd' };
}

/** The kinks that a picture of one surface needs; nothing where its view does not colour them, nor under the worst case nearby. */
export function viewKinksRequest(document: SurfaceDocument): KinksRequest | undefined {
  return document.view.jumps && document.smoothing.kind !== 'worst-case' ? { ...kinksRequest(document), smoothingCurve: false } : undefined;
}

export function mapRequest(surface: SurfaceChoice, name: MapRequest['name']): MapRequest {
  return { surface: surfaceOf(surface), name };
}
