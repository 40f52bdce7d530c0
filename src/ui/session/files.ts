import { requestKey } from '../../worker/rpc/latestRequest';
import { theoryOf } from '../../documents/parseView';
import type { PaperPageId } from '../../documents/paperPages';
import type { LandscapeDocument } from '../../documents/landscapeDocument';
import type { SurfaceDocument, ValidationError } from '../../documents/surfaceDocument';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { maps, type MapName } from '../../math/analysis/curvatureMaps';
import { theoremNames } from '../../math/theory/catalogue';
import { documentFiles, type ExportOptions, type Format, groupPictures, numberFiles, wholePicture } from '../../exports/exportSurface';
import { openFile } from '../../exports/openFile';
import type { MetricsTable, RunSummary } from '../../exports/runFolder';
import { type ExportedSlice, landscapeFile } from '../../exports/landscapeExport';
import { paperFile } from '../../exports/paper/paperExport';
import { raceFile } from '../../exports/raceExport';
import { type PartName, type ShownChoice, shownPanes } from '../../exports/shownPanes';
import { mapsNpz, theoryCsv, theoryPicture } from '../../exports/theoryExport';
import { trainingFile } from '../../exports/trainingExport';
import { wholeDocument } from '../../state/experimentStore';
import { raceRequest } from '../../state/race';
import type { PointOffer } from '../../state/pointOffer';
import { mapRequest, surfaceRequest } from '../../state/jobResults';
import { documentsOf } from '../../state/trainingPlan';
import { chosenLandscape, shownSlices, weightSources, writtenLandscape } from '../../state/landscapeSubjects';
import type { TrainRun } from '../../state/trainingRun';
import { navigate, navigateToLandscape, navigateToTraining } from './addressSync';
import { addCurves, importRuns, importWeights, type NamedFile } from './runFiles';
import { currentPage, fetchedRuns } from './paperRuns';
import type { Session } from './session';
import { zipSync } from 'fflate';

/** The files chosen in a file input, which is emptied: a browser reports no change when the same file is chosen twice. */
export function chosenFiles(input: HTMLInputElement): File[] {
  const files = [...(input.files ?? [])];
  input.value = '';
  return files;
}

/** Downloads text or bytes as a file. */
export function download(name: string, content: string | Uint8Array, type = ''): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([typeof content === 'string' ? content : new Uint8Array(content)], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** What is written of the page's figure, and how. */
export interface SaveChoice {
  readonly format: Format;
  /** Device pixels of a PNG per CSS pixel. */
  readonly scale: number;
  readonly dark: boolean;
  /** Parts of the figure that are left out. */
  readonly without: readonly PartName[];
  /** A picture for each pane instead of one of all. */
  readonly each: boolean;
}

/** Size of pictures in CSS pixels. */
const PICTURE = { width: 1200, height: 900 };

/** Exports the figure of the page as it is shown: one file, or several with the whole document in a ZIP archive. */
export async function saveFigure(session: Session, choice: SaveChoice): Promise<void> {
  const { experiment, runs } = session;
  const { format, scale, dark, without, each } = choice;
  const state = experiment.store.getState();
  if (state.tab === 'landscape') return saveLandscape(session, choice);
  if (state.tab === 'train') return saveTraining(session, choice);
  if (state.tab === 'theory' && format !== 'json') return saveTheory(session, format, choice);
  if (state.tab === 'gallery' && state.paper) return savePaper(session, state.paper, choice);
  if (state.tab === 'optimisers' && (format === 'png' || format === 'svg' || format === 'csv')) return saveRace(session, format, choice);
  const document = wholeDocument(state);
  const name = document.view.figure ? `figure-${document.view.figure.replace(/[^a-z0-9]+/gi, '').toLowerCase()}` : 'surface';
  const [whole] = documentFiles(document);
  if (format === 'json') return download(`${name}.json`, whole!.bytes);
  const pictures = format === 'png' || format === 'svg';
  const shown: ShownChoice = { backend: state.backend, along: state.along, without, pictures };
  const groups = await shownPanes(document, shown, (kind, request) => runs[kind].once(request));
  const options: ExportOptions = { ...PICTURE, scale, dark, sharedRange: state.linked.range };
  if (pictures && !each) return download(`${name}.${format}`, await wholePicture(groups, document, format, options));
  const files = pictures ? await groupPictures(groups, document, format, options) : numberFiles(groups, document, format);
  const [only] = files;
  if (files.length === 1 && only && !document.panes) return download(`${name}.${format}`, only.bytes);
  const entries = [whole!, ...files].map((file) => [`${name}${file.suffix}.${file.format}`, file.bytes] as const);
  download(`${name}-${format}.zip`, zipSync(Object.fromEntries(entries), { level: format === 'csv' ? 6 : 0 }));
}

/** Exports the race at the step shown. */
async function saveRace({ experiment, runs }: Session, format: 'png' | 'svg' | 'csv', { scale, dark }: SaveChoice): Promise<void> {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  const [request, surface] = [raceRequest(document), surfaceRequest(document, state.backend)];
  const shown = runs.race.store.getState().results['race'];
  const isCurrent = shown?.last && !shown.busy && requestKey(shown.last.request) === requestKey(request);
  const race = isCurrent && shown.last ? shown.last.result : await runs.race.once(request);
  const whole = { document, request, race, surface: await runs.surface.once(surface), step: Math.min(request.steps, Math.floor(state.step)) };
  download(`race.${format}`, await raceFile(whole, format, { ...PICTURE, scale, dark }));
}

/** Exports the statements of the theorem bench with the map that is chosen, or the numbers of every map. */
async function saveTheory({ experiment, runs, bench }: Session, format: Exclude<Format, 'json'>, { scale, dark }: SaveChoice): Promise<void> {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  const mapOf = (name: MapName) => runs.map.once(mapRequest(document, name));
  if (format === 'npz') {
    const results = [];
    for (const name of Object.keys(maps) as MapName[]) results.push([name, await mapOf(name)] as const);
    return download('maps.npz', mapsNpz(document, results));
  }
  const { runs: checks } = bench.store.getState();
  const statements = theoremNames.map((name) => {
    const last = checks[name]?.last;
    return { name, options: last?.request.options ?? theoryOf(document.view), ...(last && { outcome: last.outcome }) };
  });
  if (format === 'csv') return download('theorems.csv', theoryCsv(document, statements));
  const surface = await runs.surface.once(surfaceRequest(document, state.backend));
  const map = { name: state.map, result: await mapOf(state.map), surface };
  download(`theorems.${format}`, await theoryPicture(document, statements, map, format, { ...PICTURE, scale, dark }));
}

/** Exports the page of the paper that is open. */
async function savePaper(session: Session, paper: PaperPageId, { format, scale, dark }: SaveChoice): Promise<void> {
  if (format === 'npz') throw new Error('This page has no arrays: its numbers are written as a table.');
  download(`${paper}.${format}`, await paperFile(currentPage(session, paper), format, { ...PICTURE, scale, dark }));
}

/** Exports the slices that are shown, with the documents by which they were measured. */
async function saveLandscape({ experiment, training }: Session, { format, scale, dark }: SaveChoice): Promise<void> {
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
  const { extension, bytes } = await landscapeFile([first, ...others], format, { ...PICTURE, scale, dark });
  download(`landscape.${extension}`, bytes);
}

/** Training runs with at least one evaluated epoch, in table order. */
const trainedRuns = ({ training }: Session): readonly TrainRun[] => training.runs.store.getState().runs.filter(({ metrics }) => metrics.length > 0);

/** Exports training curves, table and metrics; as JSON the documents of the runs, or of the plan while there are no runs. */
async function saveTraining(session: Session, { format, scale, dark }: SaveChoice): Promise<void> {
  if (format === 'npz') throw new Error('Runs have no arrays; their weights are safetensors, in the table of runs.');
  const runs = trainedRuns(session);
  const chosen = documentsOf(session.training.plan.store.getState()).map((document) => ({ document, seed: document.seeds[0] ?? 1, metrics: [] }));
  download(`training.${format}`, await trainingFile(format === 'json' && runs.length === 0 ? chosen : runs, format, { ...PICTURE, scale, dark }));
}

/** Files and folders of a drop. Only while its event is handled does the browser tell them apart. */
export function droppedItems({ files, items }: DataTransfer): { readonly files: readonly File[]; readonly folders: readonly string[] } {
  const entries = [...items].filter(({ kind }) => kind === 'file').map((item) => item.webkitGetAsEntry());
  return {
    files: [...files].filter((_, i) => entries[i]?.isDirectory !== true),
    folders: entries.flatMap((entry) => (entry?.isDirectory === true ? [entry.name] : [])),
  };
}

/**
 * Opens files: documents, figures with an embedded document, checkpoints and weights, image data sets, and points. A file in error changes nothing, and
 * is named beside the `folders`, which are not opened.
 */
export async function openFiles(session: Session, files: readonly File[], folders: readonly string[] = []): Promise<void> {
  const { training, experiment } = session;
  const errors = folders.map((name) => `${name} is a folder: give the files in it.`);
  const images: File[] = [];
  const trainings: TrainingDocument[] = [];
  const surfaces: SurfaceDocument[] = [];
  const runs: NamedFile<Uint8Array>[] = [];
  const summaries: NamedFile<RunSummary>[] = [];
  const tables: NamedFile<MetricsTable>[] = [];
  const weights: NamedFile<Uint8Array>[] = [];
  const landscapes: LandscapeDocument[] = [];
  const offers: PointOffer[] = [];
  for (const file of files) {
    try {
      const opened = await openFile(file);
      if (!opened.ok) errors.push(problemSummary(file.name, opened.problems));
      else if ('images' in opened) images.push(opened.images);
      else if ('run' in opened) runs.push({ name: file.name, content: opened.run });
      else if ('summary' in opened) summaries.push({ name: file.name, content: opened.summary });
      else if ('metrics' in opened) tables.push({ name: file.name, content: opened.metrics });
      else if ('weights' in opened) weights.push({ name: file.name, content: opened.weights });
      else if ('table' in opened) offers.push({ source: file.name, table: opened.table });
      else if ('landscape' in opened) landscapes.push(opened.landscape);
      else if ('document' in opened) surfaces.push(opened.document);
      else trainings.push(...opened.documents);
    } catch (error) {
      errors.push(errorMessage(error));
    }
  }
  const stays = experiment.store.getState().tab === 'landscape' && images.length + summaries.length + tables.length === 0;
  if (!stays && images.length + runs.length + weights.length + summaries.length + tables.length > 0) navigate(session, 'train');
  if (images.length > 0) training.imports.importFiles(images);
  errors.push(...(await importRuns(training.runs, runs)));
  const curves = addCurves(training.runs, summaries, tables);
  errors.push(...curves.errors);
  trainings.push(...curves.plans);
  errors.push(...(await importWeights(training, weights)));
  for (const document of landscapes) {
    navigateToLandscape(session, document);
    const sources = weightSources(training.runs.store.getState().runs, fetchedRuns());
    if (sources.length > 0 && sources.every(({ id }) => id !== document.weights))
      errors.push(`The landscape names the weights “${document.weights}”: choose them under Weights; until then the newest are its centre.`);
  }
  for (const document of surfaces) navigate(session, 'lab', document);
  const [offer, ...others] = offers;
  if (offer) session.pointOffers.setState({ offer });
  errors.push(...others.map(({ source }) => `${source} was left: points are read from one file at a time.`));
  if (trainings.length > 0) navigateToTraining(session, trainings);
  experiment.store.setState({ notice: errors.length > 0 ? errors.join(' ') : undefined });
}

function problemSummary(name: string, problems: readonly ValidationError[]): string {
  const [first] = problems;
  if (first?.key === 'file') return `${first.message}.`; // which names the file
  const shown = problems.slice(0, 3).map(({ key, message }) => `${key}: ${message}`);
  const more = problems.length - shown.length;
  return `${name}: ${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));
