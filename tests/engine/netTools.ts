import { connect, type Port } from '../../src/engine/client';
import { openBackends } from '../../src/engine/jobs/backends';
import { openNetJobs } from '../../src/engine/netJobs';
import type { KeptState, Tools } from '../../src/engine/netJobs/tools';
import type { TrainRequest, TrainResult } from '../../src/engine/netProtocol';
import { memoryShelf, type Shelf } from '../../src/engine/shelf';
import { parseTraining } from '../../src/experiment/parseTraining';
import { choiceOf } from '../../src/experiment/trainingNames';
import type { TrainingChoice } from '../../src/experiment/training';
import { openDevice, type Device } from '../../src/tensors/tf';
import { inChannel } from './channel';

const folder = `${process.cwd()}/node_modules/@tensorflow/tfjs-backend-wasm/dist`;
export const openNetWasm = (): Promise<Device> =>
  openDevice('wasm', { plain: `${folder}/tfjs-backend-wasm.wasm`, simd: `${folder}/tfjs-backend-wasm-simd.wasm` }, { gradients: true });

/** What the jobs reach in node: WASM, generated images, a shelf in memory. */
export function nodeTools(more: Partial<Tools> = {}): Tools {
  const refuse = () => Promise.reject(new Error('There is nothing here'));
  return {
    backends: openBackends((backend) => (backend === 'wasm' ? openNetWasm() : Promise.reject(new Error(`There is no ${backend} here`)))),
    doors: {
      fetchFile: refuse,
      own: { info: () => Promise.resolve(undefined), read: refuse, write: refuse, remove: () => Promise.resolve() },
    },
    states: memoryShelf<KeptState>(),
    room: () => Promise.resolve(undefined),
    ...more,
  };
}

export const openPort = (tools: Tools): Port => connect(inChannel(openNetJobs(tools)));

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
  port: Port,
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

export const shelfOf = (): Shelf<KeptState> => memoryShelf<KeptState>();
