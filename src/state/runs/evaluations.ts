import type { AutoAttackChoice } from '../../nets/training/types';
import type { WorkerClient } from '../../worker/rpc/client';
import { requestOnce } from '../../worker/rpc/latestRequest';
import type { EvaluateResult } from '../../worker/rpc/trainingProtocol';
import { createStore, type StoreApi } from 'zustand/vanilla';

/** The evaluation of one run: queued → running → done; a stopped one goes on from its last checkpoint. */
export interface Evaluation {
  readonly status: 'queued' | 'running' | 'stopped' | 'done' | 'failed';
  readonly autoattack: AutoAttackChoice | false;
  /** The newest result; absent until the worker has reported. */
  readonly result?: EvaluateResult;
  readonly error?: string;
}

/** Evaluations of runs image by image, one at a time, beside the training. */
export interface Evaluations {
  readonly store: StoreApi<{ readonly byRun: Readonly<Record<string, Evaluation>> }>;
  /** Loads what the browser keeps of these runs; what was interrupted is stopped until it is started again. */
  load(runs: readonly string[]): Promise<void>;
  /** Queues the evaluation of a run, anew or from its last checkpoint. */
  start(run: string, autoattack: AutoAttackChoice | false): void;
  stop(run: string): void;
}

export function createEvaluations(port: WorkerClient): Evaluations {
  const store = createStore<{ readonly byRun: Readonly<Record<string, Evaluation>> }>(() => ({ byRun: {} }));
  const find = (run: string): Evaluation | undefined => store.getState().byRun[run];
  const set = (run: string, evaluation: Evaluation): void => store.setState(({ byRun }) => ({ byRun: { ...byRun, [run]: evaluation } }));
  let active: { readonly run: string; readonly cancel: () => void } | undefined;

  function startNext(): void {
    const [run, evaluation] = Object.entries(store.getState().byRun).find(([, { status }]) => status === 'queued') ?? [];
    if (active || run === undefined || !evaluation) return;
    const { error: _error, ...rest } = evaluation;
    set(run, { ...rest, status: 'running' });
    const ended = (change: Partial<Evaluation>): void => {
      active = undefined;
      const current = find(run);
      if (current) set(run, { ...current, status: current.result?.done ? 'done' : 'stopped', ...change });
      startNext();
    };
    const cancel = port.ask(
      'evaluate',
      { run, autoattack: evaluation.autoattack, backend: 'auto', resume: true },
      {
        part: (result) => set(run, { ...(find(run) ?? evaluation), result }),
        end: () => ended({}),
        failed: (error) => ended({ status: 'failed', error }),
      },
    );
    active = { run, cancel };
  }

  return {
    store,
    load: async (runs) => {
      const unknown = runs.filter((run) => !find(run));
      if (unknown.length === 0) return;
      const { evaluations } = await requestOnce(port, 'keptEvaluations', { runs: unknown });
      for (const { run, result } of evaluations)
        if (!find(run)) set(run, { status: result.done ? 'done' : 'stopped', autoattack: result.autoattack, result });
    },
    start: (run, autoattack) => {
      if (find(run)?.status === 'running') return;
      const before = find(run);
      const kept = before?.result && JSON.stringify(before.autoattack) === JSON.stringify(autoattack) ? { result: before.result } : {};
      set(run, { status: 'queued', autoattack, ...kept });
      startNext();
    },
    stop: (run) => {
      const evaluation = find(run);
      if (active?.run === run) active.cancel();
      else if (evaluation?.status === 'queued') set(run, { ...evaluation, status: 'stopped' });
    },
  };
}
