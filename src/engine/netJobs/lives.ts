import type { KeptState, Tools } from './tools';

/** The newest state of every run that this worker knows, and of the one that trains now. */
export interface Lives {
  /** What is known of a run: of this moment where it trains, else what is kept. */
  now(run: string): Promise<KeptState>;
  /** Whether somebody waits for the state of this moment. */
  wanted(run: string): boolean;
  begin(run: string): void;
  /** The state of this moment; answers those who wait. */
  know(run: string, state: KeptState): void;
  end(run: string): void;
  forget(run: string): Promise<void>;
}

export function openLives({ states }: Tools): Lives {
  const known = new Map<string, KeptState>();
  const waiting = new Map<string, ((state: KeptState | undefined) => void)[]>();
  const stored = async (run: string): Promise<KeptState> => {
    const state = known.get(run) ?? (await states.get(run));
    if (!state) throw new Error('Nothing is kept of this run: it has no weights yet');
    return state;
  };
  const answer = (run: string, state: KeptState | undefined): void => {
    const asked = waiting.get(run) ?? [];
    if (waiting.has(run)) waiting.set(run, []);
    asked.forEach((hear) => hear(state));
  };
  return {
    now: async (run) => {
      const asked = waiting.get(run);
      const fresh = asked && (await new Promise<KeptState | undefined>((resolve) => asked.push(resolve)));
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
