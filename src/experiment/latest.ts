import { createStore, type StoreApi } from 'zustand/vanilla';
import { lane, type Port } from '../engine/client';
import type { JobKind, Jobs } from '../engine/protocol';

/** The newest answer of one kind of work, with the request that it answers; it stays while the next one is computed. */
export interface Latest<K extends JobKind> {
  readonly busy: boolean;
  readonly last?: { readonly request: Jobs[K]['request']; readonly result: Jobs[K]['result'] };
  readonly error?: string | undefined;
}

export interface Asker<K extends JobKind> {
  readonly store: StoreApi<Latest<K>>;
  /** Asks unless the same was asked last in the same state of things; a newer request takes the place of one that waits. */
  ask(request: Jobs[K]['request'], state?: number): void;
}

export function openLatest<K extends JobKind>(port: Port, kind: K): Asker<K> {
  const store = createStore<Latest<K>>(() => ({ busy: false }));
  let asked = '';
  const way = lane(port, kind, {
    part: (result, request) => store.setState({ last: { request, result }, error: undefined }),
    end: () => store.setState({ busy: false }),
    failed: (error) => store.setState({ busy: false, error }),
  });
  return {
    store,
    ask: (request, state = 0) => {
      const text = JSON.stringify([request, state]);
      if (text === asked) return;
      asked = text;
      store.setState({ busy: true });
      way.ask(request);
    },
  };
}
