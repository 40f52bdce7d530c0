import type { FromWorker } from './protocol';
import type { Open } from './client';

/** Opens the surface worker. A script that cannot be loaded or throws at the top, and an error nobody caught, count as its death. */
export const spawn: Open = (hear, died) => {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'surfaces' });
  worker.onmessage = (event: MessageEvent<FromWorker>) => hear(event.data);
  worker.onerror = (event) => {
    event.preventDefault();
    died(event.message ? `The worker stopped: ${event.message}` : 'The worker could not be started');
  };
  worker.onmessageerror = () => died('The worker sent something that could not be read');
  return { post: (message) => worker.postMessage(message), close: () => worker.terminate() };
};
