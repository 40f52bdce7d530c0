import { paneSurfaces, scaleGroups } from '../../documents/panes';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { themeOf } from '../../figures/base/colours';
import { isInPicture, type PictureRange, pictureRangeOf } from '../../figures/base/gridSampling';
import { jumpScales, type JumpScales, kinkLegendOf, scaleFor } from '../../figures/base/kinks';
import {
  clippedSentence,
  CONTOUR_FATE,
  type CreaseMarks,
  listText,
  type MarkedWeight,
  outsideSentence,
  sharedMarksSentence,
} from '../../figures/base/surfaceSentences';
import { levelStep, sceneRange, sharedRange, symmetricRange, tickText } from '../../figures/base/ticks';
import type { FigureStyle } from '../../figures/base/types';
import { inputDrawing } from '../../figures/charts/inputDrawing';
import { comparisonTitle } from '../../figures/charts/paneTitles';
import { segmentDrawing } from '../../figures/charts/segmentProfile';
import type { PrintedPage, PrintedPane } from '../../figures/vector/composition';
import { type ColourBar, kinkLegendItems } from '../../figures/vector/legends';
import { contourDrawing, type Drawing, profileDrawing, surfaceDrawing } from '../../figures/vector/panes';
import type { Pair } from '../../math/core/types';
import type { SurfaceResult } from '../../worker/rpc/protocol';
import { captionOf, noteOf, titleOf } from '../base/pageTexts';
import type { Quantity, ShownPane, SurfacePane } from './shownPanes';

/** How a picture of surfaces is drawn. */
export interface PageStyle {
  readonly dark: boolean;
  /** Most cells a side of a surface. */
  readonly maxCells: number;
  /** Whether all panes of a comparison share their loss range. */
  readonly sharedRange: boolean;
}

const isSurface = (pane: ShownPane): pane is SurfacePane => pane.kind === 'surface' || pane.kind === 'contour';
export const surfacesOf = (groups: readonly (readonly ShownPane[])[]): SurfacePane[] => groups.flat().filter(isSurface);

const units: Readonly<Record<Quantity, string>> = {
  loss: 'loss, nats',
  frozen: 'loss, nats',
  gradient: 'nats per weight',
  difference: 'difference, nats',
};

/** Colour bars of the panes, and the scales of their kinks: common to all panes of the figure, also where each is written alone. */
interface Scales {
  barOf(pane: SurfacePane): ColourBar;
  readonly jumps: JumpScales;
}

function scalesOf(groups: readonly (readonly ShownPane[])[], document: SurfaceDocument, style: Pick<PageStyle, 'sharedRange'>): Scales {
  const { view, panes } = document;
  const surfaces = surfacesOf(groups);
  const peers = panes && scaleGroups(paneSurfaces(document));
  /** The surfaces that share their range with a pane: those of a comparison whose panes do, else all. */
  const peersOf = (pane: SurfacePane): readonly SurfacePane[] => {
    const sharing = peers?.[groups.findIndex((group) => group.includes(pane))];
    return sharing ? surfacesOf(sharing.flatMap((k) => (groups[k] ? [groups[k]] : []))) : surfaces;
  };
  return {
    jumps: jumpScales(surfaces.flatMap(({ kinked }) => kinked ?? [])),
    barOf: (pane) => {
      const { quantity, result } = pane;
      const unit = units[quantity];
      const shared = (name: Quantity) =>
        peersOf(pane)
          .filter((peer) => peer.quantity === name)
          .map((peer) => peer.result);
      if (quantity === 'difference') return { range: symmetricRange(shared('difference')), colours: 'diverging', unit };
      if (quantity === 'gradient') return { range: sharedRange(shared('gradient')), colours: view.colours, unit };
      const locked = panes ? pane.document.view.range : view.range;
      if (locked) return { range: locked, colours: view.colours, unit };
      const alone = panes ? [result] : shared('loss');
      return { range: sceneRange(style.sharedRange && panes ? shared('loss') : alone.length > 0 ? alone : [result]), colours: view.colours, unit };
    },
  };
}

/** The printed page of some groups of a figure; `all` are the groups whose scales they share. */
export function surfacePage(
  document: SurfaceDocument,
  all: readonly (readonly ShownPane[])[],
  style: PageStyle,
  groups: readonly (readonly ShownPane[])[] = all,
): PrintedPage {
  const scales = scalesOf(all, document, style);
  const surfaces = surfacesOf(groups);
  const theme = themeOf(style.dark);
  const kinked = surfaces.flatMap((pane) => pane.kinked ?? []);
  const creased =
    document.view.creases &&
    surfaces.some(({ document: recipe, quantity, result }) => quantity !== 'frozen' && recipe.smoothing.kind === 'none' && result.creases.length > 0);
  const legend = kinkLegendItems(kinked.length > 0 ? kinkLegendOf(kinked, scales.jumps) : undefined, creased, theme);
  const single = groups.flat().length === 1;
  return {
    ...frameTexts(document, groups, scales, style, kinked.length > 0 ? 'by jump' : creased ? 'crimson' : 'none'),
    dark: style.dark,
    legend,
    groups: groups.map((group) =>
      group.map((pane): PrintedPane => ({
        letter: single ? '' : pane.letter,
        title: single && isSurface(pane) ? '' : pane.title,
        ...noteText(pane, scales),
        ...(isSurface(pane) && { bar: scales.barOf(pane) }),
        ...drawingOf(pane, document, scales, style),
      })),
    ),
  };
}

/** Title, note and caption: those of the one surface, or those of a comparison. */
function frameTexts(
  document: SurfaceDocument,
  groups: readonly (readonly ShownPane[])[],
  scales: Scales,
  style: PageStyle,
  marks: CreaseMarks,
): Pick<PrintedPage, 'title' | 'note' | 'caption'> {
  const surfaces = surfacesOf(groups);
  const losses = surfaces.filter(({ quantity }) => quantity === 'loss');
  const recipes = losses.map((pane) => pane.document);
  const reports = surfaces.map(({ result }) => result.report);
  const missing = [...missingMarkSentences(groups, document), ...clippedSentences(surfaces, scales)];
  const [first] = losses;
  if (!document.panes || groups.length === 1) {
    const title = titleOf(first?.document ?? document);
    const note = noteOf([first?.document ?? document], reports);
    const caption = first ? [captionOf(first.document, first.result, marks), ...missing].join(' ') : '';
    return { title, note, caption };
  }
  const rows = surfaces.some(({ quantity }) => quantity === 'difference') ? 'Second row: how far each pane lies above A.' : '';
  const camera = surfaces.some(({ kind }) => kind === 'surface') ? 'All panes share the camera.' : '';
  const all = paneSurfaces(document);
  const ranges = style.sharedRange || all.every(({ view }) => view.range) ? new Set(scaleGroups(all)).size : 0;
  const scale =
    document.view.range || ranges === 1
      ? 'All panes share one range of loss.'
      : ranges > 1
        ? 'Panes with the same model and points share one range of loss.'
        : 'Each pane has its own range of loss.';
  return {
    title: comparisonTitle(recipes.length > 0 ? losses.filter(({ part }) => part !== 'second').map((pane) => pane.document) : [document]),
    note: noteOf(recipes.length > 0 ? recipes : [document], reports),
    caption: [sharedMarksSentence(recipes, marks), camera, scale, rows, ...missing].filter((sentence) => sentence !== '').join(' '),
  };
}

/** Which surfaces leave their range of values, one sentence each. */
function clippedSentences(surfaces: readonly SurfacePane[], { barOf }: Scales): string[] {
  const sentences = surfaces.map((pane) => {
    const what = surfaces.length === 1 ? 'the picture' : `pane ${pane.letter}`;
    return clippedSentence(barOf(pane).range, pane.result, what, ...(pane.kind === 'contour' ? [CONTOUR_FATE] : []));
  });
  return sentences.filter((sentence) => sentence !== '');
}

/** Which weights lie outside surfaces that should mark them, one sentence for each set of panes that lacks the same ones. */
function missingMarkSentences(groups: readonly (readonly ShownPane[])[], { view: { partner }, panes }: SurfaceDocument): string[] {
  const surfaces = surfacesOf(groups);
  const lacking = new Map<string, { readonly range: PictureRange; readonly weights: readonly MarkedWeight[]; readonly letters: string[] }>();
  for (const { result, quantity, cursor, letter } of surfaces) {
    const range = pictureRangeOf(result.grid);
    const frozen = quantity === 'frozen';
    const marks: MarkedWeight[] = [
      ...(cursor ? [{ name: frozen ? 'the frozen attack’s θ' : 'θ', theta: cursor }] : []),
      ...(partner && !frozen ? [{ name: 'θ′', theta: partner }] : []),
    ];
    const weights = marks.filter(({ theta }) => !isInPicture(range, theta));
    const known = lacking.get(JSON.stringify(weights));
    if (weights.length === 0) continue;
    if (known) known.letters.push(letter);
    else lacking.set(JSON.stringify(weights), { range, weights, letters: [letter] });
  }
  return [...lacking.values()].map(({ range, weights, letters }) =>
    outsideSentence(range, weights, !panes || letters.length === surfaces.length ? 'the picture' : listText([...new Set(letters)])),
  );
}

function noteText(pane: ShownPane, { barOf }: Scales): { readonly note?: string } {
  if (pane.kind === 'contour') return { note: `every ${tickText(levelStep(barOf(pane).range))} nats` };
  return pane.note === undefined ? {} : { note: pane.note };
}

/** A surface with all that its picture depends on but the size. */
export interface SurfaceFigure {
  readonly pane: SurfacePane;
  /** The result with its kinks, where they are shown. */
  readonly result: SurfaceResult;
  readonly range: Pair;
  readonly style: FigureStyle;
}

/** The surfaces of a figure, on its scales. */
export function surfaceFigures(
  document: SurfaceDocument,
  groups: readonly (readonly ShownPane[])[],
  style: Pick<PageStyle, 'dark' | 'sharedRange'>,
): SurfaceFigure[] {
  const scales = scalesOf(groups, document, style);
  return surfacesOf(groups).map((pane) => figureOf(pane, document, scales, style.dark));
}

const baseStyle = ({ view }: SurfaceDocument, dark: boolean): FigureStyle => ({
  dark,
  colours: view.colours,
  size: 'large',
  creases: view.creases,
  minimum: false,
  arrows: false,
});

function drawingOf(pane: ShownPane, whole: SurfaceDocument, scales: Scales, { dark, maxCells }: PageStyle): Drawing {
  const { view } = whole;
  const base = baseStyle(whole, dark);
  if (pane.kind === 'inputs') return inputDrawing(pane.request, pane.result, dark, view.colours);
  if (pane.kind === 'segment') return segmentDrawing(pane.result, { plain: pane.names[0], smoothed: pane.names[1] }, dark, view.range);
  if (pane.kind === 'cut') {
    const { results, names, cursor, along, smoothed } = pane;
    return profileDrawing(results, names, { ...base, cursor, along, smoothed, ...(view.range && { range: view.range }) });
  }
  const { result, range, style } = figureOf(pane, whole, scales, dark);
  return pane.kind === 'surface' ? surfaceDrawing(result, range, style, maxCells) : contourDrawing(result, range, style);
}

function figureOf(pane: SurfacePane, whole: SurfaceDocument, scales: Scales, dark: boolean): SurfaceFigure {
  const { view } = whole;
  const { quantity, kinked, document } = pane;
  const { range, colours } = scales.barOf(pane);
  const jumps = kinked && scaleFor(kinked, scales.jumps);
  const result = kinked?.result ?? pane.result;
  const style: FigureStyle = {
    ...baseStyle(whole, dark),
    colours,
    minimum: view.minimum && quantity !== 'frozen',
    arrows: view.arrows && quantity === 'loss',
    smoothed: quantity === 'frozen' || document.smoothing.kind !== 'none',
    ...(jumps && { jumps }),
    ...(view.eye && { eye: view.eye }),
    ...(pane.cursor && { cursor: pane.cursor }),
    ...(pane.along && { along: pane.along }),
    ...(view.partner && quantity !== 'frozen' && { partner: view.partner }),
  };
  return { pane, result, range, style };
}
