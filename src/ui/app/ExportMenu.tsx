import type { Format } from '../../exports/exportSurface';
import { type PartName, partNames, partsOf } from '../../exports/shownPanes';
import { wholeDocument } from '../../state/experimentStore';
import { Segment } from '../controls/Segment';
import { errorMessage, openFiles, saveFigure, chosenFiles } from '../session/files';
import { useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { Popover } from './Popover';
import { useExportNotes } from './exportNotes';
import { SaveIcon } from './icons';
import { useMemo, useRef, useState } from 'react';

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
  const fileInput = useRef<HTMLInputElement>(null);
  const showError = (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) });
  const save = (format: Format) => {
    setBusy(format);
    saveFigure(session, { format, scale: Number(scale), dark, without, each: each === 'each' && isSeveral })
      .then(onDone, showError)
      .finally(() => setBusy(undefined));
  };
  const open = (chosen: readonly File[]) => {
    if (chosen.length > 0) openFiles(session, chosen).then(onDone, showError);
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
      <button type="button" className="button" onClick={() => fileInput.current?.click()}>
        Open a file …
      </button>
      <input ref={fileInput} type="file" hidden aria-label="Open a file" multiple onChange={(event) => open(chosenFiles(event.target))} />
      <p className="note">Or drop one anywhere on the page.</p>
    </div>
  );
}
