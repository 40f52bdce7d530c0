import { theoryOf } from '../../documents/parseView';
import type { SurfaceDocument, View } from '../../documents/surfaceDocument';
import { type ExportOptions, type FigureOptions, groupPages, type SizedPicture, wholePage } from '../../exports/surface/exportSurface';
import { type ExportedSlice, landscapePicture } from '../../exports/landscapeExport';
import { paperPicture } from '../../exports/paper/paperExport';
import type { Picture, PictureFormat } from '../../exports/base/pictures';
import { type RaceExport, racePicture } from '../../exports/raceExport';
import { type PartName, type ShownChoice, type ShownPane, shownPanes } from '../../exports/surface/shownPanes';
import { theoryPicture } from '../../exports/theoryExport';
import { trainingPicture } from '../../exports/trainingExport';
import { theoremNames } from '../../math/theory/catalogue';
import { wholeDocument } from '../../state/experimentStore';
import { mapRequest, surfaceRequest } from '../../state/jobResults';
import { chosenLandscape, shownSlices, weightSources, writtenLandscape } from '../../state/runs/landscapeSubjects';
import { raceRequest } from '../../state/race';
import type { TrainRun } from '../../state/runs/trainingRun';
import { requestKey } from '../../worker/rpc/latestRequest';
import { currentPage, fetchedRuns } from './paperRuns';
import type { Session } from './session';

/** How the pictures of a page are drawn. */
export interface PagePictureOptions extends Omit<FigureOptions, keyof Pick<ExportOptions, 'sharedRange'>> {
  /** A picture for each pane instead of one of all. */
  readonly each: boolean;
  /** Colour map in place of the document's. */
  readonly colours?: View['colours'];
}

/** The figure of the page, computed: its pictures are drawn in any size. */
export interface PageFigure {
  /** Name of its files. */
  readonly name: string;
  /** The whole document, which stands beside several pictures. */
  readonly document?: SurfaceDocument;
  pictures(format: PictureFormat, options: PagePictureOptions): readonly SizedPicture[];
}

/** Name of the files of a surface or a comparison. */
export const surfaceName = ({ view }: SurfaceDocument): string =>
  view.figure ? `figure-${view.figure.replace(/[^a-z0-9]+/gi, '').toLowerCase()}` : 'surface';

/** What the Lab shows of its document, computed. */
export function labPanes({ experiment, runs }: Session, without: readonly PartName[], pictures: boolean): Promise<ShownPane[][]> {
  const { backend, along, ...state } = experiment.store.getState();
  const shown: ShownChoice = { backend, along, without, pictures };
  return shownPanes(wholeDocument(state), shown, (kind, request) => runs[kind].once(request));
}

/** The race at the step shown. */
export async function shownRace({ experiment, runs }: Session): Promise<RaceExport> {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  const [request, surface] = [raceRequest(document), surfaceRequest(document, state.backend)];
  const shown = runs.race.store.getState().results['race'];
  const isCurrent = shown?.last && !shown.busy && requestKey(shown.last.request) === requestKey(request);
  const race = isCurrent && shown.last ? shown.last.result : await runs.race.once(request);
  return { document, request, race, surface: await runs.surface.once(surface), step: Math.min(request.steps, Math.floor(state.step)) };
}

/** Training runs with at least one evaluated epoch, in table order. */
export const trainedRuns = ({ training }: Session): readonly TrainRun[] =>
  training.runs.store.getState().runs.filter(({ metrics }) => metrics.length > 0);

/** The slices that are shown, with the documents by which they were measured. */
export function exportedSlices({ experiment, training }: Session): readonly [ExportedSlice, ...ExportedSlice[]] {
  const { landscape, landscapeComparison } = experiment.store.getState();
  const sources = weightSources(training.runs.store.getState().runs, fetchedRuns());
  const chosen = chosenLandscape(landscape, landscapeComparison, sources);
  const { store, drawn } = training.landscapes;
  const panes = chosen ? shownSlices(chosen, store.getState().byKey, drawn.getState()) : [];
  const slices = panes.flatMap(({ title, landscape: shown }): ExportedSlice[] =>
    shown?.result ? [{ title, result: shown.result, document: writtenLandscape(shown.request, shown.result.choice, sources) }] : [],
  );
  const [first, ...others] = slices;
  if (!first) throw new Error('Nothing has been measured around these weights yet: draw it first.');
  return [first, ...others];
}

/** The statements of the theorem bench with their outcomes. */
export function checkedStatements({ bench, experiment }: Session): Parameters<typeof theoryPicture>[1] {
  const { runs } = bench.store.getState();
  const { view } = wholeDocument(experiment.store.getState());
  return theoremNames.map((name) => {
    const last = runs[name]?.last;
    return { name, options: last?.request.options ?? theoryOf(view), ...(last && { outcome: last.outcome }) };
  });
}

const oneOf = (name: string, pictureOf: (dark: boolean, format: PictureFormat) => Picture): PageFigure => ({
  name,
  pictures: (format, options) => [{ suffix: '', picture: pictureOf(options.dark, format), options }],
});

/** The figure of the tab that is open, without some of its parts. */
export async function pageFigure(session: Session, without: readonly PartName[]): Promise<PageFigure> {
  const state = session.experiment.store.getState();
  if (state.tab === 'train') return oneOf('training', (dark) => trainingPicture(trainedRuns(session), dark));
  if (state.tab === 'gallery' && state.paper) {
    const { paper } = state;
    return oneOf(paper, (dark) => paperPicture(currentPage(session, paper), dark));
  }
  if (state.tab === 'landscape') {
    const slices = exportedSlices(session);
    return oneOf('landscape', (dark, format) => landscapePicture(slices, format, dark));
  }
  if (state.tab === 'theory') {
    const [whole, statements] = [wholeDocument(state), checkedStatements(session)];
    const surface = await session.runs.surface.once(surfaceRequest(whole, state.backend));
    const map = { name: state.map, result: await session.runs.map.once(mapRequest(whole, state.map)), surface };
    return oneOf('theorems', (dark) => theoryPicture(whole, statements, map, dark));
  }
  if (state.tab === 'optimisers') {
    const race = await shownRace(session);
    return oneOf('race', (dark) => racePicture(race, dark));
  }
  const document = wholeDocument(state);
  const groups = await labPanes(session, without, true);
  const sharedRange = state.linked.range;
  return {
    name: surfaceName(document),
    document,
    pictures: (format, { each, colours, ...options }) => {
      const whole = colours ? { ...document, view: { ...document.view, colours } } : document;
      const page = { ...options, sharedRange };
      return each ? groupPages(groups, whole, format, page) : [wholePage(groups, whole, format, page)];
    },
  };
}
