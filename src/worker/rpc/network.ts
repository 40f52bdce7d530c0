import { createStore } from 'zustand/vanilla';

/** One sentence for each thing that the page lacks now, by a key of the thing. Also kept in workers, which send theirs to the page. */
export const lacks = createStore<Readonly<Record<string, string>>>(() => ({}));

/** Sets or removes the sentence about one thing. */
export function setLack(key: string, sentence: string | undefined): void {
  const { [key]: previous, ...rest } = lacks.getState();
  if (previous !== sentence) lacks.setState(sentence === undefined ? rest : { ...rest, [key]: sentence }, true);
}

/** An error of a file that did not arrive, unlike one of a server that refuses it (DOMException “NetworkError”). */
export const networkError = (sentence: string): DOMException => new DOMException(sentence, 'NetworkError');
export const isNetworkError = (error: unknown): boolean => error instanceof DOMException && error.name === 'NetworkError';

/** The result of work that imports modules; one that could not be fetched, which browsers report as a TypeError, rejects as a network error. */
export const fetchedModule = <T>(loading: Promise<T>): Promise<T> =>
  loading.catch((error: unknown) => {
    throw error instanceof TypeError && /dynamically imported module|module script/i.test(error.message) ? networkError(error.message) : error;
  });

/** Milliseconds before the second attempt, doubled after each, and their limit. */
const FIRST_PAUSE_MS = 500;
const MAX_PAUSE_MS = 8000;

const waiting = new Set<() => void>();

/** Repeats everything that waits for the network, at once. */
export function retryNow(): void {
  waiting.forEach((resume) => resume());
}
if (typeof addEventListener === 'function') addEventListener('online', retryNow);

/**
 * The result of `attempt`, repeated while it rejects with a network error: after a growing pause, and as soon as the browser is online again.
 * `what` is the subject of the sentence shown meanwhile. Any other error rejects at once.
 */
export async function retried<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(MAX_PAUSE_MS, 2 * pause)) {
    try {
      const result = await attempt();
      setLack(what, undefined);
      return result;
    } catch (error) {
      if (!isNetworkError(error)) {
        setLack(what, undefined);
        throw error;
      }
      setLack(what, `${what} could not be fetched: is the network gone? It is asked for again until it arrives.`);
      await new Promise<void>((resume) => {
        const end = (): void => {
          clearTimeout(timer);
          waiting.delete(end);
          resume();
        };
        const timer = setTimeout(end, pause);
        waiting.add(end);
      });
    }
  }
}
