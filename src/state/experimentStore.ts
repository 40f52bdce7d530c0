import { documentError } from '../documents/surfaceChecks';
import type { SurfaceDocument, View } from '../documents/surfaceDocument';
import type { Pair } from '../math/core/types';
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import type { BackendChoice } from '../worker/rpc/backendNames';

export type Tab = 'gallery' | 'lab' | 'theory' | 'optimisers' | 'train';
/** Where one looks from and what one points at: part of the document, but no step of undo. */
export type ViewState = Pick<View, 'eye' | 'theta' | 'partner' | 'frozen'>;

/** A typed value that the door refused, and the last one that it let through. */
export interface RejectedInput {
  readonly sentence: string;
  readonly lastValid: string;
}

/** What the user chose; nothing derived is kept here. */
export interface Experiment {
  readonly document: SurfaceDocument;
  readonly sight: ViewState;
  readonly tab: Tab;
  /** Which pane of a comparison the panel edits. */
  readonly pane: number;
  readonly backend: BackendChoice;
  /** What the panes of a comparison share. */
  readonly linked: { readonly camera: boolean; readonly range: boolean; readonly cursor: boolean };
  /** The recorded step of the race that is shown. */
  readonly step?: number | undefined;
  /** θ under the pointer, while it is over a figure. */
  readonly hover?: Pair | undefined;
  readonly refused: Readonly<Record<string, RejectedInput>>;
  /** One sentence for the strip under the top bar. */
  readonly notice?: string | undefined;
}

export type ExperimentStore = ReturnType<typeof createExperimentStore>;

/** The experiment with its history. A gesture (hold … release) is one step of undo, however many edits it makes. */
export function createExperimentStore(start: { readonly document: SurfaceDocument; readonly tab: Tab; readonly notice?: string | undefined }) {
  const initial: Experiment = {
    ...split(start.document),
    tab: start.tab,
    pane: 0,
    backend: 'auto',
    linked: { camera: true, range: true, cursor: true },
    refused: {},
    notice: start.notice,
  };
  const store = createStore<Experiment>()(
    temporal((): Experiment => initial, {
      partialize: ({ document }) => ({ document }),
      equality: (past, now) => past.document === now.document,
      limit: 200,
    }),
  );
  const history = store.temporal;
  let held = false;
  let complained: string | undefined; // the last change that was refused, until one is let through
  const track = () => history.getState().resume();

  return {
    store,
    history,
    hold: () => {
      held = true;
    },
    release: () => {
      held = false;
      track();
    },
    edit: (change: (document: SurfaceDocument) => SurfaceDocument) => {
      const before = store.getState().document;
      const document = unnamed(change(before), before);
      if (document === before) return;
      const wrong = documentError(document);
      if (wrong !== undefined) {
        store.setState({ notice: wrong });
        complained = wrong;
        return;
      }
      store.setState(({ notice }) => ({ document, notice: notice === complained ? undefined : notice }));
      if (held) history.getState().pause();
    },
    /** Replaces the whole document, as a card, a link or a file does. */
    open: (document: SurfaceDocument, tab: Tab, notice?: string) => {
      track();
      store.setState({ ...split(document), tab, pane: 0, refused: {}, hover: undefined, notice });
    },
    undo: () => {
      track();
      history.getState().undo();
      store.setState({ refused: {} });
    },
    redo: () => {
      track();
      history.getState().redo();
      store.setState({ refused: {} });
    },
    look: (sight: ViewState) => store.setState((state) => ({ sight: { ...state.sight, ...sight } })),
    /** Takes the second weight away, or thaws the attack. */
    forget: (key: 'partner' | 'frozen') =>
      store.setState(({ sight }) => ({ sight: Object.fromEntries(Object.entries(sight).filter(([name]) => name !== key)) })),
    refuse: (key: string, refused: RejectedInput | undefined) => {
      const { [key]: had, ...rest } = store.getState().refused;
      if (!had && !refused) return;
      store.setState({ refused: refused ? { ...rest, [key]: refused } : rest });
    },
  };
}

/** The document as it is saved, linked and exported: sight put back in. */
export function wholeDocument({ document, sight }: Pick<Experiment, 'document' | 'sight'>): SurfaceDocument {
  return { ...document, view: { ...document.view, ...sight } };
}

/** θ that the readout speaks of: pinned, or a place off the axes. */
export function cursorOf({ document, sight }: Pick<Experiment, 'document' | 'sight'>): Pair {
  if (sight.theta) return sight.theta;
  const [[a, b], [c, d]] = [document.grid.theta1, document.grid.theta2];
  return [a + ((b - a) * 2) / 3, c + (d - c) / 4];
}

/** Where a second weight stands when it is first asked for: θ mirrored in the nearer axis, so that the attack has to jump. */
export function partnerOf(state: Pick<Experiment, 'document' | 'sight'>): Pair {
  const [a, b] = cursorOf(state);
  const { theta1, theta2 } = state.document.grid;
  const hold = (v: number, [lo, hi]: Pair): number => Math.min(hi, Math.max(lo, v));
  const mirrored: Pair = Math.abs(a) < Math.abs(b) ? [-a || 1, b] : [a, -b || 1];
  return [hold(mirrored[0], theta1), hold(mirrored[1], theta2)];
}

/** A document whose numbers were changed is no longer the paper's figure. */
function unnamed(document: SurfaceDocument, before: SurfaceDocument): SurfaceDocument {
  const { figure, ...view } = document.view;
  if (figure === undefined || figure !== before.view.figure) return document;
  const same = (['model', 'points', 'attack', 'smoothing', 'grid', 'seed', 'panes'] as const).every((key) => document[key] === before[key]);
  return same ? document : { ...document, view };
}

function split(document: SurfaceDocument): Pick<Experiment, 'document' | 'sight'> {
  const { eye, theta, partner, frozen, ...view } = document.view;
  return {
    document: { ...document, view },
    sight: { ...(eye && { eye }), ...(theta && { theta }), ...(partner && { partner }), ...(frozen && { frozen }) },
  };
}
