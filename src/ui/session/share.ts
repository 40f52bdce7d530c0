import { jsonOf } from '../../exports/surface/exportSurface';
import { type Experiment, type Tab, wholeDocument } from '../../state/experimentStore';
import { chosenLandscape, subjectOf, weightSources, writtenLandscape } from '../../state/runs/landscapeSubjects';
import { documentsOf } from '../../state/trainingPlan';
import { addressOf } from './addressSync';
import { fetchedRuns } from './paperRuns';
import type { Session } from './session';

/** The state of the page in the forms that leave it. */
export interface Shared {
  readonly link: string;
  /** What the link carries and what it does not, in two sentences. */
  readonly carries: string;
  /** The document of the page as it is saved, or, of training, a list of documents. */
  readonly document: string;
  readonly fileName: string;
}

const everyTab = 'the backend, and what every tab shows';
const carried: Readonly<Record<Tab, (points: string) => string>> = {
  gallery: (points) => `The page that is open and the document of the Lab with ${points}, ${everyTab}.`,
  read: (points) => `The article, and the document of the Lab with ${points}, ${everyTab}.`,
  learn: (points) => `The list of lessons, and the document of the Lab with ${points}, ${everyTab}.`,
  lab: (points) => `The document with ${points}, cameras, cursors, ${everyTab}.`,
  theory: (points) => `The document with ${points}, the statement and its options, ${everyTab}.`,
  optimisers: (points) => `The document with ${points}, the race, its seed and the step shown, ${everyTab}.`,
  train: () => `The training plan with its seeds, ${everyTab}.`,
  landscape: () => `The directions, range, loss and images of the landscape, ${everyTab}.`,
};
const NOT_CARRIED =
  'Results are not in it: they are computed anew, to the same numbers on the same backend. Runs, weights and images stay in this browser.';

const pointsText = ({ document }: Experiment): string => (document.points.length === 1 ? 'its point' : `its ${document.points.length} points`);

export function sharedState(session: Session): Shared {
  const state = session.experiment.store.getState();
  return {
    link: new URL(addressOf(session), location.href).href, // the address bar is updated with a delay
    carries: `${carried[state.tab](pointsText(state))} ${NOT_CARRIED}`,
    ...documentOfTab(session, state),
  };
}

/** The document of the page that is open: of the Landscape tab its own once there are weights. */
function documentOfTab(session: Session, state: Experiment): Pick<Shared, 'document' | 'fileName'> {
  if (state.tab === 'train') return { document: `${JSON.stringify(documentsOf(state.plan), null, 2)}\n`, fileName: 'training.json' };
  const sources = state.tab === 'landscape' ? weightSources(session.training.runs.store.getState().runs, fetchedRuns()) : [];
  const chosen = chosenLandscape(state.landscape, state.landscapeComparison, sources);
  if (!chosen) return { document: new TextDecoder().decode(jsonOf(wholeDocument(state))), fileName: 'surface.json' };
  const written = writtenLandscape(subjectOf(chosen.document), chosen.document, sources);
  return { document: `${JSON.stringify(written, null, 2)}\n`, fileName: 'landscape.json' };
}
