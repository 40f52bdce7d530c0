import type { FromWorker } from './protocol';
import type { Transport, OpenTransport } from './port';

/** Opens the surface worker. */
export const spawn: OpenTransport = (hear, died) =>
  listen(new Worker(new URL('../entry.ts', import.meta.url), { type: 'module', name: 'surfaces' }), hear, died);

/** Opens the worker of networks: the same script, which loads their code for this name only. */
export const spawnNets: OpenTransport = (hear, died) =>
  listen(new Worker(new URL('../entry.ts', import.meta.url), { type: 'module', name: 'nets' }), hear, died);

/** A script that cannot be loaded or throws at the top, and an error nobody caught, count as its death. */
function listen(worker: Worker, hear: Parameters<OpenTransport>[0], died: Parameters<OpenTransport>[1]): Transport {
  worker.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    died(event.message ? `The worker stopped: ${event.message}` : 'The worker could not be started');
  };
  worker.onmessageerror = () => died('The worker sent something that could not be read');
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
}
