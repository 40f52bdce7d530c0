import { parseTraining } from '../../../src/documents/parseTraining';
import { choiceOf } from '../../../src/documents/trainingDocument';
import type { TrainingChoice } from '../../../src/nets/training/types';
import { type Device, openDevice } from '../../../src/tensors/device';
import { createWorkerClient } from '../../../src/worker/rpc/client';
import type { WorkerClient } from '../../../src/worker/rpc/client';
import type { LandscapeResult } from '../../../src/worker/rpc/landscapeProtocol';
import type { EvaluateResult, TrainRequest, TrainResult } from '../../../src/worker/rpc/trainingProtocol';
import { openBackends } from '../../../src/worker/surface/backends';
import { openNetJobs } from '../../../src/worker/training';
import type { Checkpoint } from '../../../src/worker/training/checkpointFile';
import type { KeyValueStore } from '../../../src/worker/training/runStore';
import { memoryStore } from './memoryStore';
import type { TrainingPath } from '../../../src/worker/training/trainingPath';
import type { Services } from '../../../src/worker/training/services';
import { inChannel } from '../rpc/channel';

const folder = `${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist`;
export const openNetWasm = (): Promise<Device> =>
  openDevice('wasm', { plain: `${folder}/tfjs-backend-wasm.wasm`, simd: `${folder}/tfjs-backend-wasm-simd.wasm` }, { gradients: true });

/** What the jobs reach in node: WASM, generated images, a shelf in memory. */
export function nodeServices(more: Partial<Services> = {}): Services {
  const refuse = () => Promise.reject(new Error('There is nothing here'));
  return {
    backends: openBackends((backend) => (backend === 'wasm' ? openNetWasm() : Promise.reject(new Error(`There is no ${backend} here`)))),
    dataAccess: {
      fetchFile: refuse,
      userImages: { info: () => Promise.resolve(undefined), read: refuse, write: refuse, remove: () => Promise.resolve() },
    },
    checkpoints: memoryStore<Checkpoint>(),
    evaluations: memoryStore<EvaluateResult>(),
    landscapes: memoryStore<readonly LandscapeResult[]>(),
    paths: memoryStore<TrainingPath>(),
    storageLeft: () => Promise.resolve(undefined),
    ...more,
  };
}

export const openPort = (tools: Services): WorkerClient => createWorkerClient(inChannel(openNetJobs(tools)));

/** A run of seconds: 48 shapes in three batches, the last one short. */
export function tiny(more: object = {}): TrainingChoice {
  const parsed = parseTraining({
    kind: 'training',
    data: { source: 'shapes', train: 40, test: 10 },
    attack: { steps: 2 },
    epochs: 2,
    batch: 16,
    evaluate: { steps: 2, count: 10 },
    ...more,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return choiceOf(parsed.document);
}

export interface Outcome {
  readonly parts: readonly TrainResult[];
  readonly failed?: string;
}

/** Asks for a run and waits for its end; `leave` says at which part it is cancelled. */
export function trained(
  port: WorkerClient,
  request: Partial<TrainRequest> & { training: TrainingChoice },
  leave?: (part: TrainResult) => boolean,
): Promise<Outcome> {
  return new Promise((resolve) => {
    const parts: TrainResult[] = [];
    const cancel = port.ask(
      'train',
      { run: 'a', seed: 1, backend: 'auto', resume: false, ...request },
      {
        part: (part) => {
          parts.push(part);
          if (leave?.(part)) cancel();
        },
        end: () => resolve({ parts }),
        failed: (failed) => resolve({ parts, failed }),
      },
    );
  });
}

/** The curve without its seconds, which no two runs share. */
export const curveOf = ({ parts }: Outcome) => (parts.at(-1)?.metrics ?? []).map(({ seconds: _seconds, ...row }) => row);

export const checkpointStore = (): KeyValueStore<Checkpoint> => memoryStore<Checkpoint>();
