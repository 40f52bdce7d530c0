import type { DataAccess, FetchFile } from '../datasets/types';
import { browserImageStore } from './imageDatabase';

/** Where the page lies, seen from its worker: built workers lie in assets/ below it, the development server's at its root. */
const page = (): URL => new URL(import.meta.env.DEV ? '/' : '../', self.location.href);

/** Fetches a file of the page, in a worker. */
export const fetchFile: FetchFile = async (path) => {
  const answer = await fetch(new URL(path, page())).catch((error: unknown) => {
    throw new Error(`${path} could not be fetched: is the network gone?`, { cause: error });
  });
  if (!answer.ok) throw new Error(`${path} could not be fetched: the server answers ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
};

/** What the worker of a page can reach: the page's own files and the browser's database. */
export const browserDataAccess = (): DataAccess => ({ fetchFile, userImages: browserImageStore() });
