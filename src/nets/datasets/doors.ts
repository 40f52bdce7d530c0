import { fetchFile } from './fetchFile';
import type { DataDoors } from './kinds';
import { browserStore } from './ownStore';

/** What the worker of a page can reach: the page's own files and the browser's database. */
export const pageDoors = (): DataDoors => ({ fetchFile, own: browserStore() });
