import { createStore, type StoreApi } from 'zustand/vanilla';

/** Something the user removed, kept until it is forgotten. */
export interface Removal {
  /** What was removed, in one sentence. */
  readonly sentence: string;
  undo(): void;
  /** Deletes for good what `undo` would bring back. */
  forget?(): void;
}

export interface Removals {
  readonly store: StoreApi<{ readonly last?: Removal | undefined }>;
  /** Offers to undo a removal; the one before is forgotten. */
  offer(removal: Removal): void;
  undo(): void;
  forget(): void;
}

/** The last removal outside the document's undo history. */
export function createRemovals(): Removals {
  const store = createStore<{ readonly last?: Removal | undefined }>(() => ({}));
  const take = (): Removal | undefined => {
    const { last } = store.getState();
    store.setState({ last: undefined });
    return last;
  };
  return {
    store,
    offer: (last) => {
      take()?.forget?.();
      store.setState({ last });
    },
    undo: () => take()?.undo(),
    forget: () => take()?.forget?.(),
  };
}
