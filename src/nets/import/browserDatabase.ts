import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb';

/** The sentences for what can go wrong with a database. */
interface DatabaseErrors {
  readonly blocked: string;
  /** The disk, or what the browser grants of it, is full. */
  readonly quota: string;
  /** Any other failure; the browser's reason is appended. */
  readonly access: string;
}

/** A database of the browser (IndexedDB, version 1, out-of-line keys). */
export interface DatabaseOptions<Schema extends DBSchema> {
  readonly name: string;
  readonly stores: readonly StoreNames<Schema>[];
  readonly errors: DatabaseErrors;
}

/**
 * One transaction over `stores`. It commits when the work is done and the browser has written it to disk; when the work or the browser
 * fails, nothing of it is stored. Rejects with one sentence, or with the error that the work threw.
 */
export type RunTransaction<Schema extends DBSchema> = <Mode extends 'readonly' | 'readwrite', R>(
  stores: StoreNames<Schema>[],
  mode: Mode,
  work: (transaction: IDBPTransaction<Schema, StoreNames<Schema>[], Mode>) => Promise<R>,
) => Promise<R>;

/** Transactions on a database that is opened at the first of them, and anew after the browser or a newer page has closed it. */
export function browserDatabase<Schema extends DBSchema>(options: DatabaseOptions<Schema>): RunTransaction<Schema> {
  let connection: Promise<IDBPDatabase<Schema>> | undefined;
  const open = (): Promise<IDBPDatabase<Schema>> => (connection ??= openDatabase(options, () => (connection = undefined)));
  const { errors } = options;
  return async (stores, mode, work) => {
    const transaction = (await open()).transaction(stores, mode, { durability: 'strict' });
    const guarded = async (): Promise<Awaited<ReturnType<typeof work>>> => {
      try {
        return await work(transaction);
      } catch (error) {
        abort(transaction);
        throw error;
      }
    };
    const [worked, committed] = await Promise.allSettled([guarded(), transaction.done]);
    if (worked.status === 'rejected') throw sentenceOf(errors, transaction.error, worked.reason);
    if (committed.status === 'rejected') throw sentenceOf(errors, transaction.error, committed.reason);
    return worked.value;
  };
}

async function openDatabase<Schema extends DBSchema>(options: DatabaseOptions<Schema>, onClosed: () => void): Promise<IDBPDatabase<Schema>> {
  const { name, stores, errors } = options;
  try {
    if (typeof indexedDB === 'undefined') throw new Error('This browser keeps no data for this page.');
    return await new Promise((resolve, reject) => {
      openDB<Schema>(name, 1, {
        upgrade: (database) => stores.forEach((store) => database.createObjectStore(store)),
        blocked: () => reject(new Error(errors.blocked)),
        blocking: (_current, _next, event) => {
          if (event.target instanceof IDBDatabase) event.target.close();
          onClosed();
        },
        terminated: onClosed,
      }).then(resolve, reject);
    });
  } catch (error) {
    onClosed();
    throw sentenceOf(errors, null, error);
  }
}

/** Undoes a transaction, unless it is over already. */
function abort(transaction: { abort(): void }): void {
  try {
    transaction.abort();
  } catch {
    // over already
  }
}

/** The browser's own errors as a sentence; any other error, and an AbortError that the work threw, as it is. */
function sentenceOf({ quota, access }: DatabaseErrors, cause: DOMException | null, reason: unknown): unknown {
  const error = cause ?? reason;
  if (!(error instanceof DOMException) || (cause === null && error.name === 'AbortError')) return error;
  if (error.name === 'QuotaExceededError') return new Error(quota, { cause: error });
  return new Error(`${access}: ${error.message || error.name}`, { cause: error });
}
