import { once, type Port } from '../engine/client';
import type { TrainRequest, TrainResult } from '../engine/netProtocol';
import type { BackendChoice } from '../engine/protocol';
import { parseTrainingText } from '../experiment/parse';
import { choiceOf, methodKey } from '../experiment/trainingNames';
import type { TrainingDocument } from '../experiment/training';
import { base64Of, bytesOf } from './base64';
import { metricsCsvOf, summaryOf, type SeedRun } from './trainFiles';

export interface TrainOptions {
  readonly backend: BackendChoice;
  /** State files to go on from, by seed. */
  readonly states: Readonly<Record<string, string>>;
}
export interface TrainFile {
  readonly name: string;
  readonly base64: string;
}
/** What the page says while it trains; a state is all that this seed needs to go on. */
export type TrainHeard =
  | { readonly kind: 'progress'; readonly seed: number; readonly progress: TrainResult }
  | { readonly kind: 'state'; readonly seed: number; readonly base64: string };

/** Milliseconds after which the state is handed over again in the middle of an epoch. */
const OFTEN = 60_000;

/** Trains every seed of a document, one after the other, and gives the files of the contract. */
export async function trainAll(
  port: Port,
  text: string,
  { backend, states }: TrainOptions,
  hear: (heard: TrainHeard) => Promise<void>,
): Promise<readonly TrainFile[]> {
  const parsed = parseTrainingText(text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ key, message }) => `${key}: ${message}`).join('; '));
  const { document } = parsed;
  const runs: SeedRun[] = [];
  const weights: TrainFile[] = [];
  for (const seed of document.seeds) {
    const run = `seed ${seed}`;
    const state = states[seed];
    if (state !== undefined) await takeIn(port, run, state, document, seed);
    const own = { ...choiceOf(document), seeds: [seed] };
    const last = await trained(port, { run, training: own, seed, backend, resume: state !== undefined }, hear);
    runs.push({ seed, metrics: last.metrics, backend: last.backend });
    await handOver(port, run, seed, hear);
    weights.push({ name: `weights-${seed}.safetensors`, base64: base64Of((await once(port, 'runFile', { run, what: 'best' })).bytes) });
  }
  const encode = (content: string): string => base64Of(new TextEncoder().encode(content));
  return [
    { name: 'metrics.csv', base64: encode(metricsCsvOf(runs)) },
    { name: 'summary.json', base64: encode(summaryOf(document, runs, __VERSION__)) },
    ...weights,
  ];
}

async function takeIn(port: Port, run: string, state: string, document: TrainingDocument, seed: number): Promise<void> {
  const taken = await once(port, 'takeRun', { run, bytes: bytesOf(state) });
  const same = taken.whole && taken.seed === seed && methodKey(taken.training) === methodKey(document);
  if (!same) throw new Error(`state-${seed}.safetensors is of another document, and a run goes on only as it began`);
}

async function handOver(port: Port, run: string, seed: number, hear: (heard: TrainHeard) => Promise<void>): Promise<void> {
  const { bytes } = await once(port, 'runFile', { run, what: 'state' });
  await hear({ kind: 'state', seed, base64: base64Of(bytes) });
}

/** One seed to its end; its state is handed over after every epoch, and every minute. */
function trained(port: Port, request: TrainRequest, hear: (heard: TrainHeard) => Promise<void>): Promise<TrainResult> {
  const { run, seed, backend } = request;
  let last: TrainResult | undefined;
  let saved = { epoch: 0, at: performance.now() };
  return new Promise((resolve, reject) => {
    let cancel = (): void => undefined;
    const fail = (error: unknown): void => {
      cancel();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    cancel = port.ask('train', request, {
      part: (progress) => {
        last = progress;
        hear({ kind: 'progress', seed, progress }).catch(fail);
        const running = progress.stage === 'training' || progress.stage === 'evaluating' || progress.stage === 'done';
        if (running && backend !== 'auto' && progress.backend !== backend) fail(new Error(unavailable(backend, progress)));
        const due = progress.epoch > saved.epoch || (running && performance.now() - saved.at > OFTEN);
        if (!due || progress.stage === 'done') return;
        saved = { epoch: progress.epoch, at: performance.now() };
        handOver(port, run, seed, hear).catch(fail);
      },
      end: () => (last?.stage === 'done' ? resolve(last) : reject(new Error('The run ended before its last epoch'))),
      failed: (message) => reject(new Error(message)),
    });
  });
}

const unavailable = (backend: BackendChoice, { notices }: TrainResult): string =>
  `The backend ${backend} did not train to the end: ${notices.join(' ')}`;
