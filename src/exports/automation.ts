import { paneSurfaces } from '../documents/panes';
import { parseText, parseTrainingText } from '../documents/parseSurface';
import type { ValidationError, SurfaceDocument } from '../documents/surfaceDocument';
import { viewKinksRequest, surfaceRequest } from '../state/requests';
import { requestOnce } from '../worker/rpc/latestRequest';
import type { JobKind, Jobs, SurfaceRequest } from '../worker/rpc/protocol';
import { base64Of } from './chunkedTransfer';
import { type ExportedFile, exportFile, type Format, jsonOf, suffixOf } from './exportSurface';
import type { ExportPane } from './printedPage';
import type { TrainChannel, TrainOptions } from './trainingAutomation';
import type { BackendChoice } from '../worker/rpc/backendNames';
import type { WorkerClient } from '../worker/rpc/client';

export interface RenderOptions {
  readonly formats: readonly Format[];
  readonly backend: BackendChoice;
  readonly width: number;
  readonly height: number;
  readonly scale?: number;
}

export interface RenderedFile {
  readonly suffix: string;
  readonly format: Format;
  readonly base64: string;
}

/** Interface of the page for the commands and the bench: `globalThis.smoothscape`. */
export interface Automation {
  readonly version: string;
  /** Validation errors of a surface document's text. */
  check(text: string): readonly ValidationError[];
  render(text: string, options: RenderOptions): Promise<readonly RenderedFile[]>;
  /** Validation errors of a training document's text. */
  checkTraining(text: string): readonly ValidationError[];
  /** Trains a training document. Messages and files go to `smoothscapeSend`; states to resume from are read through `smoothscapeReadState`. */
  train(text: string, options: TrainOptions): Promise<readonly string[]>;
  run<K extends JobKind>(kind: K, request: Jobs[K]['request']): Promise<Jobs[K]['result']>;
}

declare global {
  var smoothscape: Automation | undefined;
  var smoothscapeSend: TrainChannel['send'] | undefined;
  var smoothscapeReadState: TrainChannel['readState'] | undefined;
}

/** Job kinds of the training worker. */
const netKinds: readonly JobKind[] = ['train', 'pictures', 'attackImages', 'estimate', 'importData', 'keptData', 'runFile', 'takeRun', 'forgetRun'];

/** Installs the automation interface, which uses the same workers, figures and exports as the page. */
export function installAutomation(port: WorkerClient, nets: WorkerClient): void {
  globalThis.smoothscape = {
    version: __VERSION__,
    check: (text) => {
      const parsed = parseText(text);
      return parsed.ok ? [] : parsed.problems;
    },
    render: (text, options) => render(port, text, options),
    checkTraining: (text) => {
      const parsed = parseTrainingText(text);
      return parsed.ok ? [] : parsed.problems;
    },
    train: async (text, options) => {
      const { trainAll } = await import('./trainingAutomation');
      return trainAll(nets, text, options, {
        send: async (message) => globalThis.smoothscapeSend?.(message),
        readState: async (seed, from, to) => (await globalThis.smoothscapeReadState?.(seed, from, to)) ?? '',
      });
    },
    run: (kind, request) => requestOnce(netKinds.includes(kind) ? nets : port, kind, request),
  };
}

async function render(port: WorkerClient, text: string, { formats, backend, width, height, scale = 1 }: RenderOptions): Promise<RenderedFile[]> {
  const parsed = parseText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const { document } = parsed;
  const panes: ExportPane[] = [];
  if (formats.some((format) => format !== 'json'))
    for (const [k, surface] of paneSurfaces(document).entries()) {
      const title = document.panes?.[k]?.title;
      const kinksRequest = formats.includes('png') || formats.includes('svg') ? viewKinksRequest(surface) : undefined;
      const kinks = kinksRequest && { kinks: await requestOnce(port, 'kinks', kinksRequest) };
      panes.push({ ...(await computed(port, surface, backend)), document: surface, ...(title === undefined ? {} : { title }), ...kinks });
    }
  const files: ExportedFile[] = [];
  for (const format of formats) {
    files.push(...(await exportFile(panes, document, format, { width, height, scale, dark: false })));
    if (format === 'json' && document.panes)
      files.push(...paneSurfaces(document).map((pane, k) => ({ suffix: suffixOf(k, document), format, bytes: jsonOf(pane) })));
  }
  return files.map(({ suffix, format, bytes }) => ({ suffix, format, base64: base64Of(bytes) }));
}

/** Computes a surface with its gradient; throws where a backend chosen by name is not available. */
async function computed(port: WorkerClient, document: SurfaceDocument, backend: BackendChoice): Promise<Pick<ExportPane, 'result' | 'request'>> {
  const request: SurfaceRequest = surfaceRequest(document, backend, true);
  const result = await requestOnce(port, 'surface', request);
  const { report } = result;
  if (backend !== 'auto' && report.backend !== backend) {
    const why = report.failedBackends.find((failure) => failure.backend === backend)?.why;
    throw new Error(`The backend ${backend} is not available here${why ? `: ${why}` : ''}.`);
  }
  return { request, result };
}
