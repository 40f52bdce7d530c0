import type { Format } from '../../exports/exportSurface';
import type { Tab } from '../../state/experimentStore';
import { useDocument, useExperiment, useSession } from '../session/session';
import { useStore } from 'zustand';

/** Whether a format can be written of a page, and what it contains, or why it cannot. */
export interface FormatNote {
  readonly available: boolean;
  readonly text: string;
}

const written = (text: string): FormatNote => ({ available: true, text });
const missing = (text: string): FormatNote => ({ available: false, text });

const document = written('what was chosen, as JSON');
const openCard = missing('open a card first');

const notesOf: Readonly<Record<Tab, Readonly<Record<Format, FormatNote>>>> = {
  lab: {
    png: written('pixels; carries its document'),
    svg: written('vectors; carries its document'),
    csv: written('θ₁, θ₂, loss and gradient'),
    npz: written('the same arrays for NumPy'),
    json: document,
  },
  gallery: { png: openCard, svg: openCard, csv: openCard, npz: openCard, json: document },
  theory: {
    png: missing('none: print the page instead'),
    svg: missing('none: print the page instead'),
    csv: missing('none'),
    npz: missing('none'),
    json: document,
  },
  optimisers: {
    png: written('pixels; carries its document'),
    svg: written('vectors; carries its document'),
    csv: written('every recorded state of the race'),
    npz: missing('none: states are written as a table'),
    json: document,
  },
  train: {
    png: written('curves and table; carries its documents'),
    svg: written('the same as vectors'),
    csv: written('every evaluated epoch'),
    npz: missing('none: weights are saved in the table'),
    json: written('what was trained, as JSON'),
  },
};

/** What a page shows and no file contains. */
const leftOut: Readonly<Record<Tab, string>> = {
  lab: 'The readout stays on the page.',
  gallery: 'Figures are written from the Lab: open a card.',
  theory: 'Theorem cards, pairs and maps are not written as files. Printing the page writes them as a PDF.',
  optimisers: 'The inner walk and the sweeps stay on the page.',
  train: 'Images under attack stay on the page.',
};

/** What each format contains on the page that is open, and what is left out of all. */
export function useExportNotes(): { readonly notes: Readonly<Record<Format, FormatNote>>; readonly left: readonly string[] } {
  const session = useSession();
  const tab = useExperiment((state) => state.tab);
  const isTurnedApart = useExperiment((state) => !state.linked.camera);
  const panes = useDocument(({ panes }) => panes);
  const view = useDocument(({ view }) => view);
  const hasMetrics = useStore(session.training.runs.store, ({ runs }) => runs.some(({ metrics }) => metrics.length > 0));
  const notes = notesOf[tab];
  if (tab === 'train' && !hasMetrics) {
    const early = missing('after the first epoch');
    return { notes: { ...notes, png: early, svg: early, csv: early }, left: [leftOut.train] };
  }
  if (tab !== 'lab') return { notes, left: [leftOut[tab]] };
  const pictured = panes ? view.second === 'inputs' : view.kind === 'both';
  return {
    notes: panes ? { ...notes, csv: written('θ₁, θ₂, loss and gradient of every surface, zipped'), npz: written('the same arrays, zipped') } : notes,
    left: [
      panes ? 'The tables under the panes stay on the page.' : leftOut.lab,
      ...(pictured ? ['CSV and NPZ hold the surfaces; cut and input space are pictures only.'] : []),
      ...(panes && isTurnedApart ? ['Panes that were turned on their own are drawn with the common camera.'] : []),
    ],
  };
}
