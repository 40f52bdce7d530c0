import { documentError } from '../documents/parseSurface';
import type { SurfaceDocument, View } from '../documents/surfaceDocument';
import type { Pair } from '../math/core/types';
import { temporal } from 'zundo';
import { createStore } from 'zustand/vanilla';
import { choiceDefaults, type PageChoices } from './choices';
import { firstPlan, type PlanStore, type TrainPlan } from './trainingPlan';

export type Tab = 'gallery' | 'read' | 'learn' | 'lab' | 'theory' | 'optimisers' | 'train' | 'landscape';
/** Selected weights: part of the document, but kept apart, since a drag moves them with every frame. */
export type ViewState = Pick<View, 'theta' | 'partner' | 'frozen'>;

/** A typed value that failed validation: the error, and the last valid value. */
export interface RejectedInput {
  readonly sentence: string;
  readonly lastValid: string;
}

/** State of the history: everything chosen, and the tab that shows the last change. */
interface Chosen extends PageChoices {
  readonly document: SurfaceDocument;
  readonly viewState: ViewState;
  /** Camera of all scenes, as in the document's view; the standard one when absent. Kept apart, since a drag moves it with every frame. */
  readonly eye: View['eye'];
  readonly plan: TrainPlan;
  readonly tab: Tab;
}

/** The user's choices; derived values are not stored. */
export interface Experiment extends Chosen {
  /** θ under the pointer, while it is over a figure. */
  readonly hover?: Pair | undefined;
  readonly rejected: Readonly<Record<string, RejectedInput>>;
  /** Whether a control is held, by pointer or key: the ranges of figures stand still meanwhile. A field that is typed into holds nothing. */
  readonly held: boolean;
  /** One sentence for the notice under the top bar. */
  readonly notice?: string | undefined;
}

const chosenKeys = ['document', 'viewState', 'eye', 'plan', ...Object.keys(choiceDefaults)] as readonly Exclude<keyof Chosen, 'tab'>[];

/** Whether two states have the same choices; a tab is shown, not chosen. */
export const isSameChoice = (a: Chosen, b: Chosen): boolean =>
  chosenKeys.every((key) => a[key] === b[key] || JSON.stringify(a[key]) === JSON.stringify(b[key]));

const chosenOf = ({ hover: _hover, rejected: _rejected, held: _held, notice: _notice, ...chosen }: Experiment): Chosen => chosen;

export type ExperimentStore = ReturnType<typeof createExperimentStore>;

interface Start {
  readonly document: SurfaceDocument;
  readonly tab: Tab;
  readonly notice?: string | undefined;
  readonly plan?: TrainPlan | undefined;
  readonly choices?: PageChoices | undefined;
}

/**
 * The experiment with its undo history. Every change of a choice is a step of it, on whatever tab; a gesture (beginGesture … endGesture) is one step,
 * however many changes it makes.
 */
export function createExperimentStore(start: Start) {
  const initial: Experiment = {
    ...split(start.document),
    plan: start.plan ?? firstPlan(),
    ...(start.choices ?? choiceDefaults),
    tab: start.tab,
    rejected: {},
    held: false,
    notice: start.notice,
  };
  let recording = true;
  let gesture: unknown; // whose changes are one step
  const store = createStore<Experiment>()(
    temporal((): Experiment => initial, {
      partialize: chosenOf,
      equality: isSameChoice,
      handleSet:
        (record) =>
        (...step) => {
          if (!recording) return;
          (record as (...args: typeof step) => void)(...step);
          if (gesture !== undefined) history.getState().pause();
        },
      limit: 200,
    }),
  );
  const history = store.temporal;
  let editError: string | undefined; // of the last edit, until one is valid
  const resumeHistory = () => history.getState().resume();
  const setHeld = (held: boolean) => {
    if (store.getState().held !== held) store.setState({ held });
  };
  /** Begins a gesture, which ends another one that goes on; nothing where it is that one. */
  const beginGesture = (id: unknown = 'gesture') => {
    if (gesture !== id) resumeHistory();
    gesture = id;
    setHeld(id !== 'typing');
  };
  const endGesture = (id: unknown = 'gesture') => {
    if (gesture !== id) return;
    gesture = undefined;
    resumeHistory();
    setHeld(false);
  };
  /** One step back or forth in the history, on the tab that shows it. */
  const travel = (states: 'pastStates' | 'futureStates', move: 'undo' | 'redo') => () => {
    resumeHistory();
    const next = history.getState()[states].at(-1);
    if (!next?.tab) return;
    store.setState({ tab: next.tab, rejected: {}, hover: undefined }); // first: the step that is taken back belongs to that tab too
    history.getState()[move]();
  };
  const plan: PlanStore = {
    getState: () => store.getState().plan,
    setState: (change) => store.setState((state) => ({ plan: { ...state.plan, ...(typeof change === 'function' ? change(state.plan) : change) } })),
  };

  return {
    store,
    history,
    /** The training plan as a store whose changes are steps of this history. */
    plan,
    beginGesture,
    endGesture,
    /** Makes changes that are no step of the history, since the page makes them: a replay, a tab's first picture. */
    unrecorded: (change: () => void) => {
      recording = false;
      change();
      recording = true;
    },
    choose: (change: Partial<PageChoices>) => store.setState(change),
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
    },
    /** Turns the camera of all scenes, or puts it back to the standard one. */
    setEye: (eye: View['eye']) => store.setState({ eye }),
    /** Replaces the whole document, as a card or a file does; a link also brings the other choices. */
    open: (
      document: SurfaceDocument,
      tab: Tab,
      notice?: string,
      others: Partial<PageChoices & Pick<Chosen, 'plan'>> = { pane: 0, eyes: undefined },
    ) => {
      resumeHistory();
      store.setState({ tab }); // first: the step belongs to the tab that shows it
      store.setState({ ...split(document), ...others, rejected: {}, hover: undefined, notice });
    },
    undo: travel('pastStates', 'undo'),
    redo: travel('futureStates', 'redo'),
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
