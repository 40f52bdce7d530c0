import { createStore, type StoreApi } from 'zustand/vanilla';

/** Something the user removed, kept until it is forgotten. */
export interface Removal {
  /** What was removed, in one sentence. */
  readonly sentence: string;
  undo(): void;
  /** Deletes for good what `undo` would bring back; absent where the removal is a step of the undo history. */
  forget?(): void;
}

interface RemovalState {
  readonly last?: Removal | undefined;
  /** Newest step of the undo history when it was removed. */
  readonly step?: unknown;
}

export interface Removals {
  readonly store: StoreApi<RemovalState>;
  /** Offers to undo a removal; the one before is forgotten. */
  offer(removal: Removal): void;
  undo(): void;
  forget(): void;
}

/** Whether the removal is what the user changed last: it is no step of the history, whose newest step is older. */
export const isLastChange = ({ last, step }: RemovalState, newestStep: unknown): boolean => last?.forget !== undefined && step === newestStep;

/** The last removal outside the document's undo history; `newestStep` returns the newest step of that history. */
export function createRemovals(newestStep: () => unknown): Removals {
  const store = createStore<RemovalState>(() => ({}));
  const take = (): Removal | undefined => {
    const { last } = store.getState();
    store.setState({ last: undefined });
    return last;
  };
  return {
    store,
    offer: (last) => {
      take()?.forget?.();
      store.setState({ last, step: newestStep() });
    },
    undo: () => take()?.undo(),
    forget: () => take()?.forget?.(),
  };
}
