import type { Format } from '../../exports/surface/exportSurface';
import { theoremNames } from '../../math/theory/catalogue';
import type { Tab } from '../../state/experimentStore';
import { useLandscape } from '../landscape/useLandscape';
import { usePaperPage } from '../session/paperRuns';
import { useDocument, useExperiment, useSession } from '../session/session';
import { useStore } from 'zustand';

/** Whether a format can be written of a page, and what it contains, or why it cannot. */
interface FormatNote {
  readonly available: boolean;
  readonly text: string;
}
/** Notes of the formats that a page lists. */
type FormatNotes = Readonly<Partial<Record<Format, FormatNote>>>;

const written = (text: string): FormatNote => ({ available: true, text });
const missing = (text: string): FormatNote => ({ available: false, text });

const document = written('what was chosen, as JSON');
const openCard = missing('open a card first');
const openFigure = missing('open a figure first');

const notesOf: Readonly<Record<Tab, FormatNotes>> = {
  lab: {
    png: written('pixels; carries its document'),
    svg: written('vectors; carries its document'),
    pdf: written('vectors, fonts embedded'),
    csv: written('θ₁, θ₂, loss and gradient'),
    npz: written('the same arrays for NumPy'),
    pgf: written('pgfplots, with its numbers'),
    html: written('turns without a network'),
    stl: written('a solid, 100 mm wide'),
    py: written('NumPy, checks the numbers'),
    json: document,
    zip: written('all of these'),
  },
  gallery: { png: openCard, svg: openCard, csv: openCard, npz: openCard, json: document },
  read: { png: openFigure, svg: openFigure, csv: openFigure, npz: openFigure, json: document },
  learn: { png: openFigure, svg: openFigure, csv: openFigure, npz: openFigure, json: document },
  theory: {
    png: written('verdicts and the map; carries its document'),
    svg: written('the same as vectors'),
    pdf: written('the same, fonts embedded'),
    csv: written('each search with its worst pair'),
    npz: written('every map, for NumPy'),
    json: document,
  },
  optimisers: {
    png: written('pixels; carries its document'),
    svg: written('vectors; carries its document'),
    pdf: written('vectors, fonts embedded'),
    csv: written('every recorded state of the race'),
    npz: missing('none: states are written as a table'),
    json: document,
  },
  landscape: {
    png: written('surface and contour; carries its document'),
    svg: written('the same as vectors'),
    pdf: written('the same, fonts embedded'),
    csv: written('a, b, loss and accuracy'),
    npz: written('the same arrays for NumPy'),
    json: document,
  },
  train: {
    png: written('curves and table; carries its documents'),
    svg: written('the same as vectors'),
    pdf: written('the same, fonts embedded'),
    csv: written('every evaluated epoch'),
    npz: missing('none: weights are saved in the table'),
    json: written('what was trained, as JSON'),
  },
};

/** What differs where several surfaces are written. */
const comparedNotes: FormatNotes = {
  csv: written('θ₁, θ₂, loss and gradient of every surface, zipped'),
  npz: written('the same arrays, zipped'),
  pgf: written('pgfplots, zipped'),
  html: written('pages that turn, zipped'),
  stl: written('solids, zipped'),
  py: written('NumPy, checks them, zipped'),
};

/** A page of the paper: what can be written of it once it has runs. */
const paperNotes: FormatNotes = {
  png: written('charts, table and orders; carries its documents'),
  svg: written('the same as vectors'),
  pdf: written('the same, fonts embedded'),
  csv: written('every evaluated epoch, or every seed'),
  npz: missing('none: the numbers are a table'),
  json: written('the documents of its runs'),
};

/** What a page shows and no file contains. */
const leftOut: Readonly<Record<Tab, string>> = {
  lab: 'The readout stays on the page.',
  gallery: 'Figures are written from the Lab: open a card.',
  learn: 'Lessons and progress are saved from their own buttons.',
  read: 'Figures are written from the tab that each of them opens in. Printing the page writes the article as a PDF.',
  theory: 'Assumptions, the figure of the pair, and the plots of a card stay on the page.',
  optimisers: 'The inner walk and the sweeps stay on the page.',
  train: 'Images under attack stay on the page.',
  landscape: 'The weights are saved in the table of the Train tab.',
};

/** What each format contains on the page that is open, and what is left out of all. */
export function useExportNotes(): { readonly notes: FormatNotes; readonly left: readonly string[] } {
  const session = useSession();
  const tab = useExperiment((state) => state.tab);
  const isTurnedApart = useExperiment((state) => !state.linked.camera);
  const panes = useDocument(({ panes }) => panes);
  const view = useDocument(({ view }) => view);
  const hasMetrics = useStore(session.training.runs.store, ({ runs }) => runs.some(({ metrics }) => metrics.length > 0));
  const isDrawn = useLandscape().slices.some(({ landscape }) => landscape?.result);
  const isChecked = useStore(session.bench.store, ({ runs }) => theoremNames.every((name) => runs[name]?.state === 'done'));
  const paper = useExperiment((state) => state.paper);
  const hasRuns = usePaperPage(paper ?? 'figure-3').shown.results.groups.length > 0;
  if (tab === 'gallery' && paper) {
    const early = missing('no runs yet');
    return { notes: hasRuns ? paperNotes : { png: early, svg: early, pdf: early, csv: early, npz: early, json: early }, left: [] };
  }
  const notes = notesOf[tab];
  if (tab === 'landscape' && !isDrawn) {
    const early = missing('draw it first');
    return { notes: { png: early, svg: early, pdf: early, csv: early, npz: early, json: early }, left: [] };
  }
  if (tab === 'train' && !hasMetrics) {
    const early = missing('after the first epoch');
    return { notes: { ...notes, png: early, svg: early, pdf: early, csv: early }, left: [leftOut.train] };
  }
  if (tab === 'theory' && !isChecked) {
    const early = missing('when every card has its verdict');
    return { notes: { ...notes, png: early, svg: early, pdf: early, csv: early }, left: [leftOut.theory] };
  }
  if (tab !== 'lab') return { notes, left: [leftOut[tab]] };
  const pictured = panes ? view.second === 'inputs' : view.kind === 'both';
  return {
    notes: panes ? { ...notes, ...comparedNotes } : notes,
    left: [
      panes ? 'The tables under the panes stay on the page.' : leftOut.lab,
      ...(pictured ? ['CSV, NPZ, TeX, HTML and STL hold the surfaces; cut and input space are pictures only.'] : []),
      ...(panes && isTurnedApart ? ['Panes that were turned on their own are drawn with the common camera.'] : []),
    ],
  };
}
