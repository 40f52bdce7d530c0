import type { Lesson } from '../../documents/lessons/lesson';
import type { LandscapeDocument } from '../../documents/landscapeDocument';
import type { SurfaceDocument, ValidationError } from '../../documents/surfaceDocument';
import type { TrainingDocument } from '../../documents/trainingDocument';
import {
  documentFiles,
  everything,
  type ExportedFile,
  type ExportOptions,
  type Format,
  sizedFile,
  surfaceFiles,
  zipOf,
} from '../../exports/surface/exportSurface';
import { openFile } from '../../exports/openFile';
import type { MetricsTable, RunSummary } from '../../exports/runFolder';
import { landscapeFile } from '../../exports/landscapeExport';
import { paperFile } from '../../exports/paper/paperExport';
import { isPictureFormat, type PictureFormat } from '../../exports/base/pictures';
import { raceFile } from '../../exports/raceExport';
import type { PartName } from '../../exports/surface/shownPanes';
import { mapsNpz, theoryCsv } from '../../exports/theoryExport';
import { type TrainedRun, trainingFile } from '../../exports/trainingExport';
import { maps, type MapName } from '../../math/analysis/curvatureMaps';
import { mapRequest } from '../../state/jobResults';
import { wholeDocument } from '../../state/experimentStore';
import type { PointOffer } from '../../state/pointOffer';
import { weightSources } from '../../state/runs/landscapeSubjects';
import { documentsOf } from '../../state/trainingPlan';
import { navigate, navigateToLandscape, navigateToTraining } from './addressSync';
import {
  checkedStatements,
  exportedSlices,
  labPanes,
  pageFigure,
  type PageFigure,
  type PagePictureOptions,
  shownRace,
  surfaceName,
  trainedRuns,
} from './pageFigure';
import { addCurves, importRuns, importWeights, type NamedFile } from './runFiles';
import { currentPage, fetchedRuns } from './paperRuns';
import type { Session } from './session';

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
export const PICTURE = { width: 1200, height: 900 };

/** Exports the figure of the page as it is shown: one file, or several with the whole document in a ZIP archive. */
export async function saveFigure(session: Session, { format, scale, dark, without, each }: SaveChoice): Promise<void> {
  if (isPictureFormat(format)) return savePictures(await pageFigure(session, without), format, { ...PICTURE, scale, dark, each });
  const state = session.experiment.store.getState();
  const table = { ...PICTURE, scale, dark };
  if (state.tab === 'train') return download(`training.${format}`, await trainingFile(exportedRuns(session, format), tableFormat(format), table));
  if (state.tab === 'gallery' && state.paper)
    return download(`${state.paper}.${format}`, await paperFile(currentPage(session, state.paper), tableFormat(format), table));
  if (state.tab === 'landscape') {
    const { extension, bytes } = await landscapeFile(exportedSlices(session), format === 'npz' ? format : tableFormat(format), table);
    return download(`landscape.${extension}`, bytes);
  }
  if (state.tab === 'theory' && format === 'csv') return download('theorems.csv', theoryCsv(wholeDocument(state), checkedStatements(session)));
  if (state.tab === 'theory' && format === 'npz') return download('maps.npz', await allMaps(session));
  if (state.tab === 'optimisers' && format === 'csv') return download('race.csv', await raceFile(await shownRace(session), format, table));
  const document = wholeDocument(state);
  const name = surfaceName(document);
  const [whole] = documentFiles(document);
  if (format === 'json') return download(`${name}.json`, whole!.bytes);
  const options: ExportOptions = { ...PICTURE, scale, dark, sharedRange: state.linked.range };
  const groups = await labPanes(session, without, format !== 'csv' && format !== 'npz');
  if (format === 'zip') return download(`${name}.zip`, await everything(name, groups, document, options));
  saveFiles(name, format, await surfaceFiles(groups, document, format, options), document);
}

/** Exports the pictures of a figure. */
export async function savePictures(figure: PageFigure, format: PictureFormat, options: PagePictureOptions): Promise<void> {
  const files = await Promise.all(figure.pictures(format, options).map((one) => sizedFile(one, format)));
  saveFiles(figure.name, format, files, figure.document);
}

/** One file as it is; several in an archive, their document beside them. */
function saveFiles(name: string, format: Format, files: readonly ExportedFile[], document?: SurfaceDocument): void {
  const [only] = files;
  if (files.length === 1 && only) return download(`${name}.${format}`, only.bytes);
  download(`${name}-${format}.zip`, zipOf(name, [...(document ? documentFiles(document).slice(0, 1) : []), ...files]));
}

/** Formats of pages whose numbers are a table. */
type TableFormat = 'csv' | 'json';

function tableFormat(format: Format): TableFormat {
  if (format === 'csv' || format === 'json') return format;
  throw new Error(`Only surfaces are written as ${format.toUpperCase()}.`);
}

/** The numbers of every map of the theorem bench. */
async function allMaps({ experiment, runs }: Session): Promise<Uint8Array> {
  const document = wholeDocument(experiment.store.getState());
  const results = [];
  for (const name of Object.keys(maps) as MapName[]) results.push([name, await runs.map.once(mapRequest(document, name))] as const);
  return mapsNpz(document, results);
}

/** The runs that have been evaluated; as JSON, which holds their documents, those of the plan while there are none. */
function exportedRuns(session: Session, format: Format): readonly TrainedRun[] {
  const runs = trainedRuns(session);
  if (format !== 'json' || runs.length > 0) return runs;
  return documentsOf(session.training.plan.store.getState()).map((document) => ({ document, seed: document.seeds[0] ?? 1, metrics: [] }));
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
  const lessons: Lesson[] = [];
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
      else if ('lesson' in opened) lessons.push(opened.lesson);
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
  for (const lesson of lessons) session.lessons.add(lesson);
  if (lessons.length > 0) navigate(session, 'learn');
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
