import type { Outline } from '../../nets/models/types';
import type { RunState, Metrics } from '../../nets/training/types';
import { errorMessage } from '../rpc/server';
import type { TrainRequest } from '../rpc/trainingProtocol';
import { keptBytes } from './costEstimate';
import type { Services } from './services';
import type { BackendName } from '../rpc/backendNames';
import type { Checkpoint } from './checkpointFile';

/** The newest state of every run that this worker knows, and of the one that trains now. */
export interface CheckpointRegistry {
  /** What is known of a run: of this moment where it trains, else what is kept. */
  now(run: string): Promise<Checkpoint>;
  /** Whether somebody waits for the state of this moment. */
  wanted(run: string): boolean;
  begin(run: string): void;
  /** The state of this moment; answers those who wait. */
  know(run: string, state: Checkpoint): void;
  end(run: string): void;
  forget(run: string): Promise<void>;
}

export function checkpointRegistry({ states }: Services): CheckpointRegistry {
  const known = new Map<string, Checkpoint>();
  const waiting = new Map<string, ((state: Checkpoint | undefined) => void)[]>();
  const stored = async (run: string): Promise<Checkpoint> => {
    const state = known.get(run) ?? (await states.get(run));
    if (!state) throw new Error('Nothing is kept of this run: it has no weights yet');
    return state;
  };
  const answer = (run: string, state: Checkpoint | undefined): void => {
    const asked = waiting.get(run) ?? [];
    if (waiting.has(run)) waiting.set(run, []);
    asked.forEach((hear) => hear(state));
  };
  return {
    now: async (run) => {
      const asked = waiting.get(run);
      const fresh = asked && (await new Promise<Checkpoint | undefined>((resolve) => asked.push(resolve)));
      return fresh ?? stored(run);
    },
    wanted: (run) => (waiting.get(run)?.length ?? 0) > 0,
    begin: (run) => waiting.set(run, []),
    know: (run, state) => {
      known.set(run, state);
      answer(run, state);
    },
    end: (run) => {
      answer(run, undefined);
      waiting.delete(run);
    },
    forget: async (run) => {
      known.delete(run);
      await states.remove(run);
    },
  };
}

/** Keeps the states of one run, and says once when it cannot. */
export interface CheckpointKeeper {
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

export function checkpointKeeper(
  tools: Services,
  lives: CheckpointRegistry,
  { run, training, seed }: TrainRequest,
  from: RunState | undefined,
  notices: string[],
): CheckpointKeeper {
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
        warn(`Epoch ${state.epoch} could not be kept: ${errorMessage(error)}; the run goes on, but it will not survive a reload.`);
      }
    },
    show: async (state, backend) => lives.know(run, { training, seed, backend, state }),
    last: () => last,
    metrics: () => last?.metrics ?? [],
    saved: () => saved,
  };
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toPrecision(2)} MB`;
