import type { Outline } from '../../nets/kinds';
import type { RunState } from '../../nets/run';
import type { Metrics, TrainRequest } from '../netProtocol';
import type { BackendName } from '../protocol';
import { sentenceOf } from '../sentence';
import type { Lives } from './lives';
import { keptBytes } from './model';
import type { Tools } from './tools';

/** Keeps the states of one run, and says once when it cannot. */
export interface Keeper {
  /** Says before the start when there is no room for the state. */
  forewarn(outline: Outline): Promise<void>;
  /** To the browser's storage, and to who waits for it. */
  keep(state: RunState, backend: BackendName): Promise<void>;
  /** To who waits for the weights of this moment, and nowhere else. */
  show(state: RunState, backend: BackendName): Promise<void>;
  /** The last state, whether the browser could keep it or not. */
  last(): RunState | undefined;
  metrics(): readonly Metrics[];
  /** Last epoch that is kept in the browser. */
  saved(): number;
}

export function keeping(tools: Tools, lives: Lives, { run, training, seed }: TrainRequest, from: RunState | undefined, notices: string[]): Keeper {
  let last = from;
  let saved = from?.epoch ?? 0;
  let warned = false;
  const warn = (sentence: string): void => {
    if (!warned) notices.push(sentence);
    warned = true;
  };
  return {
    forewarn: async (outline) => {
      const [needed, room] = [keptBytes(training, outline), await tools.room().catch(() => undefined)];
      if (room === undefined || room >= 2 * needed) return; // the old state stays until the new one is whole
      warn(`The browser has room for ${megabytes(room)} and this run needs ${megabytes(2 * needed)}: it will not survive a reload.`);
    },
    keep: async (state, backend) => {
      last = state;
      const value = { training, seed, backend, state };
      lives.know(run, value);
      try {
        await tools.states.put(run, value);
        saved = state.epoch;
      } catch (error) {
        warn(`Epoch ${state.epoch} could not be kept: ${sentenceOf(error)}; the run goes on, but it will not survive a reload.`);
      }
    },
    show: async (state, backend) => lives.know(run, { training, seed, backend, state }),
    last: () => last,
    metrics: () => last?.metrics ?? [],
    saved: () => saved,
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toPrecision(2)} MB`;
