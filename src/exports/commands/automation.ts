import { parseLandscapeText, parseText, parseTrainingText } from '../../documents/parseSurface';
import type { ValidationError } from '../../documents/surfaceDocument';
import { measuringQueue } from '../../state/runs/measurements';
import { measuredSlice, sliceChoice, type Split, type WeightSlice } from '../../state/runs/weightSlices';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { JobKind, Jobs } from '../../worker/rpc/protocol';
import type { EvaluateChannel, EvaluateOptions } from './evaluationAutomation';
import type { LandscapeChannel, LandscapeOptions } from './landscapeAutomation';
import { render, type RenderedFile, type RenderOptions, renderSweep } from './surfaceAutomation';
import { sweepProblems, type Sweep } from './sweep';
import type { TrainChannel, TrainOptions } from './trainingAutomation';

/** Interface of the page for the commands and the bench: `globalThis.smoothscape`. */
interface Automation {
  readonly version: string;
  /** Validation errors of a surface document's text, or of the first wrong document of a sweep. */
  check(text: string, sweep?: Sweep): readonly ValidationError[];
  /** The files of a document, or of every document of a sweep with their table. */
  render(text: string, options: RenderOptions, sweep?: Sweep): Promise<readonly RenderedFile[]>;
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
    check: (text, sweep) => {
      const parsed = parseText(text);
      if (!parsed.ok) return parsed.problems;
      return sweep ? sweepProblems(text, sweep) : [];
    },
    render: (text, options, sweep) => (sweep ? renderSweep(port, text, sweep, options) : render(port, text, options)),
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
