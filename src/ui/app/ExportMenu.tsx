import type { Format } from '../../exports/exportSurface';
import { type PartName, partNames, partsOf } from '../../exports/shownPanes';
import { theoremNames } from '../../math/theory/catalogue';
import { type Tab, wholeDocument } from '../../state/experimentStore';
import { FileButton } from '../controls/FileButton';
import { Segment } from '../controls/Segment';
import { errorMessage, saveFigure } from '../session/files';
import { usePaperPage } from '../session/paperRuns';
import { useLandscape } from '../landscape/useLandscape';
import { useDocument, useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { Popover } from './Popover';
import { SaveIcon } from './icons';
import { useMemo, useState } from 'react';
import { useStore } from 'zustand';

/** Whether a format can be written of a page, and what it contains, or why it cannot. */
interface FormatNote {
  readonly available: boolean;
  readonly text: string;
}

const written = (text: string): FormatNote => ({ available: true, text });
const missing = (text: string): FormatNote => ({ available: false, text });

const document = written('what was chosen, as JSON');
const openCard = missing('open a card first');
const openFigure = missing('open a figure first');

const notesOf: Readonly<Record<Tab, Readonly<Record<Format, FormatNote>>>> = {
  lab: {
    png: written('pixels; carries its document'),
    svg: written('vectors; carries its document'),
    csv: written('θ₁, θ₂, loss and gradient'),
    npz: written('the same arrays for NumPy'),
    json: document,
  },
  gallery: { png: openCard, svg: openCard, csv: openCard, npz: openCard, json: document },
  read: { png: openFigure, svg: openFigure, csv: openFigure, npz: openFigure, json: document },
  theory: {
    png: written('verdicts and the map; carries its document'),
    svg: written('the same as vectors'),
    csv: written('each search with its worst pair'),
    npz: written('every map, for NumPy'),
    json: document,
  },
  optimisers: {
    png: written('pixels; carries its document'),
    svg: written('vectors; carries its document'),
    csv: written('every recorded state of the race'),
    npz: missing('none: states are written as a table'),
    json: document,
  },
  landscape: {
    png: written('surface and contour; carries its document'),
    svg: written('the same as vectors'),
    csv: written('a, b, loss and accuracy'),
    npz: written('the same arrays for NumPy'),
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

/** A page of the paper: what can be written of it once it has runs. */
const paperNotes: Readonly<Record<Format, FormatNote>> = {
  png: written('charts, table and orders; carries its documents'),
  svg: written('the same as vectors'),
  csv: written('every evaluated epoch, or every seed'),
  npz: missing('none: the numbers are a table'),
  json: written('the documents of its runs'),
};

/** What a page shows and no file contains. */
const leftOut: Readonly<Record<Tab, string>> = {
  lab: 'The readout stays on the page.',
  gallery: 'Figures are written from the Lab: open a card.',
  read: 'Figures are written from the tab that each of them opens in. Printing the page writes the article as a PDF.',
  theory: 'Assumptions, the figure of the pair, and the plots of a card stay on the page.',
  optimisers: 'The inner walk and the sweeps stay on the page.',
  train: 'Images under attack stay on the page.',
  landscape: 'The weights are saved in the table of the Train tab.',
};

/** What each format contains on the page that is open, and what is left out of all. */
function useExportNotes(): { readonly notes: Readonly<Record<Format, FormatNote>>; readonly left: readonly string[] } {
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
    return { notes: hasRuns ? paperNotes : { png: early, svg: early, csv: early, npz: early, json: early }, left: [] };
  }
  const notes = notesOf[tab];
  if (tab === 'landscape' && !isDrawn) {
    const early = missing('draw it first');
    return { notes: { png: early, svg: early, csv: early, npz: early, json: early }, left: [] };
  }
  if (tab === 'train' && !hasMetrics) {
    const early = missing('after the first epoch');
    return { notes: { ...notes, png: early, svg: early, csv: early }, left: [leftOut.train] };
  }
  if (tab === 'theory' && !isChecked) {
    const early = missing('when every card has its verdict');
    return { notes: { ...notes, png: early, svg: early, csv: early }, left: [leftOut.theory] };
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

const formats: readonly { readonly format: Format; readonly label: string }[] = [
  { format: 'png', label: 'PNG' },
  { format: 'svg', label: 'SVG' },
  { format: 'csv', label: 'CSV' },
  { format: 'npz', label: 'NPZ' },
  { format: 'json', label: 'Document' },
];
const scales = ['1', '2', '3', '4'] as const;

/** Menu that saves the figure of the page in a chosen format and opens saved files. */
export function ExportMenu({ phone }: { readonly phone: boolean }) {
  return (
    <Popover label="Export figure" button={phone ? <SaveIcon /> : 'Export figure'} className={phone ? 'icon' : 'button'}>
      {(close) => <ExportChoices onDone={close} />}
    </Popover>
  );
}

/** Parts of the Lab's figure, and those that are left out. */
function useParts() {
  const document = useExperiment((state) => state.document);
  const viewState = useExperiment((state) => state.viewState);
  const parts = useMemo(() => partsOf(wholeDocument({ document, viewState, eye: undefined })), [document, viewState]);
  const [changed, setChanged] = useState<Readonly<Partial<Record<PartName, boolean>>>>({});
  const isWritten = (part: PartName, usual: boolean): boolean => changed[part] ?? usual;
  const written = parts.filter(({ part, usual }) => isWritten(part, usual));
  return {
    parts: parts.map(({ part, usual }) => ({ part, on: isWritten(part, usual), last: written.length === 1 && written[0]?.part === part })),
    without: parts.flatMap(({ part, usual }) => (isWritten(part, usual) ? [] : [part])),
    toggle: (part: PartName, on: boolean) => setChanged({ ...changed, [part]: on }),
    isSeveral: document.panes !== undefined || written.length > 1,
  };
}

function ExportChoices({ onDone }: { readonly onDone: () => void }) {
  const session = useSession();
  const dark = useDark();
  const inLab = useExperiment((state) => state.tab === 'lab');
  const { notes, left } = useExportNotes();
  const { parts, without, toggle, isSeveral } = useParts();
  const [scale, setScale] = useState<(typeof scales)[number]>('2');
  const [each, setEach] = useState<'one' | 'each'>('one');
  const [busy, setBusy] = useState<Format>();
  const save = (format: Format) => {
    setBusy(format);
    saveFigure(session, { format, scale: Number(scale), dark, without, each: each === 'each' && isSeveral })
      .then(onDone, (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) }))
      .finally(() => setBusy(undefined));
  };
  return (
    <div className="export">
      {formats.map(({ format, label }) => (
        <button key={format} type="button" disabled={busy !== undefined || !notes[format].available} onClick={() => save(format)}>
          <b>{label}</b>
          <span>{busy === format ? 'writing' : notes[format].text}</span>
        </button>
      ))}
      {inLab && (
        <fieldset className="export-parts">
          <legend>Written</legend>
          {parts.map(({ part, on, last }) => (
            <label key={part} className="check">
              <input type="checkbox" checked={on} disabled={last} onChange={(event) => toggle(part, event.target.checked)} />
              <span>{partNames[part]}</span>
            </label>
          ))}
        </fieldset>
      )}
      {inLab && isSeveral && (
        <div className="row">
          <span>Pictures</span>
          <Segment
            label="Pictures"
            options={[
              { value: 'one', label: 'one of all' },
              { value: 'each', label: 'one a pane' },
            ]}
            value={each}
            onChange={setEach}
          />
        </div>
      )}
      <div className="row">
        <span>PNG scale</span>
        <Segment label="PNG scale" options={scales.map((value) => ({ value, label: `${value}×` }))} value={scale} onChange={setScale} />
      </div>
      {left.map((sentence) => (
        <p key={sentence} className="note">
          {sentence}
        </p>
      ))}
      <FileButton label="Open a file" className="button" onOpened={onDone}>
        Open a file …
      </FileButton>
      <p className="note">Or drop one anywhere on the page.</p>
    </div>
  );
}
