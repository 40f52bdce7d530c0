import { fetchedModule, lacks, retried } from './rpc/network';
import type { ToWorker } from './rpc/protocol';
import { type Post, serveJobs } from './rpc/server';
import type { WorkerScript } from './rpc/transport';
import { openSurfaceJobs } from './surface';
import { openBackends } from './surface/backends';

/** The jobs of the surface worker in float64, for a page without workers, which imports this script itself. */
export const serveInPage: WorkerScript['serveInPage'] = (post) =>
  serveJobs(openSurfaceJobs(openBackends(() => Promise.reject(new Error('Without a worker the page computes in float64')))), post);

/** Starts the worker; its name selects its job table, and only 'nets' loads the training code. */
async function startWorker(): Promise<void> {
  const post: Post = (message, transfer) => self.postMessage(message, { transfer });
  const importTraining = () => retried('The training code', () => fetchedModule(import('./training')));
  lacks.subscribe((sentences) => post({ type: 'lacks', sentences }, []));
  const opening = (async () => serveJobs(self.name === 'nets' ? (await importTraining()).openNetJobs() : openSurfaceJobs(), post))();
  self.onmessage = (event: MessageEvent<ToWorker>) =>
    void opening.then(
      (handle) => handle(event.data),
      () => undefined, // a crash, below
    );
  await opening;
  post({ type: 'ready' }, []);
}

if (!('document' in self))
  startWorker().catch((error: unknown) => {
    setTimeout(() => {
      throw error; // reaches the page as a crash of the worker
    }, 0);
  });
