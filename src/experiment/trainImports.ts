import { createStore, type StoreApi } from 'zustand/vanilla';
import { once, type Port } from '../engine/client';
import type { KeptSource } from '../engine/netProtocol';

export interface Imported {
  readonly busy: boolean;
  /** How much of the files is read and kept, from 0 to 1. */
  readonly share: number;
  readonly error?: string | undefined;
  /** The visitor's own data sets that can be trained on. */
  readonly sources: readonly KeptSource[];
}

export interface Imports {
  readonly store: StoreApi<Imported>;
  /** Reads files in the worker and keeps them in this browser. */
  take(files: readonly File[]): void;
  cancel(): void;
  /** Asks which data sets are kept. */
  refresh(): void;
}

export function openImports(port: Port): Imports {
  const store = createStore<Imported>(() => ({ busy: false, share: 0, sources: [] }));
  let cancel = (): void => undefined;
  const refresh = (): void => {
    once(port, 'keptData', {})
      .then(({ sources }) => store.setState({ sources }))
      .catch((error: unknown) => store.setState({ error: error instanceof Error ? error.message : String(error) }));
  };
  return {
    store,
    refresh,
    cancel: () => cancel(),
    take: (files) => {
      if (store.getState().busy) return store.setState({ error: 'Files are being read already: give these again when that is over.' });
      store.setState({ busy: true, error: undefined, share: 0 });
      cancel = port.ask(
        'importData',
        { files },
        {
          part: ({ share }) => store.setState({ share }),
          end: () => {
            store.setState({ busy: false });
            refresh();
          },
          failed: (error) => store.setState({ busy: false, error }),
        },
      );
    },
  };
}
