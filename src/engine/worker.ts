import type { ToWorker } from './protocol';
import { serve, type Post } from './serve';
import { openSurfaceJobs } from './surfaceJobs';

/** Entry of both workers; the code of networks is loaded only where the worker is called by their name. */
const post: Post = (message, transfer) => self.postMessage(message, { transfer });
const opened = self.name === 'nets' ? import('./netJobs').then(({ openNetJobs }) => serve(openNetJobs(), post)) : serve(openSurfaceJobs(), post);

if (opened instanceof Promise) {
  opened.catch((error: unknown) => {
    setTimeout(() => {
      throw error; // heard by the page as the worker's death
    }, 0);
  });
  self.onmessage = (event: MessageEvent<ToWorker>) => void opened.then((hear) => hear(event.data));
} else self.onmessage = (event: MessageEvent<ToWorker>) => opened(event.data);
