import type { ToWorker } from './protocol';
import { serve } from './serve';
import { openSurfaceJobs } from './surfaceJobs';

/** Entry of the surface worker. */
const hear = serve(openSurfaceJobs(), (message, transfer) => self.postMessage(message, { transfer }));
self.onmessage = (event: MessageEvent<ToWorker>) => hear(event.data);
