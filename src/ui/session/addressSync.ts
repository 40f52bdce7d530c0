import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { presets } from '../../documents/surfacePresets';
import { surfaceDefaults } from '../../documents/surfaceSpecs';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { fromHash, toHash, toTrainHash } from '../../state/addressHash';
import { type Tab, wholeDocument } from '../../state/experimentStore';
import { creasedRace } from '../../state/race';
import { firstPlan, type TrainPlan } from '../../state/trainingPlan';
import type { Session } from './session';

/** Browsers forbid more than some 200 address changes in 30 s; while a slider moves one in 300 ms is enough. */
const UPDATE_INTERVAL_MS = 300;

/** What an address is made of. */
export interface AddressSource {
  readonly experiment: Session['experiment'];
  readonly training: Pick<Session['training'], 'plan'>;
}

interface InitialState {
  readonly document: SurfaceDocument;
  readonly tab: Tab;
  /** What is chosen to train; an address of another tab says nothing of it. */
  readonly plan?: TrainPlan | undefined;
  readonly notice?: string | undefined;
}

const initialDocument = presets['figure-2c'].document;

/** What an address says at the start: its document, or the defaults with a sentence; an empty one starts at Figure 2(c). */
export function initialStateOf(hash: string): InitialState {
  const { tab, document, plan, problem } = fromHash(hash);
  return {
    tab,
    document: document ?? (tab === 'optimisers' && !problem ? creasedRace : problem && tab !== 'train' ? surfaceDefaults : initialDocument),
    plan: plan ?? (tab === 'train' ? firstPlan() : undefined),
    notice: problem,
  };
}

/** The address of what is on screen. */
export function addressOf({ experiment, training }: AddressSource): string {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  if (state.tab !== 'train') return toHash(state.tab, document);
  const began = toHash('lab', document) === toHash('lab', initialDocument);
  const kept = location.hash.startsWith('#train') ? location.hash : '#train'; // a plan with a wrong value has no address of its own
  return toTrainHash(training.plan.store.getState(), began ? undefined : document) ?? kept;
}

/** Keeps address and choices the same. Opening a card or a tab adds a step to the browser's history, a change replaces it. */
export function syncAddress(place: AddressSource): void {
  const { experiment, training } = place;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = () => {
    clearTimeout(timer);
    timer = undefined;
    const hash = addressOf(place);
    if (hash !== location.hash) history.replaceState(null, '', hash);
  };
  const soon = () => {
    timer ??= setTimeout(write, UPDATE_INTERVAL_MS);
  };
  experiment.store.subscribe((state, before) => {
    if (state.document !== before.document || state.sight !== before.sight || state.tab !== before.tab) soon();
  });
  training.plan.store.subscribe(() => experiment.store.getState().tab === 'train' && soon());
  addEventListener('pagehide', write);
  addEventListener('popstate', () => {
    clearTimeout(timer);
    timer = undefined;
    const { document, tab, plan, notice } = initialStateOf(location.hash);
    if (plan) training.plan.store.setState(plan);
    experiment.open(document, tab, notice);
  });
}

/** Makes a change that is a new step of the browser's history. */
function withHistoryEntry(place: AddressSource, change: () => void): void {
  const own = addressOf(place);
  if (location.hash !== '' && own !== location.hash) history.replaceState(null, '', own);
  change();
  const next = addressOf(place);
  if (next !== location.hash) history.pushState(null, '', next);
}

/** Opens a document or a tab as a new step of the browser's history. */
export function navigate(place: AddressSource, tab: Tab, document?: SurfaceDocument, notice?: string): void {
  const { store, open } = place.experiment;
  withHistoryEntry(place, () => (document ? open(document, tab, notice) : store.setState({ tab, notice, hover: undefined })));
}

/** Chooses these documents to train, as a new step of the browser's history. */
export function navigateToTraining({ experiment, training }: AddressSource, documents: readonly TrainingDocument[]): void {
  withHistoryEntry({ experiment, training }, () => {
    experiment.store.setState({ tab: 'train', hover: undefined });
    training.plan.open(documents);
  });
}
