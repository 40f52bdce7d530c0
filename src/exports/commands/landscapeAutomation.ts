import { landscapeChoiceOf, type LandscapeDocument } from '../../documents/landscapeDocument';
import { parseLandscapeText } from '../../documents/parseSurface';
import { parseTraining } from '../../documents/parseTraining';
import { choiceOf } from '../../documents/trainingDocument';
import { directionKinds } from '../../nets/landscape/directions';
import type { SliceState } from '../../nets/landscape/slice';
import type { TrainingChoice } from '../../nets/training/types';
import type { BackendChoice } from '../../worker/rpc/backendNames';
import type { WorkerClient } from '../../worker/rpc/client';
import type { LandscapeRequest, LandscapeResult } from '../../worker/rpc/landscapeProtocol';
import { requestOnce } from '../../worker/rpc/latestRequest';
import { landscapeFile, type LandscapeFormat } from '../landscapeExport';
import { type FileChunk, receiveChunks, sendChunks } from './chunkedTransfer';
import { finishedJob } from './finishedJob';

export interface LandscapeOptions {
  readonly backend: BackendChoice;
  readonly formats: readonly LandscapeFormat[];
  /** Stands before the format in the names of the files. */
  readonly base: string;
  /** Sizes in bytes of the files that the document names: of the weights, then of `directions.files`. */
  readonly sizes: readonly number[];
  /** The text of the slice to go on with. */
  readonly state?: string;
}

/** Progress without the numbers of the nodes. */
type LandscapeProgress = Pick<LandscapeResult, 'stage' | 'done' | 'of' | 'secondsLeft' | 'backend'>;

/** Message to the command: progress, the slice so far as a chunk of a file (`state`), or a chunk of an output file. */
type LandscapeMessage = { readonly kind: 'progress'; readonly progress: LandscapeProgress } | ({ readonly kind: 'state' | 'file' } & FileChunk);

export interface LandscapeChannel {
  send(message: LandscapeMessage): Promise<void>;
  /** Bytes from…to of file number `file` that the document names, in base64. */
  readInput(file: number, from: number, to: number): Promise<string>;
}

const STATE_FILE = 'landscape-state.json';
/** Size of pictures in CSS pixels. */
const PICTURE = { width: 1200, height: 900, scale: 1, dark: false };
const MAX_MISMATCHES = 6;
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Measures the landscape of a document and sends a file a format; returns their names. */
export async function measureLandscape(
  port: WorkerClient,
  text: string,
  options: LandscapeOptions,
  channel: LandscapeChannel,
): Promise<readonly string[]> {
  const parsed = parseLandscapeText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const { document } = parsed;
  const { kind, files = [] } = document.directions;
  const read = (file: number): Promise<Uint8Array> => receiveChunks(options.sizes[file] ?? 0, (from, to) => channel.readInput(file, from, to));
  await takeWeights(port, 'centre', document.weights, await read(0), document);
  const [others, raw]: [string[], Uint8Array[]] = [[], []];
  for (const [k, name] of files.entries()) {
    const bytes = await read(k + 1);
    if (directionKinds[kind].seeded) raw.push(bytes);
    else {
      await takeWeights(port, name, name, bytes, document);
      others.push(name);
    }
  }
  const state = options.state === undefined ? {} : { state: savedSlice(options.state) };
  const request: LandscapeRequest = {
    ...{ run: 'centre', choice: landscapeChoiceOf(document), others, backend: options.backend, resume: false },
    ...(raw.length > 0 && { raw }),
    ...state,
  };
  const result = await measured(port, request, channel);
  const names: string[] = [];
  for (const format of options.formats) {
    const name = `${options.base}.${format}`;
    const { bytes } = await landscapeFile([{ title: '', document, result }], format, PICTURE);
    await sendChunks(name, bytes, (piece) => channel.send({ kind: 'file', ...piece }));
    names.push(name);
  }
  return names;
}

/** A training choice on the data and the network of a landscape, under which its weights are taken in. */
function trainingOf({ data: { source, from, count, split }, net }: LandscapeDocument): TrainingChoice {
  const test = split === 'test' ? from + count : 1;
  const parsed = parseTraining({ kind: 'training', data: { source, train: 1, test }, net, evaluate: { count: 1 } });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  return choiceOf(parsed.document);
}

async function takeWeights(port: WorkerClient, run: string, origin: string, bytes: Uint8Array, document: LandscapeDocument): Promise<void> {
  const request = { run, bytes, origin, training: trainingOf(document), seed: 1, anyNet: false };
  const { mismatches } = await requestOnce(port, 'takeWeights', request).catch((error: unknown) => {
    throw new Error(`${origin}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  });
  const more = mismatches.length - MAX_MISMATCHES;
  if (mismatches.length > 0) throw new Error(`${origin}: ${mismatches.slice(0, MAX_MISMATCHES).join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
}

/** A slice as JSON: its arrays as lists, null where nothing is measured. */
const textOf = (slice: SliceState): string =>
  JSON.stringify(slice, (_, value: unknown) => (value instanceof Float64Array ? { float64: [...value] } : value));

function savedSlice(text: string): SliceState {
  try {
    const slice = JSON.parse(text, (_, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('float64' in value) || !Array.isArray(value.float64)) return value;
      return Float64Array.from(value.float64, (item: unknown) => (typeof item === 'number' ? item : NaN));
    }) as SliceState;
    if (typeof slice.key !== 'string' || !(slice.a instanceof Float64Array) || !(slice.b instanceof Float64Array)) throw new Error('no slice');
    return slice;
  } catch (error) {
    throw new Error(`${STATE_FILE} is no slice of a landscape`, { cause: error });
  }
}

/** The finished slice. Progress goes to the command, and now and then the slice so far. */
const measured = (port: WorkerClient, request: LandscapeRequest, { send }: LandscapeChannel): Promise<LandscapeResult> =>
  finishedJob(port, 'landscape', request, {
    progress: ({ stage, done, of, secondsLeft, backend }) =>
      send({ kind: 'progress', progress: { stage, done, of, backend, ...(secondsLeft !== undefined && { secondsLeft }) } }),
    save: ({ slice }) => sendChunks(STATE_FILE, encode(textOf(slice)), (piece) => send({ kind: 'state', ...piece })),
    isSaved: ({ stage, done }) => stage === 'measuring' && done > 0,
    isFinished: ({ stage }) => stage === 'done',
    unfinished: 'The landscape ended before its last node',
  });
