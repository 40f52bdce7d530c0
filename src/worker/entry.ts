import type { ToWorker } from './rpc/protocol';
import { type Post, serveJobs } from './rpc/server';
import { openSurfaceJobs } from './surface';

/** Entry of both workers; the code of networks is loaded only where the worker is called by their name. */
const post: Post = (message, transfer) => self.postMessage(message, { transfer });
const opened =
  self.name === 'nets' ? import('./training').then(({ openNetJobs }) => serveJobs(openNetJobs(), post)) : serveJobs(openSurfaceJobs(), post);

if (opened instanceof Promise) {
  opened.catch((error: unknown) => {
    setTimeout(() => {
      throw error; // heard by the page as the worker's death
    }, 0);
  });
  self.onmessage = (event: MessageEvent<ToWorker>) => void opened.then((hear) => hear(event.data));
} else self.onmessage = (event: MessageEvent<ToWorker>) => opened(event.data);
