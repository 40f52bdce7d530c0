import { requestKey } from '../../worker/rpc/latestRequest';
import { paneSurfaces } from '../../documents/panes';
import type { SurfaceDocument, ValidationError } from '../../documents/surfaceDocument';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { exportFile, type Format } from '../../exports/exportSurface';
import { openFile } from '../../exports/openFile';
import type { ExportPane } from '../../exports/printedPage';
import { raceFile } from '../../exports/raceExport';
import { trainingFile } from '../../exports/trainingExport';
import { wholeDocument } from '../../state/experimentStore';
import { raceRequest } from '../../state/race';
import { viewKinksRequest, surfaceRequest } from '../../state/requests';
import { documentsOf } from '../../state/trainingPlan';
import type { TrainRun } from '../../state/trainingRun';
import { navigate, navigateToTraining } from './addressSync';
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

/** Exports the figure of the page: one picture of all panes; numeric formats as one file per pane, zipped. */
export async function saveFigure(session: Session, format: Format, scale: number, dark: boolean): Promise<void> {
  const { experiment, runs } = session;
  const state = experiment.store.getState();
  if (state.tab === 'train') return saveTraining(session, format, scale, dark);
  if (state.tab === 'optimisers' && (format === 'png' || format === 'svg' || format === 'csv')) return saveRace(session, format, scale, dark);
  const document = wholeDocument(state);
  const panes: ExportPane[] = [];
  if (format !== 'json')
    for (const [k, surface] of paneSurfaces(document).entries()) {
      const request = surfaceRequest(surface, state.backend, true);
      const title = document.panes?.[k]?.title;
      const kinksRequest = format === 'png' || format === 'svg' ? viewKinksRequest(surface) : undefined;
      const kinks = kinksRequest && { kinks: await runs.kinks.once(kinksRequest) };
      panes.push({ request, result: await runs.surface.once(request), document: surface, ...(title && { title }), ...kinks });
    }
  const files = await exportFile(panes, document, format, { width: 1200, height: 900, scale, dark, together: panes.length > 1 });
  const name = document.view.figure ? `figure-${document.view.figure.replace(/[^a-z0-9]+/gi, '').toLowerCase()}` : 'surface';
  const [only] = files;
  if (files.length === 1 && only) download(`${name}.${format}`, only.bytes);
  else
    download(
      `${name}-${format}.zip`,
      zipSync(Object.fromEntries(files.map(({ suffix, bytes }) => [`${name}${suffix}.${format}`, bytes])), { level: 0 }),
    );
}

/** Exports the race at the step shown. */
async function saveRace({ experiment, runs }: Session, format: 'png' | 'svg' | 'csv', scale: number, dark: boolean): Promise<void> {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  const [request, surface] = [raceRequest(document), surfaceRequest(document, state.backend)];
  const shown = runs.race.store.getState().results['race'];
  const isCurrent = shown?.last && !shown.busy && requestKey(shown.last.request) === requestKey(request);
  const race = isCurrent && shown.last ? shown.last.result : await runs.race.once(request);
  const whole = { document, request, race, surface: await runs.surface.once(surface), step: state.step ?? request.steps };
  download(`race.${format}`, await raceFile(whole, format, { width: 1200, height: 900, scale, dark }));
}

/** Training runs with at least one evaluated epoch, in table order. */
const trainedRuns = ({ training }: Session): readonly TrainRun[] => training.runs.store.getState().runs.filter(({ metrics }) => metrics.length > 0);

/** Exports training curves, table and metrics; as JSON the documents of the runs, or of the plan while there are no runs. */
async function saveTraining(session: Session, format: Format, scale: number, dark: boolean): Promise<void> {
  if (format === 'npz') throw new Error('Runs have no arrays; their weights are safetensors, in the table of runs.');
  const runs = trainedRuns(session);
  const chosen = documentsOf(session.training.plan.store.getState()).map((document) => ({ document, seed: document.seeds[0] ?? 1, metrics: [] }));
  download(
    `training.${format}`,
    await trainingFile(format === 'json' && runs.length === 0 ? chosen : runs, format, { width: 1200, height: 900, scale, dark }),
  );
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
 * Opens files: documents, figures with an embedded document, checkpoints and weights, and image data sets. A file in error changes nothing, and
 * is named beside the `folders`, which are not opened.
 */
export async function openFiles(session: Session, files: readonly File[], folders: readonly string[] = []): Promise<void> {
  const { training, experiment } = session;
  const errors = folders.map((name) => `${name} is a folder: give the files in it.`);
  const images: File[] = [];
  const trainings: TrainingDocument[] = [];
  const surfaces: SurfaceDocument[] = [];
  const runs: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  for (const file of files) {
    try {
      const opened = await openFile(file);
      if (!opened.ok) errors.push(problemSummary(file.name, opened.problems));
      else if ('images' in opened) images.push(opened.images);
      else if ('run' in opened) runs.push({ name: file.name, bytes: opened.run });
      else if ('document' in opened) surfaces.push(opened.document);
      else trainings.push(...opened.documents);
    } catch (error) {
      errors.push(errorMessage(error));
    }
  }
  if (images.length > 0 || runs.length > 0) navigate(session, 'train');
  if (images.length > 0) training.imports.importFiles(images);
  for (const { name, bytes } of runs) await training.runs.importFile(bytes).catch((error: unknown) => errors.push(`${name}: ${errorMessage(error)}`));
  for (const document of surfaces) navigate(session, 'lab', document);
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
