import { parseTrainingText } from '../../documents/parseSurface';
import { parseTraining } from '../../documents/parseTraining';
import { choiceOf, differenceText, isExtension, methodKey, type TrainingDocument } from '../../documents/trainingDocument';
import { attackWarnings } from '../../nets/training/schedule';
import type { BackendChoice } from '../../worker/rpc/backendNames';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { EvaluateResult, TrainRequest, TrainResult } from '../../worker/rpc/trainingProtocol';
import { evaluationCsv, evaluationJson, metricsCsvOf, type SeedRun, summaryOf } from '../trainingExport';
import { type FileChunk, receiveChunks, sendChunks } from './chunkedTransfer';
import { encode, evaluated, type EvaluateProgress, withoutState } from './evaluationAutomation';

export { evaluateWeights } from './evaluationAutomation'; // one piece of code that is loaded late
export { measureLandscape } from './landscapeAutomation';

export interface TrainOptions {
  readonly backend: BackendChoice;
  /** Sizes in bytes of the state files to resume from, by seed. */
  readonly states: Readonly<Record<string, number>>;
}
/** Message of a training page to the command: progress of the training and of the evaluation after it, a chunk of a checkpoint (`state`), or a chunk of an output file. */
type TrainMessage =
  | { readonly kind: 'progress'; readonly seed: number; readonly progress: TrainResult }
  | { readonly kind: 'evaluation'; readonly seed: number; readonly progress: EvaluateProgress }
  | ({ readonly kind: 'state' | 'file' } & FileChunk);

/** Channel from the page to the training command. */
export interface TrainChannel {
  send(message: TrainMessage): Promise<void>;
  /** Bytes from…to of the state file of a seed, in base64. */
  readState(seed: number, from: number, to: number): Promise<string>;
}

/** Milliseconds between two checkpoints sent within an epoch. */
const CHECKPOINT_INTERVAL_MS = 60_000;

/** Trains every seed of a document in turn and sends the output files; returns their names. */
export async function trainAll(
  port: WorkerClient,
  text: string,
  { backend, states }: TrainOptions,
  channel: TrainChannel,
): Promise<readonly string[]> {
  const parsed = parseTrainingText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const { document } = parsed;
  const runs: SeedRun[] = [];
  const evaluations: EvaluateResult[] = [];
  const names: string[] = [];
  const write = async (name: string, bytes: Uint8Array): Promise<void> => {
    await sendChunks(name, bytes, (piece) => channel.send({ kind: 'file', ...piece }));
    names.push(name);
  };
  for (const seed of document.seeds) {
    const run = `seed ${seed}`;
    const size = states[seed];
    if (size !== undefined)
      await restoreCheckpoint(port, run, await receiveChunks(size, (from, to) => channel.readState(seed, from, to)), document, seed);
    const training = { ...choiceOf(document), seeds: [seed] };
    const last = await trained(port, { run, training, seed, backend, resume: size !== undefined }, channel);
    runs.push({ seed, metrics: last.metrics, backend: last.backend });
    await sendCheckpoint(port, run, seed, channel);
    await channel.send({ kind: 'progress', seed, progress: last });
    await write(`weights-${seed}.safetensors`, (await requestOnce(port, 'runFile', { run, what: 'best' })).bytes);
    const { autoattack } = document.evaluate;
    if (!autoattack) continue;
    const progress = (result: EvaluateResult) => channel.send({ kind: 'evaluation', seed, progress: withoutState(result) });
    const result = await evaluated(port, { run, autoattack, backend, resume: false }, progress);
    evaluations.push(result);
    await write(`evaluation-${seed}.csv`, encode(evaluationCsv(result)));
    await write(`evaluation-${seed}.json`, encode(evaluationJson({ ...document, seeds: [seed] }, result, __VERSION__)));
  }
  await write('metrics.csv', encode(metricsCsvOf(runs)));
  await write('summary.json', encode(summaryOf(document, runs, __VERSION__, evaluations)));
  return names.sort();
}

async function restoreCheckpoint(port: WorkerClient, run: string, bytes: Uint8Array, document: TrainingDocument, seed: number): Promise<void> {
  const restored = await requestOnce(port, 'takeRun', { run, bytes });
  const parsed = parseTraining({ ...document, ...restored.training });
  const saved = parsed.ok ? parsed.document : restored.training;
  if (!restored.whole || restored.seed !== seed) throw new Error(`state-${seed}.safetensors contains no state of seed ${seed}`);
  if (methodKey(saved) === methodKey(document) || isExtension(saved, document)) return;
  throw new Error(
    `state-${seed}.safetensors is of another document (${differenceText(saved, document)}): a run goes on as it began, or with more epochs`,
  );
}

async function sendCheckpoint(port: WorkerClient, run: string, seed: number, { send }: TrainChannel): Promise<void> {
  const { bytes } = await requestOnce(port, 'runFile', { run, what: 'state' });
  await sendChunks(`state-${seed}.safetensors`, bytes, (piece) => send({ kind: 'state', ...piece }));
}

/** Trains one seed to its last epoch; sends a checkpoint after every epoch and every minute, unless the previous one is still being sent. */
function trained(port: WorkerClient, request: TrainRequest, channel: TrainChannel): Promise<TrainResult> {
  const { run, seed, backend } = request;
  const { send } = channel;
  const warnings = attackWarnings(request.training).map((warning) => `${warning}.`);
  let last: TrainResult | undefined;
  let pendingCheckpoint: Promise<void> | undefined;
  let saved = { epoch: 0, at: performance.now() };
  /** Epochs whose checkpoint the command has: only those are reported, so that an epoch that was reported survives a kill. */
  let storedEpochs: number | undefined;
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined;
    const fail = (error: unknown): void => {
      cancel();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    cancel = port.ask('train', request, {
      part: (posted) => {
        const progress = { ...posted, notices: [...warnings, ...posted.notices] };
        last = progress;
        storedEpochs ??= evaluatedEpochs(progress); // those of a resumed run are stored already
        if (evaluatedEpochs(progress) <= storedEpochs) send({ kind: 'progress', seed, progress }).catch(fail);
        const running = progress.stage === 'training' || progress.stage === 'evaluating' || progress.stage === 'done';
        if (running && backend !== 'auto' && progress.backend !== backend) fail(new Error(unavailable(backend, posted)));
        const due = progress.epoch > saved.epoch || (running && performance.now() - saved.at > CHECKPOINT_INTERVAL_MS);
        if (!due || progress.stage === 'done' || pendingCheckpoint) return;
        saved = { epoch: progress.epoch, at: performance.now() };
        pendingCheckpoint = sendCheckpoint(port, run, seed, channel)
          .then(() => (storedEpochs = evaluatedEpochs(progress)))
          .then(() => send({ kind: 'progress', seed, progress }))
          .catch(fail)
          .finally(() => (pendingCheckpoint = undefined));
      },
      end: () => {
        const [result, lastCheckpoint] = [last, pendingCheckpoint ?? Promise.resolve()];
        if (result?.stage !== 'done') return reject(new Error('The run ended before its last epoch'));
        lastCheckpoint.then(() => resolve(result), fail);
      },
      failed: (message) => reject(new Error(message)),
    });
  });
}

const evaluatedEpochs = ({ metrics }: TrainResult): number => metrics.at(-1)?.epoch ?? 0;

const unavailable = (backend: BackendChoice, { notices }: TrainResult): string =>
  `The backend ${backend} did not train to the end: ${notices.join(' ')}`;
