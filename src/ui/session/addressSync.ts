import type { SurfaceDocument } from '../../documents/surfaceDocument';
import { presets } from '../../documents/surfacePresets';
import { surfaceDefaults } from '../../documents/surfaceSpecs';
import type { TrainingDocument } from '../../documents/trainingDocument';
import { fromHash, toHash, toTrainHash } from '../../state/addressHash';
import { type Tab, wholeDocument } from '../../state/experimentStore';
import { creasedRace } from '../../state/race';
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
  /** Training plan; absent in addresses of other tabs. */
  readonly plan?: TrainPlan | undefined;
  readonly notice?: string | undefined;
}

const initialDocument = presets['figure-2c'].document;
const isInitial = (document: SurfaceDocument): boolean => toHash('lab', document) === toHash('lab', initialDocument);

/** Initial state from a URL hash: its document, or the defaults with an error notice; an empty hash gives Figure 2(c). */
export function initialStateOf(hash: string): InitialState {
  const { tab, document, plan, problem } = fromHash(hash);
  return {
    tab,
    document: document ?? (tab === 'optimisers' && !problem ? creasedRace : problem && tab !== 'train' ? surfaceDefaults : initialDocument),
    plan: plan ?? (tab === 'train' ? firstPlan() : undefined),
    notice: problem,
  };
}

/** URL hash of the current state. */
export function addressOf({ experiment, training }: AddressSource): string {
  const state = experiment.store.getState();
  const document = wholeDocument(state);
  if (state.tab !== 'train') return toHash(state.tab, document);
  const currentHash = location.hash.startsWith('#train') ? location.hash : '#train'; // a plan with an invalid value cannot be serialised
  return toTrainHash(training.plan.store.getState(), isInitial(document) ? undefined : document) ?? currentHash;
}

/** Synchronises the address with the stores, both ways. Navigation pushes a history entry, an edit replaces it. */
export function syncAddress(source: AddressSource): void {
  const { experiment, training } = source;
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
    if (state.document !== before.document || state.viewState !== before.viewState || state.eye !== before.eye || state.tab !== before.tab)
      schedule();
  });
  training.plan.store.subscribe(() => experiment.store.getState().tab === 'train' && schedule());
  addEventListener('pagehide', write);
  addEventListener('popstate', () => {
    clearTimeout(timer);
    timer = undefined;
    const { document, tab, plan, notice } = initialStateOf(location.hash);
    if (plan) training.plan.store.setState(plan);
    experiment.open(document, tab, notice);
  });
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
  const { store, open } = source.experiment;
  const opened = document ?? (tab === 'optimisers' && isInitial(wholeDocument(store.getState())) ? creasedRace : undefined);
  withHistoryEntry(source, () => (opened ? open(opened, tab, notice) : store.setState({ tab, notice, hover: undefined })));
}

/** Opens documents in the training plan as a new history entry. */
export function navigateToTraining({ experiment, training }: AddressSource, documents: readonly TrainingDocument[]): void {
  withHistoryEntry({ experiment, training }, () => {
    experiment.store.setState({ tab: 'train', hover: undefined });
    training.plan.open(documents);
  });
}
