import type { Format } from '../../exports/surface/exportSurface';
import { FileButton } from '../controls/FileButton';
import { errorMessage, saveFigure } from '../session/files';
import { useExperiment, useSession } from '../session/session';
import { useDark } from '../session/theme';
import { ExportDialog } from './ExportDialog';
import { FigureParts, PngScale, useFileOptions } from './FileOptions';
import { Popover } from './Popover';
import { useExportNotes } from './exportNotes';
import { SaveIcon } from './icons';
import { useState } from 'react';

const formats: readonly { readonly format: Format; readonly label: string }[] = [
  { format: 'png', label: 'PNG' },
  { format: 'svg', label: 'SVG' },
  { format: 'pdf', label: 'PDF' },
  { format: 'csv', label: 'CSV' },
  { format: 'npz', label: 'NPZ' },
  { format: 'pgf', label: 'TeX' },
  { format: 'html', label: 'HTML' },
  { format: 'stl', label: 'STL' },
  { format: 'py', label: 'Python' },
  { format: 'json', label: 'Document' },
  { format: 'zip', label: 'ZIP' },
];

/** Menu that saves the figure of the page in a chosen format, shows it as a picture before it is written, and opens saved files. */
export function ExportMenu({ phone }: { readonly phone: boolean }) {
  const [previewing, setPreviewing] = useState(false);
  return (
    <>
      <Popover label="Export figure" button={phone ? <SaveIcon /> : 'Export figure'} className={phone ? 'icon' : 'button'}>
        {(close) => (
          <ExportChoices
            onDone={close}
            onPreview={() => {
              close();
              setPreviewing(true);
            }}
          />
        )}
      </Popover>
      {previewing && <ExportDialog onClose={() => setPreviewing(false)} />}
    </>
  );
}

function ExportChoices({ onDone, onPreview }: { readonly onDone: () => void; readonly onPreview: () => void }) {
  const session = useSession();
  const dark = useDark();
  const inLab = useExperiment((state) => state.tab === 'lab');
  const { notes, left } = useExportNotes();
  const options = useFileOptions();
  const [busy, setBusy] = useState<Format>();
  const save = (format: Format) => {
    const { scale, without, each } = options;
    setBusy(format);
    saveFigure(session, { format, scale, dark, without, each })
      .then(onDone, (error: unknown) => session.experiment.store.setState({ notice: errorMessage(error) }))
      .finally(() => setBusy(undefined));
  };
  return (
    <div className="export">
      {formats.map(({ format, label }) => {
        const note = notes[format];
        return (
          note && (
            <button key={format} type="button" disabled={busy !== undefined || !note.available} onClick={() => save(format)}>
              <b>{label}</b>
              <span>{busy === format ? 'writing' : note.text}</span>
            </button>
          )
        );
      })}
      {inLab && <FigureParts options={options} />}
      <PngScale options={options} />
      {left.map((sentence) => (
        <p key={sentence} className="note">
          {sentence}
        </p>
      ))}
      {notes.png?.available && (
        <button type="button" className="button" onClick={onPreview}>
          Preview and sizes …
        </button>
      )}
      <FileButton label="Open a file" className="button" onOpened={onDone}>
        Open a file …
      </FileButton>
      <p className="note">Or drop one anywhere on the page.</p>
    </div>
  );
}
