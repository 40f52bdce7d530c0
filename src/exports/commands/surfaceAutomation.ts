import { isObject, parseJson } from '../../documents/fieldReaders';
import { parseText } from '../../documents/parseSurface';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import type { BackendChoice } from '../../worker/rpc/backendNames';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import {
  documentFiles,
  everything,
  type ExportedFile,
  type ExportOptions,
  type Format,
  groupPictures,
  surfaceFiles,
  wholePicture,
} from '../surface/exportSurface';
import { isPictureFormat } from '../base/pictures';
import { type AskOnce, partsOf, type ShownChoice, type ShownPane, shownPanes } from '../surface/shownPanes';
import { base64Of } from './chunkedTransfer';
import { onOneRange, type Sweep, type SweptFigure, sweptDocuments, sweepTable } from './sweep';

export interface RenderOptions {
  readonly formats: readonly Format[];
  readonly backend: BackendChoice;
  readonly width: number;
  readonly height: number;
  readonly scale?: number;
  /** Stands before the format in the names of files in an archive. */
  readonly base?: string;
}

export interface RenderedFile {
  readonly suffix: string;
  readonly format: Format;
  readonly base64: string;
}

/** The document of a text; throws its problems as a sentence. */
function parsed(result: ReturnType<typeof parseText>): SurfaceDocument {
  if (!result.ok) throw new Error(result.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return result.document;
}

const encoded = (files: readonly ExportedFile[]): RenderedFile[] =>
  files.map(({ suffix, format, bytes }) => ({ suffix, format, base64: base64Of(bytes) }));

/** Everything that a document shows, computed. */
function panesOf(document: SurfaceDocument, { formats, backend }: RenderOptions, ask: AskOnce): Promise<ShownPane[][]> {
  const pictures = formats.some((format) => format !== 'csv' && format !== 'npz');
  const without = partsOf(document).flatMap(({ part, usual }) => (usual ? [] : [part]));
  const choice: ShownChoice = { backend, along: 'theta2', pictures, without };
  return shownPanes(document, choice, ask);
}

/** Whether files are the numbers of a second row; those of a frozen attack, which no document has by default, always are what it names. */
const isSecondRow = (suffix: string): boolean => suffix.includes('-') && !suffix.endsWith('-frozen');

/** Whether the text of a document names its second row: the page has one by default, and a file a pane is what the command writes without it. */
function namesSecondRow(text: string): boolean {
  const raw = parseJson(text);
  return isObject(raw) && isObject(raw['view']) && 'second' in raw['view'];
}

/** The files of a document; `text` is what it was read from. */
async function filesOf(
  text: string,
  document: SurfaceDocument,
  groups: readonly (readonly ShownPane[])[],
  of: RenderOptions,
): Promise<ExportedFile[]> {
  const { formats, width, height, scale = 1, base = 'surface' } = of;
  const options: ExportOptions = { width, height, scale, dark: false, sharedRange: true };
  const files: ExportedFile[] = [];
  for (const format of formats) {
    if (format === 'json') files.push(...documentFiles(document));
    else if (format === 'zip') files.push({ suffix: '', format, bytes: await everything(base, groups, document, options) });
    else if (!isPictureFormat(format)) {
      const all = await surfaceFiles(groups, document, format, options);
      files.push(...all.filter(({ suffix }) => !isSecondRow(suffix) || namesSecondRow(text)));
    } else if (document.panes) files.push(...(await groupPictures(groups, document, format, options)));
    else files.push({ suffix: '', format, bytes: await wholePicture(groups, document, format, options) });
  }
  return files;
}

export async function render(port: WorkerClient, text: string, options: RenderOptions): Promise<RenderedFile[]> {
  const document = parsed(parseText(text));
  const groups = options.formats.some((format) => format !== 'json') ? await panesOf(document, options, availableOnly(port, options.backend)) : [];
  return encoded(await filesOf(text, document, groups, options));
}

/** The files of every document of a sweep, numbered "-01", "-02", …, on one range, and their table. */
export async function renderSweep(port: WorkerClient, text: string, sweep: Sweep, options: RenderOptions): Promise<RenderedFile[]> {
  const ask = availableOnly(port, options.backend);
  const figures: SweptFigure[] = [];
  for (const [k, result] of sweptDocuments(text, sweep).entries()) {
    const document = parsed(result);
    figures.push({ value: sweep.values[k]!, document, groups: await panesOf(document, options, ask) });
  }
  const digits = String(figures.length).length;
  const files: ExportedFile[] = [{ suffix: '-sweep', format: 'csv', bytes: await sweepTable(sweep, figures, text, ask) }];
  for (const [k, { document, groups }] of onOneRange(figures).entries()) {
    const number = `-${String(k + 1).padStart(digits, '0')}`;
    const own = await filesOf(text, document, groups, { ...options, base: `${options.base ?? 'surface'}${number}` });
    files.push(...own.map((file) => ({ ...file, suffix: `${number}${file.suffix}` })));
  }
  return encoded(files);
}

/** Asks the worker; throws where a backend chosen by name is not available. */
const availableOnly =
  (port: WorkerClient, backend: BackendChoice): AskOnce =>
  async (kind, request) => {
    const result = await requestOnce(port, kind, request);
    if (backend !== 'auto' && 'report' in result && result.report.backend !== backend) {
      const why = result.report.failedBackends.find((failure) => failure.backend === backend)?.why;
      throw new Error(`The backend ${backend} is not available here${why ? `: ${why}` : ''}.`);
    }
    return result;
  };
