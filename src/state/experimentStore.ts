import { documentError } from '../documents/surfaceChecks';
import type { SurfaceDocument, View } from '../documents/surfaceDocument';
import type { Pair } from '../math/core/types';
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import type { BackendChoice } from '../worker/rpc/backendNames';

export type Tab = 'gallery' | 'lab' | 'theory' | 'optimisers' | 'train';
/** Selected weights: part of the document, but not of the undo history. */
export type ViewState = Pick<View, 'theta' | 'partner' | 'frozen'>;

/** A typed value that failed validation: the error, and the last valid value. */
export interface RejectedInput {
  readonly sentence: string;
  readonly lastValid: string;
}

/** The user's choices; derived values are not stored. */
export interface Experiment {
  readonly document: SurfaceDocument;
  readonly viewState: ViewState;
  /** Camera of all scenes, as in the document's view; the standard one when absent. Kept apart, since a drag moves it with every frame. */
  readonly eye: View['eye'];
  readonly tab: Tab;
  /** Which pane of a comparison the panel edits. */
  readonly pane: number;
  readonly backend: BackendChoice;
  /** Which settings all panes of a comparison have in common. */
  readonly linked: { readonly camera: boolean; readonly range: boolean; readonly cursor: boolean };
  /** The weight along which the cut runs. */
  readonly along: 'theta1' | 'theta2';
  /** The displayed step of the race. */
  readonly step?: number | undefined;
  /** θ under the pointer, while it is over a figure. */
  readonly hover?: Pair | undefined;
  readonly rejected: Readonly<Record<string, RejectedInput>>;
  /** One sentence for the notice under the top bar. */
  readonly notice?: string | undefined;
}

export type ExperimentStore = ReturnType<typeof createExperimentStore>;

/** The experiment with its undo history. A gesture (beginGesture … endGesture) is one step of it, however many edits it makes. */
export function createExperimentStore(start: { readonly document: SurfaceDocument; readonly tab: Tab; readonly notice?: string | undefined }) {
  const initial: Experiment = {
    ...split(start.document),
    tab: start.tab,
    pane: 0,
    backend: 'auto',
    linked: { camera: true, range: true, cursor: true },
    along: 'theta2',
    rejected: {},
    notice: start.notice,
  };
  const store = createStore<Experiment>()(
    temporal((): Experiment => initial, {
      partialize: ({ document, eye }) => ({ document, eye }),
      equality: (past, now) => past.document === now.document && past.eye === now.eye,
      limit: 200,
    }),
  );
  const history = store.temporal;
  let inGesture = false;
  let editError: string | undefined; // of the last edit, until one is valid
  const resumeHistory = () => history.getState().resume();

  return {
    store,
    history,
    beginGesture: () => {
      inGesture = true;
    },
    endGesture: () => {
      inGesture = false;
      resumeHistory();
    },
    edit: (change: (document: SurfaceDocument) => SurfaceDocument) => {
      const before = store.getState().document;
      const document = withoutStaleFigure(change(before), before);
      if (document === before) return;
      const error = documentError(document);
      if (error !== undefined) {
        store.setState({ notice: error });
        editError = error;
        return;
      }
      store.setState(({ notice }) => ({ document, notice: notice === editError ? undefined : notice }));
      if (inGesture) history.getState().pause();
    },
    /** Turns the camera of all scenes, or puts it back to the standard one: a step of the history like an edit. */
    setEye: (eye: View['eye']) => {
      store.setState({ eye });
      if (inGesture) history.getState().pause();
    },
    /** Replaces the whole document, as a card, a link or a file does. */
    open: (document: SurfaceDocument, tab: Tab, notice?: string) => {
      resumeHistory();
      store.setState({ ...split(document), tab, pane: 0, rejected: {}, hover: undefined, notice });
    },
    undo: () => {
      resumeHistory();
      history.getState().undo();
      store.setState({ rejected: {} });
    },
    redo: () => {
      resumeHistory();
      history.getState().redo();
      store.setState({ rejected: {} });
    },
    setViewState: (change: ViewState) => store.setState(({ viewState }) => ({ viewState: { ...viewState, ...change } })),
    /** Removes the second weight, or the frozen attack. */
    clearViewState: (key: 'partner' | 'frozen') =>
      store.setState(({ viewState }) => ({ viewState: Object.fromEntries(Object.entries(viewState).filter(([name]) => name !== key)) })),
    setRejected: (key: string, input: RejectedInput | undefined) => {
      const { [key]: previous, ...rest } = store.getState().rejected;
      if (!previous && !input) return;
      store.setState({ rejected: input ? { ...rest, [key]: input } : rest });
    },
  };
}

/** The whole document, view state included: the form that is saved, linked and exported. */
export function wholeDocument({ document, viewState, eye }: Pick<Experiment, 'document' | 'viewState' | 'eye'>): SurfaceDocument {
  return { ...document, view: { ...document.view, ...viewState, ...(eye && { eye }) } };
}

/** θ of the readout: pinned, or a default off the axes. */
export function cursorOf({ document, viewState }: Pick<Experiment, 'document' | 'viewState'>): Pair {
  if (viewState.theta) return viewState.theta;
  const [[a, b], [c, d]] = [document.grid.theta1, document.grid.theta2];
  return [a + ((b - a) * 2) / 3, c + (d - c) / 4];
}

/** The initial second weight: θ mirrored in the nearer axis, so that the attack has to jump. */
export function partnerOf(state: Pick<Experiment, 'document' | 'viewState'>): Pair {
  const [a, b] = cursorOf(state);
  const { theta1, theta2 } = state.document.grid;
  const clamp = (v: number, [lo, hi]: Pair): number => Math.min(hi, Math.max(lo, v));
  const mirrored: Pair = Math.abs(a) < Math.abs(b) ? [-a || 1, b] : [a, -b || 1];
  return [clamp(mirrored[0], theta1), clamp(mirrored[1], theta2)];
}

/** The document without the name of a figure of the paper, once a number of it differs. */
function withoutStaleFigure(document: SurfaceDocument, before: SurfaceDocument): SurfaceDocument {
  const { figure, ...view } = document.view;
  if (figure === undefined || figure !== before.view.figure) return document;
  const same = (['model', 'points', 'attack', 'smoothing', 'grid', 'seed', 'panes'] as const).every((key) => document[key] === before[key]);
  return same ? document : { ...document, view };
}

function split(document: SurfaceDocument): Pick<Experiment, 'document' | 'viewState' | 'eye'> {
  const { eye, theta, partner, frozen, ...view } = document.view;
  return {
    document: { ...document, view },
    eye,
    viewState: { ...(theta && { theta }), ...(partner && { partner }), ...(frozen && { frozen }) },
  };
}
