import { isObject, parseJson } from '../../documents/fieldReaders';
import { parseLandscapeText, parseText, parseTrainingText } from '../../documents/parseSurface';
import type { ValidationError } from '../../documents/surfaceDocument';
import { measuringQueue } from '../../state/measurements';
import { measuredSlice, sliceChoice, type Split, type WeightSlice } from '../../state/weightSlices';
import type { BackendChoice } from '../../worker/rpc/backendNames';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { JobKind, Jobs } from '../../worker/rpc/protocol';
import { documentFiles, type ExportedFile, type ExportOptions, type Format, groupPictures, numberFiles, wholePicture } from '../exportSurface';
import { type AskOnce, partsOf, type ShownChoice, shownPanes } from '../shownPanes';
import { base64Of } from './chunkedTransfer';
import type { EvaluateChannel, EvaluateOptions } from './evaluationAutomation';
import type { LandscapeChannel, LandscapeOptions } from './landscapeAutomation';
import type { TrainChannel, TrainOptions } from './trainingAutomation';

interface RenderOptions {
  readonly formats: readonly Format[];
  readonly backend: BackendChoice;
  readonly width: number;
  readonly height: number;
  readonly scale?: number;
}

interface RenderedFile {
  readonly suffix: string;
  readonly format: Format;
  readonly base64: string;
}

/** Interface of the page for the commands and the bench: `globalThis.smoothscape`. */
interface Automation {
  readonly version: string;
  /** Validation errors of a surface document's text. */
  check(text: string): readonly ValidationError[];
  render(text: string, options: RenderOptions): Promise<readonly RenderedFile[]>;
  /** Validation errors of a training document's text. */
  checkTraining(text: string): readonly ValidationError[];
  /** Trains a training document. Messages and files go to `smoothscapeSend`; states to resume from are read through `smoothscapeReadState`. */
  train(text: string, options: TrainOptions): Promise<readonly string[]>;
  /** Evaluates weights, read through `smoothscapeReadWeights`, by the attack of a training document. Messages and files go to `smoothscapeSend`. */
  evaluate(text: string, options: EvaluateOptions): Promise<readonly string[]>;
  /** Validation errors of a landscape document's text; without any, the files that it names: its weights, then those of its directions. */
  checkLandscape(text: string): { readonly problems: readonly ValidationError[]; readonly files: readonly string[] };
  /** Measures a landscape document. Messages and files go to `smoothscapeSend`; the files it names are read through `smoothscapeReadInput`. */
  landscape(text: string, options: LandscapeOptions): Promise<readonly string[]>;
  /** The slices of Figure 7 through the weights of a file, in base64, that the training of a document wrote. */
  weightSlices(text: string, base64: string): Promise<Readonly<Record<Split, WeightSlice>>>;
  run<K extends JobKind>(kind: K, request: Jobs[K]['request']): Promise<Jobs[K]['result']>;
}

declare global {
  var smoothscape: Automation | undefined;
  var smoothscapeSend:
    ((message: Parameters<TrainChannel['send'] | EvaluateChannel['send'] | LandscapeChannel['send']>[0]) => Promise<void>) | undefined;
  var smoothscapeReadState: TrainChannel['readState'] | undefined;
  var smoothscapeReadInput: LandscapeChannel['readInput'] | undefined;
  var smoothscapeReadWeights: EvaluateChannel['readWeights'] | undefined;
}

/** Job kinds of the training worker. */
const netKinds: readonly JobKind[] = [
  ...(['train', 'pictures', 'attackImages', 'estimate', 'importData', 'keptData'] as const),
  ...(['runFile', 'takeRun', 'takeWeights', 'evaluate', 'keptEvaluations', 'landscape', 'spectrum', 'keptLandscapes', 'forgetRun'] as const),
];

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
    evaluate: async (text, options) => {
      const { evaluateWeights } = await import('./trainingAutomation');
      return evaluateWeights(nets, text, options, {
        send: async (message) => globalThis.smoothscapeSend?.(message),
        readWeights: async (from, to) => (await globalThis.smoothscapeReadWeights?.(from, to)) ?? '',
      });
    },
    checkLandscape: (text) => {
      const parsed = parseLandscapeText(text);
      if (!parsed.ok) return { problems: parsed.problems, files: [] };
      return { problems: [], files: [parsed.document.weights, ...(parsed.document.directions.files ?? [])] };
    },
    landscape: async (text, options) => {
      const { measureLandscape } = await import('./trainingAutomation');
      return measureLandscape(nets, text, options, {
        send: async (message) => globalThis.smoothscapeSend?.(message),
        readInput: async (file, from, to) => (await globalThis.smoothscapeReadInput?.(file, from, to)) ?? '',
      });
    },
    weightSlices: async (text, base64) => {
      const parsed = parseTrainingText(text);
      if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
      const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
      const measure = measuringQueue(nets);
      const slice = (split: Split): Promise<WeightSlice> =>
        measuredSlice(nets, measure, async () => bytes.slice(), sliceChoice(parsed.document, split));
      return { train: await slice('train'), test: await slice('test') };
    },
    run: (kind, request) => requestOnce(netKinds.includes(kind) ? nets : port, kind, request),
  };
}

/** Whether files are the numbers of a second row; those of a frozen attack, which no document has by default, always are what it names. */
const isSecondRow = (suffix: string): boolean => suffix.includes('-') && !suffix.endsWith('-frozen');

/** Whether the text of a document names its second row: the page has one by default, and a file a pane is what the command writes without it. */
function namesSecondRow(text: string): boolean {
  const raw = parseJson(text);
  return isObject(raw) && isObject(raw['view']) && 'second' in raw['view'];
}

async function render(port: WorkerClient, text: string, { formats, backend, width, height, scale = 1 }: RenderOptions): Promise<RenderedFile[]> {
  const parsed = parseText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const { document } = parsed;
  const pictures = formats.some((format) => format === 'png' || format === 'svg');
  const choice: ShownChoice = { backend, along: 'theta2', pictures, without: partsOf(document).flatMap(({ part, usual }) => (usual ? [] : [part])) };
  const groups = formats.some((format) => format !== 'json') ? await shownPanes(document, choice, availableOnly(port, backend)) : [];
  const options: ExportOptions = { width, height, scale, dark: false, sharedRange: true };
  const files: ExportedFile[] = [];
  for (const format of formats) {
    if (format === 'json') files.push(...documentFiles(document));
    else if (format === 'csv' || format === 'npz')
      files.push(...numberFiles(groups, document, format).filter(({ suffix }) => !isSecondRow(suffix) || namesSecondRow(text)));
    else if (document.panes) files.push(...(await groupPictures(groups, document, format, options)));
    else files.push({ suffix: '', format, bytes: await wholePicture(groups, document, format, options) });
  }
  return files.map(({ suffix, format, bytes }) => ({ suffix, format, base64: base64Of(bytes) }));
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
