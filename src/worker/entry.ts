import type { ToWorker } from './rpc/protocol';
import { type Post, serveJobs } from './rpc/server';
import { openSurfaceJobs } from './surface';

/** Entry point of both workers; the name of the worker selects its job table, and only 'nets' loads the training code. */
const post: Post = (message, transfer) => self.postMessage(message, { transfer });
const opened =
  self.name === 'nets' ? import('./training').then(({ openNetJobs }) => serveJobs(openNetJobs(), post)) : serveJobs(openSurfaceJobs(), post);

if (opened instanceof Promise) {
  opened.catch((error: unknown) => {
    setTimeout(() => {
      throw error; // reaches the page as a crash of the worker
    }, 0);
  });
  self.onmessage = (event: MessageEvent<ToWorker>) => void opened.then((handle) => handle(event.data));
} else self.onmessage = (event: MessageEvent<ToWorker>) => opened(event.data);
