import type { TheoremName } from '../math/theory/catalogue';
import type { Outcome } from '../math/theory/types';
import type { Jobs } from '../worker/rpc/protocol';
import type { Experiment } from './experimentStore';
import { createStore, type StoreApi } from 'zustand/vanilla';
import { requestKey } from '../worker/rpc/latestRequest';
import type { JobListener } from '../worker/rpc/client';

export type TheoremRequest = Jobs['theorem']['request'];

/** One card of the bench. `last` pairs request and outcome and stays until the next one. */
export interface TheoremRun {
  readonly state: 'waiting' | 'running' | 'done';
  /** Fraction done, from 0 to 1. */
  readonly fraction: number;
  readonly last?: { readonly request: TheoremRequest; readonly outcome: Outcome };
  readonly error?: string;
}

export interface BenchState {
  readonly runs: Readonly<Partial<Record<TheoremName, TheoremRun>>>;
  /** The card whose pair is displayed; it runs first. */
  readonly chosen: TheoremName;
  readonly running: boolean;
  /** Milliseconds of the last complete round. */
  readonly ms?: number;
}

type AskTheorem = (request: TheoremRequest, listener: JobListener<'theorem'>) => () => void;
/** The request of every card, without its id. */
type Question = Omit<TheoremRequest, 'id'>;

export interface TheoremBench {
  readonly store: StoreApi<BenchState>;
  choose(id: TheoremName): void;
  /** Runs every card again, one after another. */
  rerun(): void;
  stop(): void;
  /** Runs every card whenever the question changes, until the returned function is called; the same question runs once. */
  follow(experiment: StoreApi<Experiment>, questionOf: (state: Experiment) => Question): () => void;
}

/** The theorem bench: one card at a time in the worker. */
export function createTheoremBench(ids: readonly TheoremName[], chosen: TheoremName, ask: AskTheorem, now: () => number): TheoremBench {
  const store = createStore<BenchState>(() => ({ runs: {}, chosen, running: false }));
  let round = 0;
  let question: Question | undefined;
  let answered: string | undefined;
  let cancel: (() => void) | undefined;

  const set = (id: TheoremName, part: Partial<TheoremRun>) =>
    store.setState(({ runs }) => ({ runs: { ...runs, [id]: { state: 'waiting', fraction: 0, ...runs[id], ...part } } }));

  function start(): void {
    halt();
    if (!question) return;
    const [ownRound, asked, began] = [round, question, now()];
    answered = undefined;
    const first = store.getState().chosen;
    const order = [first, ...ids.filter((id) => id !== first)];
    store.setState({ running: true });
    for (const id of order) set(id, { state: 'waiting', fraction: 0 });

    const next = (): void => {
      const id = order.shift();
      if (id === undefined) {
        cancel = undefined;
        answered = requestKey(asked);
        store.setState({ running: false, ms: now() - began });
        return;
      }
      const request = { ...asked, id };
      set(id, { state: 'running', fraction: 0 });
      const unlessStale = (act: () => void) => () => {
        if (ownRound === round) act();
      };
      cancel = ask(request, {
        part: ({ fraction, outcome }) => unlessStale(() => set(id, outcome ? { fraction, last: { request, outcome } } : { fraction }))(),
        end: unlessStale(() => {
          store.setState(({ runs: { [id]: previous, ...rest } }) => ({ runs: { ...rest, [id]: finishedRun(previous) } }));
          next();
        }),
        failed: (message) =>
          unlessStale(() => {
            set(id, { state: 'done', fraction: 1, error: message });
            next();
          })(),
      });
    };
    next();
  }

  function halt(): void {
    round += 1;
    cancel?.();
    cancel = undefined;
    store.setState({ running: false });
  }

  return {
    store,
    choose: (chosen) => store.setState({ chosen }),
    rerun: start,
    stop: halt,
    follow(experiment, questionOf) {
      let asked = answered;
      const check = (state: Experiment) => {
        const next = questionOf(state);
        const key = requestKey(next);
        if (key === asked) return;
        asked = key;
        question = next;
        start();
      };
      check(experiment.getState());
      const unsubscribe = experiment.subscribe(check);
      return () => {
        unsubscribe();
        halt();
      };
    },
  };
}

/** The finished run, without an earlier error. */
function finishedRun(previous: TheoremRun | undefined): TheoremRun {
  return { state: 'done', fraction: 1, ...(previous?.last && { last: previous.last }) };
}
