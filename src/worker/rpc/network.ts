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

/** An error of a file that the server does not have any more, since a newer version of the page stands there. */
const missingError = (sentence: string): DOMException => new DOMException(sentence, 'NotFoundError');
const isMissing = (error: unknown): boolean => error instanceof DOMException && error.name === 'NotFoundError';

/** End of the sentence about a file that is gone, beside which the page offers to be reloaded. */
const GONE =
  'is not on the server any more: a newer version of this page stands there. Reloading keeps what was chosen, in the address, and every run.';
export const isHealedByReload = (sentence: string): boolean => sentence.endsWith(GONE);

/** Whether the server answers that it has no such script: by its status, or by a page of its own. */
async function isGone(script: string): Promise<boolean> {
  try {
    const response = await fetch(script, { method: 'HEAD', cache: 'no-store' });
    return (
      response.status === 404 || response.status === 410 || (response.ok && response.headers.get('content-type')?.startsWith('text/html') === true)
    );
  } catch {
    return false; // the network is gone too
  }
}

/** The address of a module that did not load: the error's own (see `retriedImports` in vite.config.ts), or the one in its message. */
function addressIn(error: TypeError): string | undefined {
  if ('file' in error && typeof error.file === 'string') return error.file;
  return /https?:\S+/.exec(error.message)?.[0];
}

/**
 * The result of work that imports modules; browsers report one that could not be fetched as a TypeError, which becomes a network error, or that
 * of a file which is gone.
 */
export const fetchedModule = <T>(loading: Promise<T>, file?: string): Promise<T> =>
  loading.catch(async (error: unknown) => {
    if (!(error instanceof TypeError) || !/dynamically imported module|module script/i.test(error.message)) throw error;
    const address = file ?? addressIn(error);
    throw address !== undefined && (await isGone(address)) ? missingError(error.message) : networkError(error.message);
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
 * The result of `attempt`, repeated while it rejects with an error of the network or of a file that is gone: after a growing pause, and as soon as the browser is online again.
 * `what` is the subject of the sentence shown meanwhile. Any other error rejects at once.
 */
export async function retried<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(MAX_PAUSE_MS, 2 * pause)) {
    try {
      const result = await attempt();
      setLack(what, undefined);
      return result;
    } catch (error) {
      if (!isNetworkError(error) && !isMissing(error)) {
        setLack(what, undefined);
        throw error;
      }
      setLack(what, `${what} ${isMissing(error) ? GONE : 'could not be fetched: is the network gone? It is asked for again until it arrives.'}`);
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
