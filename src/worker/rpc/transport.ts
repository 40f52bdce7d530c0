import { fetchedModule, retried, setLack } from './network';
import type { Ask, FromWorker, JobKind, ToWorker } from './protocol';
import { errorMessage, type Post } from './server';

/** Message transport to one worker, or a MessageChannel in its place. */
export interface Transport {
  post<K extends JobKind>(message: Ask<K> | Exclude<ToWorker, Ask>): void;
  close(): void;
}

/** Opens a worker; `onCrash` is called when it will not respond any more. May throw where the browser allows no worker. */
export type OpenTransport = (onMessage: (message: FromWorker) => void, onCrash: (why: string) => void) => Transport;

/** What the script of the workers exports: the handler of the page's messages for surfaces in the page itself. */
export interface WorkerScript {
  serveInPage(post: Post): (message: ToWorker) => void;
}

/** Opens the worker of this name, and jobs in the page for surfaces, or refusals for training, where no worker can be started. */
export const openWorker = (script: string, name: 'surfaces' | 'nets'): OpenTransport =>
  withFallback(
    (onMessage, onCrash) => workerTransport(new Worker(script, { type: 'module', name }), onMessage, onCrash),
    async () => {
      const { serveInPage } = await retried('The code that computes', () => importScript(script));
      return name === 'nets' ? refusals : inPage(serveInPage);
    },
  );

/** Failed imports of the script: browsers remember each by its address. */
let failures = 0;

async function importScript(script: string): Promise<WorkerScript> {
  const before = failures;
  const loading: Promise<unknown> = import(/* @vite-ignore */ before > 0 ? `${script}?${before}` : script);
  return fetchedModule(loading as Promise<WorkerScript>, new URL(script, location.href).href).catch((error: unknown) => {
    if (failures === before) failures += 1;
    throw error;
  });
}

/** A worker as a transport. A script that cannot be loaded or throws at the top level, and an uncaught error, count as a crash. */
function workerTransport(worker: Worker, onMessage: Parameters<OpenTransport>[0], onCrash: Parameters<OpenTransport>[1]): Transport {
  worker.onmessage = (event: MessageEvent<FromWorker>) => onMessage(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    onCrash(event.message ? `The worker stopped: ${event.message}` : 'The worker could not be started');
  };
  worker.onmessageerror = () => onCrash('The worker sent something that could not be read');
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
}

const NO_WORKER = 'No worker could be started: this browser or the host of the page forbids it';

/** Jobs computed in the page itself, between its other tasks; the channel copies messages as a worker's does. */
const inPage =
  (serveInPage: WorkerScript['serveInPage']): OpenTransport =>
  (onMessage) => {
    const { port1, port2 } = new MessageChannel();
    const handle = serveInPage((message, transfer) => port2.postMessage(message, transfer));
    port2.onmessage = ({ data }: MessageEvent<ToWorker>) => handle(data);
    port1.onmessage = ({ data }: MessageEvent<FromWorker>) => onMessage(data);
    return { post: (message) => port1.postMessage(message), close: () => port1.close() };
  };

/** Every request fails, with the reason. */
const refusals: OpenTransport = (onMessage) => ({
  post: (message) => {
    if (message.type === 'ask') queueMicrotask(() => onMessage({ type: 'failed', id: message.id, message: `${NO_WORKER}. Training needs one.` }));
  },
  close: () => undefined,
});

/** Attempts to start a worker, and milliseconds before the last one. */
const MAX_ATTEMPTS = 3;
const ATTEMPT_PAUSE_MS = 1000;

/**
 * A transport that keeps its messages until a worker is ready. A worker that is not even started, which may be the network's doing, is started
 * anew once `loadFallback` has its files, and in the end the fallback takes its place. Later crashes are reported.
 */
export function withFallback(open: OpenTransport, loadFallback: () => Promise<OpenTransport>, pauseMs = ATTEMPT_PAUSE_MS): OpenTransport {
  return (onMessage, onCrash) => {
    const unread: ((to: Transport) => void)[] = [];
    const lacking = new Set<string>();
    let current: Transport | undefined;
    let [ready, closed, attempts] = [false, false, 0];

    function settle(sentences: Readonly<Record<string, string>> = {}): void {
      for (const key of lacking) if (!(key in sentences)) setLack(key, undefined);
      lacking.clear();
      for (const [key, sentence] of Object.entries(sentences)) {
        lacking.add(key);
        setLack(key, sentence);
      }
    }

    function start(opener: OpenTransport): void {
      attempts += 1;
      let lost = false;
      const onLost = (why: string): void => {
        if (lost || closed) return;
        lost = true;
        current?.close();
        current = undefined;
        settle();
        if (ready) onCrash(why);
        else void startAgain().catch((error: unknown) => onCrash(errorMessage(error)));
      };
      const onReply = (message: FromWorker): void => {
        if (lost || closed) return;
        ready = true;
        unread.length = 0;
        if (message.type === 'lacks') settle(message.sentences);
        else if (message.type !== 'ready') onMessage(message);
      };
      try {
        const opened = opener(onReply, onLost);
        current = opened;
        unread.forEach((send) => send(opened));
      } catch {
        queueMicrotask(() => onLost(NO_WORKER));
      }
    }

    async function startAgain(): Promise<void> {
      const fallback = await loadFallback();
      if (closed) return;
      if (attempts >= MAX_ATTEMPTS) {
        setLack('worker', `${NO_WORKER}. Surfaces are computed in the page itself, in float64; networks cannot be trained.`);
        start(fallback);
      } else if (attempts === 1) start(open);
      else setTimeout(() => closed || start(open), pauseMs);
    }

    start(open);
    return {
      post: (message) => {
        if (!ready) unread.push((to) => to.post(message));
        current?.post(message);
      },
      close: () => {
        closed = true;
        settle();
        current?.close();
      },
    };
  };
}
