import type { Format } from '../../exports/exportSurface';
import { Segment } from '../controls/Segment';
import { errorMessage, openFiles, saveFigure, chosenFiles } from '../session/files';
import { useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { Popover } from './Popover';
import { SaveIcon } from './icons';
import { useRef, useState } from 'react';
import { useStore } from 'zustand';

const formats: readonly { readonly format: Format; readonly label: string; readonly note: string }[] = [
  { format: 'png', label: 'PNG', note: 'pixels; carries its document' },
  { format: 'svg', label: 'SVG', note: 'vectors; carries its document' },
  { format: 'csv', label: 'CSV', note: 'θ₁, θ₂, loss and gradient' },
  { format: 'npz', label: 'NPZ', note: 'the same arrays for NumPy' },
  { format: 'json', label: 'Document', note: 'what was chosen, as JSON' },
];
const trainingNotes: Readonly<Partial<Record<Format, string>>> = {
  png: 'curves and table; carries its documents',
  svg: 'the same as vectors',
  csv: 'every evaluated epoch',
  npz: 'none here: weights are saved in the table',
  json: 'what was trained, as JSON',
};
const scales = ['1', '2', '3', '4'] as const;

/** Menu that saves the figure of the page in a chosen format and opens saved files. */
export function ExportMenu({ phone }: { readonly phone: boolean }) {
  return (
    <Popover label="Export figure" button={phone ? <SaveIcon /> : 'Export figure'} className={phone ? 'icon' : 'button'}>
      {(close) => <ExportChoices onDone={close} />}
    </Popover>
  );
}

function ExportChoices({ onDone }: { readonly onDone: () => void }) {
  const session = useSession();
  const dark = useDark();
  const tab = useExperiment((state) => state.tab);
  const racing = tab === 'optimisers';
  const training = tab === 'train';
  const hasMetrics = useStore(session.training.runs.store, ({ runs }) => runs.some(({ metrics }) => metrics.length > 0));
  const isAvailable = (format: Format): boolean => tab === 'lab' || format === 'json' || ((racing || (training && hasMetrics)) && format !== 'npz');
  const noteOf = (format: Format, note: string): string => {
    if (training) return (!hasMetrics && format !== 'json' && format !== 'npz' ? 'after the first epoch' : trainingNotes[format]) ?? note;
    return racing && format === 'csv' ? 'every recorded state of the race' : note;
  };
  const [scale, setScale] = useState<(typeof scales)[number]>('2');
  const [busy, setBusy] = useState<Format>();
  const fileInput = useRef<HTMLInputElement>(null);
  const showError = (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) });
  const save = (format: Format) => {
    setBusy(format);
    saveFigure(session, format, Number(scale), dark)
      .then(onDone, showError)
      .finally(() => setBusy(undefined));
  };
  const open = (chosen: readonly File[]) => {
    if (chosen.length > 0) openFiles(session, chosen).then(onDone, showError);
  };
  return (
    <div className="export">
      {formats.map(({ format, label, note }) => (
        <button key={format} type="button" disabled={busy !== undefined || !isAvailable(format)} onClick={() => save(format)}>
          <b>{label}</b>
          <span>{busy === format ? 'writing' : noteOf(format, note)}</span>
        </button>
      ))}
      <div className="row">
        <span>PNG scale</span>
        <Segment label="PNG scale" options={scales.map((value) => ({ value, label: `${value}×` }))} value={scale} onChange={setScale} />
      </div>
      {tab !== 'lab' && !racing && !training && <p className="note">Open a card first: figures are written from the Lab.</p>}
      <button type="button" className="button" onClick={() => fileInput.current?.click()}>
        Open a file …
      </button>
      <input ref={fileInput} type="file" hidden aria-label="Open a file" multiple onChange={(event) => open(chosenFiles(event.target))} />
      <p className="note">Or drop one anywhere on the page.</p>
    </div>
  );
}
