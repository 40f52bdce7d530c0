import type { KeyValueStore } from '../../../src/worker/training/runStore';

/** A key-value store in memory. */
export function memoryStore<T>(): KeyValueStore<T> {
  const values = new Map<string, T>();
  return {
    all: async () => [...values.values()],
    get: async (name) => values.get(name),
    put: async (name, value) => {
      values.set(name, structuredClone(value));
    },
    remove: async (name) => {
      values.delete(name);
    },
  };
}
