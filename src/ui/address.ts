import type { SurfaceDocument } from '../experiment/document';
import { presets } from '../experiment/presets';
import { wholeDocument, type Experiment, type ExperimentStore, type Tab } from '../experiment/store';
import { fromHash, toHash } from '../experiment/url';
import { creasedRace } from './optimisers/example';
import { surfaceDefaults } from '../experiment/specs';

/** Browsers forbid more than some 200 address changes in 30 s; while a slider moves one in 300 ms is enough. */
const PAUSE = 300;

/** What an address says at the start: its document, or the defaults with a sentence; an empty one starts at Figure 2(c). */
export function startAt(hash: string): { readonly document: SurfaceDocument; readonly tab: Tab; readonly notice?: string | undefined } {
  const { tab, document, problem } = fromHash(hash);
  return {
    tab,
    document: document ?? (problem ? surfaceDefaults : tab === 'optimisers' ? creasedRace : presets['figure-2c'].document),
    notice: problem,
  };
}

/** Keeps address and experiment the same. Opening a card or a tab adds a step to the browser's history, a change replaces it. */
export function followAddress({ store, open }: ExperimentStore): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const hashOf = (state: Experiment) => toHash(state.tab, wholeDocument(state));
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const hash = hashOf(store.getState());
    if (hash !== location.hash) history.replaceState(null, '', hash);
  };
  store.subscribe((state, before) => {
    if (state.document === before.document && state.sight === before.sight && state.tab === before.tab) return;
    timer ??= setTimeout(write, PAUSE);
  });
  addEventListener('pagehide', write);
  addEventListener('popstate', () => {
    clearTimeout(timer);
    timer = undefined;
    const { document, tab, notice } = startAt(location.hash);
    open(document, tab, notice);
  });
}

/** Opens a document or a tab as a new step of the browser's history. */
export function visit({ store, open }: ExperimentStore, tab: Tab, document?: SurfaceDocument, notice?: string): void {
  const state = store.getState();
  const own = toHash(state.tab, wholeDocument(state));
  if (location.hash !== '' && own !== location.hash) history.replaceState(null, '', own);
  if (document) open(document, tab, notice);
  else store.setState({ tab, notice, hover: undefined });
  const next = toHash(tab, wholeDocument(store.getState()));
  if (next !== location.hash) history.pushState(null, '', next);
}
