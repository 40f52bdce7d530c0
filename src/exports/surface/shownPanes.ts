import { normName, smoothings, strengthOf } from '../../documents/labels';
import { paneSurfaces } from '../../documents/panes';
import type { SurfaceChoice, SurfaceDocument, View } from '../../documents/surfaceDocument';
import { gradientNorm, subtract } from '../../figures/base/gridSampling';
import { type KinkedSurface, withKinks } from '../../figures/base/kinks';
import { frozenNote, weightsText } from '../../figures/base/surfaceSentences';
import { positionText, tickText } from '../../figures/base/ticks';
import { counterpartId, paneId, paneTitles } from '../../figures/charts/paneTitles';
import type { Pair } from '../../math/core/types';
import { cursorOf } from '../../state/experimentStore';
import { counterpartOf, cutSurfaces, frozenRequest, inputRequest, lineRequest, surfaceRequest, viewKinksRequest } from '../../state/jobResults';
import type { BackendChoice } from '../../worker/rpc/backendNames';
import type { InputRequest, InputResult, LineRequest, LineResult, SurfaceJobs, SurfaceKind, SurfaceResult } from '../../worker/rpc/protocol';

/** The last result of one job. */
export type AskOnce = <K extends SurfaceKind>(kind: K, request: SurfaceJobs[K]['request']) => Promise<SurfaceJobs[K]['result']>;

/** What the values of a surface are: the loss, the loss under the frozen attack, ‖∇L‖, or the difference from pane A. */
export type Quantity = 'loss' | 'frozen' | 'gradient' | 'difference';

/** Parts of a figure, which can be written or left out. */
export const partNames = {
  surface: 'Surface',
  frozen: 'Frozen attack',
  contour: 'Contour',
  cut: 'Cut',
  second: 'Second row',
  inputs: 'Input space',
} as const;
export type PartName = keyof typeof partNames;

interface PaneHead {
  readonly part: PartName;
  readonly letter: string;
  readonly title: string;
  readonly note?: string;
}

/** A surface with its numbers; in 3-D or as a contour. */
export interface SurfacePane extends PaneHead {
  readonly kind: 'surface' | 'contour';
  readonly result: SurfaceResult;
  /** The document of this surface alone, or, of derived values, of the whole comparison. */
  readonly document: SurfaceDocument;
  readonly quantity: Quantity;
  readonly kinked?: KinkedSurface;
  readonly cursor?: Pair;
  readonly along?: 'theta1' | 'theta2';
}

/** A pane of a figure as the page shows it. */
export type ShownPane =
  | SurfacePane
  | (PaneHead & {
      readonly kind: 'cut';
      readonly results: readonly SurfaceResult[];
      readonly names: readonly string[];
      readonly cursor: Pair;
      readonly along: 'theta1' | 'theta2';
      readonly smoothed: boolean;
    })
  | (PaneHead & { readonly kind: 'segment'; readonly request: LineRequest; readonly result: LineResult; readonly names: readonly [string, string] })
  | (PaneHead & { readonly kind: 'inputs'; readonly request: InputRequest; readonly result: InputResult });

/** What the page shows beyond its document. */
export interface ShownChoice {
  readonly backend: BackendChoice;
  /** The weight along which the cut runs. */
  readonly along: 'theta1' | 'theta2';
  /** Parts to leave out. */
  readonly without: readonly PartName[];
  /** Whether pictures are drawn, which show kinks, cuts and the input space beside the surfaces. */
  readonly pictures: boolean;
}

/** Parts that a document's figure has, in the order of the page, and whether each is written unless it is left out by hand. */
export function partsOf({ panes, view }: SurfaceDocument): readonly { readonly part: PartName; readonly usual: boolean }[] {
  const always = (part: PartName) => ({ part, usual: true });
  const drawn = view.kind === 'both' ? [always('surface'), always('contour')] : [always(view.kind)];
  if (panes) return [...drawn, ...(view.second === 'none' ? [] : [always('second')])];
  return [
    ...drawn.filter(({ part }) => part === 'surface'),
    ...(view.frozen && view.kind !== 'contour' ? [always('frozen')] : []),
    ...drawn.filter(({ part }) => part === 'contour'),
    ...(view.kind === 'both' ? [always('cut')] : []),
    { part: 'inputs' as const, usual: view.partner !== undefined || view.figure?.startsWith('1') === true },
  ];
}

/** Everything that the page shows of a document, computed: groups of panes that belong together, a group for each pane of a comparison. */
export function shownPanes(document: SurfaceDocument, choice: ShownChoice, ask: AskOnce): Promise<ShownPane[][]> {
  return document.panes ? comparedPanes(document, choice, ask) : singlePanes(document, choice, ask);
}

/** Parts that are chosen and needed. */
const neededParts = (document: SurfaceDocument, { without, pictures }: ShownChoice): readonly PartName[] =>
  partsOf(document).flatMap(({ part }) => {
    const numbers = part !== 'cut' && part !== 'inputs' && !(part === 'second' && document.view.second === 'inputs');
    return without.includes(part) || !(pictures || numbers) ? [] : [part];
  });

const pageCursor = (document: SurfaceDocument): Pair => cursorOf({ document, viewState: document.view });

/** A surface with its kinks, where the view colours them. */
async function computedSurface(
  document: SurfaceDocument,
  { backend, pictures }: ShownChoice,
  ask: AskOnce,
): Promise<Pick<SurfacePane, 'result' | 'document' | 'kinked'>> {
  const result = await ask('surface', surfaceRequest(document, backend, true));
  const asked = pictures ? viewKinksRequest(document) : undefined;
  const kinks = asked && (await ask('kinks', asked));
  const smoothed = document.smoothing.kind !== 'none';
  return { result, document, ...(kinks && (!smoothed || kinks.curvature) && { kinked: withKinks(result, kinks, smoothed) }) };
}

/** Panes A (surface), F (frozen attack), B (contour), C (cut) and the input space of a single surface. */
async function singlePanes(document: SurfaceDocument, choice: ShownChoice, ask: AskOnce): Promise<ShownPane[][]> {
  const { view } = document;
  const { backend, along } = choice;
  const parts = neededParts(document, choice);
  const main = await computedSurface(document, choice, ask);
  const pinned = view.theta ?? (view.partner && pageCursor(document));
  const panes: ShownPane[] = [];
  for (const part of parts) {
    if (part === 'surface' || part === 'contour') {
      const cursor =
        part === 'contour' && parts.includes('cut') && !view.partner ? { cursor: pageCursor(document), along } : pinned && { cursor: pinned };
      const head = part === 'surface' ? { letter: 'A', title: 'Loss surface' } : { letter: 'B', title: 'Contour' };
      panes.push({ part, ...head, kind: part, quantity: 'loss', ...main, ...cursor });
    } else if (part === 'frozen' && view.frozen) {
      const result = await ask('surface', frozenRequest(document, backend, view.frozen));
      const isExact = document.attack.solver === 'exact'; // other attacks may be beaten by a frozen one
      const note = isExact ? { note: frozenNote(document.grid, view.frozen, document.smoothing.kind !== 'none') } : {};
      panes.push({ part, letter: 'F', title: 'Frozen attack', ...note, kind: 'surface', quantity: 'frozen', result, document, cursor: view.frozen });
    } else if (part === 'cut') panes.push(await cutPane(document, main.result, choice, ask));
    else if (part === 'inputs') panes.push(await inputPane(document, document, '', ask));
  }
  return panes.map((pane) => [pane]);
}

/** The cut along an axis through the cursor beside other attacks or the frozen one, or from one weight to the other where there are two. */
async function cutPane(document: SurfaceDocument, main: SurfaceResult, { backend, along }: ShownChoice, ask: AskOnce): Promise<ShownPane> {
  const { partner, frozen } = document.view;
  const cursor = pageCursor(document);
  if (partner) {
    const request = lineRequest(document, cursor, partner, frozen);
    const strength = strengthOf(request.smoothing);
    const smoothed = `${smoothings[request.smoothing.kind].label} ${strength === undefined ? '' : tickText(strength)}`.trim();
    const result = await ask('line', request);
    return {
      part: 'cut',
      letter: 'C',
      title: 'Cut from θ to θ′',
      kind: 'segment',
      request,
      result,
      names: [normName(document.attack.norm), smoothed],
    };
  }
  const nameOf = ({ smoothing, attack }: SurfaceChoice): string =>
    smoothing.kind === 'none' ? normName(attack.norm) : smoothings[smoothing.kind].label;
  const others = cutSurfaces(document).map(({ surface }) => ({ name: nameOf(surface), request: surfaceRequest(surface, backend) }));
  if (frozen) others[0] = { name: 'frozen', request: frozenRequest(document, backend, frozen) };
  const results = [main];
  for (const { request } of others) results.push(await ask('surface', request));
  const { theta1, theta2 } = document.grid;
  const fixed = along === 'theta2' ? `θ₁ = ${positionText(cursor[0], theta1)}` : `θ₂ = ${positionText(cursor[1], theta2)}`;
  return {
    part: 'cut',
    letter: 'C',
    title: `Cut at ${fixed}`,
    kind: 'cut',
    results,
    names: [nameOf(document), ...others.map(({ name }) => name)],
    cursor,
    along,
    smoothed: document.smoothing.kind !== 'none',
  };
}

async function inputPane(document: SurfaceDocument, surface: SurfaceDocument, letter: string, ask: AskOnce): Promise<ShownPane> {
  const request = inputRequest(surface, pageCursor(document), document.view.partner);
  const result = await ask('input', request);
  const { theta, second } = result;
  const at = (weights: Pair): string => weightsText(weights, surface.grid);
  const note = `at θ = ${at(theta)}${second ? `, θ′ = ${at(second.theta)}` : ''}`;
  return { part: letter === '' ? 'inputs' : 'second', letter, title: 'Input space', note, kind: 'inputs', request, result };
}

/** A group for each pane: its surface, contour or both, then its second row. */
async function comparedPanes(document: SurfaceDocument, choice: ShownChoice, ask: AskOnce): Promise<ShownPane[][]> {
  const { view } = document;
  const parts = neededParts(document, choice);
  const surfaces = paneSurfaces(document).map(({ panes: _panes, ...surface }) => surface);
  const titles = paneTitles(document.panes ?? [], surfaces);
  const pinned = view.theta && { cursor: view.theta };
  const firsts = [];
  for (const surface of surfaces) firsts.push(await computedSurface(surface, choice, ask));
  const groups: ShownPane[][] = [];
  for (const [k, first] of firsts.entries()) {
    const head = { letter: paneId(k), title: titles[k] ?? '' };
    const group: ShownPane[] = [];
    for (const part of parts) {
      if (part === 'surface' || part === 'contour') group.push({ part, ...head, kind: part, quantity: 'loss', ...first, ...pinned });
      if (part === 'second') group.push(...(await secondRow(document, k, first, firsts[0] ?? first, choice, ask)));
    }
    groups.push(group);
  }
  return groups;
}

type Computed = Pick<SurfacePane, 'result' | 'document' | 'kinked'>;

/** The pane below a pane of a comparison; none below A where it is the reference of the differences. */
async function secondRow(
  document: SurfaceDocument,
  k: number,
  first: Computed,
  reference: Computed,
  choice: ShownChoice,
  ask: AskOnce,
): Promise<ShownPane[]> {
  const { second, kind, theta }: View = document.view;
  const head = {
    part: 'second' as const,
    letter: counterpartId(k),
    kind: kind === 'contour' ? ('contour' as const) : ('surface' as const),
    ...(theta && { cursor: theta }),
  };
  if (second === 'inputs') return [await inputPane(document, first.document, counterpartId(k), ask)];
  if (second === 'smoothed') {
    const twin = { ...first.document, ...counterpartOf(document, first.document) };
    return [{ ...head, title: smoothings[twin.smoothing.kind].title, quantity: 'loss', ...(await computedSurface(twin, choice, ask)) }];
  }
  const derived = { ...head, document };
  if (second === 'gradient') return [{ ...derived, title: 'length of the gradient', quantity: 'gradient', result: gradientNorm(first.result) }];
  if (second !== 'difference' || k === 0) return [];
  return [{ ...derived, title: `${paneId(k)} − A`, quantity: 'difference', result: subtract(first.result, reference.result) }];
}
