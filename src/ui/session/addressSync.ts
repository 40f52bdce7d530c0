import type { LandscapeDocument } from '../../documents/landscapeDocument';
import type { PaperPageId } from '../../documents/paperPages';
import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { presets } from '../../documents/surfacePresets';
import { surfaceDefaults } from '../../documents/surfaceSpecs';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { fromHash, toHash, toTrainHash } from '../../state/addressHash';
import { choiceDefaults, type PageChoices } from '../../state/choices';
import { isSameChoice, type Tab, wholeDocument } from '../../state/experimentStore';
import { creasedRace } from '../../state/race';
import { isLastChange } from '../../state/runs/removals';
import { firstPlan, type TrainPlan } from '../../state/trainingPlan';
import type { Session } from './session';

/** Throttle of address updates: browsers limit them to about 200 in 30 s. */
const UPDATE_INTERVAL_MS = 300;

/** The stores that the address (URL hash) is serialised from. */
export interface AddressSource {
  readonly experiment: Session['experiment'];
  readonly training: Pick<Session['training'], 'plan'>;
}

interface InitialState {
  readonly document: SurfaceDocument;
  readonly tab: Tab;
  /** Training plan; absent in addresses of other tabs that say nothing of it. */
  readonly plan?: TrainPlan | undefined;
  readonly choices: PageChoices;
  readonly notice?: string | undefined;
}

const initialDocument = presets['figure-2c'].document;
const isInitial = (document: SurfaceDocument): boolean => toHash('lab', document) === toHash('lab', initialDocument);

/** Initial state from a URL hash: its document, or the defaults with an error notice; an empty hash gives Figure 2(c). */
export function initialStateOf(hash: string): InitialState {
  const { tab, document, plan, choices = choiceDefaults, problem } = fromHash(hash);
  return {
    tab,
    document: document ?? (tab === 'optimisers' && !problem ? creasedRace : problem && tab !== 'train' ? surfaceDefaults : initialDocument),
    plan: plan ?? (tab === 'train' ? firstPlan() : undefined),
    choices,
    notice: problem,
  };
}

/** URL hash of the current state. */
export function addressOf({ experiment }: Pick<AddressSource, 'experiment'>): string {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  if (state.tab !== 'train') return toHash(state.tab, document, { choices: state, plan: state.plan });
  const currentHash = location.hash.startsWith('#train') ? location.hash : '#train'; // a plan with an invalid value cannot be serialised
  return toTrainHash(state.plan, isInitial(document) ? undefined : document, state) ?? currentHash;
}

/** Synchronises the address with the stores, both ways. Navigation pushes a history entry, an edit replaces it. */
export function syncAddress(source: AddressSource): void {
  const { experiment } = source;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const hash = addressOf(source);
    if (hash !== location.hash) history.replaceState(null, '', hash);
  };
  const schedule = () => {
    timer ??= setTimeout(write, UPDATE_INTERVAL_MS);
  };
  experiment.store.subscribe((state, before) => {
    if (state.tab !== before.tab || !isSameChoice(state, before)) schedule();
  });
  addEventListener('pagehide', write);
  addEventListener('popstate', () => {
    clearTimeout(timer);
    timer = undefined;
    const { document, tab, plan, choices, notice } = initialStateOf(location.hash);
    experiment.open(document, tab, notice, { ...choices, ...(plan && { plan }) });
  });
}

/** Reloads the page with everything chosen: the address, which is written with a delay, is brought up to date first. */
export function reloadPage(source: Pick<AddressSource, 'experiment'>): void {
  history.replaceState(null, '', addressOf(source));
  location.reload();
}

/** Runs a change and pushes a history entry for it. */
function withHistoryEntry(source: AddressSource, change: () => void): void {
  const current = addressOf(source);
  if (location.hash !== '' && current !== location.hash) history.replaceState(null, '', current);
  change();
  const next = addressOf(source);
  if (next !== location.hash) history.pushState(null, '', next);
}

/** Opens a document or a tab as a new history entry. Optimisers shows its own race while nothing else was chosen: on one point every path leaves the picture. */
export function navigate(source: AddressSource, tab: Tab, document?: SurfaceDocument, notice?: string): void {
  const { store, open, unrecorded } = source.experiment;
  const isFirstRace = !document && tab === 'optimisers' && isInitial(wholeDocument(store.getState()));
  withHistoryEntry(source, () => {
    if (document) open(document, tab, notice);
    else if (isFirstRace) unrecorded(() => open(creasedRace, tab, notice, {}));
    else store.setState({ tab, notice, hover: undefined });
  });
}

/** Opens a page of the paper in the gallery, or the gallery itself, as a new history entry. */
export function navigateToPaper(source: AddressSource, paper: PaperPageId | undefined): void {
  const { store } = source.experiment;
  withHistoryEntry(source, () => store.setState({ tab: 'gallery', paper, notice: undefined, hover: undefined }));
}

/** Opens a landscape document in its tab as a new history entry. */
export function navigateToLandscape(source: AddressSource, landscape: LandscapeDocument): void {
  withHistoryEntry(source, () => {
    source.experiment.store.setState({ tab: 'landscape', notice: undefined, hover: undefined });
    source.experiment.choose({ landscape });
  });
}

/** Undo or redo; where that leads to another tab, as a new history entry. A removal that came last is undone first, on the tab that lists it. */
export function travel(source: AddressSource & Pick<Session, 'removals'>, direction: 'undo' | 'redo'): void {
  const { store, history: steps, [direction]: move } = source.experiment;
  const { pastStates, futureStates } = steps.getState();
  if (direction === 'undo' && isLastChange(source.removals.store.getState(), pastStates.at(-1))) {
    if (store.getState().tab !== 'train') navigate(source, 'train');
    source.removals.undo();
    return;
  }
  const next = (direction === 'undo' ? pastStates : futureStates).at(-1);
  if (next && next.tab !== store.getState().tab) withHistoryEntry(source, move);
  else move();
}

/** Opens documents in the training plan as a new history entry. */
export function navigateToTraining({ experiment, training }: AddressSource, documents: readonly TrainingDocument[]): void {
  withHistoryEntry({ experiment, training }, () => {
    experiment.store.setState({ tab: 'train', hover: undefined });
    training.plan.open(documents);
  });
}
