import { parseTrainingText } from '../../documents/parseSurface';
import { choiceOf } from '../../documents/trainingDocument';
import { sha256 } from '../../math/core/sha256';
import type { AutoAttackState } from '../../nets/autoAttack/verdicts';
import type { BackendChoice } from '../../worker/rpc/backendNames';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { EvaluateRequest, EvaluateResult } from '../../worker/rpc/trainingProtocol';
import { evaluationCsv, evaluationJson } from '../trainingExport';
import { type FileChunk, receiveChunks, sendChunks } from './chunkedTransfer';
import { finishedJob } from './finishedJob';

export interface EvaluateOptions {
  readonly backend: BackendChoice;
  /** The name of the file of weights, and its size in bytes. */
  readonly name: string;
  readonly size: number;
  /** The text of the checkpoint to resume from. */
  readonly state?: string;
}

/** Progress without the verdicts of all images. */
export type EvaluateProgress = Omit<EvaluateResult, 'state'>;
export const withoutState = ({ state: _state, ...progress }: EvaluateResult): EvaluateProgress => progress;

/** Message of an evaluating page to the command: progress, the checkpoint as a chunk of a file (`state`), or a chunk of an output file. */
type EvaluateMessage = { readonly kind: 'progress'; readonly progress: EvaluateProgress } | ({ readonly kind: 'state' | 'file' } & FileChunk);

/** Channel from the page to the command of the evaluation. */
export interface EvaluateChannel {
  send(message: EvaluateMessage): Promise<void>;
  /** Bytes from…to of the weights, in base64. */
  readWeights(from: number, to: number): Promise<string>;
}

/** The checkpoint of the command. */
interface SavedState {
  /** SHA-256 of the file of weights. */
  readonly weights: string;
  readonly state: AutoAttackState;
}
/** The name of its file. */
const STATE_FILE = 'evaluation-state.json';
/** Mismatches that a line on the terminal names. */
const MAX_MISMATCHES = 6;

export const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Judges weights by the attack of a training document and sends evaluation.csv and evaluation.json; returns their names. */
export async function evaluateWeights(
  port: WorkerClient,
  text: string,
  { backend, name, size, state }: EvaluateOptions,
  channel: EvaluateChannel,
): Promise<readonly string[]> {
  const parsed = parseTrainingText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const { document } = parsed;
  const [seed = 1] = document.seeds;
  const [training, run] = [choiceOf(document), 'evaluate'];
  const bytes = await receiveChunks(size, (from, to) => channel.readWeights(from, to));
  const weights = sha256(bytes);
  const resumed = state === undefined ? {} : { state: savedState(state, weights, name) };
  const { mismatches } = await requestOnce(port, 'takeWeights', { run, bytes, origin: name, training, seed, anyNet: false }).catch(
    (error: unknown) => {
      throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
    },
  );
  if (mismatches.length > 0) {
    const more = mismatches.length - MAX_MISMATCHES;
    throw new Error(`${name}: ${mismatches.slice(0, MAX_MISMATCHES).join('; ')}${more > 0 ? `; and ${more} more` : ''}`);
  }
  const request = { run, autoattack: document.evaluate.autoattack, backend, resume: false, ...resumed };
  const save = (result: EvaluateResult): Promise<void> => {
    const saved: SavedState = { weights, state: result.state };
    return sendChunks(STATE_FILE, encode(JSON.stringify(saved)), (piece) => channel.send({ kind: 'state', ...piece }));
  };
  const progress = (result: EvaluateResult) => channel.send({ kind: 'progress', progress: withoutState(result) });
  const result = await evaluated(port, request, progress, save);
  const files = { 'evaluation.csv': evaluationCsv(result), 'evaluation.json': evaluationJson({ ...document, seeds: [seed] }, result, __VERSION__) };
  for (const [file, content] of Object.entries(files)) await sendChunks(file, encode(content), (piece) => channel.send({ kind: 'file', ...piece }));
  return Object.keys(files);
}

function savedState(text: string, weights: string, name: string): AutoAttackState {
  let saved: SavedState;
  try {
    saved = JSON.parse(text) as SavedState;
    if (typeof saved.state.key !== 'string' || !Array.isArray(saved.state.verdicts)) throw new Error('no state');
  } catch (error) {
    throw new Error(`${STATE_FILE} is no checkpoint of an evaluation`, { cause: error });
  }
  if (saved.weights !== weights) throw new Error(`${STATE_FILE} is of other weights than ${name}`);
  return saved.state;
}

/** The finished evaluation. Each result goes to `progress`, and now and then one to `save`, one at a time. */
export const evaluated = (
  port: WorkerClient,
  request: EvaluateRequest,
  progress: (result: EvaluateResult) => Promise<void>,
  save: (result: EvaluateResult) => Promise<void> = () => Promise.resolve(),
): Promise<EvaluateResult> =>
  finishedJob(port, 'evaluate', request, {
    progress,
    save,
    isSaved: ({ done }) => !done,
    isFinished: ({ done }) => done,
    unfinished: 'The evaluation ended before its last image',
  });
