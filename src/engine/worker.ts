import type { ToWorker } from './protocol';
import { serve } from './serve';
import { surfaceJobs } from './surfaceJobs';

/** Entry of the surface worker. */
const hear = serve(surfaceJobs, (message, transfer) => self.postMessage(message, { transfer }));
self.onmessage = (event: MessageEvent<ToWorker>) => hear(event.data);
