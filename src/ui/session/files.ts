import { paneSurfaces } from '../../documents/panes';
import type { ValidationError } from '../../documents/surfaceDocument';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { exportFile, type Format } from '../../exports/exportSurface';
import { openFile } from '../../exports/openFile';
import type { ExportPane } from '../../exports/printedPage';
import { wholeDocument } from '../../state/experimentStore';
import { raceRequest } from '../../state/race';
import { kinksAsked, surfaceRequest } from '../../state/requests';
import { documentsOf } from '../../state/trainingPlan';
import type { TrainRun } from '../../state/trainingRun';
import { navigate, navigateToTraining } from './addressSync';
import type { Session } from './session';
import { zipSync } from 'fflate';

/** Hands a text or bytes to the browser as a file. */
export function download(name: string, content: BlobPart, type = ''): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const hand = download;

/** Writes what the Lab shows as a file: a picture holds all panes; numbers are one file a pane, in one zip. */
export async function saveFigure(session: Session, format: Format, scale: number, dark: boolean): Promise<void> {
  const { experiment, runs } = session;
  const state = experiment.store.getState();
  if (state.tab === 'train') return saveTraining(session, format, scale, dark);
  if (state.tab === 'optimisers' && (format === 'png' || format === 'svg' || format === 'csv')) return saveRace(session, format, scale, dark);
  const document = wholeDocument(state);
  const panes: ExportPane[] = [];
  if (format !== 'json')
    for (const [k, own] of paneSurfaces(document).entries()) {
      const request = surfaceRequest(own, state.backend, true);
      const title = document.panes?.[k]?.title;
      const asked = format === 'png' || format === 'svg' ? kinksAsked(own) : undefined;
      const kinks = asked && { kinks: await runs.kinks.once(asked) };
      panes.push({ request, result: await runs.surface.once(request), document: own, ...(title && { title }), ...kinks });
    }
  const files = await exportFile(panes, document, format, { width: 1200, height: 900, scale, dark, together: panes.length > 1 });
  const name = document.view.figure ? `figure-${document.view.figure.replace(/[^a-z0-9]+/gi, '').toLowerCase()}` : 'surface';
  const [only] = files;
  if (files.length === 1 && only) downloadFiles(`${name}.${format}`, only.bytes);
  else
    downloadFiles(
      `${name}-${format}.zip`,
      zipSync(Object.fromEntries(files.map(({ suffix, bytes }) => [`${name}${suffix}.${format}`, bytes])), { level: 0 }),
    );
}

/** Writes the race that the page shows, at the step that it shows. */
async function saveRace({ experiment, runs }: Session, format: 'png' | 'svg' | 'csv', scale: number, dark: boolean): Promise<void> {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  const [request, surface] = [raceRequest(document), surfaceRequest(document, state.backend)];
  const shown = runs.race.store.getState().runs['race'];
  const same = shown?.last && !shown.busy && JSON.stringify(shown.last.request) === JSON.stringify(request);
  const race = same && shown.last ? shown.last.result : await runs.race.once(request);
  const whole = { document, request, race, surface: await runs.surface.once(surface), step: state.step ?? request.steps };
  const { raceFile } = await import('../../exports/raceExport'); // with what only such files need
  downloadFiles(`race.${format}`, await raceFile(whole, format, { width: 1200, height: 900, scale, dark }));
}

/** Runs that have an evaluated epoch, as the tables order them. */
export const trainedRuns = ({ training }: Session): readonly TrainRun[] =>
  training.runs.store.getState().runs.filter(({ metrics }) => metrics.length > 0);

/** Writes curves, table and numbers of what was trained; its documents, or those that are chosen while nothing was. */
async function saveTraining(session: Session, format: Format, scale: number, dark: boolean): Promise<void> {
  if (format === 'npz') throw new Error('Runs have no arrays; their weights are safetensors, in the table of runs.');
  const runs = trainedRuns(session);
  const chosen = documentsOf(session.training.plan.store.getState()).map((document) => ({ document, seed: document.seeds[0] ?? 1, metrics: [] }));
  const { trainingFile: trainFile } = await import('../../exports/trainingExport');
  downloadFiles(
    `training.${format}`,
    await trainFile(format === 'json' && runs.length === 0 ? chosen : runs, format, { width: 1200, height: 900, scale, dark }),
  );
}

/** Opens files: documents, figures that carry one, states and weights of runs, and the visitor's own data. What the page had stays when a file is wrong. */
export async function openFiles(session: Session, files: readonly File[]): Promise<void> {
  const { training, experiment } = session;
  const own = files.filter(({ name }) => /\.(tar\.gz|tgz|mat|bin)$/i.test(name));
  if (own.length > 0) {
    navigate(session, 'train');
    training.imports.take(own);
  }
  const trainings: TrainingDocument[] = [];
  const wrong: string[] = [];
  for (const file of files.filter((each) => !own.includes(each))) {
    const opened = await openFile(file);
    if (!opened.ok) wrong.push(`${file.name}: ${problemSummary(opened.problems)}`);
    else if ('run' in opened) {
      navigate(session, 'train');
      await training.runs.take(opened.run).catch((error: unknown) => wrong.push(`${file.name}: ${errorMessage(error)}`));
    } else if ('document' in opened) navigate(session, 'lab', opened.document);
    else trainings.push(...opened.documents);
  }
  if (trainings.length > 0) navigateToTraining(session, trainings);
  experiment.store.setState({ notice: wrong.length > 0 ? wrong.join(' ') : undefined });
}

function problemSummary(problems: readonly ValidationError[]): string {
  const shown = problems.slice(0, 3).map(({ key, message }) => `${key}: ${message}`);
  const more = problems.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
}

export const errorMessage = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const downloadFiles = (name: string, bytes: Uint8Array): void => hand(name, new Uint8Array(bytes));
